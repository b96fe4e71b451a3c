import type { AnyTensor } from "../../../../graph/op.ts";
import { as, type Handler, type NodeCall } from "../node-call.ts";
import { op } from "../untyped-ops.ts";
import { upTo } from "../up-to.ts";
import { computed, type Value } from "../values.ts";
import { product } from "./sampling.ts";

/** A list as it stands along one axis of x. */
const along = (list: AnyTensor, axis: number, rank: number): AnyTensor =>
  op.reshape(list, { shape: upTo(rank).map((one) => (one === axis ? -1 : 1)) });

/** 0, 1, … along an axis of x. */
const positions = (call: NodeCall, x: AnyTensor, axis: number): AnyTensor =>
  along(call.counted(call.sizes(x)[axis] as number), axis, x.shape.length);

/** The first elements of each sequence, as many as it is long, the other way round. ONNX ReverseSequence-10. */
function reversed(call: NodeCall): AnyTensor {
  const x = call.tensor(0);
  const [time, batch] = [call.attributes.int("time_axis", 0), call.attributes.int("batch_axis", 1)];
  const at = positions(call, x, time);
  const lengths = along(as(call.tensor(1), "int32"), batch, x.shape.length);
  const from = op.where(op.less(at, lengths), op.sub(op.sub(lengths, 1), at), at);
  return op.takeAlong(x, op.broadcastTo(from, { shape: x.shape }), { axis: time });
}

/** A cache with an update of each sample written from a position on, or around its end. ONNX TensorScatter-24. */
function written(call: NodeCall): AnyTensor {
  const [x, update] = [call.tensor(0), call.tensor(1)];
  const rank = x.shape.length;
  const axis = call.axis(call.attributes.int("axis", -2), rank);
  const steps = positions(call, update, axis);
  const from = call.has(2) ? op.add(steps, along(as(call.tensor(2), "int32"), 0, rank)) : steps;
  const at = call.attributes.string("mode", "linear") === "circular" ? op.remainder(from, call.sizes(x)[axis]) : from;
  return op.scatter(x, op.broadcastTo(at, { shape: update.shape }), update, { axis });
}

/** Steps, and words to skip, that are written out one after the other. */
const mostRows = 64;

/** The determinant of each matrix: the product of the pivots, each the largest of its column, whose row is taken from those below. */
function determinant(call: NodeCall): AnyTensor {
  const given = call.tensor(0);
  const outer = call.sizes(given).slice(0, -2);
  const batch = product(outer);
  let size = call.sizes(given).at(-1) as number;
  if (size > mostRows) return call.unsupported(`the determinant of more than ${mostRows} rows`);
  let rest = op.reshape(given, { shape: [batch, size, size] });
  let result = call.filled(1, [batch], given.dtype);
  for (; size > 0; size--) {
    const column = op.slice(rest, { axis: 2, start: 0, stop: 1 });
    const at = op.argmax(op.abs(column), { axis: 1 });
    const row = op.takeAlong(rest, op.broadcastTo(op.expandDims(at, { axis: 2 }), { shape: [batch, 1, size] }), { axis: 1 });
    const pivot = op.slice(row, { axis: 2, start: 0, stop: 1 });
    const signed = op.where(op.equal(op.reshape(at, { shape: [batch] }), 0), call.scalar(1, given), -1);
    result = op.mul(result, op.mul(signed, op.reshape(pivot, { shape: [batch] })));
    if (size === 1) break;
    // The first row stands where the pivot's was; without a pivot nothing is left to take away.
    const isPivot = op.equal(along(call.counted(size), 1, 3), op.expandDims(at, { axis: 2 }));
    const swapped = op.where(isPivot, op.slice(rest, { axis: 1, start: 0, stop: 1 }), rest);
    const below = op.slice(swapped, { axis: 1, start: 1 });
    const factors = op.div(op.slice(below, { axis: 2, start: 0, stop: 1 }), op.where(op.equal(pivot, 0), 1, pivot));
    rest = op.slice(op.sub(below, op.mul(factors, row)), { axis: 2, start: 1 });
  }
  return op.reshape(result, { shape: outer });
}

/** How often runs of words come up, whose words may stand apart; numbers for words. ONNX TfIdfVectorizer-9. */
function countsOfRuns(call: NodeCall): Value {
  const { attributes } = call;
  const pool = attributes.ints("pool_int64s") ?? call.unsupported("words that are strings");
  const [starts, places] = [attributes.ints("ngram_counts") ?? [], attributes.ints("ngram_indexes") ?? []];
  const mode = attributes.string("mode", "TF");
  const skips = attributes.int("max_skip_count", 0);
  if (skips > mostRows) return call.unsupported(`more than ${mostRows} words that are skipped`);
  const x = as(call.tensor(0), "int32");
  const shape = call.sizes(x);
  const words = shape.at(-1) as number;
  const rows = op.reshape(x, { shape: [product(shape) / words, words] });
  const width = Math.max(...places) + 1;
  const runs = starts.map((start, i) => pool.slice(start, starts[i + 1] ?? pool.length));
  const sums: AnyTensor[] = [];
  for (
    let length = Math.max(attributes.int("min_gram_length", 1), 1);
    length <= Math.min(attributes.int("max_gram_length", 1), runs.length);
    length++
  ) {
    const mine = runs[length - 1] ?? [];
    const count = mine.length / length;
    if (count === 0) continue;
    const before = runs.slice(0, length - 1).reduce((sum, list, i) => sum + list.length / (i + 1), 0);
    const wanted = call.constant(mine, [1, 1, count, length], "int32");
    const put = upTo(count * width).map((at) => Number(places[before + Math.floor(at / width)] === at % width));
    // Of one word nothing stands apart.
    for (let skip = 0; skip <= (length === 1 ? 0 : skips); skip++) {
      if ((length - 1) * (skip + 1) >= words) break;
      const found = op.expandDims(op.windows(rows, { size: length, dilation: skip + 1, axes: 1 }), { axis: 2 });
      const times = op.sum(as(op.all(op.equal(found, wanted), { axis: 3 }), "float32"), { axis: 1 });
      sums.push(op.matmul(times, call.constant(put, [count, width], "float32")));
    }
  }
  const total = sums.length === 0 ? call.filled(0, [product(shape) / words, width], "float32") : sums.reduce((a, b) => op.add(a, b));
  const given = attributes.floats("weights") ?? places.map(() => 1);
  const weights = upTo(width).map(() => 0);
  for (const [i, place] of places.entries()) weights[place] = given[i] ?? 1;
  const weighed = mode === "TF" ? total : op.mul(mode === "IDF" ? op.minimum(total, 1) : total, call.constant(weights, [width], "float32"));
  return computed(op.reshape(weighed, { shape: [...shape.slice(0, -1), width] }), "float");
}

export const rowOps: Readonly<Record<string, Handler>> = {
  ReverseSequence: reversed,
  TensorScatter: written,
  Det: determinant,
  TfIdfVectorizer: countsOfRuns,
  "ai.onnx.ml.ArrayFeatureExtractor": (call) => {
    const x = call.tensor(0);
    const y = op.take(x, op.reshape(as(call.tensor(1), "int32"), { shape: [-1] }), { axis: x.shape.length - 1 });
    return x.shape.length === 1 ? op.expandDims(y, { axis: 0 }) : y;
  },
  "ai.onnx.ml.Binarizer": (call) => as(op.greater(call.tensor(0), call.attributes.float("threshold", 0)), call.tensor(0).dtype),
};
