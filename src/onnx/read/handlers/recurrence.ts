import type { AnyTensor } from "../../../../graph/op.ts";
import type { Dim } from "../../../../graph/shape.ts";
import { as, type NodeCall } from "../node-call.ts";
import { op } from "../untyped-ops.ts";
import { upTo } from "../up-to.ts";

type Unary = (x: AnyTensor) => AnyTensor;
type Layer = "RNN" | "LSTM" | "GRU";

/** The functions that gates and states may go through, with α and β where they take them, by their names in lower case. */
const activations: Readonly<
  Record<string, readonly [takes: number, alpha: number, beta: number, of: (x: AnyTensor, a: number, b: number) => AnyTensor]>
> = {
  relu: [0, 0, 0, (x) => op.relu(x)],
  tanh: [0, 0, 0, (x) => op.tanh(x)],
  sigmoid: [0, 0, 0, (x) => op.sigmoid(x)],
  softsign: [0, 0, 0, (x) => op.div(x, op.add(op.abs(x), 1))],
  softplus: [0, 0, 0, (x) => op.softplus(x)],
  elu: [1, 1, 0, (x, alpha) => op.elu(x, { alpha })],
  leakyrelu: [1, 0.01, 0, (x, alpha) => op.leakyRelu(x, { alpha })],
  thresholdedrelu: [1, 1, 0, (x, alpha) => op.where(op.greaterEqual(x, alpha), x, 0)],
  affine: [2, 1, 0, (x, a, b) => op.add(op.mul(x, a), b)],
  scaledtanh: [2, 1, 1, (x, a, b) => op.mul(a, op.tanh(op.mul(x, b)))],
  hardsigmoid: [2, 0.2, 0.5, (x, a, b) => op.clip(op.add(op.mul(x, a), b), { min: 0, max: 1 })],
};
export const usualActivations = { RNN: ["Tanh"], LSTM: ["Sigmoid", "Tanh", "Tanh"], GRU: ["Sigmoid", "Tanh"] };

/** The functions of each direction, one after the other; those that take α or β take the next of the lists. */
function activationsOf(call: NodeCall, layer: Layer, directions: number): Unary[] {
  const { attributes } = call;
  const names = attributes.strings("activations") ?? upTo(directions).flatMap(() => usualActivations[layer]);
  const [alphas, betas] = [[...(attributes.floats("activation_alpha") ?? [])], [...(attributes.floats("activation_beta") ?? [])]];
  const clip = attributes.float("clip", 0);
  return names.map((name, i) => {
    const [takes, alpha, beta, of] = activations[name.toLowerCase()] ?? call.unsupported(`the activation ${name}`);
    const a = takes > 0 ? (alphas.shift() ?? alpha) : alpha;
    const b = takes > 1 ? (betas.shift() ?? beta) : beta;
    // As onnxruntime reads it: what goes into gates, not the cell on its way out.
    const clips = clip > 0 && (layer !== "LSTM" || i % 3 < 2);
    return (x) => of(clips ? op.clip(x, { min: -clip, max: clip }) : x, a, b);
  });
}

/** What a step is given: x w of all gates with biases, the states, and what is the same in all steps. */
type Now = Readonly<Record<string, AnyTensor>>;
type Step = (now: Now, gates: (x: AnyTensor) => AnyTensor[], functions: readonly Unary[], call: NodeCall) => AnyTensor[];

/** A state and what it looks through at it: p ∘ c, or nothing. */
const through = (sum: AnyTensor, now: Now, name: string, c: AnyTensor): AnyTensor => (now[name] ? op.add(sum, op.mul(now[name], c)) : sum);

/** The next states, h first, as ONNX writes them. */
const steps: Readonly<Record<Layer, Step>> = {
  RNN: ({ z, h, r }, _, [f]) => [(f as Unary)(op.add(z, op.matmul(h, r)))],
  LSTM: (now, gates, [f, g, last], call) => {
    const [i, o, forget, candidate] = gates(op.add(now.z, op.matmul(now.h, now.r))) as [AnyTensor, AnyTensor, AnyTensor, AnyTensor];
    const [sigma, tanh, final] = [f, g, last] as [Unary, Unary, Unary];
    const before = now.c as AnyTensor;
    const opened = sigma(through(i, now, "pi", before));
    const kept = call.attributes.flag("input_forget") ? op.sub(1, opened) : sigma(through(forget, now, "pf", before));
    const c = op.add(op.mul(kept, before), op.mul(opened, tanh(candidate)));
    return [op.mul(sigma(through(o, now, "po", c)), final(c)), c];
  },
  GRU: (now, gates, [f, g], call) => {
    const [sigma, tanh] = [f, g] as [Unary, Unary];
    const [zx, rx, nx] = gates(now.z as AnyTensor) as [AnyTensor, AnyTensor, AnyTensor];
    const h = now.h as AnyTensor;
    const isAfter = call.attributes.flag("linear_before_reset");
    const [zh, rh, nh] = gates(isAfter ? op.add(op.matmul(h, now.r), now.b) : op.matmul(h, now.r)) as [AnyTensor, AnyTensor, AnyTensor];
    const [update, reset] = [sigma(op.add(zx, zh)), sigma(op.add(rx, rh))];
    const last = op.slice(now.r, { axis: 1, start: -(h.shape[1] as number) });
    const candidate = tanh(op.add(nx, isAfter ? op.mul(reset, nh) : op.matmul(op.mul(reset, h), last)));
    return [op.add(op.mul(op.sub(1, update), candidate), op.mul(update, h))];
  },
};

