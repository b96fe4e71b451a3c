import { apply, type Named, optionsOf } from "../../graph/apply.ts";
import { addDims, subtractDims } from "../../graph/dim.ts";
import { latexDim } from "../../graph/latex-dim.ts";
import { literal } from "../../graph/leaves.ts";
import { atom, binding, grouped } from "../../graph/notation.ts";
import { type AnyTensor, defineOp, type Fail, type Operands, type TensorType } from "../../graph/op.ts";
import { type Dim, type Shape, showShape, stridesOf } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { Difference } from "../../graph/types/arithmetic.ts";
import type { Axis, AxisPosition, AxisProblem, Ranked } from "../../graph/types/axes.ts";
import type { WithDim } from "../../graph/types/dims.ts";
import type { NeedsOf } from "../../graph/types/operand.ts";
import type { Checked } from "../../graph/types/problem.ts";
import { axisOf } from "../shared/axes.ts";
import { resolveAxis } from "../shared/infer.ts";
import { broadcastTo } from "./broadcast-to.ts";
import { concat } from "./concat.ts";

/** Positions counted from the front, 0 ≤ start ≤ stop ≤ size of the axis; numbers, or expressions of names such as time-1. */
export interface SliceAttrs {
  readonly axis: number;
  readonly start: Dim;
  readonly stop: Dim;
}

/** The part of an axis that slice keeps; negative positions count from the end. */
export interface SliceOptions {
  /** Default 0, the first axis. */
  readonly axis?: Axis;
  /** First position that is kept, default 0. */
  readonly start?: Dim;
  /** First position that is no longer kept, default the size of the axis. */
  readonly stop?: Dim;
}

/**
 * slice(x) = x[start:stop] along one axis, the first where none is given.
 *
 * x: any[...S, D, ...T] → same dtype[...S, stop − start, ...T]
 * Edges:   as in Python: negative positions count from the end, those beyond the axis are moved to its end, stop ≤ start keeps nothing.
 *          Where the size of the axis has a name, so does what is kept: slice(x, { start: 1 }) of time is time-1. Positions are not moved there.
 * Errors:  OpError when x has no such axis. FeedError when a position is beyond an axis whose name a run binds.
 * Source:  Python and NumPy basic slicing; ONNX Slice-13.
 */
export const sliceOp = defineOp<SliceAttrs>({
  name: "slice",
  inputs: ["x"],
  attrs: { axis: "integer", start: "dim", stop: "dim" },
  infer: inferSlice,
  move: ([x], _, { axis, start }) => {
    const steps = stridesOf(x.shape);
    return [{ input: 0, from: (start as number) * (steps[axis] as number), steps }];
  },
  vjp: (dy, [x], _, { axis, start, stop }) => [
    () => {
      const zeros = (size: Dim): AnyTensor[] =>
        size === 0 ? [] : [broadcastTo(literal(0, dy), { shape: x.shape.map((dim, position) => (position === axis ? size : dim)) })];
      return concat([...zeros(start), dy, ...zeros(subtractDims(x.shape[axis] as Dim, stop))], { axis });
    },
  ],
  picture: { role: "function", label: (attrs) => subscript(attrs) },
  notation: {
    text: ([x], attrs) => atom(`${grouped(x, binding.atom)}${subscript(attrs)}`),
    latex: ([x], attrs) =>
      atom(`${grouped(x, binding.atom, "\\left(", "\\right)")}\\left${subscript(attrs, latexPosition).slice(0, -1)}\\right]`),
    numpy: ([x], attrs) => atom(`${grouped(x, binding.atom)}${subscript(attrs)}`),
  },
});

function inferSlice([x]: Operands<TensorType>, { axis, start, stop }: SliceAttrs, fail: Fail): TensorType {
  const position = resolveAxis(axis, x, fail);
  const dim = x.shape[position] as Dim;
  const kept = subtractDims(stop, start);
  // What depends on names is known when these are bound: then the rule is asked again.
  if (axis !== position || [start, kept, subtractDims(dim, stop)].some(isNegative)) {
    fail({
      code: "slice-range",
      expected: `start ≤ stop must lie in 0 … ${dim}, and axis count from the front`,
      actual: `${start} and ${stop} on axis ${axis} of ${showShape(x.shape)}`,
      cure: "correct them",
    });
  }
  return { shape: [...x.shape.slice(0, position), kept, ...x.shape.slice(position + 1)], dtype: x.dtype };
}

