import { apply, type Named, optionsOf, requireTensor } from "../../graph/apply.ts";
import { builderOf, isTensor } from "../../graph/builder.ts";
import { call, latexCall } from "../../graph/notation.ts";
import { defineOp, failAt } from "../../graph/op.ts";
import { broadcast, type Shape, sameShape, showShape, showType } from "../../graph/shape.ts";
import { showValue } from "../../graph/show-value.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { Ranked } from "../../graph/types/axes.ts";
import type { Broadcast } from "../../graph/types/broadcast.ts";
import type { SameShape } from "../../graph/types/dims.ts";
import type { DTypeProblem, KindProblem } from "../../graph/types/dtypes.ts";
import type { Checked } from "../../graph/types/problem.ts";
import type { ShowShape } from "../../graph/types/show.ts";
import { add } from "../elementwise/add.ts";
import { chainMul } from "../elementwise/chain-mul.ts";
import { greater } from "../elementwise/greater.ts";
import { maximum } from "../elementwise/maximum.ts";
import { minimum } from "../elementwise/minimum.ts";
import { mul } from "../elementwise/mul.ts";
import { where } from "../elementwise/where.ts";
import { type NamedFeatureProblem, ownFeatures, type WithFeatures } from "../shared/feature-options.ts";
import { requireFloat, requireSameDType } from "../shared/infer.ts";
import { unbroadcast } from "../shared/unbroadcast.ts";

/**
 * prelu(x, slope) = max(0, x) + slope · min(0, x), elementwise: x where x > 0, slope · x elsewhere; the slope is trained.
 *
 * x: float[...S]; slope: float[...M], which broadcasts to S → float[...S]
 * Edges:   NaN → NaN; −0 → 0; derivative at ±0 and at NaN is the slope, as in PyTorch. A slope of its own has a number for each feature of
 *          the last axis, and starts at 0.25.
 * Errors:  OpError when x is not a float tensor, dtypes differ, slope does not broadcast to x, or the layer is to make its own and the last
 *          axis is a name.
 * Source:  He et al. 2015, arXiv 1502.01852; ONNX PRelu-16. PyTorch's own slope is one for all; Keras's starts at 0 and has one for each
 *          element of a row.
 */
export const preluOp = defineOp({
  name: "prelu",
  inputs: ["x", "slope"],
  attrs: {},
  infer: ([x, slope], _, fail) => {
    requireFloat(x, "x", fail);
    requireSameDType([x, slope], fail);
    const common = broadcast(x.shape, slope.shape);
    if ("shape" in common && sameShape(common.shape, x.shape)) return x;
    const expected = `slope must broadcast to x, ${showShape(x.shape)}`;
    return fail({ code: "broadcast", expected, actual: showType(slope), cure: "give one number, or one for each feature" });
  },
  definition: ([x, slope]) => add(maximum(0, x), mul(slope, minimum(0, x))),
  vjp: (dy, [x, slope]) => [() => where(greater(x, 0), dy, chainMul(dy, slope)), () => unbroadcast(chainMul(dy, minimum(0, x)), slope)],
  picture: { role: "function", label: "PReLU", title: "Parametric ReLU", formula: "max(0, x) + slope · min(0, x)" },
  notation: { text: call("prelu"), latex: latexCall("\\operatorname{PReLU}") },
});

type SlopeProblem<S extends Shape, M extends Shape> =
  Broadcast<S, M> extends [infer Common extends Shape]
    ? SameShape<Common, S> extends true
      ? never
      : `prelu: slope must broadcast to x, ${ShowShape<S>}, got ${ShowShape<M>}`
    : `prelu: slope must broadcast to x, ${ShowShape<S>}, got ${ShowShape<M>}`;

/** A slope that fits x, or why it does not. */
type Slope<X extends Tensor, M extends Tensor> = [M] extends [never]
  ? never
  : Checked<Checked<DTypeProblem<"prelu", "a float tensor", X, M>, SlopeProblem<X["shape"], M["shape"]>>, M>;

/** x; for a slope of the layer's own it must have features. */
type PreluInput<X extends Tensor, M> = [M] extends [never]
  ? Ranked<
      "prelu",
      X,
      Checked<Checked<KindProblem<"prelu", "a float tensor", X, "x">, NamedFeatureProblem<"prelu", X["shape"], -1, true>>, X>
    >
  : Checked<KindProblem<"prelu", "a float tensor", X, "x">, X>;

/** prelu(x) = max(0, x) + slope · min(0, x) with a slope of its own for each feature, or prelu(x, { slope }). See {@link preluOp}. */
export function prelu<X extends Tensor, M extends Tensor = never>(
  x: PreluInput<X, M>,
  options?: { readonly slope?: Slope<X, M> } & Named,
): WithFeatures<X, M>;
export function prelu(x: Tensor, options: { readonly slope?: Tensor } & Named = {}): Tensor {
  requireTensor("prelu", x);
  const { slope, name } = optionsOf(preluOp, options, ["slope alpha weight"]);
  const id = builderOf(x).reserve("prelu", name);
  const fail = failAt("prelu", id);
  if (slope !== undefined && !isTensor(slope)) {
    fail({ code: "bad-option", expected: "slope must be a tensor", actual: showValue(slope), cure: "use leakyRelu for a number" });
  }
  const rank = x.shape.length;
  if (slope === undefined && rank === 0) {
    fail({ code: "rank", expected: "x must have at least one axis", actual: showType(x), cure: "reshape it to [1]" });
  }
  requireFloat(x, "x", fail);
  return apply(preluOp, [x, slope ?? ownFeatures(x, `${id}.slope`, [rank - 1], 0.25, fail)], {}, { name: id });
}
