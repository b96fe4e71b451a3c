import type { DType } from "../../graph/dtype.ts";
import type { Attrs } from "../../graph/graph.ts";
import { array, NdArray } from "../../graph/ndarray.ts";
import type { Op } from "../../graph/op.ts";
import { sizeOf } from "../../graph/shape.ts";
import { standardOps } from "../../ops/standard-ops.ts";
import { random } from "../../src/data/random.ts";
import type { OpName } from "./contract-rows.ts";

/** Operands inside the domain of an op, away from its kinks, where its derivative is compared with differences. */
export interface GradientCase {
  readonly name: string;
  readonly inputs: readonly NdArray[];
  readonly attrs?: Attrs;
  /** Positions of the operands to differentiate by. Default: all floats. */
  readonly by?: readonly number[];
}

const source = random(20240703);
const filled = (shape: readonly number[], next: () => number, dtype: DType = "float64"): NdArray =>
  new NdArray(array(Array.from({ length: sizeOf(shape) }, next), dtype).data, shape, dtype);

const normal = (...shape: number[]): NdArray => filled(shape, () => source.randn());
const between = (low: number, high: number, ...shape: number[]): NdArray => filled(shape, () => source.uniform(low, high));
/** Of either sign, at least a half from 0. */
const apart = (...shape: number[]): NdArray => filled(shape, () => (source.rand() < 0.5 ? -1 : 1) * source.uniform(0.5, 2));
/** At least a half from each other. */
const distinct = (...shape: number[]): NdArray => {
  const order = source.permutation(sizeOf(shape)).data;
  let i = 0;
  return filled(shape, () => (order[i++] as number) * 0.7 - 2 + source.uniform(0, 0.2));
};
/** The same without a draw: multiples of a step, which has no factor of their number. */
const counted = (step: number, ...shape: number[]): NdArray => {
  let i = 0;
  return filled(shape, () => ((step * i++) % sizeOf(shape)) * 0.7 - 2);
};
const labels = (classes: number, ...shape: number[]): NdArray => filled(shape, () => source.randint(0, classes), "int32");
const truths = (...shape: number[]): NdArray => filled(shape, () => source.randint(0, 2), "bool");
/** A mask in which each query sees a key, for there is no softmax of none. */
const mask = (queries: number, keys: number): NdArray => {
  let at = 0;
  return filled([queries, keys], () => (at++ % keys === 0 ? 1 : source.randint(0, 2)), "bool");
};
/** Rows that sum to 1. */
const probabilities = (rows: number, classes: number): NdArray => {
  const p = between(0.2, 1, rows, classes);
  for (let row = 0; row < rows; row++) {
    const of = (p.data as Float64Array).subarray(row * classes, (row + 1) * classes);
    const total = of.reduce((a, b) => a + b, 0);
    of.set(of.map((x) => x / total));
  }
  return p;
};

const cases = (made: Readonly<Record<string, readonly NdArray[]>>, attrs?: Attrs, by?: readonly number[]): GradientCase[] =>
  Object.entries(made).map(([name, inputs]) => ({ name, inputs, ...(attrs && { attrs }), ...(by && { by }) }));

type Make = (...shape: number[]) => NdArray;
const unary = (make: Make, attrs?: Attrs): GradientCase[] =>
  cases({ "a scalar": [make()], "a matrix": [make(2, 3)], "a cube": [make(2, 1, 3)] }, attrs);

const binary = (a: Make, b: Make = a): GradientCase[] =>
  cases({
    "equal shapes": [a(2, 3), b(2, 3)],
    scalars: [a(), b()],
    "scalar a": [a(), b(2, 3)],
    "scalar b": [a(2, 3), b()],
    "a row for each row": [a(2, 3), b(3)],
    "a column for each column": [a(2, 1), b(2, 3)],
    "column and row": [a(2, 1), b(1, 3)],
    "a middle axis": [a(2, 3, 2), b(3, 1)],
    "an outer axis": [a(1, 2), b(3, 2, 2)],
  });

const someAxes = (make: Make, attrs?: Attrs): GradientCase[] => [
  ...cases({ "all axes": [make(2, 3)] }, { axis: [0, 1], keepdims: false, ...attrs }),
  ...cases({ "the last axis": [make(2, 3)] }, { axis: [1], keepdims: false, ...attrs }),
  ...cases({ "the first axis, kept": [make(2, 3)] }, { axis: [0], keepdims: true, ...attrs }),
  ...cases({ "outer axes of a cube": [make(2, 3, 2)] }, { axis: [0, 2], keepdims: false, ...attrs }),
];
const reductions = (make: Make): GradientCase[] => [...someAxes(make), ...cases({ "no axis": [make(2)] }, { axis: [], keepdims: false })];

