import {
  add,
  argmax,
  argmaxAccuracy,
  crossentropy,
  dense,
  exp,
  f32,
  f64,
  type Graph,
  graph,
  i32,
  matmul,
  max,
  mean,
  mul,
  oneHot,
  relu,
  reshape,
  sgd,
  softmax,
  sub,
  sum,
  type Tensor,
  tanh,
  trainStep,
  transpose,
  u8,
} from "dagrad";
import { describe, expect, it } from "vitest";
import { design, groupsIn, lines } from "./design.ts";

/** Kinds and members of the groups of a graph. */
const kinds = (one: Graph<any, any>, binding: Readonly<Record<string, number>> = { n: 9 }): string[] =>
  groupsIn(design(one, binding).schedule).map(({ kind, members }) => `${kind} ${members.map(({ id }) => id).join(" ")}`);

/** The book's classifier of points in the plane. */
const classifier = (hidden: number) =>
  graph({ X: f32("n", 2), y: u8("n") }, ({ X, y }) => {
    const p = softmax(dense(relu(dense(X, { units: hidden, name: "one" })), { units: 3, name: "two" }));
    return { p, loss: crossentropy(p, y), accuracy: argmaxAccuracy(p, y) };
  });

describe("a loop over rows", () => {
  it("carries a whole narrow classifier, until the registers are full", () => {
    expect(lines(design(classifier(3), { n: 9 }))).toMatchInlineSnapshot(`
      "run rows: one.matmul1 one relu1 two.matmul1 two softmax1.max1 softmax1.sub1 softmax1.exp1 → softmax1.exp1 by columns
      run rows: softmax1.sum1 softmax1 crossentropy1.gather1 crossentropy1.clip1 crossentropy1.log1 crossentropy1.neg1 crossentropy1 argmaxAccuracy1.classLabels1 argmaxAccuracy1.argmax1 argmaxAccuracy1.equal1 argmaxAccuracy1.cast1 argmaxAccuracy1.sum1 → softmax1, crossentropy1, argmaxAccuracy1.sum1
      run loop: argmaxAccuracy1.cast2 argmaxAccuracy1 → argmaxAccuracy1"
    `);
  });

  it("and its step of training: what passes from loop to loop lies column by column", () => {
    const step = trainStep(classifier(3), { minimize: "loss", optimizer: sgd({ learningRate: 1 }) });
    expect(lines(design(step, { n: 9 }))).toMatchInlineSnapshot(`
      "run rows: one.matmul1 one relu1 two.matmul1 two softmax1.max1 softmax1.sub1 softmax1.exp1 → relu1, softmax1.exp1 by columns
      run rows: softmax1.sum1 softmax1 crossentropy1.gather1 crossentropy1.clip1 crossentropy1.log1 crossentropy1.neg1 crossentropy1 argmaxAccuracy1.classLabels1 argmaxAccuracy1.argmax1 argmaxAccuracy1.equal1 argmaxAccuracy1.cast1 argmaxAccuracy1.sum1 d.two.oneHot1 d.two.sub1 d.two.div1 d.two.biases → softmax1, crossentropy1, argmaxAccuracy1.sum1, d.two.div1 by columns, d.two.biases
      run loop: argmaxAccuracy1.cast2 argmaxAccuracy1 → argmaxAccuracy1
      run rows: d.two.weights → d.two.weights
      run rows: d.relu1 d.one.equal1 d.one d.one.biases d.one.weights → d.one.biases, d.one.weights
      update loop: sgd.step.next → sgd.step.next over sgd.step
      update loop: mul1 add1 → add1 over one.weights
      update loop: mul2 add2 → add2 over one.biases
      update loop: mul3 add3 → add3 over two.weights
      update loop: mul4 add4 → add4 over two.biases"
    `);
  });

  it("starts at a maximum, a sum, a mean and argmax along the row, and at a narrow product; not at what is elementwise", () => {
    const x = f32("n", 5);
    expect(kinds(graph({ x }, ({ x }) => ({ y: max(x, { axis: 1 }) })))).toEqual(["rows max1"]);
    expect(kinds(graph({ x }, ({ x }) => ({ y: sum(x, { axis: -1, keepdims: true }) })))).toEqual(["rows sum1"]);
    expect(kinds(graph({ x }, ({ x }) => ({ y: mean(x, { axis: 1 }) })))).toEqual(["rows mean1"]);
    expect(kinds(graph({ x }, ({ x }) => ({ y: argmax(x, { axis: 1 }) })))).toEqual(["rows argmax1"]);
    expect(kinds(graph({ x, w: f32(5, 4) }, ({ x, w }) => ({ y: matmul(x, w) })))).toEqual(["rows matmul1"]);
    expect(kinds(graph({ x }, ({ x }) => ({ y: exp(x) })))).toEqual(["loop exp1"]);
    expect(kinds(graph({ x }, ({ x }) => ({ y: sum(x, { axis: 0 }) })))).toEqual(["kernel sum1"]);
  });

  it("takes products from 1 to 8 columns to 1 to 8 columns, and matrices of up to 16 columns", () => {
    const product = (inner: number, columns: number) =>
      kinds(graph({ x: f32("n", inner), w: f32(inner, columns) }, ({ x, w }) => ({ y: matmul(x, w) })))[0];
    expect([product(1, 1), product(8, 8), product(9, 8), product(8, 9)]).toEqual([
      "rows matmul1",
      "rows matmul1",
      "product matmul1",
      "product matmul1",
    ]);
    const maximum = (columns: number) => kinds(graph({ x: f32("n", columns) }, ({ x }) => ({ y: max(x, { axis: 1 }) })))[0];
    expect([maximum(16), maximum(17)]).toEqual(["rows max1", "lines max1"]);
  });

  it("joins what reads its rows, and brings along what only they need: a cast, one-hot rows of labels", () => {
    const one = graph({ x: f32("n", 5), y: i32("n") }, ({ x, y }) => {
      const p = softmax(x);
      return { d: sub(p, oneHot(y, { depth: 5 })) };
    });
    expect(kinds(one)).toEqual(["rows softmax1.max1 softmax1.sub1 softmax1.exp1 softmax1.sum1 softmax1 oneHot1 sub1"]);
  });

  it("takes sums of up to 16 columns over its rows; what reads them comes after it", () => {
    const total = (columns: number) =>
      graph({ x: f32("n", columns) }, ({ x }) => {
        const centred = sub(x, max(x, { axis: 1, keepdims: true }));
        return { all: sum(centred), each: mul(sum(centred, { axis: 0 }), 2) };
      });
    expect(kinds(total(16))).toEqual(["rows max1 sub1 sum1 sum2", "loop mul1"]);
    const tooMany = graph({ x: f32("n", 5), d: f32("n", 4) }, ({ x, d }) => {
      const a = sub(x, max(x, { axis: 1, keepdims: true }));
      const b = sub(d, max(d, { axis: 1, keepdims: true }));
      return { y: matmul(transpose(a), b) };
    });
    // 5 · 4 = 20 sums.
    expect(kinds(tooMany).at(-1)).toBe("product matmul1");
    const few = graph({ x: f32("n", 4), d: f32("n", 4) }, ({ x, d }) => ({
      y: matmul(transpose(sub(x, max(x, { axis: 1, keepdims: true }))), d),
    }));
    expect(kinds(few)).toEqual(["rows max1 sub1 matmul1"]);
  });

  it("does not reach across another number of rows", () => {
    const two = graph({ x: f32("n", 5), z: f32("m", 5) }, ({ x, z }) => {
      const a = max(x, { axis: 1 });
      const b = max(z, { axis: 1 });
      return { a: mul(a, 2), b: mul(b, 2), s: add(sum(a), sum(b)) };
    });
    expect(kinds(two, { n: 9, m: 7 })).toEqual(["rows max1 mul1 sum1", "rows max2 mul2 sum2", "loop add1"]);
  });

  it("does not take what is computed between its start and a reader of it, but waits with a loop of its own", () => {
    const late = graph({ x: f32("n", 5), big: f32("n", 40) }, ({ x, big }) => {
      const m = max(x, { axis: 1, keepdims: true });
      const wide = sum(big, { axis: 1, keepdims: true });
      return { y: mul(sub(x, m), wide) };
    });
    expect(kinds(late)).toEqual(["rows max1 sub1", "kernel sum1", "loop mul1"]);
  });

  it("does not bring along more than its steps may write, 256 columns, however long the chain", () => {
    for (const steps of [10, 100, 1000, 20_000]) {
      const long = graph({ x: f32("n", 4), z: f32("n", 4) }, ({ x, z }) => {
        const m = max(x, { axis: 1, keepdims: true });
        let y = z as Tensor;
        for (let i = 0; i < steps; i++) y = tanh(y);
        return { y: add(sub(x, m), y) };
      });
      for (const { kind, members } of groupsIn(design(long, { n: 9 }).schedule)) {
        const columns = members.reduce((sum, { shape }) => sum + (shape[1] ?? 1), 0);
        // The last step to join may go beyond it.
        if (kind === "rows") expect(columns).toBeLessThan(256 + 16);
      }
    }
  });

  it("takes no float64", () => {
    expect(kinds(graph({ x: f64("n", 5) }, ({ x }) => ({ y: max(x, { axis: 1 }) })))).toEqual(["kernel max1"]);
  });

  it("takes a reshape between [n] and [n, 1] along", () => {
    const viewed = graph({ x: f32("n", 5) }, ({ x }) => ({ y: sub(x, reshape(max(x, { axis: 1 }), { shape: ["n", 1] })) }));
    expect(kinds(viewed)).toEqual(["rows max1 reshape1 sub1"]);
  });
});

