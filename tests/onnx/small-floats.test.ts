import { compile, graph, NdArray, reference, wasm } from "dagrad";
import { describe, expect, it } from "vitest";
import type { ElementType } from "../../src/onnx/element-types.ts";
import { roundedTo } from "../../src/onnx/read/handlers/casts.ts";
import { floatOfBits } from "../../src/onnx/small-floats.ts";

const bytes = Array.from({ length: 256 }, (_, code) => code);
const small = { float8e4m3fn: bytes, float8e4m3fnuz: bytes, float8e5m2: bytes, float8e5m2fnuz: bytes, float4e2m1: bytes.slice(0, 16) };

/** Seeded: numbers of all sizes that the types have, and of some that they have not, and all ties between neighbours. */
function numbersFor(type: ElementType, codes: readonly number[]) {
  const values = [...new Set(codes.map((code) => floatOfBits(code, type)).filter(Number.isFinite))].sort((a, b) => a - b);
  const ties = values.slice(1).map((value, i) => (value + (values[i] as number)) / 2);
  let seed = 1;
  const next = (): number => (seed = (seed * 48271) % 2147483647) / 2147483647;
  const others = Array.from({ length: 2000 }, () => (next() < 0.5 ? -1 : 1) * 2 ** (next() * 44 - 22));
  return Float32Array.from([...values, ...ties, ...others, 0, -0, 1e6, -1e6, 1e-30]);
}

/** The nearest number of the type, of two the one whose code is even; found by looking at all of them. */
function nearest(x: number, type: ElementType, codes: readonly number[]): number {
  const found = codes
    .map((code) => ({ code, value: floatOfBits(code, type) }))
    .filter(({ value }) => Number.isFinite(value))
    .sort((a, b) => Math.abs(a.value - x) - Math.abs(b.value - x) || (a.code % 2) - (b.code % 2) || a.code - b.code);
  const { value } = found[0] as { value: number };
  return value === 0 && !type.endsWith("fnuz") && (x < 0 || Object.is(x, -0)) ? -0 : value;
}

describe("floats of 8 and of 4 bits", () => {
  // OCP OFP8 and MX, tables of values; Noune et al. 2022 for "fnuz", whose bias is one more.
  it("have the values that their codes stand for", () => {
    const values = (type: ElementType, ...codes: number[]): number[] => codes.map((code) => floatOfBits(code, type));
    expect(values("float8e4m3fn", 0x7e, 0x7f, 0x08, 0x01, 0xfe, 0xff)).toEqual([448, Number.NaN, 2 ** -6, 2 ** -9, -448, Number.NaN]);
    expect(values("float8e5m2", 0x7b, 0x7c, 0x7d, 0x04, 0x01)).toEqual([57344, Number.POSITIVE_INFINITY, Number.NaN, 2 ** -14, 2 ** -16]);
    expect(values("float8e4m3fnuz", 0x7f, 0x80, 0x08, 0x01)).toEqual([240, Number.NaN, 2 ** -7, 2 ** -10]);
    expect(values("float8e5m2fnuz", 0x7f, 0x80, 0x04, 0x01)).toEqual([57344, Number.NaN, 2 ** -15, 2 ** -17]);
    expect(values("float4e2m1", 0, 1, 2, 3, 4, 5, 6, 7, 15)).toEqual([0, 0.5, 1, 1.5, 2, 3, 4, 6, -6]);
    expect(values("float8e8m0", 0, 127, 254, 255)).toEqual([2 ** -127, 1, 2 ** 127, Number.NaN]);
  });

  for (const [type, codes] of Object.entries(small) as [ElementType, number[]][]) {
    it(`${type} are rounded to the nearest, ties to even, bit by bit, on both backends`, () => {
      const given = numbersFor(type, codes);
      const expected = Array.from(given, (x) => nearest(x, type, codes));
      const rounding = graph({ x: { shape: [given.length], dtype: "float32" } }, ({ x }) => ({ y: roundedTo(x, type, true) as never }));
      for (const backend of [reference, wasm()]) {
        const { y } = compile(rounding, { backend }).run({ x: new NdArray(given, [given.length], "float32") }) as { y: NdArray };
        const wrong = expected.flatMap((one, i) => (Object.is(y.data[i], one) ? [] : [`${given[i]}: ${y.data[i]} for ${one}`]));
        expect(wrong).toEqual([]);
      }
    });
  }

  it("that do not saturate end in Infinity or NaN as the type has them", () => {
    const given = Float32Array.from([448, 464, 465, 61439, 61440, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN]);
    const x = new NdArray(given, [8], "float32");
    const last = (type: ElementType): number[] => {
      const rounding = graph({ x: { shape: [8], dtype: "float32" } }, (inputs) => ({ y: roundedTo(inputs.x, type, false) as never }));
      return Array.from((compile(rounding, { backend: reference }).run({ x }) as { y: NdArray }).y.data);
    };
    const { NaN: nan, POSITIVE_INFINITY: infinity } = Number;
    expect(last("float8e4m3fn")).toEqual([448, 448, nan, nan, nan, nan, nan, nan]);
    expect(last("float8e5m2")).toEqual([448, 448, 448, 57344, infinity, infinity, -infinity, nan]);
    expect(last("float8e5m2fnuz")).toEqual([448, 448, 448, 57344, nan, nan, nan, nan]);
  });
});
