import { isFloat } from "../../../graph/dtype.ts";
import type { AnyTensor } from "../../../graph/op.ts";
import type { Dim } from "../../../graph/shape.ts";
import { op } from "../../graph/untyped-ops.ts";
import type { GraphGrowth } from "./graph-growth.ts";

type Grow = (o: GraphGrowth) => AnyTensor;
type Name = keyof typeof op & string;

const apply = (name: Name, ...operands: readonly unknown[]): AnyTensor =>
  (op[name] as unknown as (...given: readonly unknown[]) => AnyTensor)(...operands);

/** The first of elements that have an order. */
const ordered =
  (name: Name): Grow =>
  (o) => {
    const x = o.of(o.chance(0.5) ? ["n", 4] : [3, 4], o.one(["float32", "float64", "int32", "uint8", "bool"]));
    return apply(name, x, { k: o.one([1, 2, 4]), largest: o.chance(0.5) });
  };

/** Scores [...B, C] whose classes are a number, at least one of them. */
const scores = (o: GraphGrowth): AnyTensor =>
  o.pick(
    ({ dtype, shape }) => isFloat(dtype) && shape.length > 0 && typeof shape.at(-1) === "number" && shape.at(-1) !== 0,
    () => o.leaf([...o.shape().slice(0, 2), o.one([1, 2, 3, 5, 10])], o.floatType()),
  );
const labelsFor = (o: GraphGrowth, p: AnyTensor): AnyTensor =>
  o.of(p.shape.slice(0, -1), o.one(["int32", "uint8"]), { kind: "below", limit: p.shape.at(-1) as number });
const targetsFor = (o: GraphGrowth, p: AnyTensor): AnyTensor =>
  o.of(p.shape, o.one(["float32", "float64", "bool", "uint8", p.dtype]), { kind: "share" });

const probabilities = (o: GraphGrowth, x: AnyTensor): AnyTensor => (o.chance(0.7) ? o.add(apply("sigmoid", x)) : x);
const loss =
  (name: Name, prepare: (o: GraphGrowth, x: AnyTensor) => AnyTensor = (_, x) => x): Grow =>
  (o) => {
    const p = prepare(o, o.float(1));
    return apply(name, p, targetsFor(o, p), { reduction: o.one(["mean", "sum", "none"]) });
  };

/** Rows of features whose number is known. */
const featured = (o: GraphGrowth): AnyTensor =>
  o.pick(
    ({ dtype, shape }) => isFloat(dtype) && shape.length > 0 && shape.length < 4 && typeof shape.at(-1) === "number",
    () => o.leaf(["n", 3], o.floatType()),
  );

/** Along an axis that has elements. */
const alongClasses = (o: GraphGrowth, name: Name): AnyTensor => {
  const x = scores(o);
  return apply(name, x, { axis: o.one(x.shape.flatMap((dim, axis) => (o.sizeOf(dim) > 0 ? [axis] : []))) });
};
/** Rows with channels, at least one. */
const channelled = (o: GraphGrowth): AnyTensor =>
  o.pick(
    ({ dtype, shape }) => isFloat(dtype) && shape.length > 1 && typeof shape.at(-1) === "number" && shape.at(-1) !== 0,
    () => o.leaf([...o.shape().slice(0, 1), "n", o.one([1, 2, 3, 4, 6, 12])], o.floatType()),
  );
const features = (o: GraphGrowth, shape: readonly Dim[], { dtype }: AnyTensor) =>
  o.chance(0.7)
    ? { scale: o.of([...shape], dtype), ...(o.chance(0.7) && { biases: o.of([...shape], dtype) }) }
    : { scale: false, bias: false };
/** Over some axes. */
const reduced =
  (name: Name): Grow =>
  (o) => {
    const x = o.float();
    return apply(name, x, { axis: o.axes(x, false), keepdims: o.chance(0.4) });
  };
/** Of any dtype, with room for an axis more. */
const flat = (o: GraphGrowth): AnyTensor =>
  o.pick(
    ({ shape }) => shape.length < 4,
    () => o.leaf(o.shape().slice(0, 3), "float32"),
  );

