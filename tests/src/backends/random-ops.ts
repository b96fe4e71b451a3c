import { isFloat } from "../../../graph/dtype.ts";
import type { AnyTensor } from "../../../graph/op.ts";
import type { Dim } from "../../../graph/shape.ts";
import { op } from "../../graph/untyped-ops.ts";
import type { OpName } from "../../ops/contract-rows.ts";
import type { GraphGrowth } from "./graph-growth.ts";

type Grow = (o: GraphGrowth) => AnyTensor;
type Name = keyof typeof op & string;

const apply = (name: Name, ...operands: readonly unknown[]): AnyTensor =>
  (op[name] as unknown as (...given: readonly unknown[]) => AnyTensor)(...operands);

const unary =
  (name: Name): Grow =>
  (o) =>
    apply(name, o.float());
const ofNumbers =
  (name: Name): Grow =>
  (o) =>
    apply(name, o.numbers());
/** Either operand may be the one that is broadcast, and a number. */
const binary =
  (name: Name, first: (o: GraphGrowth) => AnyTensor): Grow =>
  (o) => {
    const x = first(o);
    const y = o.partner(x);
    return o.chance(0.5) ? apply(name, x, y) : apply(name, y, x);
  };
const float = (o: GraphGrowth): AnyTensor => o.float();
const numbers = (o: GraphGrowth): AnyTensor => o.numbers();

/** Where logarithms and roots are numbers, most of the time. */
const positive = (o: GraphGrowth): AnyTensor => {
  const x = o.float();
  return o.chance(0.2) ? x : o.add(o.chance(0.5) ? apply("abs", x) : apply("clip", x, 1e-7, 8));
};

