import { apply, type Named, optionsOf, requireTensor } from "../../graph/apply.ts";
import { atom } from "../../graph/notation.ts";
import { defineOp } from "../../graph/op.ts";
import { type Dim, type Shape, showShape } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { AllAxes, Axes, Axis } from "../../graph/types/axes.ts";
import type { NeedsOf } from "../../graph/types/operand.ts";
import type { Checked } from "../../graph/types/problem.ts";
import type { ShowShape } from "../../graph/types/show.ts";
import { type AxesProblem, type Positions, type ReducedShape, reducedAxesOf } from "../shared/axes.ts";
import { resolveAxes } from "../shared/infer.ts";
import { pythonTuple } from "../shared/notation.ts";
import { reshape } from "./reshape.ts";

/**
 * squeeze(x) = x without the given axes, which have size 1; without all that have it where none is given.
 *
 * x: any[...S] → same dtype[...S without the axes]
 * Edges:   a named dim stays, and may not be given, whatever its size is in a run: shapes do not depend on it.
 * Errors:  OpError when x has no such axis, or one that is given has another size.
 * Source:  NumPy squeeze; ONNX Squeeze-13.
 */
export const squeezeOp = defineOp<{ readonly axis: readonly number[] }>({
  name: "squeeze",
  inputs: ["x"],
  attrs: { axis: "integers" },
  infer: ([x], { axis }, fail) => {
    const axes = resolveAxes(axis, x, fail);
    const other = axes.find((one) => x.shape[one] !== 1);
    if (other !== undefined) {
      fail({
        code: "squeeze-axis",
        expected: "axes must have size 1",
        actual: `axis ${other} of ${showShape(x.shape)}`,
        cure: "leave it out, or reshape",
      });
    }
    return { shape: x.shape.filter((_, position) => !axes.includes(position)), dtype: x.dtype };
  },
  view: "x",
  vjp: (dy, [x]) => [() => reshape(dy, { shape: x.shape })],
  picture: { role: "function", label: ({ axis }) => `squeeze(·, [${axis.join(", ")}])` },
  notation: {
    text: ([x], { axis }) => atom(`squeeze(${x.text}, [${axis.join(", ")}])`),
    latex: ([x], { axis }) => atom(`\\operatorname{squeeze}_{${axis.join(",") || "()"}}\\left(${x.text}\\right)`),
    numpy: ([x], { axis }) => atom(`np.squeeze(${x.text}, axis=${pythonTuple(axis)})`),
  },
});

/** S without its dims 1; unknown where a size may be 1. */
type WithoutOnes<S extends Shape, R extends Dim[] = []> = S extends readonly [infer D extends Dim, ...infer Rest extends Dim[]]
  ? [D] extends readonly [1]
    ? WithoutOnes<Rest, R>
    : number extends D
      ? Dim[]
      : WithoutOnes<Rest, [...R, D]>
  : R;

type Squeeze<S extends Shape, A> = number extends S["length"]
  ? Dim[]
  : [A] extends readonly [AllAxes]
    ? WithoutOnes<S>
    : ReducedShape<S, A, false>;

/** D where it certainly is not 1. */
type NotOne<D> = D extends 1 ? never : number extends D ? never : D;

type SizeProblem<S extends Shape, P> = [P] extends [never]
  ? never
  : number extends P
    ? never
    : [NotOne<S[P & keyof S]>] extends [never]
      ? never
      : `squeeze: axes must have size 1, got others of ${ShowShape<S>}`;

/** Why S has not these axes with size 1, else never. */
type SqueezeProblem<S extends Shape, A> = [A] extends readonly [AllAxes]
  ? never
  : number extends S["length"]
    ? never
    : Checked<AxesProblem<"squeeze", S, A>, SizeProblem<S, Positions<S, A>>>;

/** squeeze(x, { axis }) = x without these axes of size 1, by default without all of them. See {@link squeezeOp}. */
export function squeeze<X extends Tensor, const A extends Axes = AllAxes>(
  x: X,
  options?: { readonly axis?: Checked<SqueezeProblem<X["shape"], A>, A> } & Named,
): Tensor<Squeeze<X["shape"], A>, X["dtype"], NeedsOf<X>>;
export function squeeze(x: Tensor, options?: { readonly axis?: Axis | readonly Axis[] } & Named): Tensor {
  requireTensor("squeeze", x);
  const { axis = x.shape.flatMap((dim, position) => (dim === 1 ? [position] : [])) } = optionsOf(squeezeOp, options);
  return apply(squeezeOp, [x], { axis: reducedAxesOf(squeezeOp, x, { axis }) }, options);
}
