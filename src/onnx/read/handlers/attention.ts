import type { AnyTensor } from "../../../../graph/op.ts";
import type { Dim } from "../../../../graph/shape.ts";
import { type Flow, scopeOf } from "../flow.ts";
import { as, type Handler, type NodeCall } from "../node-call.ts";
import { op } from "../untyped-ops.ts";
import { computed, type Value } from "../values.ts";
import { permuted } from "./move.ts";

/** How many elements an axis has: a number, or one that a run counts. */
function countAt(x: AnyTensor, axis: number): AnyTensor | number {
  const size = x.shape[axis] as Dim;
  return typeof size === "number" ? size : as(op.size(x, { axis }), "int32");
}

/** [batch, tokens, heads · size] as [batch, heads, tokens, size]. */
function byHeads(call: NodeCall, x: AnyTensor, heads: number): AnyTensor {
  const [batch, tokens] = x.shape as readonly [Dim, Dim];
  return permuted(op.reshape(x, { shape: [batch, tokens, heads, call.size(x, 2) / heads] }), [0, 2, 1, 3]);
}

/** [batch, heads, tokens, size] as [batch, tokens, heads · size]. */
function joined(call: NodeCall, x: AnyTensor): AnyTensor {
  const [batch, , tokens] = x.shape as readonly [Dim, Dim, Dim];
  return op.reshape(permuted(x, [0, 2, 1, 3]), { shape: [batch, tokens, call.size(x, 1) * call.size(x, 3)] });
}

/** Each head of keys or values serves so many of the queries. */
const shared = (x: AnyTensor, times: number): AnyTensor => (times === 1 ? x : op.repeat(x, { repeats: times, axis: 1 }));

/** q kᵀ · scale, the root of it on each side. */
function scoresOf(call: NodeCall, q: AnyTensor, keys: AnyTensor, times: number): AnyTensor {
  const root = Math.sqrt(call.attributes.float("scale", 0) || 1 / Math.sqrt(call.size(q, 3)));
  return op.matmul(op.mul(q, root), permuted(op.mul(shared(keys, times), root), [0, 1, 3, 2]));
}

/** The mask for all keys: those that it does not reach may not be looked at. */
function reaching(call: NodeCall, mask: AnyTensor, keys: Dim): AnyTensor {
  const reached = mask.shape.at(-1);
  // Names of axes are those of all keys.
  if (typeof keys === "string" || typeof reached !== "number" || reached >= keys) return mask;
  const none = mask.dtype === "bool" ? 0 : Number.NEGATIVE_INFINITY;
  return op.concat([mask, call.filled(none, [...mask.shape.slice(0, -1), keys - reached], mask.dtype)], { axis: -1 });
}

/** Which keys each query may look at by its position: not those behind it, nor outside a window around it, nor padding. */
function allowed(call: NodeCall, q: AnyTensor, keys: AnyTensor): readonly AnyTensor[] {
  const { attributes } = call;
  const lengths = call.has(6) ? op.reshape(as(call.tensor(6), "int32"), { shape: [-1, 1, 1, 1] }) : undefined;
  const numbers = call.counted(keys.shape[2] as Dim);
  const past = call.has(4) ? countAt(call.tensor(4), 2) : 0;
  const fixed = op.sub(op.add(op.expandDims(call.counted(q.shape[2] as Dim), { axis: 1 }), past), numbers);
  // Of keys that are padded the last ones that count belong to the queries.
  const distance = lengths && !call.has(4) ? op.add(fixed, op.sub(lengths, countAt(q, 2))) : fixed;
  const [left, right] = [attributes.int("left_window_size", -1), attributes.int("right_window_size", -1)];
  return [
    ...(attributes.flag("is_causal") ? [op.greaterEqual(distance, 0)] : []),
    ...(left >= 0 ? [op.lessEqual(distance, left)] : []),
    ...(right >= 0 ? [op.greaterEqual(distance, -right)] : []),
    ...(lengths ? [op.less(numbers, lengths)] : []),
  ];
}

