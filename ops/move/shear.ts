import { apply, type Named, optionsOf } from "../../graph/apply.ts";
import { multiplyDims, subtractDims } from "../../graph/dim.ts";
import { atom, type NotationSite } from "../../graph/notation.ts";
import { defineOp, type Fail, type Operands, type TensorType } from "../../graph/op.ts";
import { type Dim, type Shape, showShape, stridesOf } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { Difference, Product, Sum } from "../../graph/types/arithmetic.ts";
import type { Axis, AxisPosition, AxisProblem } from "../../graph/types/axes.ts";
import type { WithDim } from "../../graph/types/dims.ts";
import type { NeedsOf } from "../../graph/types/operand.ts";
import type { Checked } from "../../graph/types/problem.ts";
import { axisOf } from "../shared/axes.ts";
import { resolveAxes } from "../shared/infer.ts";
import { pad } from "./pad.ts";

export interface ShearAttrs {
  readonly axis: number;
  readonly along: number;
  readonly step: number;
}

/**
 * shear(x, { axis, along, step }) = x with each column k along one axis taken `step` · k places further on along another: y[i, k] = x[i + step·k, k].
 *
 * x: any[...S] → same dtype, the size n of `axis` less |step| · (K − 1), where K is that of `along`; a negative step counts from the end of x
 * Edges:   step 0 → x. What is sheared out of x is cut off.
 * Errors:  OpError when x has no such axes, they are the same one, or x is sheared by more than it has; FeedError where a run tells.
 * Source:  Huang et al. 2018 (Music Transformer), which skews scores by relative positions; PyTorch as_strided.
 */
export const shearOp = defineOp<ShearAttrs>({
  name: "shear",
  inputs: ["x"],
  attrs: { axis: "integer", along: "integer", step: "integer" },
  infer: inferShear,
  refusesSizes: true,
  move: ([{ shape }], _, { axis, along, step }) => {
    const strides = stridesOf(shape) as [number];
    const by = step * (strides[axis] as number);
    const last = Math.max((shape[along] as number) - 1, 0);
    return [{ input: 0, from: by < 0 ? -by * last : 0, steps: strides.with(along, (strides[along] as number) + by) }];
  },
  vjp: (dy, [x], _, { axis, along, step }) => [
    () => {
      const cut = cutOff(x.shape[along] as Dim, step);
      const wide = pad(dy, { pads: x.shape.map((_dim, position): [Dim, Dim] => (position === axis ? [cut, cut] : [0, 0])) });
      return shear(wide, { axis, along, step: 0 - step });
    },
  ],
  picture: { role: "function", label: (attrs) => `shear, ${words(attrs)}` },
  notation: {
    text: ([x], attrs) => atom(`shear(${x.text}, ${words(attrs)})`),
    latex: ([x], attrs) => atom(`\\operatorname{shear}_{\\text{${words(attrs)}}}\\left(${x.text}\\right)`),
    torch: ([x], { axis, along, step }) => atom(`shear(${x.text}, ${axis}, ${along}, ${step})`),
    numpy: ([x], attrs, site) => atom(`(lambda x: ${numpyShear(attrs, site)})(${x.text})`),
  },
});

/** |step| · (K − 1) */
const cutOff = (dim: Dim, step: number): Dim => multiplyDims(Math.abs(step), subtractDims(dim, 1));

function inferShear([x]: Operands<TensorType>, { axis, along, step }: ShearAttrs, fail: Fail): TensorType {
  resolveAxes([axis, along], x, fail);
  const size = subtractDims(x.shape[axis] as Dim, cutOff(x.shape[along] as Dim, step));
  if (typeof size === "number" && size < 0) {
    fail({
      code: "shear",
      expected: "an axis must have the elements that it is sheared by",
      actual: `step ${step} for each of the ${x.shape[along]} of axis ${along}, and axis ${axis} of ${showShape(x.shape)}`,
      cure: "pad x, or shear less",
    });
  }
  return { shape: x.shape.with(axis, size), dtype: x.dtype };
}

const words = ({ axis, along, step }: ShearAttrs): string => `axis ${axis} by ${step} along axis ${along}`;

/** The positions along the axis that are read, one column for each k. */
function numpyShear({ axis, along, step }: ShearAttrs, { ranks: [rank = 0] }: NotationSite): string {
  const axes = Array.from({ length: Math.max(rank, axis + 1, along + 1) }, (_, i) => i);
  const of = (position: number): string => `[${axes.map((one) => (one === position ? ":" : "None")).join(", ")}]`;
  const times = Math.abs(step) === 1 ? "" : `${Math.abs(step)} * `;
  const rows = `np.arange(x.shape[${axis}] - ${times}(x.shape[${along}] - 1))${of(axis)}`;
  const columns = `np.arange(x.shape[${along}])${step < 0 ? "[::-1]" : ""}${of(along)}`;
  return `np.take_along_axis(x, ${rows} + ${times}${columns}, axis=${axis})`;
}

type Magnitude<N extends number> = `${N}` extends `-${infer K extends number}` ? K : N;

/** What is left of D elements that are sheared by N for each of K. */
type Left<D, K, N extends number> = N extends 0
  ? D & Dim
  : K extends 1
    ? D & Dim
    : [D, K] extends readonly [infer d extends number, infer k extends number]
      ? number extends N
        ? number
        : k extends 0
          ? Sum<d, Magnitude<N>>
          : Difference<d, Product<Magnitude<N>, Difference<k, 1>>>
      : Dim;

type Sheared<S extends Shape, A, L, N extends number> = number extends S["length"]
  ? Dim[]
  : [AxisPosition<S, A>, AxisPosition<S, L>] extends readonly [infer P extends number, infer Q extends number]
    ? number extends P | Q
      ? { -readonly [I in keyof S]: Dim }
      : WithDim<S, P, Left<S[P & keyof S], S[Q & keyof S], N>>
    : Dim[];

type SameAxis<S extends Shape, A, L> = number extends AxisPosition<S, A> | AxisPosition<S, L>
  ? never
  : [AxisPosition<S, A>] extends readonly [AxisPosition<S, L>]
    ? `shear: axes must differ, got ${AxisPosition<S, A>} twice`
    : never;

/** Which axis of X is sheared, and along which other one. */
interface ShearOptions<X extends Tensor, A, L, N> extends Named {
  /** By position or name. */
  readonly axis: Checked<AxisProblem<"shear", X["shape"], A>, A>;
  /** The axis whose positions k are counted, by position or name. */
  readonly along: Checked<Checked<AxisProblem<"shear", X["shape"], L>, SameAxis<X["shape"], A, L>>, L>;
  /** Places further on for each k. */
  readonly step: N;
}

/** shear(x, { axis, along, step }) = x with column k taken step·k places further on. See {@link shearOp}. */
export function shear<X extends Tensor, const A extends Axis, const L extends Axis, const N extends number>(
  x: X,
  options: ShearOptions<X, A, L, N>,
): Tensor<Sheared<X["shape"], A, L, N>, X["dtype"], NeedsOf<X>>;
export function shear(x: Tensor, options: { readonly axis: Axis; readonly along: Axis; readonly step: number } & Named): Tensor {
  const { axis, along, step } = optionsOf(shearOp, options);
  return apply(shearOp, [x], { axis: axisOf("shear", x, axis), along: axisOf("shear", x, along), step }, options);
}
