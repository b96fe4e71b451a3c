import { graph } from "../../graph/build.ts";
import { bool, f32, f64, i32, u8 } from "../../graph/input.ts";
import { array } from "../../graph/ndarray.ts";
import type { Dim } from "../../graph/shape.ts";
import { shaped } from "../../graph/shaped.ts";
import {
  add,
  and,
  argmax,
  argmaxAccuracy,
  attention,
  bilinear,
  cast,
  clip,
  concat,
  crossentropy,
  dense,
  div,
  dropout,
  einsum,
  embedding,
  equal,
  exp,
  expandDims,
  gather,
  isNan,
  l2,
  less,
  log,
  matmul,
  max,
  maximum,
  mean,
  meanSquaredError,
  mul,
  multiHeadAttention,
  neg,
  not,
  notEqual,
  oneHot,
  positionalEncoding,
  positions,
  pow,
  randomUniform,
  regressionAccuracy,
  relu,
  reshape,
  round,
  scatterAdd,
  sigmoid,
  slice,
  softmax,
  sub,
  sum,
  take,
  transpose,
  where,
} from "../../ops/index.ts";
import { exactly, fits } from "./exactly.ts";

/** The types of what ops return: shape, dtype, and the inputs that are needed. */

export const elementwise = graph({ x: f32("batch", 4), w: f32(4), k: i32("batch", 4), b: bool("batch", 1) }, ({ x, w, k, b }, g) => {
  const h = relu(exp(log(x)));
  exactly<["batch", 4], "float32", "x">()(h);
  const clipped = sigmoid(clip(x, { min: 0, max: 1 }));
  exactly<["batch", 4], "float32", "x">()(clipped);
  const negative = neg(k);
  exactly<["batch", 4], "int32", "k">()(negative);
  const casted = cast(k, { dtype: "float64" });
  exactly<["batch", 4], "float64", "k">()(casted);

  const both = add(x, w);
  exactly<["batch", 4], "float32", "x" | "w">()(both);
  const number = add(x, 1);
  exactly<["batch", 4], "float32", "x">()(number);
  const left = sub(1, w);
  exactly<[4], "float32", "w">()(left);
  const list = mul(x, [1, 2, 3, 4]);
  exactly<["batch", 4], "float32", "x">()(list);
  const column = add([[1], [2], [3]], w);
  exactly<[3, 4], "float32", "w">()(column);
  const ints = maximum(0, k);
  exactly<["batch", 4], "int32", "k">()(ints);
  const power = pow(2, div(x, w));
  exactly<["batch", 4], "float32", "x" | "w">()(power);
  const outer = mul(expandDims(w, { axis: 1 }), w);
  exactly<[4, 4], "float32", "w">()(outer);
  const scalar = add(g.constant(1), x);
  exactly<["batch", 4], "float32", "x">()(scalar);

  const equals = equal(x, w);
  exactly<["batch", 4], "bool", "x" | "w">()(equals);
  exactly<["batch", 4], "bool", "x" | "w">()(less(x, w));
  exactly<["batch", 4], "bool", "b" | "x">()(and(b, notEqual(x, 0)));
  exactly<["batch", 4], "bool", "x">()(not(isNan(x)));
  exactly<["batch", 4], "float32", "x">()(round(x));
  const choice = where(b, x, 0);
  exactly<["batch", 4], "float32", "b" | "x">()(choice);
  const stretched = where(b, 0, w);
  exactly<["batch", 4], "float32", "b" | "w">()(stretched);
  return { h, both };
});

