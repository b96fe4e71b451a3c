/** What changes the result is written: two nodes of one op that differ in one attribute are nowhere written the same. */

import { compile, reference } from "dagrad";
import { describe, expect, test } from "vitest";
import { apply } from "../../../graph/apply.ts";
import { graph } from "../../../graph/build.ts";
import { type Graph, nodeOf } from "../../../graph/graph.ts";
import { f32, f64, i32 } from "../../../graph/input.ts";
import { atom, type Term } from "../../../graph/notation.ts";
import { defineOp, type Op, type Operands, opSet } from "../../../graph/op.ts";
import type { Tensor } from "../../../graph/tensor.ts";
import { standardOps } from "../../../ops/standard-ops.ts";
import { dot } from "../../../src/export/dot.ts";
import { formOf } from "../../../src/export/form-of.ts";
import { latex } from "../../../src/export/latex.ts";
import { numpy } from "../../../src/export/numpy.ts";
import { text } from "../../../src/export/text.ts";
import { op } from "../../graph/untyped-ops.ts";
import { labelsOf } from "./labels.ts";

/** scaled(x) = factor · x, an op that says nothing of how it is drawn and written. */
const scaledOp = defineOp<{ readonly factor: number }>({
  name: "scaled",
  inputs: ["x"],
  attrs: { factor: "number" },
  infer: ([x]) => x,
  definition: ([x], { factor }) => op.mul(x, factor),
});
/** The same as a primitive, which in NumPy is none of its own. */
const primitiveOp = defineOp<{ readonly factor: number }>({
  name: "primitive",
  inputs: ["x"],
  attrs: { factor: "number" },
  infer: ([x]) => x,
  kernel:
    ([x], y, { factor }) =>
    () => {
      for (let i = 0; i < y.data.length; i++) y.data[i] = factor * (x.data[i] as number);
    },
  vjp: "not-differentiable",
});
const ops = opSet(standardOps, scaledOp, primitiveOp);

const square = { x: f32(3, 3), p: f32(3, 3), labels: i32(3), counter: f64() };
type Square = { readonly [name in keyof typeof square]: Tensor };
const feeds = {
  x: [
    [0.1, -0.7, 0.2],
    [0.3, 0.25, 0.5],
    [1.25, 0.9, 0.15],
  ],
  p: [
    [0.2, 0.3, 0.5],
    [0.6, 0.1, 0.3],
    [0.25, 0.25, 0.5],
  ],
  labels: [2, 0, 1],
  counter: 7,
};
const graphOf = (build: (inputs: Square) => Tensor): Graph => graph(square, (inputs) => ({ out: build(inputs as never) })) as Graph;

type Build = (inputs: Square, value: any) => Tensor;
type Row = { readonly build: Build; readonly values: readonly [unknown, unknown, ...unknown[]] };
/** An attribute that leaves the numbers as they are, and why it need not be written; `values` shows that it does. */
type Silent = Row & { readonly silent: string };

/** Of a picture whose elements all differ, 16 × 9 of them that are x plus p. */
const picture = ({ x, p }: Square, shape: readonly number[]): Tensor =>
  op.reshape(op.slice(op.flatten(op.add(op.reshape(x, { shape: [9, 1] }), op.flatten(p, { axis: 0 })), { axis: 0 }), { stop: 64 }), {
    shape,
  });
const depth = (name: "spaceToDepth" | "depthToSpace", shape: readonly number[]): Record<string, Row> => ({
  blockSize: { build: (square, blockSize) => op[name](picture(square, shape), { blockSize }), values: [1, 2] },
  mode: { build: (square, mode) => op[name](picture(square, shape), { blockSize: 2, mode }), values: ["DCR", "CRD"] },
  layout: { build: (square, layout) => op[name](picture(square, shape), { blockSize: 2, layout }), values: ["NHWC", "NCHW"] },
});

const accumulation = (name: "cumsum" | "cumprod"): Record<string, Row> => ({
  axis: { build: ({ x }, axis) => op[name](x, { axis }), values: [0, 1] },
  exclusive: { build: ({ x }, exclusive) => op[name](x, { exclusive }), values: [false, true] },
  reverse: { build: ({ x }, reverse) => op[name](x, { reverse }), values: [false, true] },
});

const topK = (name: "topK" | "topKIndices"): Record<string, Row> => ({
  k: { build: ({ x }, k) => op[name](x, { k }), values: [1, 2] },
  axis: { build: ({ x }, axis) => op[name](x, { k: 2, axis }), values: [0, 1] },
  largest: { build: ({ x }, largest) => op[name](x, { k: 2, largest }), values: [true, false] },
});