/** softmax(q kᵀ · scale, capped, masked) v of queries, keys and values, with those of the past before them. ONNX Attention-23 to 25. */
function attention(call: NodeCall): (AnyTensor | Value)[] {
  const { attributes } = call;
  const given = [0, 1, 2].map((position) => call.tensor(position)) as [AnyTensor, AnyTensor, AnyTensor];
  const flat = given[0].shape.length === 3;
  const heads = (i: number): number => attributes.int(i === 0 ? "q_num_heads" : "kv_num_heads", 1);
  const [q, ...fresh] = given.map((x, i) => (flat ? byHeads(call, x, heads(i)) : x)) as [AnyTensor, AnyTensor, AnyTensor];
  const [keys, values] = fresh.map((x, i) => (call.has(4 + i) ? op.concat([call.tensor(4 + i), x], { axis: 2 }) : x)) as [
    AnyTensor,
    AnyTensor,
  ];
  const times = call.size(q, 1) / call.size(keys, 1);
  const scores = scoresOf(call, q, keys, times);
  const cap = attributes.float("softcap", 0);
  const capped = cap > 0 ? op.mul(cap, op.tanh(op.div(scores, cap))) : scores;
  const mask = call.has(3) ? reaching(call, call.tensor(3), keys.shape[2] as Dim) : undefined;
  const conditions = [...allowed(call, q, keys), ...(mask?.dtype === "bool" ? [mask] : [])];
  const holds = conditions.length > 0 ? conditions.reduce((a, b) => op.and(a, b)) : undefined;
  const closed = call.scalar(Number.NEGATIVE_INFINITY, q);
  const biases = [...(mask && mask.dtype !== "bool" ? [mask] : []), ...(holds ? [op.where(holds, call.scalar(0, q), closed)] : [])];
  const bias = biases.length > 0 ? biases.reduce((a, b) => op.add(a, b)) : undefined;
  const masked = bias ? op.add(capped, bias) : capped;
  const precise = attributes.int("softmax_precision", 0) === 11 ? op.softmax(as(masked, "float64")) : op.softmax(masked);
  // A query that may look at no key sees nothing.
  const blind = bias && (mask || call.has(6)) && op.equal(op.max(bias, { axis: -1, keepdims: true }), closed);
  const weights = as(blind ? op.where(blind, call.scalar(0, precise), precise) : precise, q.dtype);
  const y = op.matmul(weights, shared(values, times));
  const shown = [scores, capped, masked, weights][attributes.int("qk_matmul_output_mode", 0)] as AnyTensor;
  return [flat ? joined(call, y) : y, keys, computed(values, call.type(2)), shown];
}

/** Scores and weights each go through a graph of the file, where it has one. ONNX FlexAttention-1 (preview). */
export function flexAttention(call: NodeCall, { scope, leaves, inner }: Flow): Value[] {
  const [q, keys, values] = call.tensors() as [AnyTensor, AnyTensor, AnyTensor];
  const times = call.size(q, 1) / call.size(keys, 1);
  const isDouble = call.attributes.int("softmax_precision", call.type(0) === "double" ? 11 : 1) === 11;
  const [dtype, type] = isDouble ? (["float64", "double"] as const) : (["float32", "float"] as const);
  const through = (name: string, x: AnyTensor): AnyTensor => {
    const graph = call.attributes.graph(name);
    return graph === undefined ? x : call.with(inner(graph, scopeOf(scope, graph.input, [computed(x, type)]), leaves)).tensor(0);
  };
  const scores = through("score_mod", as(scoresOf(call, q, keys, times), dtype));
  const weights = through("prob_mod", op.softmax(scores));
  const y = op.matmul(weights, as(shared(values, times), dtype));
  return [computed(as(y, q.dtype), call.type(0))];
}

/** Pairs of features turned by an angle that grows with the position. */
function rotary(call: NodeCall): AnyTensor {
  const { attributes } = call;
  const given = call.tensor(0);
  const flat = given.shape.length === 3;
  const x = flat ? byHeads(call, given, attributes.int("num_heads", 0)) : given;
  const [batch, count, tokens] = x.shape as readonly [Dim, Dim, Dim];
  const size = call.size(x, 3);
  const turnedSize = attributes.int("rotary_embedding_dim", 0) || size;
  const half = turnedSize / 2;
  // With positions the tables have a row for each, else one for each token.
  const angles = (position: number): AnyTensor => {
    const table = call.tensor(position);
    const rows = call.has(3) ? op.take(table, as(call.tensor(3), "int32")) : table;
    return op.reshape(op.slice(rows, { axis: 2, start: 0, stop: half }), { shape: [batch, 1, tokens, half] });
  };
  const [cos, sin] = [angles(1), angles(2)];
  const part = op.slice(x, { axis: 3, start: 0, stop: turnedSize });
  // Neighbours, or one of each half.
  const interleaved = attributes.flag("interleaved");
  const pairs = op.reshape(part, { shape: [batch, count, tokens, ...(interleaved ? [half, 2] : [2, half])] });
  const axis = interleaved ? 4 : 3;
  const [a, b] = [0, 1].map((start) => op.squeeze(op.slice(pairs, { axis, start, stop: start + 1 }), { axis }));
  const real = op.sub(op.mul(cos, a), op.mul(sin, b));
  const imaginary = op.add(op.mul(sin, a), op.mul(cos, b));
  const turned = op.reshape(op.stack([real, imaginary], { axis }), { shape: [batch, count, tokens, turnedSize] });
  const y = turnedSize < size ? op.concat([turned, op.slice(x, { axis: 3, start: turnedSize })], { axis: 3 }) : turned;
  return flat ? joined(call, y) : y;
}

export const attentions: Readonly<Record<string, Handler>> = {
  Attention: attention,
  RotaryEmbedding: rotary,
};