export const products = graph(
  { x: f32("batch", 4), v: f32(4), heads: f64("batch", 8, "time", 16), keys: f64(8, 16, "time") },
  ({ x, v, heads, keys }, g) => {
    const w = g.parameter("w", [4, 9]);
    exactly<[4, 9], "float32", never>()(w);
    const matrix = matmul(x, w);
    exactly<["batch", 9], "float32", "x">()(matrix);
    const dot = matmul(v, v);
    exactly<[], "float32", "v">()(dot);
    const rows = matmul(x, v);
    exactly<["batch"], "float32", "x" | "v">()(rows);
    const columns = matmul(v, w);
    exactly<[9], "float32", "v">()(columns);
    const literal = matmul(x, [[1], [2], [3], [4]]);
    exactly<["batch", 1], "float32", "x">()(literal);
    const weighted = matmul([0.5, 0.5, 0, 0], w);
    exactly<[9], "float32", never>()(weighted);
    const scores = matmul(heads, keys);
    exactly<["batch", 8, "time", "time"], "float64", "heads" | "keys">()(scores);
    const batched = matmul(heads, g.parameter("o", [16, 3], { dtype: "float64" }));
    exactly<["batch", 8, "time", 3], "float64", "heads">()(batched);
    const stack = matmul(v, g.constant([[[1], [2], [3], [4]]]));
    exactly<[1, 1], "float32", "v">()(stack);
    return { matrix };
  },
);

export const layers = graph(
  { x: f32("batch", 4), seq: f32("batch", "time", 4), y: i32("batch"), soft: f32("batch", 3), mask: u8("batch", 64) },
  ({ x, seq, y, soft, mask: dropped }, g) => {
    const hidden = relu(dense(x, { units: 64, init: { randn: 0.1 } }));
    exactly<["batch", 64], "float32", "x">()(hidden);
    const scores = dense(hidden, { units: 3, bias: false, name: "scores" });
    exactly<["batch", 3], "float32", "x">()(scores);
    const active = dense(seq, { units: 5, activation: softmax, l1: 0.1, l2: { biases: 0.1 } });
    exactly<["batch", "time", 5], "float32", "seq">()(active);
    const own = dense(x, { units: 2, activation: (z) => relu(z), bias: false });
    exactly<["batch", 2], "float32", "x">()(own);
    const masked = dropout(hidden, { rate: 0.5, mask: dropped });
    exactly<["batch", 64], "float32", "x" | "mask">()(masked);
    const kept = dropout(x, { rate: 0.5, mask: [1, 0, 1, 1] });
    exactly<["batch", 4], "float32", "x">()(kept);
    exactly<[], "float32", never>()(g.penalty());
    exactly<[], "float64", never>()(g.penalty<"float64">());
    const shifted = add(x, array([1, 2, 3, 4]));
    fits<["batch", 4], "float32", "x">()(shifted);
    const each = dense(seq, { units: 5 });
    exactly<["batch", "time", 5], "float32", "seq">()(each);
    const shared = dense(x, { weights: g.parameter("w", [4, 2]), biases: g.parameter("b", [2]) });
    exactly<["batch", 2], "float32", "x">()(shared);
    const unbiased = dense(seq, { weights: transpose(g.parameter("v", [3, 4])) });
    exactly<["batch", "time", 3], "float32", "seq">()(unbiased);

    const p = softmax(scores);
    exactly<["batch", 3], "float32", "x">()(p);
    const along = softmax(seq, { axis: "time" });
    exactly<["batch", "time", 4], "float32", "seq">()(along);
    const loss = crossentropy(p, y);
    exactly<[], "float32", "x" | "y">()(loss);
    const softLoss = crossentropy(p, soft, { reduction: "sum" });
    exactly<[], "float32", "x" | "soft">()(softLoss);
    const losses = crossentropy(p, y, { reduction: "none" });
    exactly<["batch"], "float32", "x" | "y">()(losses);
    const decay = l2(g.parameter("decayed", [4, 3]), { lambda: 5e-4 });
    exactly<[], "float32", never>()(decay);
    const errors = meanSquaredError(dropout(scores, { rate: 0.5 }), soft, { reduction: "none" });
    exactly<["batch"], "float32", "x" | "soft">()(errors);
    const near = regressionAccuracy(scores, soft, { precision: g.constant(0.1) });
    exactly<[], "float64", "x" | "soft">()(near);
    const noise = randomUniform(g.constant(0), { shape: ["batch", 3], dtype: "float64" });
    exactly<["batch", 3], "float64", never>()(noise);
    const accuracy = argmaxAccuracy(p, y);
    exactly<[], "float64", "x" | "y">()(accuracy);
    return { loss };
  },
);