const reduction = (name: "prod" | "sum" | "mean" | "max" | "min" | "norm" | "logSumExp"): Record<string, Row> => ({
  axis: { build: ({ x }, axis) => op[name](x, { axis }), values: [0, 1] },
  // Subtracted from rows or from columns: of a square, its shape does not tell.
  keepdims: { build: ({ x }, keepdims) => op.sub(x, op[name](x, { axis: 1, keepdims })), values: [false, true] },
});
const spread = (name: "std" | "variance"): Record<string, Row> => ({
  axis: { build: ({ x }, axis) => op[name](x, { axis }), values: [0, 1, [0, 1]] },
  keepdims: { build: ({ x }, keepdims) => op.sub(x, op[name](x, { axis: 1, keepdims })), values: [false, true] },
  ddof: { build: ({ x }, ddof) => op[name](x, { ddof }), values: [0, 1, 0.5] },
});
/** Of truths that are neither all alike along rows nor along columns. */
const truths = (name: "any" | "all", threshold: number): Record<string, Row> => ({
  axis: { build: ({ x }, axis) => op[name](op.step(op.sub(x, threshold)), { axis }), values: [0, 1] },
  keepdims: {
    build: ({ x }, keepdims) => op.sub(x, op.cast(op[name](op.step(op.sub(x, threshold)), { axis: 1, keepdims }), { dtype: "float32" })),
    values: [false, true],
  },
});
/** x and p as two channels of an image of three by three, of a row or of a volume. */
const image = ({ x, p }: Square): Tensor => op.expandDims(op.stack([x, p], { axis: -1 }), { axis: 0 });
const row = (given: Square): Tensor => op.reshape(op.flatten(image(given), { axis: 0 }), { shape: [2, 3, 3] });
const volume = (given: Square): Tensor => op.reshape(op.concat([image(given), image(given)]), { shape: [1, 3, 3, 2, 2] });
/** Weights of the numbers of p, in any shape that holds them. */
const weightsOf = ({ p }: Square, shape: readonly number[]): Tensor =>
  op.reshape(op.slice(op.flatten(p, { axis: 0 }), { stop: shape.reduce((a, b) => a * b) }) as never, { shape: [...shape] as never });
/** What all take that slide over so many axes. */
const slides = (
  axes: number,
  layouts: readonly [string, string],
  build: (given: Square, options: object) => Tensor,
): Record<string, Row> => {
  const each = (pair: readonly number[]): unknown => Array.from({ length: axes }, () => pair);
  return {
    stride: { build: (given, stride) => build(given, { stride }), values: [1, 2] },
    dilation: { build: (given, dilation) => build(given, { dilation }), values: [1, 2] },
    padding: { build: (given, padding) => build(given, { padding }), values: ["valid", "same", each([1, 0])] },
    pads: { build: (given, padding) => build(given, { padding }), values: [each([1, 0]), each([0, 1]), each([0, 0])] },
    layout: { build: (given, layout) => build(given, { layout }), values: layouts },
  };
};
type Slider = (x: Tensor, options: object) => Tensor;
type Shapes = readonly [last: readonly number[], first: readonly number[], inGroups: (groups: number) => readonly number[]];
/** A convolution of x by weights of these shapes: channels last, channels first, and in groups of windows of one element. */
const convolution = (
  name: keyof typeof op,
  x: (given: Square) => Tensor,
  layouts: readonly [string, string],
  [last, first, inGroups]: Shapes,
): Record<string, Row> => {
  const apply = op[name] as unknown as Slider;
  return {
    ...slides(layouts[0].length - 2, layouts, (given, options) => {
      const weights = weightsOf(given, "layout" in options && options.layout === layouts[1] ? first : last);
      return apply(x(given), { weights, ...options });
    }),
    groups: {
      build: (given, groups) => apply(x(given), { weights: weightsOf(given, inGroups(groups)), groups }),
      values: [1, x === row ? 3 : 2],
    },
    ...(name.includes("Transpose") && {
      outputPadding: {
        build: (given, outputPadding) => apply(x(given), { weights: weightsOf(given, last), stride: 2, outputPadding }),
        values: [0, 1],
      },
    }),
  };
};
/** A pool of windows of two. */
const pool = (name: "maxPool" | "averagePool"): Record<string, Row> => {
  const apply = op[name] as unknown as Slider;
  return {
    ...slides(2, ["NHWC", "NCHW"], (given, options) => apply(image(given), { size: 2, ...options })),
    size: { build: (given, size) => apply(image(given), { size, stride: 1 }), values: [1, 2, [2, 1]] },
    ceil: { build: (given, ceil) => apply(image(given), { size: 2, ceil }), values: [false, true] },
  };
};
const globalPool = (name: "globalMaxPool" | "globalAveragePool"): Record<string, Row> => {
  const apply = op[name] as unknown as Slider;
  return {
    layout: { build: (given, layout) => apply(op.flip(image(given)), { layout }), values: ["NHWC", "NCHW"] },
    // Subtracted from channels or from places: of a cube, its shape does not tell.
    keepdims: {
      build: ({ x, p }, keepdims) => {
        const cube = op.stack([x, p, x], { axis: -1 });
        return op.sub(cube, apply(cube, { keepdims, layout: "NCW" }));
      },
      values: [false, true],
    },
  };
};
const loss = (build: Build): Record<string, Row> => ({ reduction: { build, values: ["mean", "sum", "none"] } });
const headed = ({ x, p }: Square, options: { readonly heads: number; readonly causal: boolean }): Tensor =>
  op.multiHeadAttention(x, { ...options, weights: { query: p, key: x, value: p, output: p } });
