import type { AnyTensor } from "../../../../graph/op.ts";
import type { Dim } from "../../../../graph/shape.ts";
import type { Handler, NodeCall } from "../node-call.ts";
import { op } from "../untyped-ops.ts";
import { computed, type Value } from "../values.ts";
import { permuted } from "./move.ts";

/**
 * A state is carried over the tokens: S ← e^g S, then S ← S + k (β (v − kᵀ S))ᵀ, or S + k vᵀ where there is no β; y = scale · qᵀ S. Each state
 * serves so many heads of queries. ONNX LinearAttention-27.
 */
function linearAttention(call: NodeCall): (AnyTensor | Value)[] {
  const heads = call.attributes.int("kv_num_heads", 1);
  const group = call.attributes.int("q_num_heads", 1) / heads;
  const [batch, tokens] = call.tensor(1).shape as readonly [Dim, Dim];
  const size = call.size(call.tensor(1), 2) / heads;
  const apart = (position: number, ...shape: number[]): AnyTensor =>
    op.reshape(call.tensor(position), { shape: [batch, tokens, ...shape, -1] });
  const q = op.mul(apart(0, heads, group), call.attributes.float("scale", 0) || 1 / Math.sqrt(size));
  const decay = call.has(4) ? op.exp(op.expandDims(apart(4, heads), { axis: 4 })) : undefined;
  const rate = call.has(5) ? op.reshape(call.tensor(5), { shape: [batch, tokens, -1, 1, 1] }) : undefined;
  const over = { q, k: apart(1, heads, 1), v: apart(2, heads, 1), ...(decay && { decay }), ...(rate && { rate }) };
  const state = call.optional(3) ?? call.filled(0, [batch, heads, size, call.size(over.v, 4)], q.dtype);
  const step = (now: Readonly<Record<"state" | "q" | "k" | "v" | "decay" | "rate", AnyTensor>>): Record<string, AnyTensor> => {
    const before = decay ? op.mul(now.state, now.decay) : now.state;
    const written = rate ? op.mul(now.rate, op.sub(now.v, op.matmul(now.k, before))) : now.v;
    const after = op.add(before, op.matmul(permuted(now.k, [0, 1, 3, 2]), written));
    return { state: after, all: op.matmul(now.q, after) };
  };
  const made = op.scan({ carry: { state }, over }, step, { axis: 1 }) as unknown as Readonly<Record<string, AnyTensor>>;
  const y = op.reshape(made.all, { shape: [batch, tokens, -1] });
  return [y, computed(made.state as AnyTensor, call.type(call.has(3) ? 3 : 0))];
}

/** Each channel over its own past, of which the last elements are kept for the next call. ONNX CausalConvWithState-27. */
function causalConvolution(call: NodeCall): AnyTensor[] {
  const [x, weights] = [call.tensor(0), call.tensor(1)];
  const [batch, channels, length] = x.shape as readonly [Dim, number, Dim];
  const kept = call.size(weights, 2) - 1;
  const past = call.optional(3) ?? call.filled(0, [batch, channels, kept], x.dtype);
  const all = kept > 0 ? op.concat([past, x], { axis: 2 }) : x;
  const biases = call.optional(2);
  const y = op.conv1d(all, { weights, ...(biases && { biases }), groups: channels, layout: "NCW" });
  const state = op.slice(all, { axis: 2, start: length });
  return [call.attributes.string("activation", "none") === "none" ? y : op.silu(y), state];
}

/** What models of sequences without scores of all pairs are made of. */
export const recurrentAttentions: Readonly<Record<string, Handler>> = {
  LinearAttention: linearAttention,
  CausalConvWithState: causalConvolution,
};
