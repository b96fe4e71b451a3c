import { apply, requireTensor } from "../../graph/apply.ts";
import { builderOf } from "../../graph/builder.ts";
import { checkKind } from "../../graph/check-kind.ts";
import { checkOptions } from "../../graph/check-options.ts";
import type { Attrs } from "../../graph/graph.ts";
import { atom } from "../../graph/notation.ts";
import { type AnyTensor, defineOp, failAt } from "../../graph/op.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { NeedsOf } from "../../graph/types/operand.ts";
import { add } from "../elementwise/add.ts";
import { mul } from "../elementwise/mul.ts";
import { sigmoid } from "../elementwise/sigmoid.ts";
import { matmul } from "../linear/matmul.ts";
import {
  activationOf,
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

/** [i, f, g, o] = z + h u; c ← σ(f) c + σ(i) tanh(g); h ← σ(o) tanh(c) */
const step =
  ({ activation }: RecurrentAttrs): Step =>
  (z, [h, c], u) => {
    const units = u.shape[0] as number;
    const sums = add(z, matmul(h as AnyTensor, u) as AnyTensor) as AnyTensor;
    const [i, f, o] = [0, 1, 3].map((number) => sigmoid(gate(sums, number, units))) as unknown as readonly [
      AnyTensor,
      AnyTensor,
      AnyTensor,
    ];
    const g = activationOf(activation)(gate(sums, 2, units));
    const cell = add(mul(f, c as AnyTensor), mul(i, g) as AnyTensor) as AnyTensor;
    return [mul(o, activationOf(activation)(cell)) as AnyTensor, cell];
  };

/**
 * lstm(x, w, u, b): gates i, f, o = σ(xₜ w + hₜ₋₁ u + b), g = tanh(…); cₜ = f cₜ₋₁ + i g, hₜ = o tanh(cₜ); the last h, or that of all steps.
 *
 * x: float[batch, time, features], weights: float[features, 4·units], recurrentWeights: float[units, 4·units], biases: float[4·units]
 * → float[batch, units], with returnSequences float[batch, time, units]
 * Gates:   lie side by side as in Keras: i (input), f (forget), g (candidate, Keras' c), o (output). ONNX has i, o, f, g, each on its side.
 * Edges:   h and c begin at 0 where none are given. Own biases begin at 0, those of the forget gate at 1, as in Keras. With reverse the last
 *          step comes first; the states of all steps lie where their steps do.
 *          Of no steps, which a run tells where time is a name, states are those that they begin with.
 * Errors:  OpError when x has no three axes or no steps, or weights, biases or the initial states do not fit it.
 * Source:  Hochreiter and Schmidhuber 1997, Gers et al. 2000; Keras LSTM; ONNX LSTM-14.
 */
export const lstmOp = defineOp<RecurrentAttrs>({
  name: "lstm",
  inputs: ["x", "weights", "recurrentWeights", "biases?", "h?", "c?"],
  attrs: recurrentAttrs,
  infer: (inputs, attrs, fail) => inferRecurrent(inputs, attrs, 4, 2, (units) => [4 * units], fail),
  definition: (inputs, attrs) => recur(inputs, attrs, 2, false, step(attrs)),
  lower: (inputs, attrs) => recur(inputs, attrs, 2, true, step(attrs)),
  picture: {
    role: "function",
    label: (attrs) => `LSTM${saidOf(attrs)}`,
    title: "LSTM",
    formula: (attrs) => `cₜ = f cₜ₋₁ + i g, hₜ = o ${attrs.activation}(cₜ)${saidOf({ ...attrs, activation: "tanh" })}`,
  },
  notation: {
    text: (xs, attrs) => atom(`lstm(${xs.map(({ text }) => text).join(", ")}${saidOf(attrs)})`),
    latex: (xs, attrs) => atom(`\\mathrm{LSTM}\\left(${xs.map(({ text }) => text).join(",\\, ")}${textIn(saidOf(attrs))}\\right)`),
  },
});

/** The states that an LSTM begins with, each [batch, units]. */
export interface LstmStates {
  readonly h: Tensor;
  readonly c: Tensor;
}

/** What lstm takes: `units`, and the layer makes its own parameters; or the tensors themselves. */
export type LstmOptions = (OwnRecurrentOptions | GivenRecurrentOptions) & { readonly initial?: LstmStates };

/**
 * lstm(x, { units }): long short-term memory over the axis of time, with parameters of its own, or with given { weights, recurrentWeights,
 * biases }. See {@link lstmOp}.
 */
export function lstm<X extends Tensor, const U extends number = number, const R = false, const B = false>(
  x: Sequences<"lstm", X>,
  options: (OwnRecurrentOptions<U, R, B> | GivenRecurrentOptions<R>) & { readonly initial?: LstmStates },
): Tensor<RecurrentShape<X["shape"], U, R, B>, X["dtype"], NeedsOf<X>>;
export function lstm(x: Tensor, options: LstmOptions): Tensor {
  requireTensor("lstm", x);
  const given = (options as { readonly weights?: unknown } | undefined)?.weights !== undefined;
  checkOptions("lstm", options, [...(given ? givenOptions : ownOptions), ...commonOptions, "name"]);
  const id = builderOf(x).reserve("lstm", options?.name);
  return recurrentLayer(x, options ?? {}, statesIn(options?.initial), id, layer, failAt("lstm", id));
}

const layer = {
  name: "lstm",
  gates: 4,
  biases: (units: number) => ({
    shape: [4 * units],
    init: Array.from({ length: 4 * units }, (_, i) => (i >= units && i < 2 * units ? 1 : 0)),
  }),
  apply: (inputs: readonly Tensor[], attrs: RecurrentAttrs, name: string) => apply(lstmOp, inputs, attrs as unknown as Attrs, { name }),
};

function statesIn(initial: LstmStates | undefined): readonly Tensor[] {
  if (initial === undefined) return [];
  const both = typeof initial === "object" && initial !== null && "h" in initial && "c" in initial;
  checkKind(both, "lstm", "initial", "{ h, c }", initial, "give both states");
  checkOptions("lstm: initial", initial, ["h", "c"]);
  return [initial.h, initial.c];
}