const losses = (p: Make, y: Make): GradientCase[] =>
  ["mean", "sum", "none"].flatMap((reduction) => [
    ...cases({ [`a batch, ${reduction}`]: [p(3, 2), y(3, 2)], [`a cube, ${reduction}`]: [p(2, 2, 2), y(2, 2, 2)] }, { reduction }),
    ...cases({ [`truth values, ${reduction}`]: [p(4, 1), truths(4, 1)] }, { reduction }),
  ]);

/** How a window slides along `axes` axes, where nothing is said. */
const sliding = (axes: number, layout: string, attrs: Attrs = {}): Attrs => ({
  stride: Array<number>(axes).fill(1),
  dilation: Array<number>(axes).fill(1),
  padding: "valid",
  pads: [],
  layout,
  ...attrs,
});
/** A convolution in some layouts: x [N, …sizes, C], weights of a window for so many filters, and biases. */
const convolutions = (
  name: string,
  layouts: readonly string[],
  [n, c, ...sizes]: readonly number[],
  [filters, ...size]: readonly number[],
  { groups = 1, ...attrs }: Attrs & { readonly groups?: number } = {},
): GradientCase[] =>
  layouts.flatMap((layout) => {
    const last = layout.endsWith("C");
    const x = last ? normal(n as number, ...sizes, c as number) : normal(n as number, c as number, ...sizes);
    // A transposed convolution has weights for its channels where a convolution has them for its filters.
    const [inner, outer] = "outputPadding" in attrs ? [filters as number, c as number] : [c as number, filters as number];
    const w = last ? normal(...size, inner / groups, outer) : normal(outer, inner / groups, ...size);
    return cases({ [`${name}, ${layout}`]: [x, w, normal(filters as number)] }, { ...sliding(sizes.length, layout, attrs), groups });
  });

/** A pool of x, by default of windows side by side. */
const pools = (name: string, layout: string, shape: readonly number[], size: readonly number[], attrs: Attrs = {}): GradientCase[] =>
  cases({ [`${name}, ${layout}`]: [distinct(...shape)] }, { ...sliding(size.length, layout), size, stride: size, ceil: false, ...attrs });

