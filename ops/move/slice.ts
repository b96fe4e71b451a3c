import { apply, type Named, optionsOf } from "../../graph/apply.ts";
import { addDims, floorDivideDim, multiplyDims, subtractDims } from "../../graph/dim.ts";
import { latexDim } from "../../graph/latex-dim.ts";
import { atom, binding, grouped } from "../../graph/notation.ts";
import { defineOp, type Fail, type Operands, type TensorType } from "../../graph/op.ts";
import { type Dim, type Shape, showShape, stridesOf } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { Difference, FlooredQuotient, Sum } from "../../graph/types/arithmetic.ts";
import type { Axis, AxisPosition, AxisProblem, Ranked } from "../../graph/types/axes.ts";
import type { WithDim } from "../../graph/types/dims.ts";
import type { NeedsOf } from "../../graph/types/operand.ts";
import type { Checked } from "../../graph/types/problem.ts";
import { axisOf } from "../shared/axes.ts";
import { resolveAxis } from "../shared/infer.ts";
import { flip } from "./flip.ts";
import { pad } from "./pad.ts";

/**
 * Which positions from `start` to before `stop`, counted from the front, 0 ≤ start ≤ stop ≤ size of the axis; numbers, or expressions of
 * names such as time-1. Of a negative step those from the last one backwards.
 */
export interface SliceAttrs {
  readonly axis: number;
  readonly start: Dim;
  readonly stop: Dim;
  readonly step: number;
}

/** The part of an axis that slice keeps; negative positions count from the end. */
export interface SliceOptions {
  /** Default 0, the first axis. */
  readonly axis?: Axis;
  /** First position that is kept, default 0; of a negative step the last one. */
  readonly start?: Dim;
  /** First position that is no longer kept, default the size of the axis; of a negative step what is before all. */
  readonly stop?: Dim;
  /** From one position to the next, default 1; a negative one goes backwards. */
  readonly step?: number;
}

/**
 * slice(x) = x[start:stop:step] along one axis, the first where none is given.
 *
 * x: any[...S, D, ...T] → same dtype[...S, ⌈(stop − start) ÷ step⌉, ...T]
 * Edges:   as in Python: negative positions count from the end, those beyond the axis are moved to its end, stop ≤ start keeps nothing, a
 *          negative step goes backwards from start, by default the last position, to after stop, by default to the first one.
 *          Where the size of the axis has a name, so does what is kept: slice(x, { start: 1 }) of time is time-1, every second one of it
 *          (time+1)//2. Positions are not moved there.
 * Errors:  OpError when x has no such axis, or step is 0. FeedError when a position is beyond an axis whose name a run binds.
 * Source:  Python and NumPy basic slicing; ONNX Slice-13.
 */
export const sliceOp = defineOp<SliceAttrs>({
  name: "slice",
  inputs: ["x"],
  attrs: { axis: "integer", start: "dim", stop: "dim", step: "integer" },
  infer: inferSlice,
  move: ([x], _, { axis, start, stop, step }) => {
    const strides = stridesOf(x.shape) as [number];
    const first = step > 0 ? (start as number) : Math.max((stop as number) - 1, 0);
    return [{ input: 0, from: first * (strides[axis] as number), steps: strides.with(axis, (strides[axis] as number) * step) }];
  },
  vjp: (dy, [x], _, { axis, start, stop, step }) => [
    () => {
      const [count, size, by] = [dy.shape[axis] as Dim, x.shape[axis] as Dim, Math.abs(step)];
      // From the first element that is kept to the last one.
      const span = by === 1 ? count : subtractDims(multiplyDims(by, count), by - 1);
      const before = step > 0 ? start : subtractDims(stop, span);
      const pads = x.shape.map((_dim, at): [Dim, Dim] => (at === axis ? [before, subtractDims(size, addDims(before, span))] : [0, 0]));
      return pad(step > 0 ? dy : flip(dy, { axis }), { pads, dilation: x.shape.map((_dim, at) => (at === axis ? by : 1)) });
    },
  ],
  picture: { role: "function", label: (attrs) => subscript(attrs) },
  notation: {
    text: ([x], attrs) => atom(`${grouped(x, binding.atom)}${subscript(attrs)}`),
    latex: ([x], attrs) =>
      atom(`${grouped(x, binding.atom, "\\left(", "\\right)")}\\left${subscript(attrs, latexPosition).slice(0, -1)}\\right]`),
    numpy: ([x], attrs) => atom(`${grouped(x, binding.atom)}${subscript(attrs)}`),
    // PyTorch has no negative steps.
    torch: ([x], attrs) => {
      const ahead = `${grouped(x, binding.atom)}${subscript({ ...attrs, step: Math.max(attrs.step, 1) })}`;
      if (attrs.step > 0) return atom(ahead);
      const flipped = `torch.flip(${ahead}, dims=(${attrs.axis},))`;
      return atom(attrs.step === -1 ? flipped : `${flipped}[${":, ".repeat(attrs.axis)}::${-attrs.step}]`);
    },
  },
});

