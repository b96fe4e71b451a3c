import { apply, type Named, optionsOf } from "../../graph/apply.ts";
import { isFloat } from "../../graph/dtype.ts";
import { atom, latexCall } from "../../graph/notation.ts";
import {
  type AnyTensor,
  type Cotangent,
  type Fail,
  type Form,
  type Op,
  type Operands,
  type Picture,
  showTypes,
  type TensorType,
} from "../../graph/op.ts";
import { type Dim, type Shape, sameShape, showType } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { Leading, SameShape } from "../../graph/types/dims.ts";
import type { KindProblem } from "../../graph/types/dtypes.ts";
import type { NeedsOf } from "../../graph/types/operand.ts";
import type { Checked } from "../../graph/types/problem.ts";
import type { ShowShape, ShowType } from "../../graph/types/show.ts";
import { cast } from "../elementwise/cast.ts";
import { chainMul } from "../elementwise/chain-mul.ts";
import { div } from "../elementwise/div.ts";
import { expandDims } from "../move/expand-dims.ts";
import { mean } from "../reduce/mean.ts";
import { size } from "../reduce/size.ts";
import { sum } from "../reduce/sum.ts";
import { requireFloat } from "./infer.ts";
import { latexBelow } from "./notation.ts";

/** What losses share: one loss for each sample, along the last axis, and then what becomes of a batch of them. */

export const reductions = ["mean", "sum", "none"] as const;
/** What becomes of the losses of a batch: their mean, their sum, or all of them. */
export type Reduction = (typeof reductions)[number];

export interface LossAttrs {
  readonly reduction: Reduction;
}

type ScalarProblem<Op extends string, P extends Tensor, Name extends string> = P["shape"] extends readonly []
  ? `${Op}: ${Name} must have an axis of outputs, got a scalar; give ${Name} as [batch, outputs]`
  : never;

/** Outputs [...B, K] of a network, or why they are none. */
export type Outputs<Op extends string, P extends Tensor, Name extends string = "p"> = Checked<
  Checked<KindProblem<Op, "a float tensor", P, Name>, ScalarProblem<Op, P, Name>>,
  P
>;

/** Targets of any dtype in the shape of the outputs P, or why they are none: nothing is broadcast. */
export type Targets<Op extends string, P extends Tensor, Y extends Tensor, Name extends string = "p"> = Checked<
  SameShape<P["shape"], Y["shape"]> extends true
    ? never
    : `${Op}: y must have the shape of ${Name}, ${ShowShape<P["shape"]>}, got ${ShowType<Y>}; reshape one of them`,
  Y
>;

/** The shape of the losses of a batch of scores S. */
export type LossShape<S extends Shape, Reduction> = [Reduction] extends ["none"]
  ? Leading<S>
  : [Reduction] extends ["mean" | "sum"]
    ? []
    : Dim[];

/** meanSquaredError(p, y): of outputs and targets of one shape, by default the mean over the batch; errors name the op and its outputs. */
export type LossFunction<Name extends string, Of extends string = "p"> = <
  P extends Tensor,
  Y extends Tensor,
  const R extends Reduction = "mean",
>(
  p: Outputs<Name, P, Of>,
  y: Targets<Name, P, Y, Of>,
  options?: { readonly reduction?: R } & Named,
) => Tensor<LossShape<P["shape"], R>, P["dtype"], NeedsOf<P> | NeedsOf<Y>>;

/**
 * The function of a loss. What it is declared as says what the compiler checks; `infer` checks it again. `further` are names that other
 * libraries' losses have for options, of optionsOf.
 */
export function loss<F extends (p: never, y: never, options?: never) => Tensor>(op: Op, further?: readonly string[]): F;
export function loss(op: Op, further: readonly string[] = []) {
  return (p: Tensor, y: Tensor, options?: { readonly reduction?: Reduction } & Named): Tensor => {
    const { reduction = "mean" } = optionsOf(op, options, further);
    return apply(op, [p, y], { reduction }, options);
  };
}

