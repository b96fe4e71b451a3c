import {
  add,
  exp,
  f32,
  f64,
  flip,
  type Graph,
  graph,
  max,
  mean,
  mul,
  relu,
  reshape,
  sgd,
  softmax,
  sub,
  sum,
  trainStep,
  transpose,
  windows,
} from "dagrad";
import { describe, expect, it } from "vitest";
import { design, groupsIn, lines } from "./design.ts";

/** Kinds and members of the groups of a graph. */
const kinds = (one: Graph<any, any>): string[] =>
  groupsIn(design(one, { n: 4 }).schedule).map(({ kind, members }) => `${kind} ${members.map(({ id }) => id).join(" ")}`);

const image = f32("n", 9, 11, 6);

describe("a fold reads through moves, which are not carried out", () => {
  it("a pool, windows of either layout, turned around, of slices and transposes", () => {
    expect(kinds(graph({ x: image }, ({ x }) => ({ y: max(windows(x, { size: 2, stride: 2 }), { axis: [-2, -1] }) })))).toEqual([
      "fold max1",
    ]);
    expect(kinds(graph({ x: image }, ({ x }) => ({ y: mean(windows(x, { size: 5, axes: [1, 2] }), { axis: [-2, -1] }) })))).toEqual([
      "fold mean1",
    ]);
    expect(
      kinds(graph({ x: f32("n", 6, 9, 11) }, ({ x }) => ({ y: max(windows(x, { size: 2, axes: [2, 3] }), { axis: [-2, -1] }) }))),
    ).toEqual(["fold max1"]);
    expect(kinds(graph({ x: image }, ({ x }) => ({ y: max(windows(flip(x, { axis: 1 }), { size: 2 }), { axis: [-2, -1] }) })))).toEqual([
      "fold max1",
    ]);
  });

  it("a depthwise convolution with its bias and activation, in one group", () => {
    const depthwise = graph({ x: image, w: f32(3, 3, 6), b: f32(6) }, ({ x, w, b }) => {
      const terms = mul(windows(x, { size: 3 }), transpose(w, { perm: [2, 0, 1] }));
      return { y: relu(add(sum(terms, { axis: [-2, -1] }), b)) };
    });
    expect(kinds(depthwise)).toEqual(["fold mul1 sum1 add1 relu1"]);
  });

  it("but carried out where something else reads them", () => {
    const both = graph({ x: image }, ({ x }) => {
      const all = windows(x, { size: 2 });
      return { all, y: max(all, { axis: [-2, -1] }), z: exp(all) };
    });
    expect(kinds(both)).toEqual(["kernel windows1", "fold max1", "loop exp1"]);
    const pair = graph({ x: image }, ({ x }) => {
      const all = windows(x, { size: 2 });
      return { y: max(all, { axis: [-2, -1] }), z: sum(mul(all, 2), { axis: [-2, -1] }) };
    });
    expect(kinds(pair)).toEqual(["fold max1", "fold mul1 sum1"]);
  });
});

