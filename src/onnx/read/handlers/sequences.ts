import type { AnyTensor } from "../../../../graph/op.ts";
import type { Handler, NodeCall } from "../node-call.ts";
import { op } from "../untyped-ops.ts";
import { lstmWithCells } from "./lstm-with-cells.ts";
import { recurrence, usualActivations } from "./recurrence.ts";

/** Rows of gates [units · gates, n] in another order of gates, as columns [n, units · gates]. */
function columns(call: NodeCall, x: AnyTensor, order: readonly number[]): AnyTensor {
  const rank = x.shape.length;
  const gates = order.length;
  const units = (call.sizes(x)[0] as number) / gates;
  const parts = order.map((gate) => op.slice(x, { axis: 0, start: gate * units, stop: (gate + 1) * units }));
  const joined = parts.length === 1 ? (parts[0] as AnyTensor) : op.concat(parts, { axis: 0 });
  return rank === 2 ? op.transpose(joined) : joined;
}

/** One direction of [directions, …]. */
const only = (x: AnyTensor): AnyTensor => op.squeeze(x, { axis: 0 });

/** The states of all steps, [batch, time, units], and that of the step that came last. */
function statesAndLast(all: AnyTensor, reverse: boolean): readonly [AnyTensor, AnyTensor] {
  const last = reverse ? op.slice(all, { axis: 1, stop: 1 }) : op.slice(all, { axis: 1, start: -1 });
  return [all, op.squeeze(last, { axis: 1 })];
}

/** Whether it is what dagrad's own layers are: one direction, and no lengths, peepholes or other activations. */
function isPlain(call: NodeCall, name: "RNN" | "LSTM" | "GRU"): boolean {
  const { attributes } = call;
  const activations = attributes.strings("activations") ?? usualActivations[name];
  const isUsual = activations.join().toLowerCase() === usualActivations[name].join().toLowerCase();
  const hasBoth = name !== "LSTM" || call.has(5) === call.has(6);
  const isOneWay = attributes.string("direction", "forward") !== "bidirectional";
  return isOneWay && isUsual && hasBoth && !call.has(4) && !call.has(7) && !attributes.has("clip") && !attributes.flag("input_forget");
}

/** Layers over time: dagrad's where they can, else loops. */
const recurrent =
  (name: "RNN" | "LSTM" | "GRU", layer: "simpleRnn" | "lstm" | "gru", order: readonly number[]): Handler =>
  (call) => {
    if (!isPlain(call, name)) return recurrence(call, name);
    const { attributes } = call;
    const direction = attributes.string("direction", "forward");
    const timeFirst = attributes.int("layout", 0) === 0;
    const x = timeFirst ? op.transpose(call.tensor(0), { perm: [1, 0, 2] }) : call.tensor(0);
    const [weights, recurrentWeights] = [1, 2].map((i) => columns(call, only(call.tensor(i)), order)) as [AnyTensor, AnyTensor];
    const given = call.optional(3);
    const resetAfter = attributes.flag("linear_before_reset");
    const biases = (): AnyTensor => {
      if (given === undefined) {
        const width = weights.shape.at(-1) as number;
        const shape = layer === "gru" && resetAfter ? [2, width] : [width];
        return call.filled(0, shape, x.dtype);
      }
      const half = (call.sizes(given)[1] as number) / 2;
      const [input, hidden] = [0, half].map((start) =>
        columns(call, only(op.slice(given, { axis: 1, start, stop: start + half })), order),
      ) as [AnyTensor, AnyTensor];
      return layer === "gru" && resetAfter ? op.stack([input, hidden], { axis: 0 }) : op.add(input, hidden);
    };
    const states = [5, 6].flatMap((i) => (call.has(i) ? [only(call.tensor(i))] : []));
    const [h, c] = states;
    const reverse = direction === "reverse";
    const parameters = { weights, recurrentWeights, biases: biases() };
    const initial = h === undefined ? {} : { initial: layer === "lstm" ? { h, c } : h };
    const options = { ...parameters, returnSequences: true, reverse, ...initial, ...(layer === "gru" && { resetAfter }) };
    const [all, ...last] =
      call.outputs > 2 ? lstmWithCells(call, x, { ...parameters, h, c, reverse }) : statesAndLast(op[layer](x, options), reverse);
    const steps = timeFirst ? op.expandDims(op.transpose(all, { perm: [1, 0, 2] }), { axis: 1 }) : op.expandDims(all, { axis: 2 });
    return [steps, ...last.map((y) => op.expandDims(y, { axis: timeFirst ? 0 : 1 }))];
  };

/** ONNX orders gates i o f c, and z r h; dagrad i f c o, and z r h. */
export const sequences: Readonly<Record<string, Handler>> = {
  RNN: recurrent("RNN", "simpleRnn", [0]),
  LSTM: recurrent("LSTM", "lstm", [0, 2, 3, 1]),
  GRU: recurrent("GRU", "gru", [0, 1, 2]),
};
