import {
  add,
  dense,
  div,
  exp,
  f32,
  f64,
  type Graph,
  graph,
  logSoftmax,
  logSumExp,
  matmul,
  max,
  mean,
  meanSquaredError,
  mul,
  reshape,
  sgd,
  softmax,
  sqrt,
  sub,
  sum,
  type Tensor,
  trainStep,
  u8,
  variance,
} from "dagrad";
import { describe, expect, it } from "vitest";
import type { LinesGroup } from "../../../../src/backends/fuse/engine-value.ts";
import { linePasses } from "../../../../src/backends/fuse/line-passes.ts";
import { design, groupsIn } from "./design.ts";

/** Kinds and members of the groups of a graph. */
const kinds = (one: Graph<any, any>): string[] =>
  groupsIn(design(one, { n: 9 }).schedule).map(({ kind, members }) => `${kind} ${members.map(({ id }) => id).join(" ")}`);

const x = f32("n", 40);

describe("a loop over wide lines", () => {
  it("carries softmax, its logarithm, log Σ exp and the variance, and normalises lines, each in one group", () => {
    expect(kinds(graph({ x }, ({ x }) => ({ y: softmax(x) })))).toHaveLength(1);
    expect(kinds(graph({ x }, ({ x }) => ({ y: logSoftmax(x) })))).toHaveLength(1);
    expect(kinds(graph({ x }, ({ x }) => ({ y: logSumExp(x, { axis: -1 }) })))).toHaveLength(1);
    expect(kinds(graph({ x }, ({ x }) => ({ y: variance(x, { axis: -1 }) })))).toHaveLength(1);
    const normed = graph({ x, gain: f32(40), shift: f32(40) }, ({ x, gain, shift }) => {
      const centred = sub(x, mean(x, { axis: -1, keepdims: true }));
      const spread = sqrt(add(mean(mul(centred, centred), { axis: -1, keepdims: true }), 1e-5));
      return { y: add(mul(div(centred, spread), gain), shift) };
    });
    expect(kinds(normed)).toEqual(["lines mean1 sub1 mul1 mean2 add1 sqrt1 div1 mul2 add2"]);
  });

  it("of any rank, and along several last axes", () => {
    expect(kinds(graph({ x: f32("n", 3, 20) }, ({ x }) => ({ y: softmax(x) })))).toHaveLength(1);
    expect(kinds(graph({ x: f32("n", 4, 5) }, ({ x }) => ({ y: sub(x, mean(x, { axis: [1, 2], keepdims: true })) })))).toEqual([
      "lines mean1 sub1",
    ]);
    expect(kinds(graph({ x: f32(20, 3) }, ({ x }) => ({ y: sum(mul(x, x)) })))).toEqual(["lines mul1 sum1"]);
  });

  it("takes nothing else: one sum alone, other axes, float64, lines of up to 16 elements", () => {
    expect(kinds(graph({ x }, ({ x }) => ({ y: sum(x, { axis: 1 }) })))).toEqual(["kernel sum1"]);
    expect(kinds(graph({ x }, ({ x }) => ({ y: sum(exp(x), { axis: 0 }) })))).toEqual(["fold exp1 sum1"]);
    expect(kinds(graph({ x: f64("n", 40) }, ({ x }) => ({ y: sum(exp(x), { axis: 1 }) })))).toEqual(["loop exp1", "kernel sum1"]);
    expect(kinds(graph({ x: f32("n", 2, 16) }, ({ x }) => ({ y: sum(exp(x), { axis: 2 }) })))).toEqual(["loop exp1", "kernel sum1"]);
    expect(kinds(graph({ x: f32("n", 16) }, ({ x }) => ({ y: sum(exp(x), { axis: 1 }) })))).toEqual(["loop exp1", "rows sum1"]);
  });

  it("brings along what its lines are made of, but for what a product takes, and what was read before", () => {
    expect(kinds(graph({ x }, ({ x }) => ({ y: softmax(mul(add(x, 1), 2)) })))).toHaveLength(1);
    const layer = graph({ x }, ({ x }) => ({ y: softmax(exp(dense(x, { units: 20, name: "layer" }))) }));
    expect(kinds(layer)).toEqual([
      "product layer.matmul1 layer exp1",
      "lines softmax1.max1 softmax1.sub1 softmax1.exp1 softmax1.sum1 softmax1",
    ]);
    const early = graph({ x }, ({ x }) => {
      const e = exp(x);
      const turned = sum(e, { axis: 0 });
      return { turned, y: max(e, { axis: 1 }), z: reshape(mul(x, 3), { shape: [40, "n"] }) };
    });
    expect(kinds(early)).toEqual(["loop exp1", "kernel sum1", "lines max1", "loop mul1"]);
  });

  it("brings along a mask of all matrices of a stack, which a product cannot meet, and leaves it the scale before", () => {
    const scores = graph({ q: f32(2, 3, 40, 8), k: f32(2, 3, 8, 40), mask: f32(40, 40) }, ({ q, k, mask }) => ({
      y: softmax(add(mul(matmul(q, k), 0.5), mask)),
    }));
    expect(kinds(scores)).toEqual(["product matmul1 mul1", "lines add1 softmax1.max1 softmax1.sub1 softmax1.exp1 softmax1.sum1 softmax1"]);
  });

  it("takes from outside what is there before its first fold, and else begins again", () => {
    const later = graph({ x, w: f32("n", 40) }, ({ x, w }) => {
      const total = sum(mul(x, x), { axis: 1, keepdims: true });
      return { y: add(div(x, total), softmax(add(x, w))), total };
    });
    expect(kinds(later)).toEqual([
      "lines mul1 sum1 div1",
      "lines add1 softmax1.max1 softmax1.sub1 softmax1.exp1 softmax1.sum1 softmax1 add2",
    ]);
  });

  it("keeps apart what outputs need and what only new values of parameters need", () => {
    const step = trainStep(
      graph({ x, y: f32("n", 24) }, ({ x, y }) => ({ loss: meanSquaredError(dense(x, { units: 24 }), y) })),
      { minimize: "loss", optimizer: sgd({ learningRate: 0.1 }) },
    );
    const { run, update } = design(step, { n: 9 }).schedule;
    expect(run.flatMap(({ members }) => members).every(({ forOutputs }) => forOutputs)).toBe(true);
    expect(update.flatMap(({ members }) => members).some(({ forOutputs }) => forOutputs)).toBe(false);
  });
});