/** The labels for each column. */
const places = (labels: Tensor): Tensor => op.broadcastTo(op.expandDims(labels, { axis: 1 }), { shape: [3, 3] });
const targets = ({ p }: Square): Tensor => op.cast(op.step(op.sub(p, 0.3)), { dtype: "float32" });

/** A body over a carry h, of the shape of a row, and a slice x. */
const body = (build: (h: Tensor, x: Tensor) => Record<string, Tensor>): Graph =>
  graph({ h: f32(3), x: f32(3) }, ({ h, x }) => build(h as Tensor, x as Tensor) as Record<string, Tensor>) as Graph;
const added = body((h, x) => ({ h: op.add(h, x), all: h }));
const halved = body((h, x) => ({ h: op.add(op.mul(h, 0.5), x), all: h }));
const loops = (name: string, given: object): Record<string, Row | Silent> => {
  const build =
    (more: object) =>
    ({ x, p }: Square) =>
      apply(ops.get(name) as Op, [op.sum(p, { axis: 0 }), x], {
        body: added,
        sequences: 1,
        reverse: false,
        ...given,
        ...more,
      } as never) as Tensor;
  return {
    body: { build: (inputs, one) => build({ body: one })(inputs), values: [added, halved] },
    reverse: { build: (inputs, reverse) => build({ body: halved, reverse })(inputs), values: [false, true] },
    sequences: {
      build: (inputs) => build({})(inputs),
      values: [1, 1],
      silent: "what is a slice, the shapes of a body and its inputs tell",
    },
  };
};
const recurrent = (name: "simpleRnn" | "lstm" | "gru"): Record<string, Row | Silent> => {
  const build =
    (more: object) =>
    ({ x, p }: Square) => {
      const sequences = op.reshape(x, { shape: [1, 3, 3] });
      const gates = { simpleRnn: 1, lstm: 4, gru: 3 }[name];
      const weights = op.concat(new Array(gates).fill(p), { axis: 1 });
      return op[name](sequences, { weights, recurrentWeights: weights, ...more } as never);
    };
  const one = ({ p }: Square) => op.reshape(op.sum(p, { axis: 0 }), { shape: [1, 3] });
  const initial = (inputs: Square) => (name === "lstm" ? { h: one(inputs), c: one(inputs) } : one(inputs));
  return {
    activation: {
      build: (inputs, activation) => build({ activation: op[activation as "tanh"] })(inputs),
      values: ["tanh", "relu", "sigmoid"],
    },
    initial: { build: (inputs, given) => build(given ? { initial: initial(inputs) } : {})(inputs), values: [false, true] },
    returnSequences: { build: (inputs, returnSequences) => build({ returnSequences })(inputs), values: [false, true] },
    reverse: { build: (inputs, reverse) => build({ reverse })(inputs), values: [false, true] },
  };
};

