import { apply, type Named, optionsOf, requireTensor } from "../../graph/apply.ts";
import { multiplyDims } from "../../graph/dim.ts";
import { atom } from "../../graph/notation.ts";
import { defineOp } from "../../graph/op.ts";
import { type Dim, type Shape, showType } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { NeedsOf } from "../../graph/types/operand.ts";
import type { Checked } from "../../graph/types/problem.ts";
import { sum } from "../reduce/sum.ts";
import { type CountProblem, requireCounts, type TimesCount } from "../shared/counts.ts";
import { broadcastTo } from "./broadcast-to.ts";
import { reshape } from "./reshape.ts";

/** One count for each axis of the result, and that has as many axes as x or more. */
export interface TileAttrs {
  readonly counts: readonly number[];
}

/**
 * tile(x, { counts }) = x so many times along each axis, one copy after the other: 1, 2 twice is 1, 2, 1, 2.
 *
 * x: any[...S] → same dtype[...counts · S]; fewer counts than axes are those of the last ones, more make new axes in front, as in NumPy
 * Edges:   0 times → an axis of size 0. The cotangent of an element is the sum of those of its copies.
 * Errors:  OpError when a count is negative.
 * Source:  NumPy tile; ONNX Tile-13.
 */
export const tileOp = defineOp<TileAttrs>({
  name: "tile",
  inputs: ["x"],
  attrs: { counts: "integers" },
  infer: ([x], { counts }, fail) => {
    requireCounts(counts, showType(x), fail);
    if (counts.length < x.shape.length) {
      fail({
        code: "counts",
        expected: "the attribute counts must have one for each axis",
        actual: `[${counts.join(", ")}] for ${showType(x)}`,
        cure: "write 1 for those that stay",
      });
    }
    return { shape: copies(x.shape, counts).map(([count, dim]) => multiplyDims(count, dim)), dtype: x.dtype };
  },
  definition: ([x], { counts }) => {
    const pairs = copies(x.shape, counts);
    const apart = reshape(x, { shape: pairs.flatMap(([, dim]) => [1, dim]) });
    return reshape(broadcastTo(apart, { shape: pairs.flat() }), { shape: pairs.map(([count, dim]) => multiplyDims(count, dim)) });
  },
  vjp: (dy, [x], _, { counts }) => [
    () => {
      const pairs = copies(x.shape, counts);
      const whole = sum(reshape(dy, { shape: pairs.flat() }), { axis: pairs.map((_pair, position) => 2 * position) });
      return reshape(whole, { shape: x.shape });
    },
  ],
  picture: { role: "function", label: ({ counts }) => `tile(·, [${counts.join(", ")}])`, title: "Tile" },
  notation: {
    text: ([x], { counts }) => atom(`tile(${x.text}, [${counts.join(", ")}])`),
    latex: ([x], { counts }) => atom(`\\operatorname{tile}_{${counts.join(" \\times ") || "()"}}\\left(${x.text}\\right)`),
  },
});

/** Of each axis of the result how often which dim stands there. */
const copies = (shape: Shape, counts: readonly number[]): [count: number, dim: Dim][] =>
  counts.map((count, position) => [count, shape[position - counts.length + shape.length] ?? 1]);

/** S with its dims multiplied by the counts C, from the last on. */
type Tile<S extends Shape, C extends readonly number[], R extends Dim[] = []> = C extends readonly [
  ...infer Cs extends readonly number[],
  infer N extends number,
]
  ? S extends readonly [...infer Rest extends Dim[], infer D]
    ? Tile<Rest, Cs, [TimesCount<D, N>, ...R]>
    : Tile<[], Cs, [N, ...R]>
  : [...S, ...R];

type Tiled<S extends Shape, C extends readonly number[]> = number extends S["length"]
  ? Dim[]
  : number extends C["length"]
    ? Dim[]
    : Tile<S, C>;

/** tile(x, { counts }) = x so many times along each axis: 1, 2, 1, 2. See {@link tileOp}. */
export function tile<X extends Tensor, const C extends readonly number[]>(
  x: X,
  options: { readonly counts: Checked<CountProblem<"tile", "counts", C[number]>, C> } & Named,
): Tensor<Tiled<X["shape"], C>, X["dtype"], NeedsOf<X>>;
export function tile(x: Tensor, options: { readonly counts: readonly number[] } & Named): Tensor {
  requireTensor("tile", x);
  const { counts } = optionsOf(tileOp, options);
  const kept = Array.isArray(counts) ? Array<number>(Math.max(x.shape.length - counts.length, 0)).fill(1) : [];
  return apply(tileOp, [x], { counts: Array.isArray(counts) ? [...kept, ...counts] : counts }, options);
}