describe("a fold computes its elements on the way", () => {
  it("where nobody else reads them", () => {
    const x = f32("n", 20);
    expect(kinds(graph({ x }, ({ x }) => ({ y: sum(mul(x, x), { axis: 0 }) })))).toEqual(["fold mul1 sum1"]);
    const shared = graph({ x }, ({ x }) => {
      const y = exp(x);
      return { y, z: sum(y, { axis: 0 }) };
    });
    expect(kinds(shared)).toEqual(["loop exp1", "kernel sum1"]);
    expect(kinds(graph({ x: f64("n", 20) }, ({ x }) => ({ y: sum(mul(x, x), { axis: 0 }) })))).toEqual(["loop mul1", "kernel sum1"]);
  });

  it("and not where no four results lie together, nor where a kernel is as good", () => {
    expect(kinds(graph({ x: f32(20, 8) }, ({ x }) => ({ y: sum(x, { axis: 0 }) })))).toEqual(["kernel sum1"]);
    expect(kinds(graph({ x: f32(20, 8, 6) }, ({ x }) => ({ y: sum(mul(x, x), { axis: 2 }) })))).toEqual(["loop mul1", "kernel sum1"]);
    // Lines that softmax goes through again are laid out once.
    expect(kinds(graph({ x: f32(30, 8) }, ({ x }) => ({ y: softmax(transpose(x)) })))).toEqual([
      "kernel transpose1",
      "lines softmax1.max1 softmax1.sub1 softmax1.exp1 softmax1.sum1 softmax1",
    ]);
  });

  it("a step of descent has a loop of its own, which writes over its parameter", () => {
    const network = graph({ x: f32("n", 20) }, ({ x }, g) => {
      const gain = g.parameter("gain", [20]);
      return { loss: mean(mul(sub(mul(x, gain as never), 1), sub(mul(x, gain as never), 1))) };
    });
    const step = trainStep(network as never, { minimize: "loss" as never, optimizer: sgd({ learningRate: 0.5 }) });
    expect(lines(design(step, { n: 4 }))).toMatchInlineSnapshot(`
      "run loop: mul1 → mul1
      run lines: sub1 mul3 mean1 → sub1, mul3, mean1
      update loop: sgd.step.next → sgd.step.next over sgd.step
      update loop: d.mul3.div1 → d.mul3.div1
      update fold: d.sub2 d.gain.chainMul1 d.gain.sum1 → d.gain.sum1
      update loop: d.gain mul4 add1 → add1 over gain"
    `);
  });

  it("reads a number for each result after the fold", () => {
    const one = graph({ x: f32("n", 8, 3), s: f32("n", 3) }, ({ x, s }) => ({
      y: mul(sum(mul(x, reshape(s, { shape: ["n", 1, 3] })), { axis: 1 }), s),
    }));
    expect(kinds(one)).toEqual(["fold mul1 sum1 mul2"]);
  });
});

describe("a move that leaves all elements where they are", () => {
  it("takes no step", () => {
    expect(kinds(graph({ x: f32(1, 6, 20) }, ({ x }) => ({ y: exp(flip(x, { axis: 0 })) })))).toEqual(["loop exp1"]);
    expect(kinds(graph({ x: f32(1, 6, 20) }, ({ x }) => ({ y: exp(transpose(x, { perm: [1, 0, 2] })) })))).toEqual(["loop exp1"]);
    expect(kinds(graph({ x: f32(2, 6, 20) }, ({ x }) => ({ y: exp(flip(x, { axis: 0 })) })))).toEqual(["kernel flip1", "loop exp1"]);
  });
});

describe("the maximum of what lies in memory", () => {
  it("is a fold where four results lie together", () => {
    expect(kinds(graph({ x: f32("n", 2, 9, 2, 6) }, ({ x }) => ({ y: max(x, { axis: [1, 3] }) })))).toEqual(["fold max1"]);
    expect(kinds(graph({ x: f32("n", 2, 9, 2, 6) }, ({ x }) => ({ y: sum(x, { axis: [1, 3] }) })))).toEqual(["kernel sum1"]);
  });
});

describe("what follows a fold", () => {
  it("is carried out with it through views, such as channels that were groups", () => {
    const grouped = graph({ x: f32("n", 9, 6, 1), w: f32(6, 1), b: f32(6), s: f32("n", 6) }, ({ x, w, b, s }) => {
      const sums = sum(mul(x, w), { axis: 1 });
      return { y: mul(relu(add(reshape(sums, { shape: ["n", 6] }), b)), s) };
    });
    expect(kinds(grouped)).toEqual(["fold mul1 sum1 reshape1 add1 relu1 mul2"]);
    const stretched = graph({ x: f32(9, 6), b: f32(2, 6) }, ({ x, b }) => ({
      y: add(reshape(sum(mul(x, x), { axis: 0 }), { shape: [1, 6] }), b),
    }));
    expect(kinds(stretched)).toEqual(["fold mul1 sum1", "loop add1"]);
  });
});