/** x, weights and options of a convolution over so many axes, in one of two layouts. */
const convolution =
  (name: Name, axes: number, layouts: readonly [string, string]): Grow =>
  (o) => {
    const layout = o.chance(0.7) ? layouts[0] : layouts[1];
    const last = layout.endsWith("C");
    const groups = o.one([1, 1, 1, 2, 3]);
    const channels = groups * o.one(groups > 1 ? [1, 1, 2] : [1, 2, 3, 4, 5]);
    const filters = groups * o.one(groups > 1 ? [1, 1, 2] : [1, 2, 4, 5, 8]);
    const each = (sizes: readonly number[]): number[] => Array.from({ length: axes }, () => o.one(sizes));
    const [sizes, window, dilation] = [each([1, 2, 3, 5, 6]), each([1, 2, 3]), each([1, 1, 1, 2])];
    const fits = sizes.every((n, i) => n > ((window[i] as number) - 1) * (dilation[i] as number));
    const x = o.of(last ? [o.one(["n", 1, 2]), ...sizes, channels] : [o.one(["n", 1, 2]), channels, ...sizes], o.floatType());
    const transposed = name.startsWith("convTranspose");
    const [inner, outer] = transposed ? [filters, channels] : [channels, filters];
    const weights = o.of(last ? [...window, inner / groups, outer] : [outer, inner / groups, ...window], x.dtype);
    const given = transposed ? "valid" : each([0]).map(() => [o.one([2, 4]), o.one([2, 5])]);
    const padding = o.chance(0.3) && fits ? "valid" : o.one(["same", given]);
    const options = { stride: each([1, 1, 2, 3]), dilation, padding, groups, layout };
    return apply(name, x, o.chance(0.6) ? { weights, biases: o.of([filters], x.dtype), ...options } : { weights, ...options });
  };

/** An image, a row or a volume, in one of two layouts, and where it is slid over. */
const pooled = (o: GraphGrowth, name: Name): AnyTensor => {
  const axes = o.one([1, 2, 2, 3]);
  const [last, first] = [
    ["NWC", "NCW"],
    ["NHWC", "NCHW"],
    ["NDHWC", "NCDHW"],
  ][axes - 1] as [string, string];
  const layout = o.chance(0.7) ? last : first;
  const sizes = Array.from({ length: axes }, () => o.one([2, 3, 5, 6]));
  const channels = o.one([1, 2, 3, 5, 8]);
  const batch = o.one(["n", 1, 2]);
  const x = o.of(layout === last ? [batch, ...sizes, channels] : [batch, channels, ...sizes], o.floatType());
  if (name.startsWith("global")) return apply(name, x, { layout, keepdims: o.chance(0.4) });
  const size = sizes.map(() => o.one([1, 2, 2]));
  const options = { size, layout, padding: o.one(["same", "valid", size.map((one) => [one - 1, 0])]), ceil: o.chance(0.2) };
  return apply(name, x, o.chance(0.5) ? options : { ...options, stride: o.one([1, 2]) });
};

