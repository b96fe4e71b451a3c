import type { AnyTensor } from "../../../../graph/op.ts";
import { add } from "../../../../ops/elementwise/add.ts";
import { div } from "../../../../ops/elementwise/div.ts";
import { mul } from "../../../../ops/elementwise/mul.ts";
import { sub } from "../../../../ops/elementwise/sub.ts";
import { tanh } from "../../../../ops/elementwise/tanh.ts";
import { where } from "../../../../ops/elementwise/where.ts";
import { matmul } from "../../../../ops/linear/matmul.ts";
import { broadcastTo } from "../../../../ops/move/broadcast-to.ts";
import { concat } from "../../../../ops/move/concat.ts";
import { reshape } from "../../../../ops/move/reshape.ts";
import { slice } from "../../../../ops/move/slice.ts";
import { stack } from "../../../../ops/move/stack.ts";
import { softmax } from "../../../../ops/reduce/softmax.ts";
import type { Handler, NodeCall } from "../node-call.ts";
import { permuted } from "./move.ts";

const infinity = Number.POSITIVE_INFINITY;

/** [batch, tokens, heads · size] as [batch, heads, tokens, size]. */
function byHeads(call: NodeCall, x: AnyTensor, heads: number): AnyTensor {
  const [batch, tokens, width] = call.sizes(x) as [number, number, number];
  return permuted(reshape(x, { shape: [batch, tokens, heads, width / heads] }), [0, 2, 1, 3]);
}

/** Each head of keys or values serves so many of the queries. */
function shared(call: NodeCall, x: AnyTensor, times: number): AnyTensor {
  if (times === 1) return x;
  const [batch, heads, tokens, size] = call.sizes(x) as [number, number, number, number];
  const spread = broadcastTo(reshape(x, { shape: [batch, heads, 1, tokens, size] }), { shape: [batch, heads, times, tokens, size] });
  return reshape(spread, { shape: [batch, heads * times, tokens, size] });
}

/** The mask as numbers to add: −∞ where nothing may be looked at, and for all keys that it does not reach. */
function added(call: NodeCall, mask: AnyTensor, keys: number, like: AnyTensor): AnyTensor {
  const bias = mask.dtype === "bool" ? where(mask, call.scalar(0, like), call.scalar(-infinity, like)) : mask;
  const sizes = call.sizes(bias);
  const missing = keys - (sizes.at(-1) as number);
  if (missing <= 0) return bias;
  return concat([bias, call.filled(-infinity, [...sizes.slice(0, -1), missing], bias.dtype)], { axis: sizes.length - 1 });
}

/** 0 up to the query's own position, −∞ beyond. */
function causal(call: NodeCall, queries: number, keys: number, past: number, like: AnyTensor): AnyTensor {
  const numbers = Array.from({ length: queries * keys }, (_, i) => (i % keys > Math.floor(i / keys) + past ? -infinity : 0));
  return call.constant(numbers, [queries, keys], like.dtype);
}

/** softmax(q kᵀ · scale, capped, masked) v of queries, keys and values, with those of the past before them. ONNX Attention-23. */
function attention(call: NodeCall): AnyTensor[] {
  const { attributes } = call;
  if (call.has(6)) return call.unsupported("keys and values that are padded by number (nonpad_kv_seqlen)");
  const given = [0, 1, 2].map((position) => call.tensor(position)) as [AnyTensor, AnyTensor, AnyTensor];
  const flat = given[0].shape.length === 3;
  const heads = ["q_num_heads", "kv_num_heads", "kv_num_heads"].map((name) => attributes.int(name, 1));
  const [q, newKeys, newValues] = given.map((x, i) => (flat ? byHeads(call, x, heads[i] as number) : x)) as [
    AnyTensor,
    AnyTensor,
    AnyTensor,
  ];
  const [pastKeys, pastValues] = [call.optional(4), call.optional(5)];
  const keys = pastKeys === undefined ? newKeys : concat([pastKeys, newKeys], { axis: 2 });
  const values = pastValues === undefined ? newValues : concat([pastValues, newValues], { axis: 2 });
  const [, queryHeads, queries, size] = call.sizes(q) as [number, number, number, number];
  const [, keyHeads, count] = call.sizes(keys) as [number, number, number];
  const times = queryHeads / keyHeads;
  const root = Math.sqrt(attributes.float("scale", 1 / Math.sqrt(size)));
  const turned = permuted(mul(shared(call, keys, times), root), [0, 1, 3, 2]);
  const scores = matmul(mul(q, root), turned);
  const cap = attributes.float("softcap", 0);
  const capped = cap === 0 ? scores : mul(cap, tanh(div(scores, cap)));
  const past = pastKeys === undefined ? 0 : (call.sizes(pastKeys)[2] as number);
  const ordered = attributes.flag("is_causal") ? add(capped, causal(call, queries, count, past, q)) : capped;
  const mask = call.optional(3);
  const masked = mask === undefined ? ordered : add(ordered, added(call, mask, count, q));
  const weights = softmax(masked);
  const y = matmul(weights, shared(call, values, times));
  const [batch, , , width] = call.sizes(y) as [number, number, number, number];
  const joined = flat ? reshape(permuted(y, [0, 2, 1, 3]), { shape: [batch, queries, queryHeads * width] }) : y;
  return [joined, keys, values, [scores, capped, masked, weights][attributes.int("qk_matmul_output_mode", 0)] as AnyTensor];
}

/** Pairs of features turned by an angle that grows with the position. */
function rotary(call: NodeCall): AnyTensor {
  const { attributes } = call;
  const given = call.tensor(0);
  const flat = given.shape.length === 3;
  const heads = attributes.int("num_heads", 0);
  const x = flat ? byHeads(call, given, heads) : given;
  const [batch, count, tokens, size] = call.sizes(x) as [number, number, number, number];
  const turnedSize = attributes.int("rotary_embedding_dim", 0) || size;
  const half = turnedSize / 2;
  const angles = (position: number): AnyTensor => {
    const table = call.tensor(position);
    if (call.has(3)) return call.unsupported("positions of a rotary embedding that are an input");
    return reshape(slice(table, { axis: 2, start: 0, stop: half }), { shape: [batch, 1, tokens, half] });
  };
  const [cos, sin] = [angles(1), angles(2)];
  const part = slice(x, { axis: 3, start: 0, stop: turnedSize });
  const interleaved = attributes.flag("interleaved");
  const pairs = interleaved ? reshape(part, { shape: [batch, count, tokens, half, 2] }) : undefined;
  const pick = (i: number): AnyTensor =>
    pairs === undefined
      ? slice(part, { axis: 3, start: i * half, stop: (i + 1) * half })
      : reshape(slice(pairs, { axis: 4, start: i, stop: i + 1 }), { shape: [batch, count, tokens, half] });
  const [a, b] = [pick(0), pick(1)];
  const real = sub(mul(cos, a), mul(sin, b));
  const imaginary = add(mul(sin, a), mul(cos, b));
  const turned = interleaved
    ? reshape(stack([real, imaginary], { axis: 4 }), { shape: [batch, count, tokens, turnedSize] })
    : concat([real, imaginary], { axis: 3 });
  const y = turnedSize < size ? concat([turned, slice(x, { axis: 3, start: turnedSize })], { axis: 3 }) : turned;
  return flat ? reshape(permuted(y, [0, 2, 1, 3]), { shape: [batch, tokens, count * size] }) : y;
}

export const attentions: Readonly<Record<string, Handler>> = { Attention: attention, RotaryEmbedding: rotary };
