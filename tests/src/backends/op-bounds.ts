import { type Attrs, NdArray } from "dagrad";
import { foldedAxes } from "../../../graph/op.ts";
import { matmulOp } from "../../../ops/linear/matmul.ts";
import { sumOp } from "../../../ops/reduce/sum.ts";
import { runPrimitive } from "./run-primitive.ts";

/**
 * How far each element of an engine's result may be from the reference's, of the same operands: from the reference's result y
 * and the magnitudes |x| of the operands, as float64. 0 asks for the same bits (−0 is not 0, NaN is NaN), Infinity for nothing.
 */
export type Bound = (y: NdArray, magnitudes: readonly NdArray<"float64">[], attrs: Attrs) => ArrayLike<number>;

const single = new Float32Array(1);
const bits = new Int32Array(single.buffer);

/** The distance from |y| to the next larger float; 0 where there is none. In float64 at least that. */
export function ulpOf(y: number, dtype: string): number {
  if (!Number.isFinite(y)) return 0;
  if (dtype === "float64") return Math.max(Math.abs(y) * Number.EPSILON, 2 ** -1074);
  const size = Math.abs(Math.fround(y));
  single[0] = size;
  bits[0]!++;
  return Math.min((single[0] as number) - size, 2 ** 104);
}

const largest = { float32: 3.4028234663852886e38, float64: Number.MAX_VALUE } as const;
/** What products of roundings add to their sum. */
const secondOrder = 1 + 2 ** -10;
/** A product that underflows is off by as much. */
const leastFloat = 2 ** -149;
const unitOf = (y: NdArray): number => (y.dtype === "float64" ? 2 ** -53 : 2 ** -24);
const isFloat = ({ dtype }: NdArray): boolean => dtype === "float32" || dtype === "float64";
const zeros = (y: NdArray): Float64Array => new Float64Array(y.data.length);

/** exp and log within 2 ulps and tanh within 4 in float32, exactly at 0, ±Infinity and NaN; the host's own in float64. */
export function functions(ulps: number): Bound {
  return (y, [x]) => {
    const radii = zeros(y);
    if (y.dtype === "float64") return radii;
    const of = (x as NdArray<"float64">).data;
    for (let i = 0; i < radii.length; i++)
      radii[i] = of[i] === 0 || !Number.isFinite(of[i]) ? 0 : ulps * ulpOf(y.data[i] as number, y.dtype);
    return radii;
  };
}

/**
 * 2 (n − 1) u Σ|x| for n elements and u = 2⁻²⁴ (float64: 2⁻⁵³), since each of two orders of summation is within half of it; a mean one
 * ulp more, so that an engine may multiply by 1 ÷ n. Sums of up to two elements have one order only. Where several orders overflow
 * differently, any value will do.
 */
export const sums: Bound = (y, [x], attrs) => boundOfSum(y, x as NdArray<"float64">, attrs, false);
export const means: Bound = (y, [x], attrs) => boundOfSum(y, x as NdArray<"float64">, attrs, true);

function boundOfSum(y: NdArray, x: NdArray<"float64">, attrs: Attrs, divided: boolean): ArrayLike<number> {
  const radii = zeros(y);
  const n = foldedAxes(attrs, x.shape.length).reduce((product, axis) => product * (x.shape[axis] as number), 1);
  if (!isFloat(y) || n <= 2) return radii;
  const total = runPrimitive(sumOp, [finite(x)], attrs, y.shape, "float64").data;
  for (let i = 0; i < radii.length; i++) {
    const size = total[i] as number;
    if (size > largest[y.dtype as "float32"]) radii[i] = Number.POSITIVE_INFINITY;
    else if (Number.isFinite(y.data[i]))
      radii[i] = (secondOrder * 2 * (n - 1) * unitOf(y) * size) / (divided ? n : 1) + (divided ? ulpOf(y.data[i] as number, y.dtype) : 0);
  }
  return radii;
}

/**
 * K u Σ|a||b| and one ulp, for K products and sums in float32 against those in float64 that are rounded once; in float64 twice that.
 * Signs of zero are free: the reference's own depend on the size.
 */
export const products: Bound = (y, [a, b]) => {
  const radii = zeros(y);
  const K = a?.shape.at(-1) as number;
  const share = secondOrder * unitOf(y) * (y.dtype === "float64" ? 2 : 1);
  const total = runPrimitive(matmulOp, [finite(a as NdArray<"float64">), finite(b as NdArray<"float64">)], {}, y.shape, "float64").data;
  for (let i = 0; i < radii.length; i++) {
    const size = total[i] as number;
    if (size > largest[y.dtype as "float32"]) radii[i] = Number.POSITIVE_INFINITY;
    else if (Number.isFinite(y.data[i])) radii[i] = K * (share * size + leastFloat) + ulpOf(y.data[i] as number, y.dtype);
  }
  return radii;
};

/** The elements that are no numbers as 0: they make a result what it is in every order. */
const finite = (x: NdArray<"float64">): NdArray<"float64"> =>
  new NdArray(
    x.data.map((element) => (Number.isFinite(element) ? element : 0)),
    x.shape,
    "float64",
  );