describe("the passes over a line", () => {
  const passesOf = (one: Graph<any, any>) => {
    const group = groupsIn(design(one, { n: 9 }).schedule).find(({ kind }) => kind === "lines") as LinesGroup;
    const { passes, last, kept } = linePasses(group);
    const ids = (values: readonly { readonly id: string }[]): string => values.map(({ id }) => id).join(" ");
    return {
      passes: passes.map(({ computed, folds, numbers, written }) => `${ids(numbers)} | ${ids(computed)} → ${ids([...folds, ...written])}`),
      last: ids(last),
      kept: ids(kept),
    };
  };

  it("of softmax are three: the largest, the sum of exponentials that are kept, the quotients", () => {
    expect(passesOf(graph({ x }, ({ x }) => ({ y: softmax(x) })))).toMatchInlineSnapshot(`
      {
        "kept": "softmax1.exp1",
        "last": "",
        "passes": [
          " |  → softmax1.max1",
          " | softmax1.sub1 softmax1.exp1 → softmax1.sum1 softmax1.exp1",
          " | softmax1 → softmax1",
        ],
      }
    `);
  });

  it("compute anew what is cheap, and read back what is stored", () => {
    const one = graph({ x, b: u8("n", 40) }, ({ x, b }: Record<string, Tensor>) => {
      const e = exp(x as never);
      const centred = sub(e, mean(e, { axis: 1, keepdims: true }));
      return { e, y: logSumExp(centred, { axis: 1 }), n: sum(b as never, { axis: 1 }) };
    });
    expect(passesOf(one)).toMatchInlineSnapshot(`
      {
        "kept": "sub1",
        "last": "logSumExp1.log1 logSumExp1.add1 logSumExp1",
        "passes": [
          " | exp1 → mean1 exp1",
          " | sub1 → logSumExp1.max1 sub1",
          "logSumExp1.sub1 logSumExp1.equal1 logSumExp1.where1 | logSumExp1.sub2 logSumExp1.exp1 → logSumExp1.sum1",
        ],
      }
    `);
  });
});
