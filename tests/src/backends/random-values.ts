import { type DType, NdArray, type Random } from "dagrad";
import { allocate } from "../../../graph/dtype.ts";
import { sizeOf } from "../../../graph/shape.ts";

/** What the elements of a leaf must be, so that its users can take them. */
export type Filling = { readonly kind: "numbers" } | { readonly kind: "below"; readonly limit: number } | { readonly kind: "share" };

/** Numbers that break careless arithmetic: NaN, infinities, signed zeros, subnormals, the largest floats, ties, where exp and log turn. */
const hard = [Number.NaN, Infinity, -Infinity, 0, -0, 1e-40, -1e-45, 1e-38, 3.4e38, -3.4e38, 1e30, 2 ** 24, 88.7, -103.9, 1, 1, -1, 0.5, 2];
const hardIntegers = { int32: [0, 1, -1, 2 ** 31 - 1, -(2 ** 31), 65536, 7, 7], uint8: [0, 1, 255, 128, 7, 7] } as const;

/** An array of that type, of numbers to compute with; where `wild`, a quarter of them are hard ones. */
export function randomArray(random: Random, shape: readonly number[], dtype: DType, filling: Filling, wild: boolean): NdArray {
  const data = allocate(dtype, sizeOf(shape));
  const next = nextOf(random, dtype, filling, wild);
  for (let i = 0; i < data.length; i++) data[i] = next();
  return new NdArray(data, shape, dtype);
}

function nextOf(random: Random, dtype: DType, filling: Filling, wild: boolean): () => number {
  const one = <T>(list: readonly T[]): T => list[random.randint(0, list.length)] as T;
  if (filling.kind === "below") return () => random.randint(0, filling.limit);
  if (filling.kind === "share" && dtype !== "int32" && dtype !== "uint8") {
    const soft = dtype !== "bool" && random.rand() < 0.5;
    return () => (soft ? random.rand() : random.randint(0, 2));
  }
  if (dtype === "bool") return () => random.randint(0, 2);
  if (dtype === "int32" || dtype === "uint8") {
    return () => (wild && random.rand() < 0.25 ? one(hardIntegers[dtype]) : random.randint(dtype === "int32" ? -9 : 0, 10));
  }
  const scale = one([0.1, 1, 1, 3]);
  return () => {
    if (wild && random.rand() < 0.25) return one(hard);
    // Halves among the normals are ties, which comparisons and maxima must break alike.
    return random.rand() < 0.2 ? random.randint(-4, 5) / 2 : scale * random.randn();
  };
}