const rows: Record<string, Record<string, Row | Silent>> = {
  all: truths("all", 0.18),
  any: truths("any", 0.26),
  argmin: { axis: { build: ({ x }, axis) => op.argmin(x, { axis }), values: [0, 1] } },
  argmax: { axis: { build: ({ x }, axis) => op.argmax(x, { axis }), values: [0, 1] } },
  averagePool: {
    ...pool("averagePool"),
    countIncludePad: {
      build: (given, countIncludePad) => op.averagePool(image(given) as never, { size: 2, padding: "same", countIncludePad } as never),
      values: [false, true],
    },
  },
  globalAveragePool: globalPool("globalAveragePool"),
  globalMaxPool: globalPool("globalMaxPool"),
  maxPool: pool("maxPool"),
  binaryCrossentropy: loss((given, reduction) => op.binaryCrossentropy(given.p, targets(given), { reduction })),
  broadcastTo: {
    shape: { build: ({ counter }, size) => op.sum(op.broadcastTo(counter, { shape: [size] })), values: [3, 4] },
  },
  cast: { dtype: { build: ({ x }, dtype) => op.cast(op.mul(x, 2), { dtype }), values: ["int32", "uint8", "bool", "float32"] } },
  classLabels: {
    classes: { build: ({ labels }, classes) => op.classLabels(labels, { classes }), values: [3, 4], silent: "it only refuses labels" },
  },
  clip: {
    min: { build: ({ x }, min) => op.clip(x, { min, max: 1 }), values: [0, 0.2, Number.NEGATIVE_INFINITY] },
    max: { build: ({ x }, max) => op.clip(x, { min: 0, max }), values: [1, 0.2, Number.POSITIVE_INFINITY] },
  },
  concat: { axis: { build: ({ x, p }, axis) => op.concat([x, p], { axis }), values: [0, 1] } },
  conv1d: convolution("conv1d", row, ["NWC", "NCW"], [[2, 3, 1], [1, 3, 2], (groups) => [1, 3 / groups, 3]]),
  conv2d: convolution("conv2d", image, ["NHWC", "NCHW"], [[2, 2, 2, 1], [1, 3, 2, 1], (groups) => [1, 1, 2 / groups, 2]]),
  conv3d: convolution("conv3d", volume, ["NDHWC", "NCDHW"], [[2, 2, 1, 2, 1], [1, 3, 2, 1, 1], (groups) => [1, 1, 1, 2 / groups, 2]]),
  convTranspose1d: convolution("convTranspose1d", row, ["NWC", "NCW"], [[2, 1, 3], [3, 1, 2], (groups) => [1, 3 / groups, 3]]),
  convTranspose2d: convolution("convTranspose2d", image, ["NHWC", "NCHW"], [[2, 2, 1, 2], [3, 1, 2, 1], (groups) => [1, 1, 2 / groups, 2]]),
  convTranspose3d: convolution(
    "convTranspose3d",
    volume,
    ["NDHWC", "NCDHW"],
    [[2, 2, 1, 1, 2], [3, 1, 2, 1, 1], (groups) => [1, 1, 1, 2 / groups, 2]],
  ),
  depthwiseConv2d: slides(2, ["NHWC", "NCHW"], (given, options) => {
    const weights = weightsOf(given, "layout" in options && options.layout === "NCHW" ? [3, 1, 2, 1] : [2, 2, 2, 1]);
    return op.depthwiseConv2d(image(given) as never, { weights, ...options } as never);
  }),
  crossentropy: loss(({ p, labels }, reduction) => op.crossentropy(p, labels, { reduction })),
  dropout: {
    rate: {
      build: ({ x }, rate) => op.dropout(x, { rate }),
      values: [0.1, 0.5],
      silent: "outside of training it is x; where it is not written out, its rate is written",
    },
  },
  elu: { alpha: { build: ({ x }, alpha) => op.elu(x, { alpha }), values: [1, 0.5] } },
  expandDims: { axis: { build: ({ x, p }, axis) => op.add(x, op.expandDims(op.sum(p, { axis: 0 }), { axis })), values: [0, 1] } },
  gru: {
    ...recurrent("gru"),
    resetAfter: {
      build: ({ x, p }, resetAfter) => {
        const weights = op.concat([p, p, p], { axis: 1 });
        return op.gru(op.reshape(x, { shape: [1, 3, 3] }), { weights, recurrentWeights: weights, resetAfter });
      },
      values: [true, false],
    },
  },
  lstm: recurrent("lstm"),
  packedScan: {
    ...loops("packedScan", { dtype: "float32" }),
    dtype: {
      build: ({ x, p }, dtype) => {
        const both = body((h, row) => ({ h: op.add(h, row), all: op.cast(op.mul(h, 2), { dtype: "int32" }) }));
        const attrs = { body: both, sequences: 1, reverse: false, dtype };
        return apply(ops.get("packedScan") as Op, [op.sum(p, { axis: 0 }), x], attrs as never) as Tensor;
      },
      values: ["float32", "int32"],
    },
  },
  scan: {
    ...loops("scan", { result: "h" }),
    result: {
      build: ({ x, p }, result) =>
        apply(ops.get("scan") as Op, [op.sum(p, { axis: 0 }), x], { body: added, sequences: 1, reverse: false, result } as never) as Tensor,
      values: ["h", "all"],
    },
  },
  simpleRnn: recurrent("simpleRnn"),
  hardSigmoid: {
    alpha: { build: ({ x }, alpha) => op.hardSigmoid(x, { alpha }), values: [0.2, 0.25] },
    beta: { build: ({ x }, beta) => op.hardSigmoid(x, { beta }), values: [0.5, 0.25] },
  },
  huber: {
    ...loss(({ x, p }, reduction) => op.huber(x, p, { reduction })),
    delta: { build: ({ x, p }, delta) => op.huber(x, p, { delta }), values: [0.1, 0.2] },
  },
  batchNorm: {
    momentum: {
      build: ({ x, p }, momentum) => op.batchNorm(x, { momentum, mean: op.mean(p, { axis: 0 }), variance: op.max(p, { axis: 0 }) }),
      values: [0.9, 0.99],
      silent: "outside of training the running values stay; where it is not written out, it is written",
    },
    epsilon: { build: ({ x }, epsilon) => op.batchNorm(x, { epsilon }), values: [1e-5, 1e-3] },
    layout: {
      build: ({ x }, layout) => op.batchNorm(op.reshape(x, { shape: [1, 3, 3] }), { layout, bias: false, scale: op.max(x, { axis: 0 }) }),
      values: ["NHWC", "NCHW"],
    },
  },
  cosineSimilarity: {
    axis: { build: ({ x, p }, axis) => op.cosineSimilarity(x, p, { axis }), values: [0, 1] },
    epsilon: { build: ({ x, p }, epsilon) => op.cosineSimilarity(x, p, { epsilon }), values: [1e-8, 10] },
  },
  klDivergence: loss(({ x, p }, reduction) => op.klDivergence(p, op.abs(x), { reduction })),
  gelu: { approximate: { build: ({ x }, approximate) => op.gelu(x, { approximate }), values: ["none", "tanh"] } },
  groupNorm: {
    groups: { build: ({ x }, groups) => op.groupNorm(x, { groups }), values: [1, 3] },
    epsilon: { build: ({ x }, epsilon) => op.groupNorm(x, { groups: 1, epsilon }), values: [1e-5, 1e-3] },
    layout: {
      build: ({ x }, layout) => op.groupNorm(op.reshape(x, { shape: [1, 3, 3] }), { groups: 3, layout }),
      values: ["NHWC", "NCHW"],
    },
  },
  layerNorm: {
    axis: { build: ({ x }, axis) => op.layerNorm(x, { axis }), values: [0, 1, [0, 1]] },
    epsilon: { build: ({ x }, epsilon) => op.layerNorm(x, { epsilon }), values: [1e-5, 1e-3] },
  },
  rmsNorm: {
    axis: { build: ({ x }, axis) => op.rmsNorm(x, { axis }), values: [0, 1, [0, 1]] },
    epsilon: { build: ({ x }, epsilon) => op.rmsNorm(x, { epsilon }), values: [1e-5, 1e-3] },
  },
  flatten: { axis: { build: ({ x, p }, axis) => op.add(p, op.flatten(op.sum(x, { axis: 0 }), { axis })), values: [0, 1] } },
  flip: { axis: { build: ({ x }, axis) => op.flip(x, { axis }), values: [0, 1, [0, 1]] } },
  repeat: {
    repeats: { build: ({ x }, repeats) => op.repeat(x, { repeats, axis: 0 }), values: [1, 2] },
    axis: { build: ({ x }, axis) => op.repeat(x, { repeats: 2, axis }), values: [0, 1] },
  },
  argsort: {
    axis: { build: ({ x }, axis) => op.argsort(x, { axis }), values: [0, 1] },
    descending: { build: ({ x }, descending) => op.argsort(x, { descending }), values: [false, true] },
  },
  sort: {
    axis: { build: ({ x }, axis) => op.sort(x, { axis }), values: [0, 1] },
    descending: { build: ({ x }, descending) => op.sort(x, { descending }), values: [false, true] },
  },
  prod: reduction("prod"),
  topK: topK("topK"),
  topKIndices: topK("topKIndices"),
  cumsum: accumulation("cumsum"),
  cumprod: accumulation("cumprod"),
  spaceToDepth: depth("spaceToDepth", [1, 4, 4, 4]),
  depthToSpace: depth("depthToSpace", [1, 8, 1, 8]),
  overlapAdd: {
    axes: {
      build: ({ x }, axes) => op.overlapAdd(op.windows(x, { size: 2, axes: [0, 1] }), { axes }),
      values: [
        [0, 1],
        [1, 0],
      ],
    },
    stride: { build: ({ x }, stride) => op.overlapAdd(x, { axes: 0, stride, lengths: [stride === 3 ? 9 : 8] }), values: [3, 2] },
    dilation: { build: ({ x }, dilation) => op.overlapAdd(x, { axes: 0, stride: 5, dilation, lengths: [15] }), values: [1, 2] },
    lengths: { build: ({ x }, lengths) => op.overlapAdd(x, { axes: 0, stride: 3, lengths }), values: [[9], [10]] },
  },
  pad: {
    pads: {
      build: ({ x }, pads) => op.pad(x, { pads }),
      values: [
        [
          [0, 1],
          [0, 0],
        ],
        [
          [1, 0],
          [0, 0],
        ],
        [
          [0, 0],
          [1, 0],
        ],
        [
          [0, 0],
          [-1, 0],
        ],
      ],
    },
    dilation: {
      build: ({ x }, dilation) =>
        op.pad(x, {
          pads: [
            [0, 1],
            [0, 0],
          ],
          dilation,
        }),
      values: [
        [1, 1],
        [2, 1],
        [1, 2],
      ],
    },
    mode: {
      build: ({ x }, mode) =>
        op.pad(x, {
          pads: [
            [1, 1],
            [0, 0],
          ],
          mode,
        }),
      values: ["constant", "edge", "reflect"],
    },
    value: {
      build: ({ x }, value) =>
        op.pad(x, {
          pads: [
            [1, 1],
            [0, 0],
          ],
          value,
        }),
      values: [0, 1, Number.POSITIVE_INFINITY],
    },
  },
  shear: {
    axis: { build: ({ x }, axis) => op.shear(op.expandDims(x, { axis: 2 }), { axis, along: 1 - axis, step: 1 }), values: [0, 1] },
    along: { build: ({ x }, along) => op.shear(op.expandDims(x, { axis: 2 }), { axis: 0, along, step: 1 }), values: [1, 2] },
    step: { build: ({ x }, step) => op.shear(x, { axis: 0, along: 1, step }), values: [0, 1, -1] },
  },
  roll: {
    shift: { build: ({ x }, shift) => op.roll(x, { shift, axis: 0 }), values: [1, 2] },
    axis: { build: ({ x }, axis) => op.roll(x, { shift: 1, axis }), values: [0, 1] },
  },
  squeeze: {
    axis: {
      build: ({ x, p }, axis) => op.add(x, op.squeeze(op.reshape(op.sum(p, { axis: 0 }), { shape: [1, 3, 1] }), { axis })),
      values: [0, 2],
    },
  },
  stack: { axis: { build: ({ x, p }, axis) => op.stack([x, p], { axis }), values: [0, 1, 2] } },
  resize: {
    axes: { build: ({ x }, axes) => op.resize(x, { sizes: 2, axes }), values: [0, 1, [0, 1]] },
    sizes: { build: ({ x }, sizes) => op.resize(x, { sizes, axes: [0, 1] }), values: [2, [2, 4], [4, 2]] },
    scales: { build: ({ x }, scales) => op.resize(x, { scales, axes: [0, 1] }), values: [2, [1, 2], [0.7, 2]] },
    mode: { build: ({ x }, mode) => op.resize(x, { sizes: 5, axes: 0, mode }), values: ["nearest", "linear"] },
    coordinates: {
      build: ({ x }, coordinates) => op.resize(x, { sizes: 9, axes: 0, coordinates }),
      values: ["halfPixel", "alignCorners"],
    },
    nearestMode: {
      build: ({ x }, nearestMode) => op.resize(x, { sizes: 6, axes: 0, coordinates: "asymmetric", nearestMode }),
      values: ["floor", "ceil"],
    },
  },
  windows: {
    axes: { build: ({ x }, axes) => op.windows(x, { size: 2, axes }), values: [0, 1, [0, 1], [1, 0]] },
    size: { build: ({ x }, size) => op.windows(x, { size, axes: 0 }), values: [1, 2] },
    stride: { build: ({ x }, stride) => op.windows(x, { size: 1, stride, axes: 0 }), values: [1, 2] },
    dilation: { build: ({ x }, dilation) => op.windows(x, { size: 2, dilation, axes: [0] }), values: [1, 2] },
  },
  tile: {
    counts: {
      build: ({ x }, counts) => op.tile(x, { counts }),
      values: [
        [1, 2],
        [2, 1],
        [2, 2],
      ],
    },
  },
  l1: { lambda: { build: ({ x }, lambda) => op.l1(x, { lambda }), values: [0.1, 0.2] } },
  l2: { lambda: { build: ({ x }, lambda) => op.l2(x, { lambda }), values: [0.1, 0.2] } },
  leakyRelu: { alpha: { build: ({ x }, alpha) => op.leakyRelu(x, { alpha }), values: [0.01, 0.5] } },
  logSoftmax: { axis: { build: ({ x }, axis) => op.logSoftmax(x, { axis }), values: [0, 1] } },
  logSumExp: reduction("logSumExp"),
  max: reduction("max"),
  mean: reduction("mean"),
  meanAbsoluteError: loss(({ x, p }, reduction) => op.meanAbsoluteError(x, p, { reduction })),
  meanSquaredError: loss(({ x, p }, reduction) => op.meanSquaredError(x, p, { reduction })),
  min: reduction("min"),
  norm: reduction("norm"),
  std: spread("std"),
  variance: spread("variance"),
  attention: {
    causal: { build: ({ x, p }, causal) => op.attention(x, p, p, { causal }), values: [false, true] },
    scale: { build: ({ x, p }, scale) => op.attention(x, p, p, { scale }), values: [0.5, 2] },
  },
  einsum: { equation: { build: ({ x, p }, equation) => op.einsum(equation, x, p), values: ["ij,jk->ik", "ij,jk->ki", "ij,ij->ji"] } },
  multiHeadAttention: {
    heads: { build: (given, heads) => headed(given, { heads, causal: false }), values: [1, 3] },
    causal: { build: (given, causal) => headed(given, { heads: 1, causal }), values: [false, true] },
  },
  positionalEncoding: {
    base: { build: ({ x }, base) => op.add(x, op.positionalEncoding(x, { base })), values: [10000, 100] },
  },
  positions: {
    axis: { build: ({ x }, axis) => op.positions(op.concat([x, x]), { axis }), values: [0, 1] },
  },
  scatter: { axis: { build: ({ x, p, labels }, axis) => op.scatter(x, places(labels), p, { axis }), values: [0, 1] } },
  scatterAdd: {
    axis: { build: ({ x, labels }, axis) => op.scatterAdd(x, labels, { size: 3, axis }), values: [0, 1] },
    size: { build: ({ x, labels }, size) => op.scatterAdd(x, labels, { size }), values: [3, 4] },
  },
  scatterAddAlong: {
    axis: { build: ({ x, labels }, axis) => op.scatterAddAlong(x, places(labels), { size: 3, axis }), values: [0, 1] },
    size: { build: ({ x, labels }, size) => op.scatterAddAlong(x, places(labels), { size }), values: [3, 4] },
  },
  take: { axis: { build: ({ x, labels }, axis) => op.take(x, labels, { axis }), values: [0, 1] } },
  takeAlong: { axis: { build: ({ x, labels }, axis) => op.takeAlong(x, places(labels), { axis }), values: [0, 1] } },
  oneHot: {
    axis: { build: ({ labels }, axis) => op.oneHot(labels, { depth: 3, axis }), values: [0, 1] },
    depth: { build: ({ labels }, depth) => op.oneHot(labels, { depth }), values: [3, 4] },
    dtype: {
      build: ({ labels }, dtype) => op.oneHot(labels, { depth: 3, dtype }),
      values: ["float32", "int32", "bool"],
      silent: "the same 0 and 1",
    },
  },
  randomUniform: {
    shape: { build: ({ counter }, shape) => op.randomUniform(counter, { shape }), values: [[3, 3], [9], [4]] },
    dtype: { build: ({ counter }, dtype) => op.randomUniform(counter, { shape: [3], dtype }), values: ["float32", "float64"] },
    seed: { build: ({ counter }, seed) => op.randomUniform(counter, { shape: [3], seed }), values: [0, 1] },
    stream: { build: ({ counter }, stream) => op.randomUniform(counter, { shape: [3], stream }), values: [0, 1] },
  },
  reshape: {
    shape: {
      build: ({ x, p }, shape) => op.add(x, op.reshape(op.sum(p, { axis: 0 }), { shape })),
      values: [
        [3, 1],
        [1, 3],
      ],
    },
  },
  scaled: { factor: { build: ({ x }, factor) => apply(scaledOp, [x], { factor }) as Tensor, values: [0.5, 0.25] } },
  primitive: { factor: { build: ({ x }, factor) => apply(primitiveOp, [x], { factor }) as Tensor, values: [0.5, 0.25] } },
  sigmoidCrossentropy: loss((given, reduction) => op.sigmoidCrossentropy(given.x, targets(given), { reduction })),
  size: {
    axis: { build: ({ x }, axis) => op.div(x, op.size(op.concat([x, x]), { axis })), values: [0, 1, [0, 1]] },
    dtype: { build: ({ x }, dtype) => op.size(x, { dtype }), values: ["float32", "float64"], silent: "the same number" },
  },
  slice: {
    axis: { build: ({ x }, axis) => op.slice(x, { axis, stop: 3, start: 1 }), values: [0, 1] },
    start: { build: ({ x }, start) => op.slice(x, { start, stop: 2 }), values: [0, 1] },
    stop: { build: ({ x }, stop) => op.slice(x, { stop }), values: [1, 2] },
    step: { build: ({ x }, step) => op.slice(x, { step }), values: [1, 2, -1] },
  },
  // One pair for all features; a pair for each is written μ and σ, as weights are letters.
  standardize: {
    offset: { build: ({ x }, offset) => op.standardize(x, { offset, scale: 2 }), values: [0.5, 0.25] },
    scale: { build: ({ x }, scale) => op.standardize(x, { offset: 0.5, scale }), values: [2, 4] },
  },
  softmax: { axis: { build: ({ x }, axis) => op.softmax(x, { axis }), values: [0, 1] } },
  softmaxCrossentropy: loss(({ x, labels }, reduction) => op.softmaxCrossentropy(x, labels, { reduction })),
  sum: reduction("sum"),
  transpose: {
    perm: {
      build: ({ x }, perm) => op.transpose(op.broadcastTo(x, { shape: [3, 3, 3] }), { perm }),
      values: [
        [2, 1, 0],
        [0, 2, 1],
        [1, 2, 0],
      ],
    },
  },
};

