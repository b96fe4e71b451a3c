import {
  add,
  apply,
  argmax,
  argmaxAccuracy,
  bool,
  broadcastTo,
  cast,
  classLabels,
  crossentropy,
  defineOp,
  f32,
  f64,
  type Graph,
  gather,
  graph,
  i32,
  max,
  mul,
  NdArray,
  neg,
  oneHot,
  randomUniform,
  scatter,
  scatterAdd,
  scatterAddAlong,
  softmax,
  sub,
  sum,
  take,
  takeAlong,
  u8,
  where,
} from "dagrad";

/** A graph with feeds that a run refuses, and what it takes after that: other feeds, or outputs that do without the fault. */
export interface ErrorCase {
  readonly name: string;
  readonly graph: Graph<any, any>;
  readonly bad: Readonly<Record<string, NdArray>>;
  readonly good: Readonly<Record<string, NdArray>>;
  /** Default: all outputs. */
  readonly fetch?: readonly string[];
}

const floats = (shape: readonly number[], start = 0): NdArray =>
  new NdArray(
    Float32Array.from({ length: shape.reduce((product, dim) => product * dim, 1) }, (_, i) => Math.sin(i + start)),
    shape,
    "float32",
  );
const ints = (...elements: number[]): NdArray => new NdArray(Int32Array.from(elements), [elements.length], "int32");
const bytes = (...elements: number[]): NdArray => new NdArray(Uint8Array.from(elements), [elements.length], "uint8");
const number = (x: number): NdArray => new NdArray(Float64Array.of(x), [], "float64");

const picked = () => graph({ x: f32("n", 3), y: i32("n") }, ({ x, y }) => ({ z: neg(gather(mul(x, 2), y)) }));
const loss = () =>
  graph({ x: f32("n", 3), y: u8("n") }, ({ x, y }) => {
    const p = softmax(x);
    return { loss: crossentropy(p, y), each: crossentropy(p, y, { reduction: "none" }), accuracy: argmaxAccuracy(p, y) };
  });
const x4 = floats([4, 3]);
const drawn = () => graph({ counter: f64() }, ({ counter }) => ({ u: randomUniform(counter, { shape: [5], seed: 3 }) }));
const empty = (name: string, network: Graph<any, any>): ErrorCase => ({
  name,
  graph: network,
  bad: { x: floats([0, 3]) },
  good: { x: x4 },
});

/** Of each op that may stop a run: a graph in which nothing but the new value of a parameter needs it. */
export const errorsInUpdates: Readonly<Record<string, ErrorCase>> = {
  classLabels: inUpdate("classLabels", (_, y) => cast(classLabels(y, { classes: 3 }), { dtype: "float64" }), ints(0, 2, 3), ints(0, 2, 1)),
  gather: inUpdate("gather", (x, y) => gather(x, y), ints(0, -1, 2), ints(0, 1, 2)),
  oneHot: inUpdate("oneHot", (x, y) => sum(mul(oneHot(y, { depth: 3, dtype: "float64" }), x), { axis: 1 }), ints(0, 7, 0), ints(0, 2, 0)),
  randomUniform: inUpdate(
    "randomUniform",
    (_, y) => randomUniform(sum(y), { shape: [3], dtype: "float64" }),
    ints(0, -1, 0),
    ints(0, 1, 0),
  ),
  scatter: inUpdate(
    "scatter",
    (x, y) => sum(scatter(x, broadcastTo(y, { shape: [3, 3] }), neg(x)), { axis: 0 }),
    ints(0, 3, 0),
    ints(0, -3, 2),
  ),
  scatterAdd: inUpdate("scatterAdd", (x, y) => sum(scatterAdd(x, y, { size: 3 }), { axis: 0 }), ints(0, 1, -4), ints(0, 1, -3)),
  scatterAddAlong: inUpdate(
    "scatterAddAlong",
    (x, y) => sum(scatterAddAlong(x, broadcastTo(y, { shape: [3, 3] }), { size: 3 }), { axis: 0 }),
    ints(0, 1, 3),
    ints(0, 1, 2),
  ),
  take: inUpdate("take", (x, y) => sum(take(x, y), { axis: 0 }), ints(0, 5, 1), ints(2, -1, -3)),
  takeAlong: inUpdate(
    "takeAlong",
    (x, y) => sum(takeAlong(x, broadcastTo(y, { shape: [3, 3] })), { axis: 0 }),
    ints(0, -4, 1),
    ints(2, -1, -3),
  ),
};

