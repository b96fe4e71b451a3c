import { apply, requireTensor } from "../../graph/apply.ts";
import { builderOf } from "../../graph/builder.ts";
import { checkOptions } from "../../graph/check-options.ts";
import type { Attrs } from "../../graph/graph.ts";
import { atom } from "../../graph/notation.ts";
import { type AnyTensor, defineOp, failAt } from "../../graph/op.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { NeedsOf } from "../../graph/types/operand.ts";
import { add } from "../elementwise/add.ts";
import { matmul } from "../linear/matmul.ts";
import { plusBiases } from "../shared/notation.ts";
import {
  activationOf,
  commonOptions,
  type GivenRecurrentOptions,
  givenOptions,
  inferRecurrent,
  type OwnRecurrentOptions,
  ownOptions,
  type RecurrentAttrs,
  type RecurrentShape,
  recur,
  recurrentAttrs,
  recurrentLayer,
  type Sequences,
  type Step,
  saidOf,
  textIn,
} from "../shared/recurrent.ts";

/** hₜ = tanh(xₜ w + b + hₜ₋₁ u) */
const step =
  ({ activation }: RecurrentAttrs): Step =>
  (z, [h], u) => [activationOf(activation)(add(z, matmul(h as AnyTensor, u) as AnyTensor) as AnyTensor)];

/**
 * simpleRnn(x, w, u, b): hₜ = tanh(xₜ w + hₜ₋₁ u + b) over the axis of time; the last state, or the states of all steps.
 *
 * x: float[batch, time, features], weights: float[features, units], recurrentWeights: float[units, units], biases: float[units]
 * → float[batch, units], with returnSequences float[batch, time, units]
 * Edges:   states begin at 0 where none is given. With reverse the last step comes first; the states of all steps lie where their steps do.
 *          Of no steps, which a run tells where time is a name, states are those that they begin with.
 * Errors:  OpError when x has no three axes or no steps, or weights, biases or the initial state do not fit it.
 * Source:  Elman 1990; Keras SimpleRNN; ONNX RNN-14, whose W and R are these turned on their side, and whose two biases are added.
 */
export const simpleRnnOp = defineOp<RecurrentAttrs>({
  name: "simpleRnn",
  inputs: ["x", "weights", "recurrentWeights", "biases?", "h?"],
  attrs: recurrentAttrs,
  infer: (inputs, attrs, fail) => inferRecurrent(inputs, attrs, 1, 1, (units) => [units], fail),
  definition: (inputs, attrs) => recur(inputs, attrs, 1, false, step(attrs)),
  lower: (inputs, attrs) => recur(inputs, attrs, 1, true, step(attrs)),
  picture: {
    role: "function",
    label: (attrs) => `simple RNN${saidOf(attrs)}`,
    title: "Simple RNN",
    formula: (attrs, shapes) =>
      `hₜ = ${attrs.activation}(xₜ w + hₜ₋₁ u${plusBiases(shapes, attrs.initial ? 4 : 3)})${saidOf({ ...attrs, activation: "tanh" })}`,
  },
  notation: {
    text: (xs, attrs) => atom(`simpleRnn(${xs.map(({ text }) => text).join(", ")}${saidOf(attrs)})`),
    latex: (xs, attrs) => atom(`\\mathrm{simpleRnn}\\left(${xs.map(({ text }) => text).join(",\\, ")}${textIn(saidOf(attrs))}\\right)`),
  },
});

/** What simpleRnn takes: `units`, and the layer makes its own parameters; or the tensors themselves. */
export type SimpleRnnOptions = (OwnRecurrentOptions | GivenRecurrentOptions) & {
  /** The state to begin with, [batch, units]. */
  readonly initial?: Tensor;
};

/**
 * simpleRnn(x, { units }): a recurrent layer over the axis of time, with parameters of its own, or with given { weights, recurrentWeights,
 * biases }. See {@link simpleRnnOp}.
 */
export function simpleRnn<X extends Tensor, const U extends number = number, const R = false, const B = false>(
  x: Sequences<"simpleRnn", X>,
  options: (OwnRecurrentOptions<U, R, B> | GivenRecurrentOptions<R>) & { readonly initial?: Tensor },
): Tensor<RecurrentShape<X["shape"], U, R, B>, X["dtype"], NeedsOf<X>>;
export function simpleRnn(x: Tensor, options: SimpleRnnOptions): Tensor {
  requireTensor("simpleRnn", x);
  const given = (options as { readonly weights?: unknown } | undefined)?.weights !== undefined;
  checkOptions("simpleRnn", options, [...(given ? givenOptions : ownOptions), ...commonOptions, "name"]);
  const id = builderOf(x).reserve("simpleRnn", options?.name);
  const layer = {
    name: "simpleRnn",
    gates: 1,
    biases: (units: number) => ({ shape: [units], init: "zeros" as const }),
    apply: (inputs: readonly Tensor[], attrs: RecurrentAttrs, name: string) =>
      apply(simpleRnnOp, inputs, attrs as unknown as Attrs, { name }),
  };
  return recurrentLayer(x, options ?? {}, options?.initial === undefined ? [] : [options.initial], id, layer, failAt("simpleRnn", id));
}
