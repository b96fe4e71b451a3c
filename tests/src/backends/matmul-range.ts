import { NdArray } from "dagrad";
import { matmulOp } from "../../../ops/linear/matmul.ts";
import { atEnds, magnitude, radiiOf, type Site } from "./monotone-range.ts";
import { runPrimitive } from "./run-primitive.ts";
import { type Range, rangeBetween } from "./value-range.ts";

/** |Δ(a · b)| ≤ |Δa| · |b| + |a| · |Δb|, from the low ends; and the bound of the product. */
export function matmulRange(site: Site): Range {
  const [a, b] = site.inputs as [Range, Range];
  const { shape } = site.type;
  const y = atEnds(site, 0);
  const product = (p: NdArray, q: NdArray): NdArray => runPrimitive(matmulOp, [p, q], {}, shape, "float64");
  const [aSize, bSize] = [magnitude(a), magnitude(b)];
  const [fromA, fromB] = [product(width(a), bSize), product(aSize, width(b))];
  const radii = radiiOf(site, y) as ArrayLike<number>;
  const open = new Uint8Array(y.data.length);
  const [low, high] = [Float64Array.from(y.data), Float64Array.from(y.data)];
  for (let i = 0; i < open.length; i++) {
    const moved = (fromA.data[i] as number) + (fromB.data[i] as number);
    // 0 · Infinity: an operand that is no number makes the result one that is none, whatever the others are.
    const radius = (radii[i] as number) + (Number.isNaN(moved) ? Number.POSITIVE_INFINITY : moved * (1 + 2 ** -20));
    if (!(radius < Number.POSITIVE_INFINITY)) open[i] = 1;
    else if (radius > 0) {
      low[i]! -= radius;
      high[i]! += radius;
    }
  }
  return rangeBetween(low, high, site.type, open);
}

const width = ({ low, high, open }: Range): NdArray<"float64"> =>
  new NdArray(
    Float64Array.from(low.data, (x, i) =>
      open?.[i] === 1 ? Number.POSITIVE_INFINITY : Object.is(x, high.data[i]) ? 0 : (high.data[i] as number) - x,
    ),
    low.shape,
    "float64",
  );