/** What a loss says of its `reduction`; nothing of the mean. */
export const reductionWords = ({ reduction }: LossAttrs): string =>
  ({ mean: "", sum: ", sum of the batch", none: ", per sample" })[reduction];

/** A loss is drawn as its formula. */
export function lossPicture(title: string, formula: string): Picture<LossAttrs> {
  const words = (attrs: LossAttrs): string => `${formula}${reductionWords(attrs)}`;
  return { role: "reduction", label: words, title, formula: words };
}

/** loss(p, y), or loss(p, y, sum); \mathrm{short}\left(p, y\right), or \mathrm{short}_{\text{sum}}\left(p, y\right) */
export const lossNotation = (name: string, short = name, torch?: string): Form<LossAttrs>["notation"] => ({
  text: (operands, { reduction }) =>
    atom(`${name}(${[...operands.map(({ text }) => text), ...(reduction === "mean" ? [] : [reduction])].join(", ")})`),
  latex: (operands, attrs, site) =>
    latexCall(`\\mathrm{${short}}${attrs.reduction === "mean" ? "" : latexBelow(`, ${attrs.reduction}`)}`)(operands, attrs, site),
  // A function of src/torch/functions.ts.
  ...(torch && {
    torch: ([p, y], { reduction }, { fused }) => atom(`${torch}(${p.text}, ${y.text}, "${reduction}"${fused ? "" : ", least=1e-7"})`),
  }),
});

/** The loss of a batch from those of its samples. */
export const reduceLosses = (losses: AnyTensor, reduction: Reduction): AnyTensor =>
  reduction === "none" ? losses : reduction === "sum" ? sum(losses) : mean(losses);

/** Each row's cotangent times its share of dy: 1 ÷ N of it in a mean, all of it in a sum, its own element otherwise. */
export function shareLoss(rows: AnyTensor, p: AnyTensor, dy: AnyTensor, reduction: Reduction): AnyTensor {
  if (reduction === "none") return chainMul(expandDims(dy, { axis: -1 }), rows);
  const batch = p.shape.slice(0, -1).map((_, axis) => axis);
  return chainMul(dy, reduction === "mean" ? div(rows, size(p, { axis: batch, dtype: p.dtype })) : rows);
}

/** A batch of outputs [...B, K], by that name, and targets y of the same shape and any dtype gives losses[...B], or their mean or sum. */
export const inferLoss =
  (name: string) =>
  (inputs: Operands<TensorType>, { reduction }: LossAttrs, fail: Fail): TensorType => {
    const batch = requireTargets(inputs, name, fail);
    return { shape: reduction === "none" ? batch : [], dtype: inputs[0].dtype };
  };

/** Outputs [...B, K], by that name, with targets y of the same shape; returns [...B]. No broadcasting: [N, 1] beside [N] is a mistake in a loss. */
export function requireTargets([p, y]: Operands<TensorType>, name: string, fail: Fail): Shape {
  requireFloat(p, name, fail);
  if (p.shape.length === 0) {
    fail({ code: "rank", expected: `${name} must have an axis of outputs`, actual: showType(p), cure: `give ${name} as [batch, outputs]` });
  }
  if (!sameShape(p.shape, y.shape)) {
    fail({ code: "targets", expected: `y must have the shape of ${name}`, actual: showTypes([p, y]), cure: "reshape one of them" });
  }
  return p.shape.slice(0, -1);
}

/** The targets in the dtype of p. */
export const asTargets = (y: AnyTensor, p: AnyTensor): AnyTensor => (y.dtype === p.dtype ? y : cast(y, { dtype: p.dtype }));

/** As shareLoss, of a loss that is a mean over the K outputs of each sample: each has 1 ÷ K of it. */
export const shareOutputs = (rows: AnyTensor, p: AnyTensor, dy: AnyTensor, reduction: Reduction): AnyTensor =>
  shareLoss(div(rows, size(p, { axis: -1, dtype: p.dtype })), p, dy, reduction);

/** The cotangent of targets; those that are no float have none. */
export const ofTargets = (y: AnyTensor, cotangent: Cotangent): Cotangent | undefined =>
  isFloat(y.dtype) ? () => asTargets(cotangent(), y) : undefined;