export const reductions = graph({ x: f32("batch", 28, 3), k: u8("batch", 2), c: bool(5) }, ({ x, k, c }) => {
  const all = sum(x);
  exactly<[], "float32", "x">()(all);
  const kept = sum(x, { keepdims: true });
  exactly<[1, 1, 1], "float32", "x">()(kept);
  const first = mean(x, { axis: 0 });
  exactly<[28, 3], "float32", "x">()(first);
  const last = mean(x, { axis: -1, keepdims: true });
  exactly<["batch", 28, 1], "float32", "x">()(last);
  const two = max(x, { axis: [-2, 2] });
  exactly<["batch"], "float32", "x">()(two);
  const named = sum(x, { axis: "batch" });
  exactly<[28, 3], "float32", "x">()(named);
  const mixed = sum(x, { axis: ["batch", -1], keepdims: true });
  exactly<[1, 28, 1], "float32", "x">()(mixed);
  const none = sum(x, { axis: [] });
  exactly<["batch", 28, 3], "float32", "x">()(none);
  const promoted = sum(k, { axis: 1 });
  exactly<["batch"], "int32", "k">()(promoted);
  const counted = sum(c);
  exactly<[], "int32", "c">()(counted);
  const same = max(k, { axis: 1 });
  exactly<["batch"], "uint8", "k">()(same);
  const position = argmax(x);
  exactly<["batch", 28], "int32", "x">()(position);
  const positions = argmax(k, { axis: 0 });
  exactly<[2], "int32", "k">()(positions);
  return { all };
});

