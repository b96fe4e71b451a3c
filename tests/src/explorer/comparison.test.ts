import { signal } from "@preact/signals";
import { compile, crossentropy, dense, f32, graph, random, reference, relu, softmax, tanh, u8, withOps } from "dagrad";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { NdArray } from "../../../graph/ndarray.ts";
import { standardOps } from "../../../src/all-ops.ts";
import { comparingOf } from "../../../src/explorer/compare/comparing.ts";
import { comparisonOf } from "../../../src/explorer/compare/comparison.ts";
import { editingOf } from "../../../src/explorer/edit/editing.ts";
import { explorationOf } from "../../../src/explorer/exploration.ts";
import type { OtherSubject } from "../../../src/explorer/subject.ts";
import { randomDag } from "../random-dag.ts";

const feeds = { X: random(3).normal(0, 1, [5, 2]).astype("float32"), y: new NdArray(Uint8Array.from([0, 1, 2, 1, 0]), [5], "uint8") };
const network = graph({ X: f32("batch", 2), y: u8("batch") }, ({ X, y }) => {
  const probabilities = softmax(dense(relu(dense(X, { units: 4, init: "glorotUniform" })), { units: 3, init: "glorotUniform" }));
  return { probabilities, loss: crossentropy(probabilities, y) };
});
const explored = (of = network, parameters = compile(of, { random: random(1) }).parameters) =>
  explorationOf({ title: "", graph: of, parameters, feeds });
const sideOf = (exploration: ReturnType<typeof explored>) => ({ graph: exploration.subject.graph, value: exploration.look().value });

describe("comparisonOf", () => {
  test("a random graph compared with itself differs in nothing", () => {
    fc.assert(
      fc.property(randomDag, ({ graph, feeds }) => {
        const side = (): ReturnType<typeof sideOf> => sideOf(explorationOf({ title: "", graph, feeds }));
        const { isSame, distances, diff } = comparisonOf(side(), side());
        expect([isSame, diff.same, distances.filter(({ most }) => most !== 0)]).toEqual([true, true, []]);
      }),
      { numRuns: 20, seed: 3 },
    );
  });

  test("max |Δ| of every node is that of two runs of program.run, the largest first", () => {
    const [a, b] = [compile(network, { random: random(1) }).parameters, compile(network, { random: random(2) }).parameters];
    const { distances, isSame } = comparisonOf(sideOf(explored(network, a)), sideOf(explored(network, b)));
    expect(isSame).toBe(false);
    const ids = distances.map(({ node }) => node);
    expect(ids.toSorted()).toEqual(Object.keys(network.nodes).toSorted());
    const [ran, other] = [a, b].map((parameters) =>
      compile(network, { backend: reference, parameters }).run(feeds as never, ids as never),
    ) as never as [Record<string, NdArray>, Record<string, NdArray>];
    for (const { node, most } of distances) {
      const [x, y] = [ran[node]?.data as Float32Array, other[node]?.data as Float32Array];
      expect(most, node).toBe(Math.max(...[...x].map((element, i) => Math.abs(element - (y[i] as number)))));
    }
    const sizes = distances.map(({ most }) => most as number);
    expect(sizes).toEqual(sizes.toSorted((p, q) => q - p));
    expect(distances.filter(({ most }) => most === 0).map(({ node }) => node)).toEqual(["X", "y", "dense1.biases", "dense2.biases"]);
  });

  test("other shapes come first, then NaN on one side; NaN and infinities on both are equal", () => {
    const value = (data: readonly number[]) => () => new NdArray(Float32Array.from(data), [data.length], "float32");
    const one = graph({ x: f32(3) }, ({ x }) => ({ y: relu(x) }));
    const distanceOf = (a: readonly number[], b: readonly number[]) =>
      comparisonOf({ graph: one, value: value(a) }, { graph: one, value: value(b) }).distances[0]?.most;
    expect(distanceOf([1, 2], [1, 2, 3])).toBeUndefined();
    expect(distanceOf([1, Number.NaN], [5, 2])).toBeNaN();
    expect(distanceOf([Number.NaN, Infinity, -0], [Number.NaN, Infinity, 0])).toBe(0);
    expect(distanceOf([Infinity], [-Infinity])).toBe(Infinity);
  });
});

describe("comparing", () => {
  const opened = (compare?: OtherSubject) => {
    const { subject } = explored(withOps(network, standardOps));
    const exploration = signal(explorationOf({ ...subject, ...(compare && { compare }) }));
    const [revision, sample] = [signal(0), signal<number | undefined>(undefined)];
    const editing = editingOf(exploration, revision);
    return { editing, sample, comparing: comparingOf(exploration, revision, sample, editing) };
  };

  test("with what was before the edits, which is the same until there is one, and after undo", () => {
    const { editing, comparing } = opened();
    expect(comparing.comparison.value).toBeUndefined();
    comparing.with.value = "before";
    expect(comparing.comparison.value?.isSame).toBe(true);
    editing.edit({ kind: "replace", node: "relu1", op: "tanh" });
    expect(Object.keys(comparing.comparison.value?.diff.changed ?? {})).toEqual(["relu1"]);
    expect(comparing.distances.value.get("relu1")).toBeGreaterThan(0);
    expect(comparing.distances.value.get("dense1")).toBe(0);
    editing.undo();
    expect(comparing.comparison.value?.isSame).toBe(true);
  });

  test("with another graph on the same feeds, for one sample as for all", () => {
    const other = graph({ X: f32("batch", 2), y: u8("batch") }, ({ X, y }) => {
      const probabilities = softmax(dense(tanh(dense(X, { units: 4 })), { units: 3 }));
      return { probabilities, loss: crossentropy(probabilities, y) };
    });
    const { comparing, sample } = opened({ title: "tanh", graph: other });
    expect([comparing.with.value, comparing.other.value]).toEqual(["other", "tanh"]);
    expect(Object.keys(comparing.comparison.value?.diff.added ?? {})).toEqual(["relu1"]);
    expect(Object.keys(comparing.comparison.value?.diff.removed ?? {})).toEqual(["tanh1"]);
    const all = comparing.distances.value.get("dense1") as number;
    const each = [0, 1, 2, 3, 4].map((row) => {
      sample.value = row;
      return comparing.distances.value.get("dense1") as number;
    });
    expect(Math.max(...each)).toBe(all);
  });

  test("a graph that cannot run on these feeds says so", () => {
    const other = graph({ X: f32("batch", 3) }, ({ X }) => ({ loss: relu(X) }));
    const { comparing } = opened({ title: "", graph: other });
    expect(comparing.comparison.value).toBeUndefined();
    expect(comparing.problem.value).toMatchInlineSnapshot(`"run: feed "X" must be float32[batch, 3], got [5, 2] (node "X"); reshape it"`);
  });
});