const halves = (x: AnyTensor): AnyTensor[] => {
  const half = (x.shape[0] as number) / 2;
  return [op.slice(x, { stop: half }), op.slice(x, { start: half })];
};

/** Row number `at` of the first axis, without it. */
const row = (x: AnyTensor, at: number): AnyTensor => op.squeeze(op.slice(x, { start: at, stop: at + 1 }), { axis: 0 });

/**
 * A layer over time in all that ONNX lets it be: one direction or two, sequences of unequal lengths, peepholes, any activations. The states of
 * all steps, [time, directions, batch, units], and the last ones, [directions, batch, units]; ONNX RNN-22, LSTM-22, GRU-22.
 */
export function recurrence(call: NodeCall, layer: Layer): AnyTensor[] {
  const { attributes } = call;
  const batchFirst = attributes.flag("layout");
  const turned = (x: AnyTensor): AnyTensor => (batchFirst ? op.transpose(x, { perm: [1, 0, 2] }) : x);
  const x = turned(call.tensor(0));
  const [time, batch] = x.shape as readonly [Dim, Dim];
  const [directions, , units] = call.sizes(call.tensor(2)) as [number, number, number];
  const functions = activationsOf(call, layer, directions);
  const each = functions.length / directions;
  const gates = (z: AnyTensor): AnyTensor[] =>
    upTo((z.shape.at(-1) as number) / units).map((i) => op.slice(z, { axis: -1, start: i * units, stop: (i + 1) * units }));
  const live =
    call.has(4) &&
    op.less(op.reshape(call.counted(time), { shape: [time, 1, 1] }), op.reshape(as(call.tensor(4), "int32"), { shape: [batch, 1] }));
  const state = (position: number, direction: number): AnyTensor =>
    call.has(position) ? row(turned(call.tensor(position)), direction) : call.filled(0, [batch, units], x.dtype);
  const results = upTo(directions).map((direction) => {
    const [w, r] = [1, 2].map((position) => op.transpose(row(call.tensor(position), direction))) as [AnyTensor, AnyTensor];
    const [bw, br] = call.has(3) ? halves(row(call.tensor(3), direction)) : [];
    const isApart = layer === "GRU" && attributes.flag("linear_before_reset");
    const plain = op.matmul(x, w);
    const z = bw === undefined ? plain : op.add(plain, isApart ? bw : op.add(bw, br));
    const b = isApart ? (br ?? call.filled(0, [3 * units], x.dtype)) : undefined;
    const peepholes = call.has(7) ? gates(row(call.tensor(7), direction)) : [];
    const given = { r, ...(b && { b }), ...Object.fromEntries(peepholes.map((p, i) => [["pi", "po", "pf"][i] as string, p])) };
    const carry = { h: state(5, direction), ...(layer === "LSTM" && { c: state(6, direction) }) };
    const mine = functions.slice(direction * each, (direction + 1) * each);
    const step = (now: Now): Now => {
      const next = steps[layer](now, gates, mine, call);
      const [h, c] = now.live === undefined ? next : next.map((one, i) => op.where(now.live, one, now[i === 0 ? "h" : "c"]));
      const all = now.live === undefined ? next[0] : op.where(now.live, next[0], 0);
      return { h, ...(c && { c }), all } as Now;
    };
    const reverse = attributes.string("direction", "forward") === "reverse" || direction === 1;
    return op.scan({ carry, over: { z, ...(live && { live }) }, given }, step, { reverse }) as unknown as Now;
  });
  const beside = (name: string, axis: number): AnyTensor =>
    op.stack(
      results.map((made) => made[name] as AnyTensor),
      { axis },
    );
  const all = beside("all", batchFirst ? 2 : 1);
  const last = (name: string): AnyTensor => turned(beside(name, 0));
  return [batchFirst ? op.transpose(all, { perm: [1, 0, 2, 3] }) : all, last("h"), ...(layer === "LSTM" ? [last("c")] : [])];
}
