import { type Attrs, NdArray } from "dagrad";
import { isFloat } from "../../../graph/dtype.ts";
import type { Primitive, Value } from "../../../graph/op.ts";
import { whereOp } from "../../../ops/elementwise/where.ts";
import { broadcastToOp } from "../../../ops/move/broadcast-to.ts";
import { cumsumOp } from "../../../ops/reduce/cumsum.ts";
import { sumOp } from "../../../ops/reduce/sum.ts";
import { type Bound, ulpOf } from "./op-bounds.ts";
import { runPrimitive } from "./run-primitive.ts";
import { exactly, isExact, isKnown, type Range, rangeBetween } from "./value-range.ts";

/** One instruction, one fold, or one op of another kind, on operands that are known to lie in ranges. */
export interface Site {
  readonly op: Primitive<any>;
  readonly bound: "exact" | Bound;
  readonly inputs: readonly Range[];
  readonly attrs: Attrs;
  /** Of the result. */
  readonly type: Omit<Value, "data">;
}

/** The result at one corner: bit i of `corner` says which end of operand i. */
export const atEnds = ({ op, inputs, attrs, type }: Site, corner: number): NdArray =>
  runPrimitive(
    op,
    inputs.map(({ low, high }, i) => ((corner >> i) & 1 ? high : low)),
    attrs,
    type.shape,
    type.dtype,
  );

/** y with the bound on both sides. */
export function widened(site: Site, y: NdArray): Range {
  const radii = radiiOf(site, y);
  if (radii === undefined) return exactly(y);
  const open = new Uint8Array(y.data.length);
  const [low, high] = [Float64Array.from(y.data), Float64Array.from(y.data)];
  for (let i = 0; i < open.length; i++) {
    const radius = radii[i] as number;
    if (radius === Number.POSITIVE_INFINITY) open[i] = 1;
    else if (radius > 0) {
      low[i]! -= radius;
      high[i]! += radius;
    }
  }
  return rangeBetween(low, high, site.type, open);
}

export const radiiOf = ({ bound, inputs, attrs }: Site, y: NdArray): ArrayLike<number> | undefined =>
  bound === "exact" ? undefined : bound(y, inputs.map(magnitude), attrs);

/** The largest size of each element. */
export const magnitude = ({ low, high }: Range): NdArray<"float64"> =>
  new NdArray(
    Float64Array.from(low.data, (x, i) => Math.max(Math.abs(x), Math.abs(high.data[i] as number))),
    low.shape,
    "float64",
  );

/** Of what is monotone in each operand, element by element. */
export const monotone = (site: Site): Range => extremes(site, reached(site, masksOf(site).map(spreadTo(site))));

/** As monotone; integers that are not known may wrap. */
export const wrapping = (site: Site): Range => extremes(site, reached(site, masksOf(site, !isFloat(site.type.dtype)).map(spreadTo(site))));

/** As monotone, but that the host may not compute it monotonically to the last bit: the ends need one ulp more. */
export const ofHost = (site: Site): Range => extremes(site, openIn(site), 1);

/** Of a choice: only what the condition may choose reaches the result. */
export function chosen(site: Site): Range {
  const [{ low, high }] = site.inputs as [Range];
  const [, a, b] = masksOf(site) as [NdArray, NdArray, NdArray];
  const { shape } = site.type;
  return extremes(
    site,
    reached(
      site,
      [low, high].map((condition) => runPrimitive(whereOp, [condition, a, b], {}, shape, "float32")),
    ),
  );
}

/** Of a fold that is monotone in each element; sums of integers that are not known may wrap. */
export function folded(site: Site): Range {
  const { attrs, type } = site;
  const masks = masksOf(site, !isFloat(type.dtype)).map((mask) => runPrimitive(sumOp, [mask], attrs, type.shape, "float32"));
  return extremes(site, reached(site, masks));
}

/** Of what each element and those before it add up or multiply to. A product rises or falls as its factors' signs say: all must be known. */
export function accumulated(site: Site): Range {
  const { op, attrs, type } = site;
  const rises = isFloat(type.dtype) && "accumulate" in op && op.accumulate === "sum";
  const masks = masksOf(site, !rises).map((mask) => runPrimitive(cumsumOp, [mask], attrs, type.shape, "float32"));
  return extremes(site, reached(site, masks));
}

/** Where open elements of the operands reach an elementwise result. */
export const openIn = (site: Site): Uint8Array => reached(site, masksOf(site).map(spreadTo(site)));

/** 1 where an element of an operand is open; where integers wrap, wherever it is not known. */
export const masksOf = ({ inputs }: Site, wraps = false): NdArray[] =>
  inputs.map((input) => {
    const data = Float32Array.from(input.low.data, (_, k) => (input.open?.[k] === 1 || (wraps && !isKnown(input, k)) ? 1 : 0));
    return new NdArray(data, input.low.shape, "float32");
  });

const spreadTo =
  ({ type: { shape } }: Site) =>
  (mask: NdArray): NdArray =>
    runPrimitive(broadcastToOp, [mask], {}, shape, "float32");

/** Where any of the masks, which have the shape of the result, is not 0. */
function reached({ type: { shape } }: Site, masks: readonly NdArray[]): Uint8Array {
  const open = new Uint8Array(shape.reduce((product, dim) => product * dim, 1));
  for (const { data } of masks) for (let i = 0; i < open.length; i++) if (data[i] !== 0) open[i] = 1;
  return open;
}

/**
 * The extremes are at the ends of the operands' ranges, rounding included, since the reference rounds monotonically; the bound comes on
 * top, and `ulps` more.
 */
function extremes(site: Site, open: Uint8Array, ulps = 0): Range {
  const { inputs, type } = site;
  const uncertain = inputs.flatMap((input, i) => (isExact(input) ? [] : [1 << i]));
  const corners = uncertain.reduce((all, bit) => all.concat(all.map((corner) => corner | bit)), [0]);
  const count = open.length;
  const [low, high] = [new Float64Array(count).fill(Number.POSITIVE_INFINITY), new Float64Array(count).fill(Number.NEGATIVE_INFINITY)];
  for (const corner of corners) {
    const y = atEnds(site, corner);
    const radii = radiiOf(site, y);
    for (let i = 0; i < count; i++) {
      const middle = y.data[i] as number;
      const radius = (radii?.[i] ?? 0) + (ulps === 0 ? 0 : ulps * ulpOf(middle, type.dtype));
      if (radius === Number.POSITIVE_INFINITY) open[i] = 1;
      // Of what is known, a radius of 0 keeps the sign of zero; NaN at every corner stays NaN, at some of them it makes the range open.
      const [from, to] = radius === 0 ? [middle, middle] : [middle - radius, middle + radius];
      if (corner > 0 && Number.isNaN(middle) !== Number.isNaN(low[i])) open[i] = 1;
      low[i] = Math.min(low[i] as number, from);
      high[i] = Math.max(high[i] as number, to);
    }
  }
  return rangeBetween(low, high, type, open);
}
