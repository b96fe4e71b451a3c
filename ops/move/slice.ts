import { apply, type Named } from "../../graph/apply.ts";
import { literal } from "../../graph/leaves.ts";
import { atom, binding, grouped } from "../../graph/notation.ts";
import { type AnyTensor, defineOp, type Fail, type Operands, type TensorType } from "../../graph/op.ts";
import { type Dim, type Shape, showShape, showType, stridesOf } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { Difference } from "../../graph/types/arithmetic.ts";
import type { Axis, AxisPosition, AxisProblem, Ranked } from "../../graph/types/axes.ts";
import type { WithDim } from "../../graph/types/dims.ts";
import type { NeedsOf } from "../../graph/types/operand.ts";
import type { Checked } from "../../graph/types/problem.ts";
import type { ShowDim, ShowShape } from "../../graph/types/show.ts";
import { axisOf } from "../shared/axes.ts";
import { resolveAxis } from "../shared/infer.ts";
import { broadcastTo } from "./broadcast-to.ts";
import { concat } from "./concat.ts";

/** Positions counted from the front, 0 ≤ start ≤ stop ≤ size of the axis. */
export interface SliceAttrs {
  readonly axis: number;
  readonly start: number;
  readonly stop: number;
}

/** The part of an axis that slice keeps; negative positions count from the end. */
export interface SliceOptions {
  /** Default 0, the first axis. */
  readonly axis?: Axis;
  /** First position that is kept, default 0. */
  readonly start?: number;
  /** First position that is no longer kept, default the size of the axis. */
  readonly stop?: number;
}

/**
 * slice(x) = x[start:stop] along one axis, the first where none is given.
 *
 * x: any[...S, D, ...T] → same dtype[...S, stop − start, ...T]
 * Edges:   as in Python: negative positions count from the end, those beyond the axis are moved to its end, stop ≤ start keeps nothing.
 * Errors:  OpError when x has no such axis or the size of that axis is a name.
 * Source:  Python and NumPy basic slicing; ONNX Slice-13.
 */
export const sliceOp = defineOp<SliceAttrs>({
  name: "slice",
  inputs: ["x"],
  attrs: { axis: "integer", start: "integer", stop: "integer" },
  infer: inferSlice,
  move: ([x], _, { axis, start }) => {
    const steps = stridesOf(x.shape);
    return [{ input: 0, from: start * (steps[axis] as number), steps }];
  },
  vjp: (dy, [x], _, { axis, start, stop }) => [
    () => {
      const zeros = (size: number): AnyTensor[] =>
        size === 0
          ? []
          : [
              broadcastTo(
                literal(0, dy),
                x.shape.map((dim, position) => (position === axis ? size : dim)),
              ),
            ];
      return concat([...zeros(start), dy, ...zeros((x.shape[axis] as number) - stop)], { axis });
    },
  ],
  picture: { role: "function", label: (attrs) => subscript(attrs) },
  notation: {
    text: ([x], attrs) => atom(`${grouped(x, binding.atom)}${subscript(attrs)}`),
    latex: ([x], attrs) => atom(`${grouped(x, binding.atom, "\\left(", "\\right)")}\\left${subscript(attrs).slice(0, -1)}\\right]`),
    numpy: ([x], attrs) => atom(`${grouped(x, binding.atom)}${subscript(attrs)}`),
  },
});

function inferSlice([x]: Operands<TensorType>, { axis, start, stop }: SliceAttrs, fail: Fail): TensorType {
  const position = resolveAxis(axis, x, fail);
  const dim = x.shape[position] as Dim;
  if (typeof dim === "string") {
    return fail({
      code: "slice-named",
      expected: `the size of axis ${position} must be a number`,
      actual: showType(x),
      cure: `declare "${dim}" as a number, or slice what you feed`,
    });
  }
  if (axis !== position || !(start >= 0 && start <= stop && stop <= dim)) {
    fail({
      code: "slice-range",
      expected: `start ≤ stop must lie in 0 … ${dim}, and axis count from the front`,
      actual: `${start} and ${stop} on axis ${axis} of ${showShape(x.shape)}`,
      cure: "correct them",
    });
  }
  return { shape: [...x.shape.slice(0, position), stop - start, ...x.shape.slice(position + 1)], dtype: x.dtype };
}

/** [:, 0:2] */
const subscript = ({ axis, start, stop }: SliceAttrs): string => `[${":, ".repeat(axis)}${start}:${stop}]`;

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
type Kept<D, Start, Stop> = D extends number ? Difference<Inside<D, Stop>, Inside<D, Start>> : number;

type DimAt<S extends Shape, At> = S[At & keyof S];

/** The shape of x[start:stop] along the axis X. */
type Slice<S extends Shape, X, Start, Stop> = number extends S["length"]
  ? Dim[]
  : number extends AxisPosition<S, X>
    ? Dim[]
    : [AxisPosition<S, X>] extends [infer At extends number]
      ? WithDim<S, At, Kept<DimAt<S, At>, Start, Stop>>
      : Dim[];

/** Why the size of the axis X cannot be cut, else never. */
type NamedProblem<S extends Shape, X> =
  number extends AxisPosition<S, X>
    ? never
    : DimAt<S, AxisPosition<S, X>> extends infer D extends string
      ? string extends D
        ? never
        : `slice: the size of axis ${ShowDim<X>} of ${ShowShape<S>} must be a number; declare ${D} as a number, or slice what you feed`
      : never;

/** A tensor whose axis A can be cut, or why it cannot. */
type Sliceable<X extends Tensor, A> = Ranked<"slice", X, Checked<NamedProblem<X["shape"], A>, X>>;

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
export function slice<X extends Tensor, const A extends Axis = 0, const Start extends number = 0, const Stop extends number | End = End>(
  x: Sliceable<X, A>,
  options?: SliceOf<X, A, Start, Stop>,
): Tensor<Slice<X["shape"], A, Start, Stop>, X["dtype"], NeedsOf<X>>;
export function slice(x: Tensor, { axis = 0, start = 0, stop, ...options }: SliceOptions & Named = {}): Tensor {
  const position = axisOf("slice", x, axis);
  const dim = x.shape[position];
  const size = typeof dim === "number" ? dim : 0;
  const inside = (at: number): number => Math.min(Math.max(at < 0 ? at + size : at, 0), size);
  const from = inside(start);
  return apply(sliceOp, [x], { axis: position, start: from, stop: Math.max(from, inside(stop ?? size)) }, options);
}