const isNegative = (dim: Dim): boolean => typeof dim === "number" && dim < 0;

/** [:, 0:2] */
const subscript = ({ axis, start, stop }: SliceAttrs, write: (dim: Dim) => string = String): string =>
  `[${":, ".repeat(axis)}${write(start)}:${write(stop)}]`;
/** As latexDim; between colons no brackets are needed. */
const latexPosition = (dim: Dim): string => latexDim(dim).replace(/^\\left\((.*)\\right\)$/s, "$1");

/** Stands for "to the end". */
interface End {
  readonly end: never;
}

/** A position counted from the front and moved inside 0 … Size: negative ones count from the end. */
type Inside<Size extends number, At> = number extends At
  ? number
  : At extends number
    ? `${At}` extends `-${infer K extends number}`
      ? Difference<Size, K>
      : Difference<Size, Difference<Size, At>>
    : Size;

/** Stop − start, or 0 where stop is before start. */
type Kept<D, Start, Stop> = D extends number
  ? [Start, Stop] extends readonly [number, number | End]
    ? Difference<Inside<D, Stop>, Inside<D, Start>>
    : Dim
  : KeptOfName<D, Start, Stop>;

/** A position as [from the front, K] or [from the end, K], or "unknown". */
type Position<At> = At extends number
  ? number extends At
    ? "unknown"
    : `${At}` extends `-${infer K extends number}`
      ? ["end", K]
      : ["front", At]
  : At extends End
    ? ["end", 0]
    : "unknown";

/** Of an axis with a name D, what does not depend on its size; the rest is not known to the compiler. */
type KeptOfName<D, Start, Stop> = [Position<Start>, Position<Stop>] extends infer Both
  ? Both extends [["front", infer A extends number], ["front", infer B extends number]]
    ? Difference<B, A>
    : Both extends [["end", infer A extends number], ["end", infer B extends number]]
      ? Difference<A, B>
      : Both extends [["front", 0], ["end", 0]]
        ? D
        : Dim
  : never;

type DimAt<S extends Shape, At> = S[At & keyof S];

/** The shape of x[start:stop] along the axis X. */
type Slice<S extends Shape, X, Start, Stop> = number extends S["length"]
  ? Dim[]
  : number extends AxisPosition<S, X>
    ? Dim[]
    : [AxisPosition<S, X>] extends [infer At extends number]
      ? WithDim<S, At, Kept<DimAt<S, At>, Start, Stop> & Dim>
      : Dim[];

/** A tensor with an axis to cut, or why it has none. */
type Sliceable<X extends Tensor> = Ranked<"slice", X>;

/** The part of an axis that slice keeps; negative positions count from the end. */
interface SliceOf<X extends Tensor, A, Start, Stop> extends Named {
  /** Default 0, the first axis. */
  readonly axis?: Checked<AxisProblem<"slice", X["shape"], A>, A>;
  /** First position that is kept, default 0. */
  readonly start?: Start;
  /** First position that is no longer kept, default the size of the axis. */
  readonly stop?: Stop;
}

/** slice(x) = x[start:stop] along `axis`, by default the first. See {@link sliceOp}. */
export function slice<X extends Tensor, const A extends Axis = 0, const Start extends Dim = 0, const Stop extends Dim | End = End>(
  x: Sliceable<X>,
  options?: SliceOf<X, A, Start, Stop>,
): Tensor<Slice<X["shape"], A, Start, Stop>, X["dtype"], NeedsOf<X>>;
export function slice(x: Tensor, options?: SliceOptions & Named): Tensor {
  const { axis = 0, start = 0, stop } = optionsOf(sliceOp, options);
  const position = axisOf("slice", x, axis);
  const size = x.shape[position] ?? 0;
  const from = inside(start, size);
  return apply(sliceOp, [x], { axis: position, start: from, stop: notBefore(from, inside(stop ?? size, size)) }, options);
}

/** A position counted from the front. Where size and position are numbers, it is moved inside the axis. */
function inside(at: Dim, size: Dim): Dim {
  if (typeof at === "number" && typeof size === "number") return Math.min(Math.max(at < 0 ? at + size : at, 0), size);
  return isNegative(at) ? addDims(size, at) : at;
}

/** `stop`, or `start` where it is known to come later. */
const notBefore = (start: Dim, stop: Dim): Dim => (isNegative(subtractDims(stop, start)) ? start : stop);