export const shapes = graph({ x: f32("batch", 28, 3), y: i32("batch"), z: i32("batch", 28), n: f32(6, 4) }, ({ x, y, z, n }, g) => {
  const reversed = transpose(x);
  exactly<[3, 28, "batch"], "float32", "x">()(reversed);
  const moved = transpose(x, { perm: [0, -1, 1] });
  exactly<["batch", 3, 28], "float32", "x">()(moved);
  const byName = transpose(x, { perm: [2, "batch", 1] });
  exactly<[3, "batch", 28], "float32", "x">()(byName);

  const flat = reshape(x, { shape: ["batch", 84] });
  exactly<["batch", 84], "float32", "x">()(flat);
  const blank = reshape(x, { shape: ["batch", -1] });
  exactly<["batch", 84], "float32", "x">()(blank);
  const blankName = reshape(x, { shape: [84, -1] });
  exactly<[84, "batch"], "float32", "x">()(blankName);
  const split = reshape(x, { shape: [4, "batch", 7, -1] });
  exactly<[4, "batch", 7, 3], "float32", "x">()(split);
  const quotient = reshape(n, { shape: [-1, 8] });
  exactly<[3, 8], "float32", "n">()(quotient);
  const scalar = reshape(g.constant([[1]]), { shape: [] });
  exactly<[], "float32", never>()(scalar);
  const empty = reshape(g.constant([]), { shape: [0, 7] });
  exactly<[0, 7], "float32", never>()(empty);

  const row = expandDims(y, { axis: 0 });
  exactly<[1, "batch"], "int32", "y">()(row);
  const column = expandDims(y, { axis: -1 });
  exactly<["batch", 1], "int32", "y">()(column);

  const picked = gather(x, z);
  exactly<["batch", 28], "float32", "x" | "z">()(picked);
  const hot = oneHot(y, { depth: 10 });
  exactly<["batch", 10], "float32", "y">()(hot);
  const hotInts = oneHot(z, { depth: 2, dtype: "uint8" });
  exactly<["batch", 28, 2], "uint8", "z">()(hotInts);
  const hotFirst = oneHot(z, { depth: 2, axis: 0 });
  exactly<[2, "batch", 28], "float32", "z">()(hotFirst);

  const taken = take(n, z);
  exactly<["batch", 28, 4], "float32", "n" | "z">()(taken);
  const columns = take(n, y, { axis: -1 });
  exactly<[6, "batch"], "float32", "n" | "y">()(columns);
  const added = scatterAdd(x, z, { size: 10 });
  exactly<[10, 3], "float32", "x" | "z">()(added);
  const counted = positions(x, { axis: 1 });
  exactly<[28], "int32", "x">()(counted);

  const vectors = embedding(z, { size: 100, units: 16 });
  exactly<["batch", 28, 16], "float32", "z">()(vectors);
  const scores = einsum("btd,bsd->bts", vectors, vectors);
  exactly<["batch", 28, 28], "float32", "z">()(scores);
  const looked = attention(x, x, vectors);
  exactly<["batch", 28, 16], "float32", "x" | "z">()(looked);
  const headed = multiHeadAttention(vectors, { heads: 4, memory: x, units: 8 });
  exactly<["batch", 28, 8], "float32", "x" | "z">()(headed);
  const waves = positionalEncoding(vectors);
  exactly<[28, 16], "float32", "z">()(waves);
  const pair = bilinear(x, vectors, { units: 2 });
  exactly<["batch", 28, 2], "float32", "x" | "z">()(pair);

  const joined = concat([x, x, x], { axis: 1 });
  exactly<["batch", 84, 3], "float32", "x">()(joined);
  const rows = concat([n, [[1, 2, 3, 4]]]);
  exactly<[7, 4], "float32", "n">()(rows);
  const wide = concat([n, g.parameter("m", [6, 96])], { axis: -1 });
  exactly<[6, 100], "float32", "n">()(wide);
  // The sum of names is an expression, which the compiler does not follow.
  const longer = concat([x, x]);
  exactly<[Dim, 28, 3], "float32", "x">()(longer);
  const stated = shaped(longer, ["2*batch", 28, 3]);
  exactly<["2*batch", 28, 3], "float32", "x">()(stated);
  const flatRows = reshape(x, { shape: ["28*batch", 3] });
  exactly<[Dim, 3], "float32", "x">()(flatRows);
  const flatBlank = reshape(x, { shape: [-1, 3] });
  exactly<[Dim, 3], "float32", "x">()(flatBlank);
  const fewer = reshape(x, { shape: [-1, 28, 3] });
  exactly<["batch", 28, 3], "float32", "x">()(fewer);
  const alone = concat([y]);
  exactly<["batch"], "int32", "y">()(alone);

  const part = slice(n, { start: 1, stop: 3 });
  exactly<[2, 4], "float32", "n">()(part);
  const tail = slice(n, { start: -2 });
  exactly<[2, 4], "float32", "n">()(tail);
  const middle = slice(x, { axis: 1, start: 4, stop: -4 });
  exactly<["batch", 20, 3], "float32", "x">()(middle);
  const beyond = slice(n, { axis: -1, start: 2, stop: 99 });
  exactly<[6, 2], "float32", "n">()(beyond);
  const named = slice(x, { start: 2, stop: 5 });
  exactly<[3, 28, 3], "float32", "x">()(named);
  const lastTwo = slice(x, { start: -2 });
  exactly<[2, 28, 3], "float32", "x">()(lastTwo);
  const whole = slice(x, {});
  exactly<["batch", 28, 3], "float32", "x">()(whole);
  // What is left of a size that has a name is not known to the compiler.
  const later = slice(x, { start: 1 });
  exactly<[Dim, 28, 3], "float32", "x">()(later);
  const nothing = slice(n, { start: 5, stop: 2 });
  exactly<[0, 4], "float32", "n">()(nothing);
  return { flat };
});