const reduction =
  (name: Name, first: (o: GraphGrowth) => AnyTensor, filled = false): Grow =>
  (o) => {
    const x = first(o);
    return apply(name, x, { axis: o.axes(x, filled), keepdims: o.chance(0.4) });
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

/** a · b in every form: vectors, stacks that broadcast, transposed operands. */
const matmul: Grow = (o) => {
  const dtype = o.chance(0.9) ? "float32" : "float64";
  const leading = o.chance(0.2) ? [o.one([1, 2, 3]), o.one([1, 2])] : [];
  const a = o.chance(0.3) ? o.leaf([...leading, o.one([0, 1, 5, 17, 33]), o.one([0, 0, 1, 2, 3, 4, 7, 16, 33])], dtype) : o.float(1, dtype);
  const inner = a.shape.at(-1) as Dim;
  const columns = o.one([0, 1, 2, 3, 4, 5, 7, 8, 9, 13, 16, 17]);
  if (o.chance(0.15)) return apply("matmul", a, o.of([inner], dtype));
  const stack =
    a.shape.length > 2 && o.chance(0.5) ? a.shape.slice(0, -2).map((dim) => (o.chance(0.5) ? dim : 1)) : o.chance(0.15) ? [2] : [];
  const last = stack.length;
  const turned = (x: AnyTensor): AnyTensor => o.add(apply("transpose", x, [...stack.keys(), last + 1, last]));
  const b = o.chance(0.4) ? turned(o.of([...stack, columns, inner], dtype)) : o.of([...stack, inner, columns], dtype);
  if (a.shape.length === 2 && stack.length === 0 && o.chance(0.3)) {
    // aᵀ · b, as in the gradient of weights: the rows are what is contracted.
    return apply("matmul", o.add(apply("transpose", a)), o.of([a.shape[0] as Dim, columns], dtype));
  }
  return apply("matmul", a, b);
};

/** What follows a product in a network, so that an engine may do it in the same loop. */
const epilogue = (o: GraphGrowth, y: AnyTensor): AnyTensor => {
  const forms: Grow[] = [
    () => apply("add", y, o.of(y.shape.slice(-1), y.dtype)),
    () => apply("relu", y),
    () => apply("mul", y, o.one([0.5, 2, 1e-3])),
    () => apply("where", o.of(y.shape, "bool"), y, 0),
    () => apply("sub", o.of(y.shape, y.dtype), y),
    () => apply("tanh", y),
  ];
  return o.one(forms)(o);
};

/** How each op is put into a random graph. An op that is not here does not compile. */
export const growOp = {
  abs: ofNumbers("abs"),
  add: binary("add", numbers),
  argmax: (o) => {
    const x = o.pick(
      ({ shape }) => shape.some((dim) => o.sizeOf(dim) > 0),
      () => o.leaf([o.one([1, 3, 9]), o.one([2, 5])], "float32"),
    );
    return apply("argmax", x, { axis: o.one(x.shape.flatMap((dim, axis) => (o.sizeOf(dim) > 0 ? [axis] : []))) });
  },
  argmaxAccuracy: (o) => {
    const p = scores(o);
    return apply("argmaxAccuracy", p, o.chance(0.7) ? labelsFor(o, p) : targetsFor(o, p));
  },
  binaryAccuracy: (o) => {
    const p = probabilities(o, o.float(1));
    return apply("binaryAccuracy", p, targetsFor(o, p));
  },
  binaryCrossentropy: loss("binaryCrossentropy", probabilities),
  broadcastTo: (o) => {
    const x = o.any();
    const shape = x.shape.map((dim) => (dim === 1 ? o.one([1, 3, "n"]) : dim));
    return apply("broadcastTo", x, x.shape.length < 4 && o.chance(0.5) ? [o.one([2, "m"]), ...shape] : shape);
  },
  cast: (o) => apply("cast", o.any(), o.one(["float32", "float32", "float64", "int32", "uint8", "bool"])),
  chainDiv: binary("chainDiv", float),
  chainMul: binary("chainMul", float),
  classLabels: (o) => apply("classLabels", o.of(o.shape(), o.one(["int32", "uint8"]), { kind: "below", limit: 5 }), o.one([5, 6])),
  clip: (o) => apply("clip", o.float(), o.one([-Infinity, -1, 0, 1e-7]), o.one([1, 1 - 1e-7, 3, Infinity])),
  concat: (o) => {
    const x = o.any(1);
    const numbered = x.shape.flatMap((dim, axis) => (typeof dim === "number" ? [axis] : []));
    if (numbered.length === 0) return apply("concat", [x], { axis: 0 });
    const axis = o.one(numbered);
    const other = () => o.of(x.shape.with(axis, o.chance(0.3) ? (x.shape[axis] as Dim) : o.one([0, 1, 2, 5])), x.dtype);
    const parts = o.one([[x, other()], [other(), x], [x, other(), x], [x]]);
    return apply("concat", parts, { axis });
  },
  cos: unary("cos"),
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
  div: binary("div", float),
  dropout: (o) => apply("dropout", o.float(), 0.25),
  equal: binary("equal", (o) => o.any()),
  exp: unary("exp"),
  expandDims: (o) => {
    const x = o.pick(
      ({ shape }) => shape.length < 4,
      () => o.leaf([3], "float32"),
    );
    return apply("expandDims", x, o.random.randint(0, x.shape.length + 1));
  },
  gather: (o) => {
    const x = o.pick(
      ({ shape }) => shape.length > 0 && typeof shape.at(-1) === "number" && shape.at(-1) !== 0,
      () => o.leaf(["n", 3], "float32"),
    );
    return apply("gather", x, o.chance(0.3) ? o.add(apply("argmax", x)) : labelsFor(o, x));
  },
  l1: (o) => apply("l1", o.float(), 0.01),
  l2: (o) => apply("l2", o.float(), 5e-4),
  linear: unary("linear"),
  log: (o) => apply("log", positive(o)),
  matmul: (o) => {
    const y = o.add(matmul(o));
    return y.shape.length > 0 && o.chance(0.6) ? epilogue(o, y) : y;
  },
  max: reduction("max", (o) => o.any(), true),
  maximum: binary("maximum", numbers),
  mean: reduction("mean", float),
  meanAbsoluteError: loss("meanAbsoluteError"),
  meanSquaredError: loss("meanSquaredError"),
  minimum: binary("minimum", numbers),
  mul: binary("mul", numbers),
  neg: ofNumbers("neg"),
  oneHot: (o) => {
    const labels = o.of(o.shape().slice(0, 3), o.one(["int32", "uint8"]), { kind: "below", limit: 3 });
    return apply("oneHot", labels, o.one([3, 4]), { dtype: o.one(["float32", "float32", "float64", "int32", "uint8", "bool"]) });
  },
  pow: (o) => {
    const x = o.chance(0.5) ? o.float() : positive(o);
    if (o.chance(0.4)) return apply("pow", x, o.one([2, 3, 0.5, -1, 0]));
    return binary("pow", () => x)(o);
  },
  randomUniform: (o) => {
    const dtype = o.one(["float32", "float64", "int32", "uint8"] as const);
    const options = { shape: o.shape(), dtype: o.floatType(), seed: o.random.randint(0, 1000), stream: o.one([0, 1, 2 ** 32 - 1]) };
    return apply("randomUniform", o.number(dtype === "float64" ? o.one([7, 2 ** 40 + 1]) : o.random.randint(0, 200), dtype), options);
  },
  regressionAccuracy: (o) => {
    const p = o.float(1);
    return apply("regressionAccuracy", p, targetsFor(o, p), o.chance(0.5) ? { precision: 0.5 } : {});
  },
  relu: unary("relu"),
  reshape: (o) => {
    const x = o.any(1);
    const named = x.shape.filter((dim) => typeof dim === "string");
    const count = x.shape.reduce((product: number, dim) => (typeof dim === "number" ? product * dim : product), 1);
    const divisor = o.one([1, 2, 3, 4, 5].filter((size) => count > 0 && count % size === 0).concat(count === 0 ? [0] : []));
    return apply(
      "reshape",
      x,
      count === 0
        ? [0, ...named]
        : o.one([
            [...named, count],
            [divisor, ...named, count / divisor],
            [count, ...named],
          ]),
    );
  },
  sigmoid: unary("sigmoid"),
  sigmoidCrossentropy: loss("sigmoidCrossentropy"),
  sign: ofNumbers("sign"),
  sin: unary("sin"),
  size: (o) => {
    const x = o.any();
    return apply("size", x, { axis: o.axes(x, false), dtype: o.one(["float32", "float64"]) });
  },
  slice: (o) => {
    const x = o.pick(
      ({ shape }) => shape.some((dim) => typeof dim === "number"),
      () => o.leaf([5, 3], "float32"),
    );
    const axis = o.one(x.shape.flatMap((dim, position) => (typeof dim === "number" ? [position] : [])));
    const start = o.random.randint(0, (x.shape[axis] as number) + 1);
    return apply("slice", x, { axis, start, stop: start + o.random.randint(0, 4) });
  },
  softmax: (o) => {
    const x = scores(o);
    return apply("softmax", x, { axis: o.one(x.shape.flatMap((dim, axis) => (o.sizeOf(dim) > 0 ? [axis] : []))) });
  },
  sqrt: (o) => apply("sqrt", positive(o)),
  step: unary("step"),
  sub: binary("sub", numbers),
  sum: reduction("sum", (o) => o.any()),
  tanh: unary("tanh"),
  transpose: (o) => {
    const x = o.any();
    return apply("transpose", x, o.random.permutation([...x.shape.keys()]));
  },
  where: (o) => {
    const a = o.any();
    const b = o.partner(a);
    const beside = typeof b === "number" ? a : o.one([a, b]);
    const condition = o.partner(beside, "bool");
    const chosen = typeof condition === "number" ? o.of(beside.shape, "bool") : condition;
    return o.chance(0.5) ? apply("where", chosen, a, b) : apply("where", chosen, b, a);
  },
} satisfies Record<OpName, Grow>;