function inferSlice([x]: Operands<TensorType>, { axis, start, stop, step }: SliceAttrs, fail: Fail): TensorType {
  const position = resolveAxis(axis, x, fail);
  const dim = x.shape[position] as Dim;
  const range = subtractDims(stop, start);
  if (step === 0) fail({ code: "slice-step", expected: "step must not be 0", actual: `0 for ${showShape(x.shape)}`, cure: "give 1 or -1" });
  // What depends on names is known when these are bound: then the rule is asked again.
  if (axis !== position || [start, range, subtractDims(dim, stop)].some(isNegative)) {
    fail({
      code: "slice-range",
      expected: `start ≤ stop must lie in 0 … ${dim}, and axis count from the front`,
      actual: `${start} and ${stop} on axis ${axis} of ${showShape(x.shape)}`,
      cure: "correct them",
    });
  }
  const by = Math.abs(step);
  const kept = by === 1 ? range : floorDivideDim(addDims(range, by - 1), by);
  return { shape: x.shape.with(position, kept), dtype: x.dtype };
}

const isNegative = (dim: Dim): boolean => typeof dim === "number" && dim < 0;

/** [:, 0:2], and of other steps [:, 0:6:2] and [:, 5::-1], as Python writes them. */
function subscript({ axis, start, stop, step }: SliceAttrs, write: (dim: Dim) => string = String): string {
  const before = ":, ".repeat(axis);
  if (step > 0) return `[${before}${write(start)}:${write(stop)}${step === 1 ? "" : `:${step}`}]`;
  // Nothing has no last position, and before the first one Python has no number.
  if (start === stop) return `[${before}0:0:${step}]`;
  return `[${before}${write(subtractDims(stop, 1))}:${start === 0 ? "" : write(subtractDims(start, 1))}:${step}]`;
}
/** As latexDim; between colons no brackets are needed. */
const latexPosition = (dim: Dim): string => latexDim(dim).replace(/^\\left\((.*)\\right\)$/s, "$1");

/** Stands for "to the end". */
interface End {
  readonly end: never;
}

/** A position, and `Plus` more, as ["front", K] or ["end", K], counted from there; "number" or "name" where it is not known. */
type Position<At, Plus extends number, Default> = At extends End
  ? Default
  : At extends number
    ? number extends At
      ? "number"
      : `${At}` extends `-${infer K extends number}`
        ? ["end", Difference<K, Plus>]
        : ["front", Sum<At, Plus>]
    : "name";

type IsNegative<N> = N extends number ? (`${N}` extends `-${string}` ? true : false) : false;

/** From which position and to which one elements are kept, in the order of the axis. */
type Range<Start, Stop, Step> =
  IsNegative<Step> extends true
    ? [Position<Stop, 1, ["front", 0]>, Position<Start, 1, ["end", 0]>]
    : [Position<Start, 0, ["front", 0]>, Position<Stop, 0, ["end", 0]>];

/** A position of an axis of D elements, moved inside. */
type Inside<D extends number, P> = P extends readonly ["front", infer K extends number]
  ? Difference<D, Difference<D, K>>
  : P extends readonly ["end", infer K extends number]
    ? Difference<D, K>
    : number;

