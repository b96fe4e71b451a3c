import { type Attrs, NdArray, type Op } from "dagrad";
import { isFloat } from "../../../graph/dtype.ts";
import { isPrimitive, type Value } from "../../../graph/op.ts";
import { whereOp } from "../../../ops/elementwise/where.ts";
import { broadcastToOp } from "../../../ops/move/broadcast-to.ts";
import { sumOp } from "../../../ops/reduce/sum.ts";
import { bounds, ulpOf } from "./op-bounds.ts";
import { runPrimitive } from "./run-primitive.ts";
import { exactly, isExact, isKnown, type Range, rangeBetween } from "./value-range.ts";

/** One op on operands that are known to lie in ranges. */
export interface Site {
  readonly op: Op;
  readonly inputs: readonly Range[];
  readonly attrs: Attrs;
  /** Of the result. */
  readonly type: Omit<Value, "data">;
}

const run = ({ op, attrs, type }: Site, inputs: readonly Value[]): NdArray => runPrimitive(op, inputs, attrs, type.shape, type.dtype);

/** The result at one corner: bit i of `corner` says which end of operand i. */
export const atEnds = (site: Site, corner: number): NdArray =>
  run(
    site,
    site.inputs.map(({ low, high }, i) => ((corner >> i) & 1 ? high : low)),
  );

/** y with the bound of its op on both sides. */
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

export function radiiOf(site: Site, y: NdArray): ArrayLike<number> | undefined {
  const bound = bounds[site.op.name];
  return bound === undefined || bound === "exact" ? undefined : bound(y, site.inputs.map(magnitude), site.attrs);
}

/** The largest size of each element. */
export const magnitude = ({ low, high }: Range): NdArray<"float64"> =>
  new NdArray(
    Float64Array.from(low.data, (x, i) => Math.max(Math.abs(x), Math.abs(high.data[i] as number))),
    low.shape,
    "float64",
  );

/** Functions that a host may not compute monotonically to the last bit, so that their ends need one ulp more. */
const rough = new Set(["exp", "log", "tanh", "pow", "sin", "cos"]);

/**
 * Of an op that is monotone in each operand: its extremes are at the ends of their ranges, rounding included, since reference kernels
 * round monotonically; the bound of the op comes on top.
 */
export function monotone(site: Site): Range {
  const { inputs, type } = site;
  const uncertain = inputs.flatMap((input, i) => (isExact(input) ? [] : [1 << i]));
  const corners = uncertain.reduce((all, bit) => all.concat(all.map((corner) => corner | bit)), [0]);
  const open = openIn(site);
  const count = atEnds(site, 0).data.length;
  const [low, high] = [new Float64Array(count).fill(Number.POSITIVE_INFINITY), new Float64Array(count).fill(Number.NEGATIVE_INFINITY)];
  for (const corner of corners) {
    const y = atEnds(site, corner);
    const radii = radiiOf(site, y);
    for (let i = 0; i < count; i++) {
      const middle = y.data[i] as number;
      let radius = radii?.[i] ?? 0;
      if (rough.has(site.op.name)) radius += ulpOf(middle, type.dtype);
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

/** Where open elements of the operands, or wrapped integers, reach the result. */
export function openIn(site: Site): Uint8Array {
  const wraps = !isFloat(site.type.dtype) && ["add", "sub", "mul", "neg", "abs", "sum"].includes(site.op.name);
  const masks = site.inputs.map(({ low, open }, i) => {
    const data = Float32Array.from(low.data, (_, k) => (open?.[k] === 1 || (wraps && !isKnown(site.inputs[i] as Range, k)) ? 1 : 0));
    return new NdArray(data, low.shape, "float32");
  });
  const reached = new Uint8Array(site.type.shape.reduce((product, dim) => product * dim, 1));
  if (masks.some(({ data }) => data.includes(1)))
    for (const mask of spread(site, masks)) for (let i = 0; i < reached.length; i++) if (mask.data[i] !== 0) reached[i] = 1;
  return reached;
}

/** The masks of the operands as masks of the result. */
function spread({ op, inputs, attrs, type: { shape } }: Site, masks: readonly NdArray[]): NdArray[] {
  const broadcast = (mask: NdArray): NdArray => runPrimitive(broadcastToOp, [mask], {}, shape, "float32");
  if (op.name === "where") {
    const [{ low, high }, ,] = inputs as [Range];
    return [low, high].map((condition) =>
      runPrimitive(whereOp, [condition, masks[1] as NdArray, masks[2] as NdArray], {}, shape, "float32"),
    );
  }
  if (isPrimitive(op) && (op.elementwise || op === broadcastToOp)) return masks.map(broadcast);
  if (isPrimitive(op) && op.reduces) return masks.map((mask) => runPrimitive(sumOp, [mask], attrs, shape, "float32"));
  return [runPrimitive(op, masks, attrs, shape, "float32")];
}
