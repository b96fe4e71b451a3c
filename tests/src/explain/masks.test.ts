import {
  add,
  array,
  attention,
  div,
  equal,
  exp,
  f32,
  type Graph,
  graph,
  matmul,
  mean,
  mul,
  type NdArray,
  softmax,
  sqrt,
  sub,
  sum,
  type Tensor,
  transpose,
  where,
} from "dagrad";
import { describe, expect, it } from "vitest";
import type { NotFiniteRoot } from "../../../src/explain/not-finite.ts";
import { sentenceText } from "../../../src/explain/sentence.ts";
import { stateOf } from "../../../src/explorer/state.ts";

const hidden = Number.NEGATIVE_INFINITY;
const rows = array(
  [
    [1, 0],
    [0, 1],
    [1, 1],
  ],
  "float32",
);
const causal = array(
  [
    [0, hidden, hidden],
    [0, 0, hidden],
    [0, 0, 0],
  ],
  "float32",
);

/** What the explorer says of the run, with the gradients of every node. */
function rootsOf(network: Graph<any, any>, fed: Readonly<Record<string, NdArray>> = {}, parameters = {}): readonly NotFiniteRoot[] {
  const feeds = { x: rows, ...fed };
  const state = stateOf({ title: "masks", graph: network, feeds, parameters });
  expect(state.problem.value).toBeUndefined();
  return state.stepper.roots.value;
}

const alarms = (roots: readonly NotFiniteRoot[]): string[] =>
  roots.filter(({ matters }) => matters).map(({ sentence }) => sentenceText(sentence));

/** Scores with a mask of the graph's own weights, as an exporter writes them: added, scaled, moved, then softmax written out. */
const exported = (after: (y: Tensor<readonly [3, 2], "float32">) => Tensor, masked = false) =>
  graph({ x: f32(3, 2) }, ({ x }, g) => {
    const mask = g.parameter("mask", [3, 3]);
    const scores = add(matmul(x, transpose(x)), mask, { name: "masked" });
    const scaled = div(mul(scores, 0.5), 4);
    const e = exp(scaled);
    const probabilities = div(e, sum(e, { axis: 1, keepdims: true }));
    return { loss: mean(after(matmul(probabilities, x) as never) as Tensor<readonly [3, 2], "float32">), ...(masked && { scores }) };
  });

describe("−∞ that is meant", () => {
  it("is no alarm in attention with a mask, of numbers or of truths", () => {
    const ofNumbers = graph({ x: f32(3, 2), mask: f32(3, 3) }, ({ x, mask }) => ({ loss: mean(attention(x, x, x, { mask })) }));
    expect(alarms(rootsOf(ofNumbers, { mask: causal }))).toEqual([]);
    const ofTruths = graph({ x: f32(3, 2) }, ({ x }) => ({ loss: mean(attention(x, x, x, { causal: true })) }));
    expect(alarms(rootsOf(ofTruths))).toEqual([]);
  });

  it("is no alarm where ops stand between the mask and softmax, whatever they are", () => {
    const roots = rootsOf(
      exported((y) => y),
      {},
      { mask: causal },
    );
    expect(roots.map(({ node, matters }) => [node, matters])).toEqual([["mask", false]]);
    const chosen = graph({ x: f32(3, 2), seen: f32(3, 3) }, ({ x, seen }) => ({
      loss: mean(matmul(softmax(mul(where(equal(seen, 0), matmul(x, transpose(x)), hidden), 0.5)), x)),
    }));
    expect(alarms(rootsOf(chosen, { seen: causal.astype("float32") }))).toEqual([]);
  });

  it("is no alarm in an output that shows the masked scores, and is one where it reaches the loss", () => {
    expect(
      alarms(
        rootsOf(
          exported((y) => y, true),
          {},
          { mask: causal },
        ),
      ),
    ).toEqual([]);
    const lost = graph({ x: f32(3, 2), mask: f32(3, 3) }, ({ x, mask }) => ({ loss: mean(add(matmul(x, transpose(x)), mask)) }));
    expect(alarms(rootsOf(lost, { mask: causal }))).toEqual(["mask[0, 1] = −∞, as it is fed; so are 2 other elements"]);
  });

  it("does not hide a NaN beside it", () => {
    const broken = exported((y) => sqrt(sub(y, 0.9)));
    const [first, ...others] = alarms(rootsOf(broken, {}, { mask: causal }));
    expect(first).toMatch(/^sqrt1\[0, 1\] = √\(sub1\[0, 1\]\) = √\(−0\.9\) = NaN, as −0\.9 is below 0/);
    expect(others.filter((text) => text.startsWith("mask"))).toEqual([]);
  });

  it("is not the cause of what a row makes of it that sees nothing: that is 0 ÷ 0, or ∞ − ∞", () => {
    const nothing = array(
      [
        [hidden, hidden, hidden],
        [0, 0, hidden],
        [0, 0, 0],
      ],
      "float32",
    );
    const [written] = alarms(
      rootsOf(
        exported((y) => y),
        {},
        { mask: nothing },
      ),
    );
    expect(written).toMatch(/ = 0 ÷ 0 = NaN, the same sum1 for every column, as 0 is divided by 0/);
    const safe = graph({ x: f32(3, 2), mask: f32(3, 3) }, ({ x, mask }) => ({
      loss: mean(matmul(softmax(mul(add(matmul(x, transpose(x)), mask), 0.5)), x)),
    }));
    const [shifted] = alarms(rootsOf(safe, { mask: nothing }));
    expect(shifted).toMatch(/^softmax1\.sub1\[0, 0\] = .* = \(−∞\) − \(−∞\) = NaN, .*as ∞ − ∞ is no number/);
  });

  it("is an alarm in data that is no mask", () => {
    const bad = array(
      [
        [1, hidden],
        [0, 1],
        [1, 1],
      ],
      "float32",
    );
    const network = graph({ x: f32(3, 2) }, ({ x }) => ({ loss: mean(matmul(softmax(matmul(x, transpose(x))), x)) }));
    expect(alarms(rootsOf(network, { x: bad }))[0]).toBe("x[0, 1] = −∞, as it is fed");
  });
});
