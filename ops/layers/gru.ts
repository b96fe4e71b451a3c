import { apply, requireTensor } from "../../graph/apply.ts";
import { builderOf } from "../../graph/builder.ts";
import { checkOptions } from "../../graph/check-options.ts";
import type { Attrs } from "../../graph/graph.ts";
import { atom } from "../../graph/notation.ts";
import { type AnyTensor, defineOp, failAt } from "../../graph/op.ts";
import { showValue } from "../../graph/show-value.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { NeedsOf } from "../../graph/types/operand.ts";
import { add } from "../elementwise/add.ts";
import { mul } from "../elementwise/mul.ts";
import { sigmoid } from "../elementwise/sigmoid.ts";
import { sub } from "../elementwise/sub.ts";
import { matmul } from "../linear/matmul.ts";
import { reshape } from "../move/reshape.ts";
import { slice } from "../move/slice.ts";
import {
  activationOf,
  biased,
  commonOptions,
  type GivenRecurrentOptions,
  gate,
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

export interface GruAttrs extends RecurrentAttrs {
  /** The reset gate is applied to the product of the state, not to the state before it. */
  readonly resetAfter: boolean;
}

/** z, r = σ(…); n = tanh(xₜ w + r (hₜ₋₁ u + b)), or tanh(xₜ w + (r hₜ₋₁) u + b); h ← z h + (1 − z) n */
const step =
  ({ activation, resetAfter }: GruAttrs): Step =>
  (x, [state], u, b) => {
    const h = state as AnyTensor;
    const units = u.shape[0] as number;
    const [wide, product] = resetAfter
      ? [3, biased(matmul(h, u) as AnyTensor, b)]
      : [2, matmul(h, slice(u, { axis: 1, start: 0, stop: 2 * units }) as AnyTensor) as AnyTensor];
    const gates = sigmoid(add(columns(x, 0, 2 * units), wide === 2 ? product : columns(product, 0, 2 * units)) as AnyTensor) as AnyTensor;
    const [z, r] = [gate(gates, 0, units), gate(gates, 1, units)];
    const candidate = resetAfter ? mul(r, gate(product, 2, units)) : matmul(mul(r, h) as AnyTensor, columns(u, 2 * units, 3 * units));
    const n = activationOf(activation)(add(gate(x, 2, units), candidate as AnyTensor) as AnyTensor);
    return [add(mul(z, h), mul(sub(1, z), n) as AnyTensor) as AnyTensor];
  };

const columns = (x: AnyTensor, start: number, stop: number): AnyTensor => slice(x, { axis: -1, start, stop }) as AnyTensor;

/** Of resetAfter the biases of x, and those of the state; else all are those of x. */
const biasesOf =
  ({ resetAfter }: GruAttrs) =>
  (b: AnyTensor): readonly [AnyTensor, AnyTensor?] => {
    if (!resetAfter) return [b];
    const row = (at: number): AnyTensor =>
      reshape(slice(b, { start: at, stop: at + 1 }), { shape: [b.shape[1] as number] } as never) as AnyTensor;
    return [row(0), row(1)];
  };

/**
 * gru(x, w, u, b): gates z, r = σ(xₜ w + hₜ₋₁ u + b), n = tanh(xₜ w + r (hₜ₋₁ u + b)); hₜ = z hₜ₋₁ + (1 − z) n; the last h, or that of all steps.
 *
 * x: float[batch, time, features], weights: float[features, 3·units], recurrentWeights: float[units, 3·units], biases: float[2, 3·units]
 * → float[batch, units], with returnSequences float[batch, time, units]
 * Gates:   lie side by side as in Keras and ONNX: z (update), r (reset), n (candidate, h there). With resetAfter, the default as in Keras, r is
 *          applied behind the product with the recurrent weights (ONNX: linear_before_reset = 1), and biases are two rows, of x and of h.
 *          Without it (ONNX's default, Cho et al.) r is applied to the state before, and biases are float[3·units].
 * Edges:   h begins at 0 where none is given, biases of its own too. With reverse the last step comes first; the states of all steps lie where
 *          their steps do.
 *          Of no steps, which a run tells where time is a name, states are those that they begin with.
 * Errors:  OpError when x has no three axes or no steps, or weights, biases or the initial state do not fit it.
 * Source:  Cho et al. 2014; Keras GRU; ONNX GRU-14.
 */
export const gruOp = defineOp<GruAttrs>({
  name: "gru",
  inputs: ["x", "weights", "recurrentWeights", "biases?", "h?"],
  attrs: { ...recurrentAttrs, resetAfter: "boolean" },
  infer: (inputs, attrs, fail) => inferRecurrent(inputs, attrs, 3, 1, (units) => (attrs.resetAfter ? [2, 3 * units] : [3 * units]), fail),
  definition: (inputs, attrs) => recur(inputs, attrs, 1, false, step(attrs), biasesOf(attrs)),
  lower: (inputs, attrs) => recur(inputs, attrs, 1, true, step(attrs), biasesOf(attrs)),
  picture: {
    role: "function",
    label: (attrs) => `GRU${said(attrs)}`,
    title: "GRU",
    formula: (attrs) => `hₜ = z hₜ₋₁ + (1 − z) n${said(attrs)}`,
  },
  notation: {
    text: (xs, attrs) => atom(`gru(${xs.map(({ text }) => text).join(", ")}${said(attrs)})`),
    latex: (xs, attrs) => atom(`\\mathrm{GRU}\\left(${xs.map(({ text }) => text).join(",\\, ")}${textIn(said(attrs))}\\right)`),
  },
});

const said = (attrs: GruAttrs): string => `${saidOf(attrs)}${attrs.resetAfter ? "" : ", reset before the product"}`;

/** What gru takes: `units`, and the layer makes its own parameters; or the tensors themselves. */
export type GruOptions = (OwnRecurrentOptions | GivenRecurrentOptions) & {
  /** The state to begin with, [batch, units]. */
  readonly initial?: Tensor;
  /** The reset gate behind the product with the recurrent weights. Default true, as in Keras; ONNX's linear_before_reset. */
  readonly resetAfter?: boolean;
};

/**
 * gru(x, { units }): gated recurrent units over the axis of time, with parameters of its own, or with given { weights, recurrentWeights,
 * biases }. See {@link gruOp}.
 */
export function gru<X extends Tensor, const U extends number = number, const R = false, const B = false>(
  x: Sequences<"gru", X>,
  options: (OwnRecurrentOptions<U, R, B> | GivenRecurrentOptions<R>) & { readonly initial?: Tensor; readonly resetAfter?: boolean },
): Tensor<RecurrentShape<X["shape"], U, R, B>, X["dtype"], NeedsOf<X>>;
export function gru(x: Tensor, options: GruOptions): Tensor {
  requireTensor("gru", x);
  const given = (options as { readonly weights?: unknown } | undefined)?.weights !== undefined;
  checkOptions("gru", options, [...(given ? givenOptions : ownOptions), ...commonOptions, "resetAfter reset_after", "name"]);
  const id = builderOf(x).reserve("gru", options?.name);
  const fail = failAt("gru", id);
  const { resetAfter = true, initial } = options ?? {};
  if (typeof resetAfter !== "boolean") {
    fail({ code: "bad-option", expected: "resetAfter must be true or false", actual: showValue(resetAfter), cure: "correct resetAfter" });
  }
  const layer = {
    name: "gru",
    gates: 3,
    biases: (units: number) => ({ shape: resetAfter ? [2, 3 * units] : [3 * units], init: "zeros" as const }),
    apply: (inputs: readonly Tensor[], attrs: RecurrentAttrs, name: string) =>
      apply(gruOp, inputs, { ...attrs, resetAfter } as unknown as Attrs, { name }),
  };
  return recurrentLayer(x, options ?? {}, initial === undefined ? [] : [initial], id, layer, fail);
}