/** The operands of ops that any numbers do not suit. */
const rows: Partial<Record<OpName, readonly GradientCase[]>> = {
  abs: unary(apart),
  add: binary(normal),
  binaryCrossentropy: losses(
    (...shape) => between(0.1, 0.9, ...shape),
    (...shape) => between(0.1, 0.9, ...shape),
  ),
  broadcastTo: [
    ...cases({ "a row": [normal(3)], "a column": [normal(2, 1)], "a scalar": [normal()], itself: [normal(2, 3)] }, { shape: [2, 3] }),
    ...cases({ "a middle axis": [normal(2, 1, 2)] }, { shape: [3, 2, 3, 2] }),
  ],
  cast: unary(normal, { dtype: "float64" }),
  chainDiv: binary(normal, apart),
  chainMul: binary(normal),
  clip: unary(distinct, { min: -0.9, max: 0.4 }),
  concat: [
    ...cases({ rows: [normal(2, 3), normal(1, 3), normal(3, 3)], "one alone": [normal(2)] }, { axis: 0 }),
    ...cases({ columns: [normal(2, 3), normal(2, 1)] }, { axis: 1 }),
  ],
  crossentropy: ["mean", "sum", "none"].flatMap((reduction) => [
    ...cases({ [`labels, ${reduction}`]: [probabilities(3, 4), labels(4, 3)] }, { reduction }),
    ...cases({ [`soft targets, ${reduction}`]: [probabilities(3, 4), probabilities(3, 4)] }, { reduction }),
    ...cases({ [`a vector, ${reduction}`]: [between(0.1, 0.9, 4), labels(4)] }, { reduction }),
  ]),
  dense: cases({
    "a batch": [normal(4, 3), normal(3, 2), normal(2)],
    "without biases": [normal(4, 3), normal(3, 2)],
    "a vector": [normal(3), normal(3, 2), normal(2)],
    "a cube": [normal(2, 2, 3), normal(3, 2), normal(2)],
    "biases in a row": [normal(4, 3), normal(3, 2), normal(1, 2)],
  }),
  div: binary(normal, apart),
  dropout: unary(normal, { rate: 0.5 }),
  expandDims: [...cases({ "in front": [normal(3)] }, { axis: 0 }), ...cases({ inside: [normal(2, 3)] }, { axis: 1 })],
  flatten: [
    ...cases({ "a cube": [normal(2, 3, 2)], "a vector": [normal(3)] }, { axis: 1 }),
    ...cases({ "all axes": [normal(2, 3)], "a scalar": [normal()] }, { axis: 0 }),
  ],
  flip: [
    ...cases({ rows: [normal(3, 2)], "a vector": [normal(3)] }, { axis: [0] }),
    ...cases({ "both ends of a cube": [normal(2, 3, 2)] }, { axis: [0, 2] }),
  ],
  gather: cases({ rows: [normal(3, 4), labels(4, 3)], "a vector": [normal(4), labels(4)], "a cube": [normal(2, 2, 3), labels(3, 2, 2)] }),
  l1: unary(apart, { lambda: 0.3 }),
  l2: unary(normal, { lambda: 0.3 }),
  log: unary((...shape) => between(0.2, 3, ...shape)),
  matmul: cases({
    "vector and vector": [normal(3), normal(3)],
    "matrix and vector": [normal(2, 3), normal(3)],
    "vector and matrix": [normal(3), normal(3, 2)],
    "matrix and matrix": [normal(2, 3), normal(3, 4)],
    "row and column": [normal(1, 3), normal(3, 1)],
    "batch and batch": [normal(2, 2, 3), normal(2, 3, 2)],
    "batch and matrix": [normal(2, 2, 3), normal(3, 2)],
    "matrix and batch": [normal(2, 3), normal(2, 3, 2)],
    "batch and vector": [normal(2, 2, 3), normal(3)],
    "vector and batch": [normal(3), normal(2, 3, 2)],
    "batches that broadcast": [normal(2, 1, 2, 3), normal(3, 3, 2)],
  }),
  max: reductions(distinct),
  maximum: binary(distinct, (...shape) => filled(distinct(...shape).shape, () => source.randint(-6, 6) * 0.7 + 0.37)),
  mean: reductions(normal),
  meanAbsoluteError: losses(
    (...shape) => between(2, 3, ...shape),
    (...shape) => between(0, 1, ...shape),
  ),
  meanSquaredError: losses(normal, normal),
  min: reductions(distinct),
  minimum: binary(distinct, (...shape) => filled(distinct(...shape).shape, () => source.randint(-6, 6) * 0.7 + 0.37)),
  mul: binary(normal),
  norm: reductions(apart),
  pow: [
    ...binary((...shape) => between(0.3, 2, ...shape), normal),
    ...cases({ "negative bases, squared": [apart(2, 3), array(2)], "negative bases, cubed": [apart(2, 3), array(3)] }, {}, [0]),
    ...cases({ "zero, squared, and to the power of 1 and 0": [array([0, 0, 0]), array([2, 1, 0])] }, {}, [0]),
  ],
  reciprocal: unary(apart),
  remainder: [1, -1].flatMap((sign) =>
    binary(
      (...shape) => between(2.2, 2.8, ...shape),
      (...shape) => filled(shape, () => sign * source.uniform(0.95, 1.02)),
    ),
  ),
  relu: unary(apart),
  repeat: [
    ...cases({ rows: [normal(2, 3)], "a vector": [normal(3)] }, { repeats: 3, axis: 0 }),
    ...cases({ columns: [normal(2, 3)] }, { repeats: 2, axis: 1 }),
  ],
  reshape: [...cases({ "a matrix": [normal(2, 3)] }, { shape: [3, 2] }), ...cases({ "a scalar": [normal()] }, { shape: [1, 1] })],
  roll: [
    ...cases({ rows: [normal(4, 2)], "a vector": [normal(5)] }, { shift: -1, axis: 0 }),
    ...cases({ columns: [normal(2, 3)] }, { shift: 5, axis: 1 }),
  ],
  sigmoidCrossentropy: losses(apart, (...shape) => between(0.1, 0.9, ...shape)),
  slice: [
    ...cases({ rows: [normal(4, 2)], "a vector": [normal(4)] }, { axis: 0, start: 1, stop: 3, step: 1 }),
    ...cases({ "first columns": [normal(2, 4)] }, { axis: 1, start: 0, stop: 2, step: 1 }),
    ...cases({ everything: [normal(2, 4)] }, { axis: 1, start: 0, stop: 4, step: 1 }),
  ],
  softmax: [
    ...cases({ rows: [normal(2, 3)], columns: [normal(3, 1)] }, { axis: 1 }),
    ...cases({ "the first axis": [normal(3, 2)], "a vector": [normal(4)] }, { axis: 0 }),
    ...cases({ "the middle of a cube": [normal(2, 3, 2)] }, { axis: 1 }),
  ],
  sqrt: unary((...shape) => between(0.2, 3, ...shape)),
  squeeze: cases({ "outer axes": [normal(1, 3, 1)], "both axes": [normal(1, 1, 1)] }, { axis: [0, 2] }),
  stack: [
    ...cases({ rows: [normal(2, 3), normal(2, 3)], "one alone": [normal(2)], scalars: [normal(), normal(), normal()] }, { axis: 0 }),
    ...cases({ columns: [normal(2, 3), normal(2, 3)] }, { axis: 1 }),
    ...cases({ "at the end": [normal(2, 3), normal(2, 3)] }, { axis: 2 }),
  ],
  standardize: [
    ...unary(normal, { offset: [0.4], scale: [-2.5] }),
    ...cases({ "a pair for each feature": [normal(2, 3)] }, { offset: [0.4, -1, 3], scale: [0.5, 2, 3] }),
  ],
  std: [0, 1].flatMap((ddof) => someAxes(distinct, { ddof })),
  sub: binary(normal),
  sum: reductions(normal),
  tile: [
    ...cases({ "a matrix": [normal(2, 3)], "a vector": [normal(3)], "a scalar": [normal()] }, { counts: [3, 2] }),
    ...cases({ columns: [normal(2, 3)] }, { counts: [1, 2] }),
  ],
  transpose: [
    ...cases({ "a matrix": [normal(2, 3)] }, { perm: [1, 0] }),
    ...cases({ "a cube": [normal(2, 3, 4)] }, { perm: [2, 0, 1] }),
    ...cases({ "a scalar": [normal()] }, { perm: [] }),
  ],
  variance: [0, 1].flatMap((ddof) => someAxes(distinct, { ddof })),
  where: cases({
    "equal shapes": [truths(2, 3), normal(2, 3), normal(2, 3)],
    "every operand its own axis": [truths(2, 1, 1), normal(3, 1), normal(2)],
    "scalar choices": [truths(2, 3), normal(), normal()],
  }),

  // Drawn last, for the numbers of those above.
  averagePool: [
    ...pools("side by side", "NHWC", [1, 4, 6, 2], [2, 3], { countIncludePad: false }),
    ...pools("overlapping, same", "NCHW", [1, 1, 3, 4], [2, 3], { stride: [1, 2], padding: "same", countIncludePad: false }),
    ...pools("pads counted", "NHWC", [1, 3, 3, 1], [2, 2], { padding: "given", pads: [1, 0, 1, 1], countIncludePad: true }),
    ...pools("beyond the padding", "NWC", [2, 5, 1], [3], { stride: [3], ceil: true, countIncludePad: true }),
  ],
  globalAveragePool: [
    ...cases({ images: [normal(2, 2, 3, 2)] }, { layout: "NHWC", keepdims: false }),
    ...cases({ "rows, kept": [normal(2, 2, 3)] }, { layout: "NCW", keepdims: true }),
  ],
  globalMaxPool: cases({ images: [distinct(2, 2, 3, 2)] }, { layout: "NCHW", keepdims: false }),
  maxPool: [
    ...pools("side by side", "NHWC", [1, 4, 6, 2], [2, 3]),
    ...pools("something left", "NCHW", [1, 2, 3, 5], [2, 2]),
    ...pools("overlapping, same", "NHWC", [1, 3, 4, 1], [2, 3], { stride: [1, 2], padding: "same" }),
    ...pools("dilation, pads", "NCW", [1, 2, 6], [2], { stride: [1], dilation: [3], padding: "given", pads: [1, 2] }),
    ...pools("beyond the padding", "NDHWC", [1, 3, 1, 2, 1], [2, 1, 2], { ceil: true }),
    // Undrawn, for the numbers of what follows.
    ...cases(
      { "strides and dilations apart, NHWC": [counted(13, 1, 7, 5, 1)] },
      { ...sliding(2, "NHWC"), size: [3, 2], stride: [2, 3], dilation: [2, 1], ceil: false },
    ),
  ],
  conv2d: [
    ...convolutions("a window in each place", ["NHWC", "NCHW"], [2, 2, 3, 4], [2, 2, 3]),
    ...convolutions("1 × 1, stride 2", ["NCHW"], [1, 2, 3, 4], [2, 1, 1], { stride: [2, 2] }),
    ...convolutions("same", ["NHWC"], [1, 1, 2, 3], [2, 3, 2], { padding: "same" }),
    ...convolutions("stride 2 × 3, something left", ["NHWC"], [1, 1, 4, 6], [1, 2, 2], { stride: [2, 3] }),
    ...convolutions("stride 2, same, dilation", ["NHWC"], [1, 1, 4, 5], [1, 2, 2], {
      stride: [2, 2],
      dilation: [2, 1],
      padding: "same",
    }),
    ...convolutions("pads beyond the window", ["NCHW"], [1, 1, 2, 3], [1, 2, 1], { padding: "given", pads: [2, 1, 0, 2] }),
    ...convolutions("groups", ["NHWC", "NCHW"], [2, 4, 2, 3], [4, 2, 2], { groups: 2 }),
    ...convolutions("a group a channel", ["NHWC", "NCHW"], [1, 2, 3, 3], [4, 2, 2], { groups: 2, stride: [2, 1], padding: "same" }),
    ...convolutions("a group a filter", ["NHWC"], [1, 4, 2, 3], [2, 2, 2], { groups: 2 }),
  ],
  conv1d: convolutions("stride 2, same", ["NWC", "NCW"], [2, 2, 4], [2, 3], { stride: [2], padding: "same" }),
  conv3d: convolutions("dilation", ["NDHWC", "NCDHW"], [1, 1, 2, 3, 2], [2, 1, 2, 2], { dilation: [1, 2, 1] }),
  convTranspose1d: convolutions("stride 2", ["NWC", "NCW"], [2, 2, 3], [2, 3], { stride: [2], outputPadding: [1] }),
  convTranspose2d: [
    ...convolutions("a window for each element", ["NHWC", "NCHW"], [2, 2, 2, 2], [2, 2, 2], { outputPadding: [0, 0] }),
    ...convolutions("stride 2, same", ["NHWC"], [1, 2, 2, 1], [1, 3, 1], { stride: [2, 2], padding: "same", outputPadding: [0, 0] }),
    ...convolutions("groups, pads", ["NHWC", "NCHW"], [1, 2, 2, 3], [4, 2, 3], {
      groups: 2,
      stride: [2, 1],
      padding: "given",
      pads: [1, 0, 1, 1],
      outputPadding: [1, 0],
    }),
  ],
  convTranspose3d: convolutions("stride 1 × 2 × 1", ["NDHWC"], [1, 1, 1, 2, 2], [1, 2, 2, 1], {
    stride: [1, 2, 1],
    outputPadding: [0, 1, 0],
  }),
  depthwiseConv2d: [
    ...cases({ "two filters each, NHWC": [normal(1, 3, 3, 2), normal(2, 2, 2, 2), normal(4)] }, sliding(2, "NHWC", { stride: [2, 1] })),
    ...cases({ "same, NCHW": [normal(1, 2, 2, 3), normal(2, 1, 3, 2), normal(2)] }, sliding(2, "NCHW", { padding: "same" })),
  ],
  elu: [...unary(apart, { alpha: 1 }), ...unary(apart, { alpha: 0.3 })],
  hardSigmoid: [...unary(normal, { alpha: 0.2, beta: 0.5 }), ...unary(distinct, { alpha: 0.9, beta: 0.53 })],
  // Within ±3, and beyond.
  hardSwish: [...unary(apart), ...unary((...shape) => between(3.5, 5, ...shape)), ...unary((...shape) => between(-5, -3.5, ...shape))],
  huber: [1, 0.4].flatMap((delta) =>
    losses(
      (...shape) => between(2.2, 3, ...shape),
      (...shape) => between(0, 0.2, ...shape),
    )
      .concat(
        losses(
          (...shape) => between(0.1, 0.2, ...shape),
          (...shape) => between(0, 0.05, ...shape),
        ).filter(({ name }) => !name.startsWith("truth")),
      )
      .map((one) => ({ ...one, name: `${one.name}, delta ${delta}`, attrs: { ...one.attrs, delta } })),
  ),
  leakyRelu: [...unary(apart, { alpha: 0.01 }), ...unary(apart, { alpha: -0.5 })],
  logSoftmax: [
    ...cases({ rows: [normal(2, 3)], columns: [normal(3, 1)] }, { axis: 1 }),
    ...cases({ "the first axis": [normal(3, 2)], "a vector": [normal(4)] }, { axis: 0 }),
    ...cases({ "the middle of a cube": [normal(2, 3, 2)] }, { axis: 1 }),
  ],
  logSumExp: reductions(normal),
  acos: unary((...shape) => between(-0.9, 0.9, ...shape)),
  acosh: unary((...shape) => between(1.2, 4, ...shape)),
  asin: unary((...shape) => between(-0.9, 0.9, ...shape)),
  atanh: unary((...shape) => between(-0.9, 0.9, ...shape)),
  gelu: [...unary(normal, { approximate: "none" }), ...unary(normal, { approximate: "tanh" })],
  tan: unary((...shape) => between(-1.2, 1.2, ...shape)),
  batchNorm: [
    ...cases(
      {
        "without parameters": [normal(4, 3), normal(3), between(0.5, 2, 3)],
        "a batch": [normal(4, 3), normal(3), between(0.5, 2, 3), normal(3), normal(3)],
        "one scale for all": [normal(4, 3), normal(3), between(0.5, 2, 3), normal()],
        pictures: [normal(2, 2, 2, 3), normal(3), between(0.5, 2, 3), normal(3), normal(3)],
      },
      { momentum: 0.9, epsilon: 1e-3, layout: "NHWC" },
    ),
    ...cases(
      { "channels first": [normal(2, 3, 2), normal(3), between(0.5, 2, 3), normal(3), normal()] },
      { momentum: 0.9, epsilon: 1e-5, layout: "NCHW" },
    ),
  ],
  groupNorm: [
    ...cases(
      { pictures: [normal(2, 2, 2, 4), normal(4), normal(4)], rows: [normal(2, 4)], "a scale alone": [normal(2, 3, 4), normal(4)] },
      { groups: 2, epsilon: 1e-3, layout: "NHWC" },
    ),
    ...cases({ "channels first": [normal(2, 4, 3), normal(4), normal()] }, { groups: 2, epsilon: 1e-5, layout: "NCHW" }),
  ],
  layerNorm: [
    ...cases(
      {
        "without parameters": [normal(3, 4)],
        "a batch": [normal(3, 4), normal(4), normal(4)],
        "one scale for all": [normal(3, 4), normal()],
      },
      { axis: [1], epsilon: 1e-3 },
    ),
    ...cases({ "an axis in the middle": [normal(2, 4, 2), normal(4), normal(4)] }, { axis: [1], epsilon: 0 }),
    ...cases({ "outer axes": [normal(2, 2, 3), normal(2, 3), normal(2, 3)] }, { axis: [0, 2], epsilon: 1e-5 }),
  ],
  cosineSimilarity: [
    ...cases(
      { rows: [normal(3, 4), normal(3, 4)], "one for all": [normal(3, 4), normal(4)], "a repeated element": [normal(2, 3), normal(2, 1)] },
      { axis: 1, epsilon: 1e-8 },
    ),
    ...cases({ "shorter than ε": [normal(3, 4), normal(3, 4)] }, { axis: 1, epsilon: 100 }),
    ...cases({ "each by each": [normal(3, 1, 4), normal(2, 4)] }, { axis: 2, epsilon: 1e-8 }),
    ...cases({ columns: [normal(3, 2), normal(3, 2)] }, { axis: 0, epsilon: 1e-8 }),
  ],
  klDivergence: ["mean", "sum", "none"].flatMap((reduction) =>
    cases(
      {
        [`a batch, ${reduction}`]: [between(0.1, 0.9, 3, 2), between(0.1, 0.9, 3, 2)],
        [`truths, ${reduction}`]: [between(0.1, 0.9, 3, 2), truths(3, 2)],
      },
      { reduction },
    ),
  ),
  prelu: cases({
    "a slope for each feature": [apart(2, 3), normal(3)],
    "one for all": [apart(2, 3), normal()],
    "one for each channel": [apart(2, 3, 2), normal(3, 1)],
  }),
  rmsNorm: [
    ...cases(
      { "without a scale": [normal(3, 4)], "a batch": [normal(3, 4), normal(4)], "one scale for all": [normal(3, 4), normal()] },
      { axis: [1], epsilon: 1e-3 },
    ),
    ...cases({ "outer axes": [normal(2, 2, 3), normal(2, 3)] }, { axis: [0, 2], epsilon: 0 }),
  ],
  selu: unary(apart),
  softmaxCrossentropy: ["mean", "sum", "none"].flatMap((reduction) => [
    ...cases({ [`labels, ${reduction}`]: [normal(3, 4), labels(4, 3)] }, { reduction }),
    ...cases({ [`soft targets, ${reduction}`]: [normal(3, 4), probabilities(3, 4)] }, { reduction }),
    ...cases({ [`weights, ${reduction}`]: [normal(2, 2, 3), normal(2, 2, 3)] }, { reduction }),
    ...cases({ [`a vector, ${reduction}`]: [normal(4), labels(4)] }, { reduction }),
  ]),
  scatter: [
    ...cases({ rows: [normal(4, 2), labels(4, 3, 2), normal(3, 2)], "a vector": [normal(3), labels(3, 5), normal(5)] }, { axis: 0 }),
    ...cases({ columns: [normal(2, 3), labels(3, 2, 4), normal(2, 4)] }, { axis: 1 }),
  ],
  scatterAdd: [
    ...cases(
      { rows: [normal(4, 2), labels(3, 4)], "a row for all": [normal(2), labels(3)], "a table": [normal(2, 3, 2), labels(3, 2, 3)] },
      { axis: 0, size: 3 },
    ),
    ...cases({ columns: [normal(2, 4), labels(3, 4)] }, { axis: 1, size: 3 }),
  ],
  scatterAddAlong: [
    ...cases({ rows: [normal(4, 2), labels(3, 4, 2)], "a vector": [normal(5), labels(3, 5)] }, { axis: 0, size: 3 }),
    ...cases({ columns: [normal(2, 4), labels(3, 2, 4)] }, { axis: 1, size: 3 }),
  ],
  take: [
    ...cases(
      { rows: [normal(3, 2), labels(3, 4)], "a table": [normal(4, 2), labels(4, 2, 3)], "one row": [normal(3, 2), labels(3)] },
      { axis: 0 },
    ),
    ...cases({ columns: [normal(2, 3), labels(3, 5)] }, { axis: 1 }),
  ],
  takeAlong: [
    ...cases({ rows: [normal(3, 2), labels(3, 4, 2)], "a vector": [normal(4), labels(4, 6)] }, { axis: 0 }),
    ...cases({ columns: [normal(2, 3), labels(3, 2, 4)] }, { axis: 1 }),
  ],
  windows: [
    ...cases({ "beside each other": [normal(6)] }, { axes: [0], size: [2], stride: [2], dilation: [1] }),
    ...cases({ "over each other": [normal(2, 5)] }, { axes: [1], size: [3], stride: [1], dilation: [1] }),
    ...cases({ "with gaps, and a rest": [normal(9, 2)] }, { axes: [0], size: [3], stride: [2], dilation: [3] }),
    ...cases({ "farther than they are long": [normal(8)] }, { axes: [0], size: [2], stride: [3], dilation: [1] }),
    ...cases({ planes: [normal(1, 4, 5, 2)] }, { axes: [2, 1], size: [2, 3], stride: [2, 1], dilation: [1, 1] }),
    ...cases({ "of no axis": [normal(2, 2)] }, { axes: [], size: [], stride: [], dilation: [] }),
  ],
  pad: [
    ...cases({ "a number": [normal(2, 3)] }, { pads: [1, 0, 2, 1], dilation: [1, 1], mode: "constant", value: 2 }),
    ...cases({ "and some cut off": [normal(4, 5)] }, { pads: [-1, 2, 1, -2], dilation: [1, 1], mode: "constant", value: 0 }),
    ...cases(
      { "apart from each other": [normal(3, 2, 3)] },
      { pads: [1, 0, -1, 2, 0, 0], dilation: [2, 3, 1], mode: "constant", value: 0 },
    ),
    ...cases({ edges: [normal(2, 3)] }, { pads: [2, 1, 0, 3], dilation: [1, 1], mode: "edge", value: 0 }),
    ...cases({ "edges, some cut off": [normal(4)] }, { pads: [-6, 5], dilation: [1], mode: "edge", value: 0 }),
    ...cases({ "more cut off than there is behind it": [normal(2)] }, { pads: [3, -4], dilation: [1], mode: "edge", value: 0 }),
    ...cases({ mirrored: [normal(3, 4)] }, { pads: [2, 1, 0, 3], dilation: [1, 1], mode: "reflect", value: 0 }),
    ...cases({ "mirrored, some cut off": [normal(4)] }, { pads: [3, -5], dilation: [1], mode: "reflect", value: 0 }),
    ...cases({ "mirrored, some cut off in front": [normal(4)] }, { pads: [-5, 3], dilation: [1], mode: "reflect", value: 0 }),
    ...cases({ "a scalar": [normal()] }, { pads: [], dilation: [], mode: "constant", value: 0 }),
  ],
  overlapAdd: [
    ...cases({ "beside each other": [normal(3, 2, 2)] }, { axes: [0], stride: [3], dilation: [2], lengths: [10] }),
    ...cases({ "over each other": [normal(2, 3, 3)] }, { axes: [1], stride: [2], dilation: [1], lengths: [8] }),
    ...cases({ planes: [normal(2, 2, 1, 2, 3)] }, { axes: [1, 0], stride: [1, 2], dilation: [1, 1], lengths: [3, 5] }),
  ],
  resize: (
    [
      ["twice as large", [2, 2, 3], { sizes: [4, 6] }],
      ["each element three times", [2, 2, 3], { scales: [3, 1] }],
      ["smaller", [1, 5, 4], { sizes: [2, 3], nearestMode: "ceil" }],
      ["linear, larger", [2, 2, 3], { sizes: [5, 4], mode: "linear" }],
      ["linear, smaller, of scales", [1, 5, 6], { scales: [0.6, 0.5], mode: "linear", coordinates: "asymmetric" }],
      ["linear, corners aligned", [2, 3, 4], { sizes: [7, 3], mode: "linear", coordinates: "alignCorners" }],
    ] as const
  ).flatMap(([name, shape, attrs]) =>
    cases(
      { [name]: [normal(...shape)] },
      {
        ...{ axes: [1, 2], sizes: [], scales: [], mode: "nearest", coordinates: "halfPixel", nearestMode: "roundPreferFloor" },
        ...attrs,
      },
    ),
  ),
  shear: [
    ...cases({ "a matrix": [normal(6, 3)] }, { axis: 0, along: 1, step: 2 }),
    ...cases({ "backwards, rows along columns": [normal(3, 2, 5)] }, { axis: 2, along: 0, step: -1 }),
  ],
  attention: [
    ...cases(
      { "a batch": [normal(2, 3, 2), normal(2, 4, 2), normal(2, 4, 3)], "a row": [normal(1, 2), normal(3, 2), normal(3, 2)] },
      { causal: false, scale: 0 },
    ),
    ...cases({ "heads that share keys": [normal(2, 2, 3, 2), normal(2, 1, 3, 2), normal(3, 2)] }, { causal: false, scale: 0 }),
    ...cases(
      { causal: [normal(4, 3), normal(4, 3), normal(4, 2)], "fewer keys": [normal(4, 2), normal(2, 2), normal(2, 2)] },
      { causal: true, scale: 0.7 },
    ),
    ...cases({ "a mask": [normal(3, 2), normal(4, 2), normal(4, 2), mask(3, 4)] }, { causal: false, scale: 0 }),
    ...cases({ "a bias for all rows": [normal(2, 3, 2), normal(2, 4, 2), normal(2, 4, 2), normal(1, 4)] }, { causal: false, scale: 0 }),
  ],
  bilinear: cases({
    "a batch": [normal(4, 3), normal(4, 2), normal(3, 2, 2), normal(2)],
    "without biases": [normal(2, 2, 3), normal(2, 2, 2), normal(3, 2, 2)],
    vectors: [normal(3), normal(2), normal(3, 2, 2)],
  }),
  einsum: (
    [
      ["ij,jk->ik", [2, 3], [3, 4]],
      ["nqhd,nkhd->nhqk", [2, 2, 2, 3], [2, 3, 2, 3]],
      ["ij,ij->i", [2, 3], [2, 3]],
      ["ij->j", [2, 3]],
      ["iij->ji", [2, 2, 3]],
      ["i,j->ji", [2], [3]],
      ["...ij,...jk->...ik", [2, 1, 2, 3], [2, 3, 2]],
      ["ai,ijo,aj->ao", [2, 3], [3, 2, 2], [2, 2]],
      ["ik,il->", [2, 3], [2, 2]],
    ] as const
  ).flatMap(([equation, ...shapes]) => cases({ [equation]: shapes.map((shape) => normal(...shape)) }, { equation })),
  embedding: cases({ words: [labels(4, 2, 3), normal(4, 2)], "one word": [labels(3), normal(3, 2)] }),
  multiHeadAttention: cases(
    {
      "of a memory": [normal(2, 3, 3), normal(2, 2, 2), normal(3, 4), normal(2, 4), normal(2, 2), normal(2, 3)],
      "with biases and a mask": [
        ...[normal(3, 3), normal(2, 2), normal(3, 2), normal(2, 2), normal(2, 2), normal(2, 3)],
        ...[normal(2), normal(2), normal(2), normal(3), mask(3, 2)],
      ],
    },
    { heads: 2, causal: false },
  ),
  spaceToDepth: cases({ "channels last": [normal(1, 4, 2, 2)] }, { blockSize: 2, mode: "CRD", layout: "NHWC" }),
  depthToSpace: cases({ "channels first": [normal(1, 8, 1, 2)] }, { blockSize: 2, mode: "DCR", layout: "NCHW" }),
  cumsum: [
    ...cases({ rows: [normal(3, 2)], "a vector": [normal(4)] }, { axis: 0, exclusive: false, reverse: false }),
    ...cases({ "columns, exclusive": [normal(2, 3)] }, { axis: 1, exclusive: true, reverse: false }),
    ...cases({ "from the end": [normal(2, 3)] }, { axis: 1, exclusive: false, reverse: true }),
  ],
  cumprod: [
    ...cases(
      { rows: [apart(3, 2)], "a zero": [array([1.5, 0, -2, 0.5])], "two zeros": [array([0, 3, 0, 2])] },
      { axis: 0, exclusive: false, reverse: false },
    ),
    ...cases(
      { "columns, exclusive": [apart(2, 3)], "a zero, exclusive": [array([[2, 0, 3]])] },
      { axis: 1, exclusive: true, reverse: false },
    ),
    ...cases({ "from the end, with a zero": [array([[2, 0, 3]])] }, { axis: 1, exclusive: false, reverse: true }),
    ...cases({ "from the end, exclusive": [apart(2, 3)] }, { axis: 1, exclusive: true, reverse: true }),
  ],
  prod: [
    ...reductions(apart),
    ...cases(
      {
        "a zero": [
          array([
            [1.5, 0, 2],
            [3, -1, 2],
          ]),
        ],
        "two zeros": [array([[0, 3, 0]])],
      },
      { axis: [1], keepdims: false },
    ),
  ],
  sort: [
    ...cases({ rows: [distinct(3, 2)] }, { axis: 0, descending: false }),
    ...cases({ columns: [distinct(2, 4)] }, { axis: 1, descending: true }),
  ],
  topK: [
    ...cases({ rows: [distinct(3, 2)] }, { k: 2, axis: 0, largest: true }),
    ...cases({ columns: [distinct(2, 4)] }, { k: 3, axis: 1, largest: false }),
  ],
};

/** Where the derivative of each op is compared with differences: of an op of one float, without attributes, at any numbers; of others at their row. */
export const gradientRows: readonly (readonly [Op, readonly GradientCase[]])[] = [...standardOps.values()]
  // Loops have theirs in tests/ops/scan.test.ts, what is made of them in recurrent.test.ts.
  .filter(({ vjp, attrs }) => vjp !== "not-differentiable" && !("body" in attrs) && !("returnSequences" in attrs))
  .map((op) => {
    const row = rows[op.name as OpName] ?? (op.inputs.length === 1 && Object.keys(op.attrs).length === 0 ? unary(normal) : undefined);
    if (row === undefined) throw new Error(`${op.name} must have a row of operands to be differentiated at`);
    return [op, row];
  });