const pairs = Object.entries(rows).flatMap(([name, attrs]) =>
  Object.entries(attrs).flatMap(([attr, row]) => {
    const [first, ...others] = row.values;
    return others.map((other) => ({
      pair: `${name} ${attr}: ${JSON.stringify(first)} or ${JSON.stringify(other)}`,
      name,
      row,
      values: [first, other] as const,
    }));
  }),
);
const written = pairs.filter(({ row }) => !("silent" in row));
const silent = pairs.filter(({ row }) => "silent" in row);

/** Whatever the picture shows as text. */
const labels = (source: string): string => labelsOf(source).join("\n");
const levels: Record<string, (net: Graph) => string> = {
  "a picture of layers": (net) => labels(dot(net, { level: "layers" })),
  "a picture of the formula": (net) => labels(dot(net, { level: "formula" })),
  "a picture of the execution": (net) => labels(dot(net, { level: "execution" })),
  text: (net) => text(net, "out"),
  "LaTeX, compact": (net) => latex(net, "out"),
  "LaTeX, in steps": (net) => latex(net, "out", { form: "steps" }),
  "LaTeX, nested": (net) => latex(net, "out", { form: "nested" }),
  NumPy: (net) => numpy(net, "out"),
  "NumPy, as statements": (net) => numpy(net, "out", { form: "statements" }),
};