describe("a vector as long as there are rows and columns", () => {
  const square = graph({ x: f32("n", 5), b: f32(5) }, ({ x, b }) => ({ y: add(sub(x, max(x, { axis: 1, keepdims: true })), b) }));

  it("is a row where it is added to a matrix, though it could be a value per row", () => {
    expect(kinds(square, { n: 5 })).toEqual(["rows max1 sub1 add1"]);
    expect(kinds(square, { n: 1 })).toEqual(["rows max1 sub1 add1"]);
  });

  it("keeps what it computes itself out of its own loop, where a row of it is needed", () => {
    // [5, 5] − [5]: element [i, j] needs the maximum of row j.
    const five = graph({ x: f32(5, 5) }, ({ x }) => ({ y: sub(x, max(x, { axis: 1 })) }));
    expect(kinds(five, {})).toEqual(["rows max1", "loop sub1"]);
  });
});

it("no rows and one row are loops over rows, too", () => {
  for (const n of [0, 1]) expect(kinds(classifier(3), { n })).toEqual(kinds(classifier(3), { n: 9 }));
});

describe("column by column lies", () => {
  const marked = (one: Graph<any, any>) => {
    const { layout } = design(one, { n: 9 });
    return [...layout.homes].filter(([, { byColumns }]) => byColumns).map(([{ id }]) => id);
  };
  const x = f32("n", 5);

  it("no input, parameter or output, and nothing that a loop over elements, a product or a view reads", () => {
    const rows = (y: never) => sub(y, max(y, { axis: 1, keepdims: true }));
    const wanted = graph({ x }, ({ x }) => ({ y: rows(x as never) }));
    const loop = graph({ x, z: f32(4, "n", 5) }, ({ x, z }) => ({ y: add(rows(x as never), z) }));
    const product = graph({ x, w: f32(5, 30) }, ({ x, w }) => ({ y: matmul(rows(x as never), w) }));
    const view = graph({ x, z: f32("n", 1, 5) }, ({ x, z }) => ({ y: mul(reshape(rows(x as never), { shape: ["n", 1, 5] }), z) }));
    expect([wanted, loop, product, view].map(marked)).toEqual([[], [], [], []]);
  });
});
