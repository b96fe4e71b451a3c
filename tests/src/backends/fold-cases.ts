import { type DType, type Graph, graph, NdArray, type Random, random } from "dagrad";
import { allocate } from "../../../graph/dtype.ts";
import type { AnyTensor } from "../../../graph/op.ts";
import { sizeOf } from "../../../graph/shape.ts";
import { op } from "../../graph/untyped-ops.ts";
import type { GraphCase } from "./random-graph.ts";

// Folds of what is computed on the way or read through moves: windows in either layout, of any size, stride and dilation, weighted or
// not, turned around, transposed; gradients of such weights; and what the results are put through.

const draw = random(31);
const one = <T>(list: readonly T[], by: Random = draw): T => list[by.randint(0, list.length)] as T;
const chance = (share: number): boolean => draw.rand() < share;

const edges = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, -0];

function numbers(shape: readonly number[], dtype: DType, wild: boolean): NdArray {
  const data = allocate(dtype, sizeOf(shape));
  for (let i = 0; i < data.length; i++) {
    const edge = wild && draw.rand() < 0.03;
    data[i] = dtype.startsWith("float")
      ? edge
        ? one(edges)
        : draw.rand() < 0.1
          ? one([0, -0])
          : draw.randn()
      : draw.randint(0, dtype === "bool" ? 2 : 90);
  }
  return new NdArray(data, shape, dtype);
}

/** Windows of an image, folded; in two layouts. */
function windowCase(seed: number): GraphCase {
  const wild = seed % 3 === 0;
  const dtype = one<DType>(["float32", "float32", "float32", "float32", "int32", "uint8", "float64"]);
  const last = chance(0.5);
  const channels = one([1, 2, 3, 4, 5, 8, 17, 23]);
  const [batch, height, width] = [one([1, 2, 3]), draw.randint(5, 14), draw.randint(5, 23)];
  const shape = last ? [batch, height, width, channels] : [batch, channels, height, width];
  const axes = last ? [1, 2] : [2, 3];
  const size = [one([1, 2, 3, 5]), one([1, 2, 3, 5])] as const;
  const dilation = size.map((of) => (of <= 2 ? one([1, 2]) : 1));
  const stride = [one([1, 1, 2, 3]), one([1, 1, 2, 3])];
  const folds = one(["sum", "mean", "max", "min"].filter((name) => name !== "mean" || dtype.startsWith("float")));
  const weighted = dtype !== "uint8" && chance(0.5);
  const turned = chance(0.2);
  const bias = last ? [channels] : [channels, 1, 1];
  const feeds: Readonly<Record<string, NdArray>> = {
    x: numbers(shape, dtype, wild),
    ...(weighted && { w: numbers([...size, channels], dtype, false) }),
    b: numbers(bias, dtype === "uint8" ? "uint8" : dtype, false),
  };
  const both = chance(0.3);
  const seen = chance(0.3);
  const joined = chance(0.2);
  const made = graph(feeds, (given) => {
    const { x, w } = given as never as Readonly<Record<"x" | "w", AnyTensor>>;
    let { b } = given as never as Readonly<Record<"b", AnyTensor>>;
    let all = op.windows(joined ? op.concat([x, x], { axis: axes[0] }) : x, { size, stride, dilation, axes });
    if (turned) all = op.flip(all, { axis: one([4, 5], random(seed)) });
    if (weighted) {
      const byChannel = op.transpose(w, { perm: [2, 0, 1] });
      all = op.mul(all, last ? byChannel : op.reshape(byChannel, { shape: [channels, 1, 1, ...size] }));
    }
    let y: AnyTensor = op[folds as "sum"](all, { axis: [4, 5] });
    // What follows may see the results in another shape.
    if (seen) {
      const positions = last ? [y.shape[1], y.shape[2]] : [y.shape[2], y.shape[3]];
      const all = (positions as number[]).reduce((product, dim) => product * dim, 1);
      y = op.reshape(y, { shape: last ? [batch, all, channels] : [batch, channels, all] });
      b = op.reshape(b, { shape: last ? [channels] : [channels, 1] });
    }
    const put = dtype === "uint8" ? op.maximum(op.cast(y, { dtype: "uint8" }), b) : op.maximum(op.add(y, b), 0);
    return { put, ...(both && { y, isSmall: op.less(y, 1) }), ...(chance(0.2) && { all }) } as never;
  });
  return { name: `${folds} of windows ${seed}, ${dtype}[${shape.join(", ")}]`, graph: made as Graph<any, any>, feeds, parameters: {} };
}

/** The gradients of weights and normalisations: sums over all but a few axes. */
function gradientCase(seed: number): GraphCase {
  const channels = one([1, 3, 4, 7, 16, 33]);
  const [batch, height, width] = [one([1, 2]), draw.randint(4, 40), draw.randint(4, 12)];
  const feeds = {
    x: numbers([batch, height + 2, width + 2, channels], "float32", seed % 4 === 0),
    dy: numbers([batch, height, width, channels], "float32", false),
    gain: numbers([channels], "float32", false),
  };
  const made = graph(feeds, (given) => {
    const { x, dy, gain } = given as never as Readonly<Record<"x" | "dy" | "gain", AnyTensor>>;
    const all = op.windows(x, { size: 3, axes: [1, 2] });
    const each = op.reshape(dy, { shape: [batch, height, width, channels, 1, 1] });
    return {
      dw: op.sum(op.mul(all, each), { axis: [0, 1, 2] }),
      turned: op.mul(op.transpose(op.sum(op.mul(all, each), { axis: [0, 1, 2] }), { perm: [1, 2, 0] }), gain),
      shares: op.mul(op.sum(op.mul(dy, op.mul(dy, 0.5)), { axis: [0, 1, 2] }), gain),
      mean: op.mean(op.exp(dy), { axis: [0, 1], keepdims: true }),
      most: op.max(op.mul(dy, gain), { axis: [0, 2] }),
      product: op.sum(
        op.mul(op.reshape(dy, { shape: [batch * height, width * channels, 1] }), op.reshape(gain, { shape: [1, 1, channels] })),
        { axis: 1 },
      ),
    } as never;
  });
  return {
    name: `gradients of weights ${seed}, [${batch}, ${height}, ${width}, ${channels}]`,
    graph: made as Graph<any, any>,
    feeds,
    parameters: {},
  };
}

export const foldCases: readonly GraphCase[] = [
  ...Array.from({ length: 80 }, (_, seed) => windowCase(seed)),
  ...Array.from({ length: 16 }, (_, seed) => gradientCase(seed)),
];