/** How the node itself is written over whole tensors, as pictures of gradients write it. */
function whole(net: Graph, name: string, language: "text" | "latex"): string {
  const [node] = Object.values(net.nodes).filter((one) => one.op === name);
  const { inputs, attrs } = node as NonNullable<typeof node>;
  const shapes = inputs.map((input) => nodeOf(net, input).shape);
  const dtypes = inputs.map((input) => nodeOf(net, input).dtype);
  const operands = ["a", "b", "c"].slice(0, inputs.length).map(atom) as unknown as Operands<Term>;
  const site = { index: "", bound: "", ranks: shapes.map(({ length }) => length), shapes, dtypes };
  return formOf(ops.get(name) as Op).notation[language](operands, attrs, site).text;
}

const resultOf = (net: Graph): unknown => {
  const value = compile(net, { backend: reference }).run(feeds as never).out as number | { tolist(): unknown };
  return typeof value === "object"
    ? JSON.stringify(value.tolist(), (_, v) => (typeof v === "boolean" ? Number(v) : v))
    : String(Number(value));
};

test("every attribute of every op has a row", () => {
  const declared = [...ops].map(([name, { attrs }]) => [name, Object.keys(attrs).sort()] as const).filter(([, attrs]) => attrs.length > 0);
  expect(Object.fromEntries(Object.entries(rows).map(([name, attrs]) => [name, Object.keys(attrs).sort()]))).toEqual(
    Object.fromEntries(declared),
  );
});