/** How many elements of an axis D lie in a range; of one with a name what does not depend on its size. The rest is not known to the compiler. */
type Kept<D, R> = R extends readonly [infer From, infer To]
  ? "name" extends From | To
    ? Dim
    : D extends number
      ? "number" extends From | To
        ? number
        : Difference<Inside<D, To>, Inside<D, From>>
      : R extends readonly [["front", infer A extends number], ["front", infer B extends number]]
        ? Difference<B, A>
        : R extends readonly [["end", infer A extends number], ["end", infer B extends number]]
          ? Difference<A, B>
          : R extends readonly [["front", 0], ["end", 0]]
            ? D & Dim
            : Dim
  : Dim;

type Magnitude<N extends number> = `${N}` extends `-${infer K extends number}` ? K : N;

/** One in `Step` of N elements, the first among them. */
type Every<N, Step extends number> = Step extends 1 | -1
  ? N
  : N extends number
    ? Step extends 0
      ? number
      : FlooredQuotient<Sum<N, Difference<Magnitude<Step>, 1>>, Magnitude<Step>>
    : Dim;

type DimAt<S extends Shape, At> = S[At & keyof S];

/** The shape of x[start:stop:step] along the axis X. */
type Slice<S extends Shape, X, Start, Stop, Step extends number> = number extends S["length"]
  ? Dim[]
  : number extends AxisPosition<S, X>
    ? Dim[]
    : [AxisPosition<S, X>] extends [infer At extends number]
      ? WithDim<
          S,
          At,
          (number extends Step ? (DimAt<S, At> extends number ? number : Dim) : Every<Kept<DimAt<S, At>, Range<Start, Stop, Step>>, Step>) &
            Dim
        >
      : Dim[];

/** A tensor with an axis to cut, or why it has none. */
type Sliceable<X extends Tensor> = Ranked<"slice", X>;

/** The part of an axis that slice keeps; negative positions count from the end. */
interface SliceOf<X extends Tensor, A, Start, Stop, Step> extends Named {
  /** Default 0, the first axis. */
  readonly axis?: Checked<AxisProblem<"slice", X["shape"], A>, A>;
  /** First position that is kept, default 0; of a negative step the last one. */
  readonly start?: Start;
  /** First position that is no longer kept, default the size of the axis; of a negative step what is before all. */
  readonly stop?: Stop;
  /** From one position to the next, default 1; a negative one goes backwards. */
  readonly step?: Checked<Step extends 0 ? "slice: step must not be 0" : never, Step>;
}

/** slice(x) = x[start:stop:step] along `axis`, by default the first. See {@link sliceOp}. */
export function slice<
  X extends Tensor,
  const A extends Axis = 0,
  const Start extends Dim | End = End,
  const Stop extends Dim | End = End,
  const Step extends number = 1,
>(x: Sliceable<X>, options?: SliceOf<X, A, Start, Stop, Step>): Tensor<Slice<X["shape"], A, Start, Stop, Step>, X["dtype"], NeedsOf<X>>;
export function slice(x: Tensor, options?: SliceOptions & Named): Tensor {
  const { axis = 0, start, stop, step = 1 } = optionsOf(sliceOp, options);
  const position = axisOf("slice", x, axis);
  const size = x.shape[position] ?? 0;
  // Backwards from a to after b are the positions from b + 1 to a.
  const [first, end] = step < 0 ? [stop, start] : [start, stop];
  const plus = step < 0 ? 1 : 0;
  const from = first === undefined ? 0 : inside(first, size, plus);
  const to = end === undefined ? size : inside(end, size, plus);
  return apply(sliceOp, [x], { axis: position, start: from, stop: notBefore(from, to), step }, options);
}

/** A position counted from the front, and `plus` more. Where size and position are numbers, it is moved inside the axis. */
function inside(at: Dim, size: Dim, plus: number): Dim {
  if (typeof at === "number" && typeof size === "number") return Math.min(Math.max((at < 0 ? at + size : at) + plus, 0), size);
  return addDims(isNegative(at) ? addDims(size, at) : at, plus);
}

/** `stop`, or `start` where it is known to come later. */
const notBefore = (start: Dim, stop: Dim): Dim => (isNegative(subtractDims(stop, start)) ? start : stop);