/** Labels as float64, refused where one is not 0, 1 or 2; by several instructions. */
const labelled = defineOp({
  name: "labelled",
  inputs: ["y"],
  attrs: { classes: "integer" },
  infer: ([y]) => ({ shape: y.shape, dtype: "float64" }),
  scalar: (s, [y], { classes }: { readonly classes: number }) => s.add(s.cast(s.checked(s.add(y, 0), classes), "float64"), 1),
  vjp: "not-differentiable",
});

/** The sum of labels along an axis, refused where one of them is out of range, or where the sum is. */
const total = (name: string, checked: "before" | "after") =>
  defineOp<{ readonly axis: readonly number[] }>({
    name,
    inputs: ["y"],
    attrs: { axis: "integers" },
    infer: () => ({ shape: [], dtype: "float64" }),
    reduce: {
      fold: "sum",
      before: (s, [y]) => (checked === "before" ? s.checked(y, 3) : y),
      after: (s, [sum]) => s.cast(checked === "after" ? s.checked(sum, 7) : sum, "float64"),
    },
    vjp: "not-differentiable",
  });
const totalOfLabels = total("totalOfLabels", "before");
const boundedTotal = total("boundedTotal", "after");

/** A kernel that refuses a label. */
const picky = defineOp({
  name: "picky",
  inputs: ["y"],
  attrs: {},
  infer: ([y]) => ({ shape: y.shape, dtype: "float64" }),
  kernel:
    ([y], z, _, fail) =>
    () => {
      y.data.forEach((label, i) => {
        if (label > 2 || label < 0)
          fail({ code: "label", expected: "labels must be 0, 1 or 2", actual: String(label), cure: "correct it" });
        z.data[i] = label;
      });
    },
  vjp: "not-differentiable",
});

/** The same of ops of a user's own, by what each declares. */
export const ownErrorsInUpdates: readonly ErrorCase[] = [
  inUpdate("an own elementwise op", (_, y) => apply(labelled, [y], { classes: 3 }), ints(0, 2, 3), ints(0, 2, 1)),
  inUpdate("an own reduction, before it folds,", (_, y) => apply(totalOfLabels, [y], { axis: [0] }), ints(0, -1, 2), ints(0, 1, 2)),
  inUpdate("an own reduction, after it has folded,", (_, y) => apply(boundedTotal, [y], { axis: [0] }), ints(3, 3, 1), ints(3, 3, 0)),
  inUpdate("an own kernel", (_, y) => apply(picky, [y]), ints(0, 5, 2), ints(0, 1, 2)),
];

/** w += a vector of three made of x and y; the output needs neither. In float64: loops over narrow rows of float32 are run before updates anyway. */
function inUpdate(op: string, make: (x: any, y: any) => unknown, bad: NdArray, good: NdArray): ErrorCase {
  const x = new NdArray(Float64Array.from(floats([3, 3]).data), [3, 3], "float64");
  return {
    name: `${op} that only an update needs`,
    graph: graph({ x: f64(3, 3), y: i32(3) }, ({ x, y }, g) => {
      const w = g.parameter("w", [3], { init: [1, 2, 3], dtype: "float64" });
      g.update(w, add(w, make(x, y) as never));
      return { z: neg(x) };
    }),
    bad: { x, y: bad },
    good: { x, y: good },
  };
}