describe.each(written)("$pair", ({ name, row, values }) => {
  const [a, b] = values.map((value) => graphOf((inputs) => row.build(inputs, value))) as [Graph, Graph];

  test("gives another result", () => expect(resultOf(a)).not.toBe(resultOf(b)));

  test.each(Object.entries(levels).filter(([level]) => !(name === "primitive" && level.startsWith("NumPy"))))(
    "is written in %s",
    (_, write) => expect(write(a)).not.toBe(write(b)),
  );

  test.each(["text", "latex"] as const)("is written in %s of whole tensors", (language) =>
    expect(whole(a, name, language)).not.toBe(whole(b, name, language)),
  );
});

test.each(silent)("$pair gives the same numbers: $row.silent", ({ row, values }) => {
  const [a, b] = values.map((value) => graphOf((inputs) => row.build(inputs, value))) as [Graph, Graph];
  expect(resultOf(a)).toBe(resultOf(b));
});

test("the rate of a dropout is written where the dropout is", () => {
  const [a, b] = [0.1, 0.5].map((rate) => graphOf(({ x }) => op.dropout(x, { rate }))) as [Graph, Graph];
  for (const level of ["a picture of layers", "text", "LaTeX, compact"]) expect(levels[level]?.(a)).not.toBe(levels[level]?.(b));
});

