import { apply, type Named, optionsOf } from "../../graph/apply.ts";
import { atom } from "../../graph/notation.ts";
import { defineOp } from "../../graph/op.ts";
import { stridesOf } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { Axis, AxisProblem } from "../../graph/types/axes.ts";
import type { Checked } from "../../graph/types/problem.ts";
import { axisOf } from "../shared/axes.ts";
import { resolveAxis } from "../shared/infer.ts";

export interface RollAttrs {
  readonly shift: number;
  readonly axis: number;
}

/**
 * roll(x, { shift, axis }) = the elements of x moved `shift` places on along one axis; those that leave it at the end come in at the front.
 *
 * x: any[...S] → same type; shift: a whole number, negative towards the front
 * Edges:   shift is taken modulo the size of the axis, which may be 0.
 * Errors:  OpError when x has no such axis.
 * Source:  NumPy roll, of one axis.
 */
export const rollOp = defineOp<RollAttrs>({
  name: "roll",
  inputs: ["x"],
  attrs: { shift: "integer", axis: "integer" },
  infer: ([x], { axis }, fail) => {
    resolveAxis(axis, x, fail);
    return x;
  },
  move: ([{ shape }], _, { shift, axis }) => {
    const steps = stridesOf(shape);
    const size = shape[axis] as number;
    const first = size === 0 ? 0 : ((shift % size) + size) % size;
    if (first === 0) return [{ input: 0, from: 0, steps }];
    const part = (begin: number, length: number, from: number) => ({
      input: 0,
      from: from * (steps[axis] as number),
      steps,
      at: shape.map((_dim, position) => (position === axis ? begin : 0)),
      shape: shape.map((dim, position) => (position === axis ? length : dim)),
    });
    return [part(0, first, size - first), part(first, size - first, 0)];
  },
  vjp: (dy, _, __, { shift, axis }) => [() => roll(dy, { shift: 0 - shift, axis })],
  picture: { role: "function", label: ({ shift, axis }) => `roll(·, ${shift}), axis ${axis}` },
  notation: {
    text: ([x], { shift, axis }) => atom(`roll(${x.text}, ${shift}, axis ${axis})`),
    latex: ([x], { shift, axis }) => atom(`\\operatorname{roll}_{${shift},\\, \\text{axis ${axis}}}\\left(${x.text}\\right)`),
    numpy: ([x], { shift, axis }) => atom(`np.roll(${x.text}, ${shift}, axis=${axis})`),
  },
});

/** How far roll moves elements, and along which axis of X. */
interface RollOptions<X extends Tensor, A> extends Named {
  /** Places towards the end; negative: towards the front. */
  readonly shift: number;
  /** By position or name. */
  readonly axis: Checked<AxisProblem<"roll", X["shape"], A>, A>;
}

/** roll(x, { shift, axis }) = x moved `shift` places on along that axis, what leaves it coming in again. See {@link rollOp}. */
export function roll<X extends Tensor, const A extends Axis>(x: X, options: RollOptions<X, A>): X;
export function roll(x: Tensor, options: { readonly shift: number; readonly axis: Axis } & Named): Tensor {
  const { shift, axis } = optionsOf(rollOp, options);
  return apply(rollOp, [x], { shift, axis: axisOf("roll", x, axis) }, options);
}
