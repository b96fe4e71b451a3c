import type { TensorType } from "../../../../graph/op.ts";
import { type RecurrentAttrs, recurrentInputs } from "../../../../ops/shared/recurrent.ts";
import type { Site } from "../site.ts";
import type { Attributes } from "../tensors.ts";
import { type Asked, type Form, isFloat32 } from "./form.ts";

const recurrentAttrs = ({ attrs }: Pick<Site, "attrs">): RecurrentAttrs => attrs as unknown as RecurrentAttrs;

/** What tells one of ONNX's recurrent ops. */
interface Layer {
  readonly opType: "LSTM" | "GRU" | "RNN";
  readonly gates: number;
  /** How many states a step hands to the next. */
  readonly states: number;
  /** Where each of ONNX's gates stands among dagrad's. */
  readonly order: readonly number[];
  readonly when?: (asked: Asked) => boolean;
  readonly attributes?: (site: Site) => Attributes;
  /** Biases as [1, 2 · gates · units]: of x, and of the state. */
  readonly biases?: (site: Site, biases: string, units: number) => string;
}

const recurrent = (layer: Layer): Form => ({
  when: (asked) => isFloat32(asked) && (layer.when?.(asked) ?? true),
  write: (site) => writeRecurrent(layer, site),
});

/** Time first, weights on their side, an axis for the one direction: [time, 1, batch, units] comes out, or the last state [1, batch, units]. */
function writeRecurrent({ opType, gates, states, order, attributes, biases = besideZeros }: Layer, site: Site): string {
  const { to } = site;
  const { returnSequences, reverse } = recurrentAttrs(site);
  const given = recurrentInputs<string>(site.inputs, recurrentAttrs(site), states);
  const units = recurrentInputs<TensorType>(site.types, recurrentAttrs(site), states).recurrentWeights.shape[0] as number;
  const turned = (w: string): string => {
    const side = to.node("Transpose", [inOrder(site, w, 1, gates, order)], { perm: [1, 0] });
    return to.node("Unsqueeze", [side, to.ints([0])]);
  };
  const b = given.biases === undefined ? "" : biases(site, inOrder(site, given.biases, -1, gates, order), units);
  const starts = given.states.map((state) => to.node("Unsqueeze", [state, to.ints([0])]));
  const x = to.node("Transpose", [given.x], { perm: [1, 0, 2] });
  const [all, last] = to.results(opType, [x, turned(given.weights), turned(given.recurrentWeights), b, "", ...starts], {
    attributes: { hidden_size: units, direction: reverse ? "reverse" : undefined, ...attributes?.(site) },
    count: 2,
  }) as [string, string];
  if (!returnSequences) return to.node("Squeeze", [last, to.ints([0])]);
  return to.node("Transpose", [to.node("Squeeze", [all, to.ints([1])])], { perm: [1, 0, 2] });
}

/** The gates, which lie side by side, in another order. */
function inOrder({ to }: Site, x: string, axis: number, gates: number, order: readonly number[]): string {
  if (order.every((from, at) => from === at)) return x;
  const parts = to.results("Split", [x], { attributes: { axis, num_outputs: to.opset >= 18 ? gates : undefined }, count: gates });
  return to.node(
    "Concat",
    order.map((from) => parts[from] as string),
    { axis },
  );
}

function besideZeros(site: Site, biases: string): string {
  const { to } = site;
  const both = to.node("Concat", [biases, to.node("Sub", [biases, biases])], { axis: 0 });
  return to.node("Unsqueeze", [both, to.ints([0])]);
}

const words = { tanh: "Tanh", relu: "Relu", sigmoid: "Sigmoid" } as const;

export const recurrentForms: Readonly<Record<string, Form>> = {
  lstm: recurrent({ opType: "LSTM", gates: 4, states: 2, order: [0, 3, 1, 2], when: ({ attrs }) => attrs.activation === "tanh" }),
  gru: recurrent({
    opType: "GRU",
    gates: 3,
    states: 1,
    order: [0, 1, 2],
    when: ({ attrs }) => attrs.activation === "tanh",
    attributes: ({ attrs }) => ({ linear_before_reset: Number(attrs.resetAfter) }),
    biases: (site, biases, units) =>
      site.attrs.resetAfter ? site.to.node("Reshape", [biases, site.to.ints([1, 6 * units])]) : besideZeros(site, biases),
  }),
  simpleRnn: recurrent({
    opType: "RNN",
    gates: 1,
    states: 1,
    order: [0],
    attributes: (site) => ({ activations: [words[recurrentAttrs(site).activation]] }),
  }),
};
