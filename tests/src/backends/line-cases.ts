import { type DType, type Graph, graph, NdArray, random } from "dagrad";
import { allocate } from "../../../graph/dtype.ts";
import type { AnyTensor } from "../../../graph/op.ts";
import { sizeOf } from "../../../graph/shape.ts";
import { op } from "../../graph/untyped-ops.ts";
import type { GraphCase } from "./random-graph.ts";

// Folds of wide lines with what goes before and after them: lengths around every number of lanes and partial results, with a rest in
// each, and long enough for blocks of sums.

/** [...outer, ...inner], the lines. */
const shapes: readonly (readonly [outer: readonly number[], inner: readonly number[]])[] = [
  ...[17, 18, 31, 63, 64, 65, 259].map((length) => [[2], [length]] as const),
  [[2], [1000]],
  [[0], [64]],
  [[1], [4097]],
  [[], [33]],
  [[], [5, 13]],
  [[4], [3, 7]],
  [
    [2, 3],
    [1, 21],
  ],
  [[2, 1, 3], [40]],
  [[0, 2], [40]],
];

/** Now and then a NaN, an Infinity, zeros of either sign. */
const wild = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, -0];

function numbers(shape: readonly number[], dtype: DType, seed: number, edges: boolean): NdArray {
  const data = allocate(dtype, sizeOf(shape));
  const draw = random(seed);
  for (let i = 0; i < data.length; i++) {
    const edge = edges && draw.rand() < 0.02;
    data[i] = dtype.startsWith("float")
      ? edge
        ? (wild[draw.randint(0, wild.length)] as number)
        : draw.randn()
      : draw.randint(0, dtype === "bool" ? 2 : 200);
  }
  return new NdArray(data, shape, dtype);
}

/** What programs do with lines, and what no program does. */
function outputsOf(x: Readonly<Record<string, AnyTensor>>, axis: readonly number[]): Record<string, unknown> {
  const { a, b, gain, mask, each, bytes } = x as Readonly<Record<"a" | "b" | "gain" | "mask" | "each" | "bytes", AnyTensor>>;
  const kept = { axis, keepdims: true };
  const bare = { axis };
  const softmaxOf = (z: AnyTensor): AnyTensor => {
    const e = op.exp(op.sub(z, op.max(z, kept)));
    return op.div(e, op.sum(e, kept)) as AnyTensor;
  };
  const masked = softmaxOf(op.where(mask, op.mul(a, 0.25), -1e9) as AnyTensor);
  const centred = op.sub(a, op.mean(a, kept));
  const deviation = op.sqrt(op.add(op.mean(op.mul(centred, centred), kept), 1e-5));
  const normed = op.add(op.mul(op.div(centred, deviation), gain), b);
  const y = softmaxOf(op.add(a, each) as AnyTensor);
  const added = op.add(a, b);
  return {
    masked,
    normed,
    // The derivative of softmax.
    slope: op.mul(op.sub(b, op.sum(op.mul(b, y), kept)), y),
    variance: op.variance(a, bare),
    // Stored for others, and folded.
    added,
    norms: op.norm(added, bare),
    logarithms: op.logSumExp(op.mul(b, 2), bare),
    range: op.sub(op.max(a, bare), op.min(a, bare)),
    first: op.max(op.mul(a, 0), bare),
    least: op.min(op.mul(b, 0), bare),
    // Bytes and bools among the lines, on either side.
    counted: op.sum(op.greater(a, op.mean(b, kept)), bare),
    total: op.sum(bytes, bare),
    most: op.max(op.sub(op.cast(bytes, { dtype: "int32" }), op.sum(bytes, kept)), bare),
    isMost: op.equal(a, op.max(a, kept)),
    halves: op.cast(
      op.floor(op.mul(0.5, op.sub(op.cast(bytes, { dtype: "float32" }), op.min(op.cast(bytes, { dtype: "float32" }), kept)))),
      { dtype: "uint8" },
    ),
    // No lanes.
    wide: op.softmax(op.cast(a, { dtype: "float64" })),
    all: op.all(mask, bare),
  };
}

export const lineCases: readonly GraphCase[] = shapes.flatMap(([outer, inner]) =>
  [false, true].map((edges): GraphCase => {
    const shape = [...outer, ...inner];
    const ones = [...outer.map((dim, axis) => (axis % 2 === 0 ? dim : 1)), ...inner.map(() => 1)];
    const feeds = {
      a: numbers(shape, "float32", 1, edges),
      b: numbers(shape, "float32", 2, edges),
      gain: numbers(inner, "float32", 3, false),
      mask: numbers([...outer.map((dim, axis) => (axis === 0 ? dim : 1)), ...inner], "bool", 4, false),
      each: numbers(ones, "float32", 5, false),
      bytes: numbers(shape, "uint8", 6, false),
    };
    const axis = inner.map((_, i) => outer.length + i);
    return {
      name: `lines of [${shape.join(", ")}] along ${axis}${edges ? ", with NaN, infinities and zeros" : ""}`,
      graph: graph(feeds, (x) => outputsOf(x as never, axis) as never) as Graph<any, any>,
      feeds,
      parameters: {},
    };
  }),
);
