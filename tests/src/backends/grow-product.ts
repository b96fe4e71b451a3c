import { apply, type Op } from "dagrad";
import type { AnyTensor } from "../../../graph/op.ts";
import type { Dim } from "../../../graph/shape.ts";
import { op as call } from "../../graph/untyped-ops.ts";
import type { GraphGrowth } from "./graph-growth.ts";

/** A product, and often what an engine may do in the same loop. */
export function growProduct(o: GraphGrowth, op: Op): AnyTensor {
  const y = o.add(apply(op, factorsOf(o)));
  return y.shape.length > 0 && o.chance(0.6) ? epilogue(o, y) : y;
}

/** a · b in every form: vectors, stacks that broadcast, transposed operands, and those that moves are made of. */
function factorsOf(o: GraphGrowth): readonly [AnyTensor, AnyTensor] {
  const dtype = o.chance(0.9) ? "float32" : "float64";
  if (o.chance(0.3)) return o.one([windowed, windowed, heads, part])(o, dtype);
  const leading = o.chance(0.2) ? [o.one([1, 2, 3]), o.one([1, 2])] : [];
  const a = o.chance(0.3) ? o.leaf([...leading, o.one([0, 1, 5, 17, 33]), o.one([0, 0, 1, 2, 3, 4, 7, 16, 33])], dtype) : o.float(1, dtype);
  const inner = a.shape.at(-1) as Dim;
  const columns = o.one([0, 1, 2, 3, 4, 5, 7, 8, 9, 13, 16, 17]);
  if (o.chance(0.15)) return [a, o.of([inner], dtype)];
  const stack =
    a.shape.length > 2 && o.chance(0.5) ? a.shape.slice(0, -2).map((dim) => (o.chance(0.5) ? dim : 1)) : o.chance(0.15) ? [2] : [];
  const last = stack.length;
  const turned = (x: AnyTensor): AnyTensor => o.add(call.transpose(x, { perm: [...stack.keys(), last + 1, last] }));
  const b = o.chance(0.4) ? turned(o.of([...stack, columns, inner], dtype)) : o.of([...stack, inner, columns], dtype);
  if (a.shape.length === 2 && stack.length === 0 && o.chance(0.3)) {
    // aᵀ · b, as in the gradient of weights: the rows are what is contracted.
    return [o.add(call.transpose(a)), o.of([a.shape[0] as Dim, columns], dtype)];
  }
  return [a, b];
}

/** Windows of images as a matrix, as its transpose, or with the positions of each image as columns. */
function windowed(o: GraphGrowth, dtype: "float32" | "float64"): readonly [AnyTensor, AnyTensor] {
  const [n, h, w, c] = [o.one([1, 2, 3]), o.one([3, 4, 6]), o.one([3, 5, 7]), o.one([1, 1, 2, 3, 4, 8])];
  const options = { size: [o.one([1, 2, 3]), o.one([1, 2, 3])], stride: o.one([1, 1, 2]), dilation: 1, axes: [1, 2] };
  const all = o.add(call.windows(o.of([n, h, w, c], dtype), options));
  const [, oy, ox, , kh, kw] = all.shape as readonly [number, number, number, number, number, number];
  const [positions, k] = [oy * ox, kh * kw * c];
  const columns = o.one([1, 3, 4, 8, 10, 17]);
  if (o.chance(0.25)) {
    const first = o.add(call.reshape(call.transpose(all, { perm: [0, 4, 5, 3, 1, 2] }), { shape: [n, k, positions] }));
    return [o.of([columns, k], dtype), first];
  }
  const matrix = o.add(call.reshape(call.transpose(all, { perm: [0, 1, 2, 4, 5, 3] }), { shape: [n * positions, k] }));
  if (o.chance(0.3)) return [o.add(call.transpose(matrix)), o.of([n * positions, columns], dtype)];
  if (o.chance(0.2)) return [o.of([columns, n * positions], dtype), matrix];
  return [matrix, o.of([k, columns], dtype)];
}

/** q · kᵀ of the heads of attention, and what is weighted by it. */
function heads(o: GraphGrowth, dtype: "float32" | "float64"): readonly [AnyTensor, AnyTensor] {
  const [batch, tokens, count, width] = [o.one([1, 2]), o.one([1, 3, 5]), o.one([1, 2, 3]), o.one([1, 4, 9])];
  const [q, k] = [o.of([batch, tokens, count * width], dtype), o.of([batch, tokens, count * width], dtype)];
  const turned = (x: AnyTensor, perm: readonly number[]): AnyTensor =>
    o.add(call.transpose(call.reshape(x, { shape: [batch, tokens, count, width] }), { perm }));
  if (o.chance(0.5)) return [turned(q, [0, 2, 1, 3]), turned(k, [0, 2, 3, 1])];
  return [o.of([batch, count, tokens, tokens], dtype), turned(k, [0, 2, 1, 3])];
}

/** Some rows and columns of a larger matrix, maybe in the opposite order, on either side. */
function part(o: GraphGrowth, dtype: "float32" | "float64"): readonly [AnyTensor, AnyTensor] {
  const x = o.of([o.one([9, 12]), o.one([10, 20])], dtype);
  const [start, stop] = [o.one([0, 1, 3]), o.one([8, 9])];
  let some = o.add(call.slice(x, { axis: 1, start, stop }));
  if (o.chance(0.4)) some = o.add(call.flip(some, { axis: o.one([0, 1]) }));
  const [rows, columns] = some.shape as readonly [number, number];
  return o.chance(0.5) ? [some, o.of([columns, o.one([1, 9, 12])], dtype)] : [o.of([o.one([1, 9, 12]), rows], dtype), some];
}

/** What follows a product in a network, so that an engine may do it in the same loop. */
function epilogue(o: GraphGrowth, y: AnyTensor): AnyTensor {
  const forms = [
    () => call.add(y, o.of(y.shape.slice(-1), y.dtype)),
    () => call.relu(y),
    () => call.mul(y, o.one([0.5, 2, 1e-3])),
    () => call.where(o.of(y.shape, "bool"), y, 0),
    () => call.sub(o.of(y.shape, y.dtype), y),
    () => call.tanh(y),
    () => call.relu(call.add(call.reshape(y, { shape: [1, ...y.shape] }), o.of(y.shape.slice(-1), y.dtype))),
  ];
  return o.one(forms)() as AnyTensor;
}