/** What composites are given whose operands must fit each other, or that have attributes; others get what elementwise ops get. */
export const compositeOperands: Readonly<Record<string, Grow>> = {
  argmaxAccuracy: (o) => {
    const p = scores(o);
    return apply("argmaxAccuracy", p, o.chance(0.7) ? labelsFor(o, p) : targetsFor(o, p));
  },
  batchNorm: (o) => {
    const x = channelled(o);
    const channels = [x.shape.at(-1) as Dim];
    const running = { mean: o.of(channels, x.dtype), variance: o.add(apply("exp", o.of(channels, x.dtype))) };
    return apply("batchNorm", x, { ...running, ...features(o, channels, x) });
  },
  cosineSimilarity: (o) => {
    const a = scores(o);
    return apply("cosineSimilarity", a, o.of(a.shape, a.dtype));
  },
  klDivergence: loss("klDivergence", probabilities),
  prelu: (o) => {
    const x = scores(o);
    return apply("prelu", x, { slope: o.of(x.shape.slice(-1), x.dtype) });
  },
  gelu: (o) => apply("gelu", o.float(), { approximate: o.one(["none", "tanh"]) }),
  groupNorm: (o) => {
    const x = channelled(o);
    const count = x.shape.at(-1) as number;
    return apply("groupNorm", x, { groups: o.one([1, 2, 3, 4].filter((n) => count % n === 0)), ...features(o, [count], x) });
  },
  layerNorm: (o) => {
    const x = scores(o);
    return apply("layerNorm", x, features(o, x.shape.slice(-1), x));
  },
  rmsNorm: (o) => {
    const x = scores(o);
    return apply("rmsNorm", x, { scale: o.chance(0.7) ? o.of(x.shape.slice(-1), x.dtype) : false });
  },
  attention: (o) => {
    const q = o.float(2);
    const [d, rows] = [q.shape.at(-1) as Dim, o.one([1, 2, 5])];
    const [k, v] = [d, o.one([1, 3])].map((width) => o.of([...q.shape.slice(0, -2), rows, width], q.dtype)) as [AnyTensor, AnyTensor];
    const mask = o.chance(0.3) ? { mask: o.of([q.shape.at(-2) as Dim, rows], "bool") } : {};
    return apply("attention", q, k, v, { causal: o.chance(0.4), ...mask });
  },
  bilinear: (o) => {
    const x = featured(o);
    const [rows, k] = [x.shape.slice(0, -1), x.shape.at(-1) as Dim];
    return apply("bilinear", x, o.of([...rows, 2], x.dtype), { weights: o.of([k, 2, 3], x.dtype) });
  },
  einsum: (o) => {
    const x = o.pick(
      ({ dtype, shape }) => isFloat(dtype) && shape.length === 2,
      () => o.leaf(["n", 3], "float32"),
    );
    const equation = o.one(["ij,kj->ik", "ij,kj->kij", "ij,kj->i", "ij,kj->jki"]);
    return apply("einsum", equation, x, o.of([2, x.shape[1] as Dim], x.dtype));
  },
  embedding: (o) => {
    const x = o.of(o.shape().slice(0, 3), o.one(["int32", "uint8"]), { kind: "below", limit: 4 });
    return apply("embedding", x, { weights: o.of([4, o.one([1, 2, 5])], o.floatType()) });
  },
  multiHeadAttention: (o) => {
    const x = o.pick(
      ({ dtype, shape }) =>
        isFloat(dtype) &&
        (shape.length === 2 || shape.length === 3) &&
        typeof shape.at(-1) === "number" &&
        o.sizeOf(shape.at(-2) as Dim) > 0,
      () => o.leaf(["n", 3, 4], "float32"),
    );
    const d = x.shape.at(-1) as Dim;
    const weights = (rows: Dim, columns: number): AnyTensor => o.of([rows, columns], x.dtype);
    const given = { query: weights(d, 4), key: weights(d, 4), value: weights(d, 2), output: weights(2, 3) };
    return apply("multiHeadAttention", x, { heads: o.one([1, 2]), causal: o.chance(0.3), weights: given });
  },
  positionalEncoding: (o) => apply("positionalEncoding", o.float(2), { base: o.one([100, 10000]) }),
  binaryAccuracy: (o) => {
    const p = probabilities(o, o.float(1));
    return apply("binaryAccuracy", p, targetsFor(o, p));
  },
  binaryCrossentropy: loss("binaryCrossentropy", probabilities),
  averagePool: (o) => pooled(o, "averagePool"),
  globalAveragePool: (o) => pooled(o, "globalAveragePool"),
  globalMaxPool: (o) => pooled(o, "globalMaxPool"),
  maxPool: (o) => pooled(o, "maxPool"),
  conv1d: convolution("conv1d", 1, ["NWC", "NCW"]),
  conv2d: convolution("conv2d", 2, ["NHWC", "NCHW"]),
  conv3d: convolution("conv3d", 3, ["NDHWC", "NCDHW"]),
  convTranspose1d: convolution("convTranspose1d", 1, ["NWC", "NCW"]),
  convTranspose2d: convolution("convTranspose2d", 2, ["NHWC", "NCHW"]),
  convTranspose3d: convolution("convTranspose3d", 3, ["NDHWC", "NCDHW"]),
  crossentropy: (o) => {
    const x = scores(o);
    const p = o.chance(0.7) ? o.add(apply("softmax", x)) : x;
    return apply("crossentropy", p, o.chance(0.6) ? labelsFor(o, p) : targetsFor(o, p), { reduction: o.one(["mean", "sum", "none"]) });
  },
  dense: (o) => {
    const x = o.pick(
      ({ dtype, shape }) => isFloat(dtype) && shape.length > 0 && typeof shape.at(-1) === "number",
      () => o.leaf(["n", o.one([1, 2, 3, 8, 13, 17])], o.floatType()),
    );
    const units = o.one([1, 2, 3, 4, 8, 9, 17]);
    const weights = o.of([x.shape.at(-1) as Dim, units], x.dtype);
    return apply("dense", x, o.chance(0.8) ? { weights, biases: o.of([units], x.dtype) } : { weights });
  },
  depthwiseConv2d: (o) => {
    const channels = o.one([1, 2, 3, 4, 5]);
    const x = o.of([o.one(["n", 1, 2]), o.one([2, 3, 5]), o.one([1, 4, 6]), channels], o.floatType());
    const [window, each] = [[o.one([1, 2]), o.one([1, 2, 3])], o.one([1, 1, 2])];
    const weights = o.of([...window, channels, each], x.dtype);
    const options = { padding: "same", stride: o.one([1, 1, 2]) };
    return apply("depthwiseConv2d", x, { weights, ...options, ...(o.chance(0.5) && { biases: o.of([channels * each], x.dtype) }) });
  },
  dropout: (o) => apply("dropout", o.float(), { rate: 0.25 }),
  elu: (o) => apply("elu", o.float(), { alpha: 0.5 }),
  hardSigmoid: (o) => apply("hardSigmoid", o.float(), { alpha: 0.2, beta: 0.5 }),
  huber: (o) => {
    const p = o.float(1);
    return apply("huber", p, targetsFor(o, p), { delta: 0.5, reduction: o.one(["mean", "sum", "none"]) });
  },
  l1: (o) => apply("l1", o.float(), { lambda: 0.01 }),
  l2: (o) => apply("l2", o.float(), { lambda: 5e-4 }),
  leakyRelu: (o) => apply("leakyRelu", o.float(), { alpha: 0.1 }),
  logSoftmax: (o) => alongClasses(o, "logSoftmax"),
  logSumExp: (o) => alongClasses(o, "logSumExp"),
  meanAbsoluteError: loss("meanAbsoluteError"),
  meanSquaredError: loss("meanSquaredError"),
  regressionAccuracy: (o) => {
    const p = o.float(1);
    return apply("regressionAccuracy", p, targetsFor(o, p), o.chance(0.5) ? { precision: 0.5 } : {});
  },
  sigmoidCrossentropy: loss("sigmoidCrossentropy"),
  softmax: (o) => alongClasses(o, "softmax"),
  softmaxCrossentropy: (o) => {
    const z = scores(o);
    return apply("softmaxCrossentropy", z, o.chance(0.6) ? labelsFor(o, z) : targetsFor(o, z), {
      reduction: o.one(["mean", "sum", "none"]),
    });
  },
  norm: reduced("norm"),
  prod: reduced("prod"),
  sort: (o) => apply("sort", o.any(1), { axis: -1, descending: o.chance(0.5) }),
  topK: ordered("topK"),
  topKIndices: ordered("topKIndices"),
  spaceToDepth: (o) =>
    apply("spaceToDepth", o.of([o.one(["n", 1]), o.one([2, 4]), 2, o.one([1, 3])], o.one(["float32", "int32", "bool"])), {
      blockSize: o.one([1, 2]),
      mode: o.one(["DCR", "CRD"]),
    }),
  depthToSpace: (o) =>
    apply("depthToSpace", o.of([o.one(["n", 1]), o.one([4, 8]), o.one([1, 3]), 2], o.one(["float32", "float64", "uint8"])), {
      blockSize: 2,
      mode: o.one(["DCR", "CRD"]),
      layout: "NCHW",
    }),
  overlapAdd: (o) => {
    const [count, size] = [o.one([1, 2, 5]), o.one([1, 2, 3])];
    const x = o.of(o.chance(0.5) ? ["n", count, size] : [count, o.one([1, 4]), size], "float32");
    const axis = x.shape.indexOf(count);
    const [stride, dilation] = [o.one([1, 2, 4]), o.one([1, 1, 2])];
    const length = (count - 1) * stride + dilation * (size - 1) + 1 + (stride > 1 && o.chance(0.5) ? 1 : 0);
    return apply("overlapAdd", x, { axes: [axis], stride: [stride], dilation: [dilation], lengths: [length] });
  },
  resize: (o) => {
    const x = o.of([o.one(["n", 1, 3]), o.one([1, 2, 5]), o.one([1, 4]), o.one(["m", 2])], o.one(["float32", "float64", "int32", "bool"]));
    return apply("resize", x, {
      ...o.one([{ sizes: [o.one([1, 3, 5]), o.one([2, 4, 8])] }, { scales: [o.one([1, 2, 2.5]), o.one([1, 3])] }]),
      ...(isFloat(x.dtype) && o.chance(0.6)
        ? { mode: "linear" }
        : { nearestMode: o.one(["roundPreferFloor", "roundPreferCeil", "floor", "ceil"]) }),
      coordinates: o.one(["halfPixel", "pytorchHalfPixel", "alignCorners", "asymmetric"]),
    });
  },
  repeat: (o) => {
    const x = o.any(1);
    return apply("repeat", x, { repeats: o.one([0, 1, 2, 3]), axis: o.random.randint(0, x.shape.length) });
  },
  stack: (o) => {
    const x = flat(o);
    const other = o.of(x.shape, x.dtype);
    return apply("stack", o.one([[x, other], [other, x, x], [x]]), { axis: o.random.randint(0, x.shape.length + 1) });
  },
  std: reduced("std"),
  tile: (o) => {
    const x = flat(o);
    const many = o.random.randint(0, x.shape.length + 1);
    return apply("tile", x, { counts: [1, ...x.shape.map(() => 1)].map((one, at) => (at === many ? o.one([0, 2, 3]) : one)) });
  },
  variance: reduced("variance"),
};