/** What only elements and bound sizes show to be wrong. */
export const errorCases: readonly ErrorCase[] = [
  ...Object.values(errorsInUpdates),
  ...ownErrorsInUpdates,
  { name: "gather beyond the last class", graph: picked(), bad: { x: x4, y: ints(0, 1, 3, 2) }, good: { x: x4, y: ints(0, 1, 2, 2) } },
  { name: "gather at −1", graph: picked(), bad: { x: x4, y: ints(0, -1, 1, 2) }, good: { x: x4, y: ints(2, 1, 0, 0) } },
  {
    name: "gather at the largest integer, last",
    graph: picked(),
    bad: { x: x4, y: ints(0, 1, 1, 2 ** 31 - 1) },
    good: { x: x4, y: ints(1, 1, 1, 1) },
  },
  {
    name: "gather at several bad labels",
    graph: picked(),
    bad: { x: x4, y: ints(0, 7, 8, -(2 ** 31)) },
    good: { x: x4, y: ints(1, 1, 1, 1) },
  },
  {
    name: "oneHot beyond its depth",
    graph: graph({ y: u8("n") }, ({ y }) => ({ z: oneHot(y, { depth: 4 }), t: oneHot(y, { depth: 4, dtype: "bool" }) })),
    bad: { y: bytes(0, 3, 4, 255) },
    good: { y: bytes(0, 3, 1, 2) },
  },
  {
    name: "classLabels beyond the last class",
    graph: graph({ y: i32("n") }, ({ y }) => ({ z: classLabels(y, { classes: 3 }) })),
    bad: { y: ints(0, 2, -5) },
    good: { y: ints(0, 2, 1) },
  },
  {
    name: "crossentropy and accuracy of a label out of range",
    graph: loss(),
    bad: { x: x4, y: bytes(0, 1, 9, 1) },
    good: { x: x4, y: bytes(0, 1, 2, 1) },
  },
  {
    name: "a label out of range among constants",
    graph: graph({ x: f32(2, 3) }, ({ x }, g) => ({ z: gather(x, g.constant([0, 3], { dtype: "int32" })), t: neg(x) })),
    bad: { x: floats([2, 3]) },
    good: { x: floats([2, 3]) },
    fetch: ["t"],
  },
  {
    name: "two bad labels in two ops: the first to run is named",
    graph: graph({ x: f32("n", 3), y: i32("n"), k: i32("n") }, ({ x, y, k }) => ({
      a: oneHot(k, { depth: 5 }),
      z: gather(neg(x), y),
      b: classLabels(y, { classes: 2 }),
    })),
    bad: { x: x4, y: ints(0, 9, 0, 0), k: ints(0, 0, 5, 0) },
    good: { x: x4, y: ints(0, 1, 0, 0), k: ints(0, 0, 4, 0) },
  },
  {
    name: "a bad label where the result is not even chosen",
    graph: graph({ x: f32("n", 3), y: i32("n"), c: bool() }, ({ x, y, c }) => ({ z: where(c, gather(x, y), 0) })),
    bad: { x: x4, y: ints(0, 1, 2, 3), c: new NdArray(Uint8Array.of(0), [], "bool") },
    good: { x: x4, y: ints(0, 1, 2, 2), c: new NdArray(Uint8Array.of(1), [], "bool") },
  },
  {
    name: "a bad label in a graph that updates a parameter",
    graph: graph({ x: f32("n", 3), y: i32("n") }, ({ x, y }, g) => {
      const w = g.parameter("w", [3], { init: [1, 2, 3] });
      g.update(w, sub(w, sum(x, { axis: 0 })));
      return { z: gather(mul(x, w), y) };
    }),
    bad: { x: x4, y: ints(0, 1, 2, 3) },
    good: { x: x4, y: ints(0, 1, 2, 2) },
  },
  ...[0.5, -1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53].map((counter) => ({
    name: `randomUniform of the counter ${counter}`,
    graph: drawn(),
    bad: { counter: number(counter) },
    good: { counter: number(7) },
  })),
  {
    name: "randomUniform of a negative int32",
    graph: graph({ counter: i32() }, ({ counter }) => ({ u: randomUniform(counter, { shape: [5] }) })),
    bad: { counter: new NdArray(Int32Array.of(-3), [], "int32") },
    good: { counter: new NdArray(Int32Array.of(3), [], "int32") },
  },
  empty(
    "max over no rows",
    graph({ x: f32("n", 3) }, ({ x }) => ({ z: max(x, { axis: 0 }) })),
  ),
  empty(
    "max of nothing",
    graph({ x: f32("n", 3) }, ({ x }) => ({ t: neg(x), z: max(x) })),
  ),
  empty(
    "argmax over no rows",
    graph({ x: f32("n", 3) }, ({ x }) => ({ z: argmax(x, { axis: 0 }) })),
  ),
  empty(
    "softmax over no rows",
    graph({ x: f32("n", 3) }, ({ x }) => ({ z: softmax(x, { axis: 0 }) })),
  ),
];