test("int32 in float32, which does not have all of it, is written; in float64 it is the same number", () => {
  const [single, double] = (["float32", "float64"] as const).map((dtype) => graphOf(({ labels }) => op.cast(labels, { dtype }))) as [
    Graph,
    Graph,
  ];
  expect([text(single, "out"), text(double, "out")]).toEqual(["float32(labels)", "labels"]);
});

test("a number is drawn where the label of the op that takes it does not show it", () => {
  const net = graph({ x: f32(3) }, ({ x }, g) => ({ out: op.add(x, op.clip(g.constant(0.375), { min: 0, max: 1 })) })) as Graph;
  for (const level of ["layers", "formula", "execution"] as const) expect(labelsOf(dot(net, { level }))).toContain("0.375");
});

test("an op of yours that says nothing of itself is written with its attributes", () => {
  const net = graphOf(({ x }) => apply(scaledOp, [x], { factor: 0.5 }) as Tensor);
  expect(text(net, "out")).toBe("scaled(x, factor 0.5)");
  expect(latex(net, "out")).toBe("\\mathrm{out} = \\operatorname{scaled}\\!\\left(x,\\, \\text{factor 0.5}\\right)");
  expect(labelsOf(dot(net, { level: "layers" }))).toContain("factor 0.5");
});
