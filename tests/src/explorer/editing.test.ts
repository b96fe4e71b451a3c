import { signal } from "@preact/signals";
import {
  argmaxAccuracy,
  compile,
  crossentropy,
  dense,
  f32,
  graph,
  random,
  reference,
  relu,
  softmax,
  spiralData,
  u8,
  withOps,
} from "dagrad";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { standardOps } from "../../../src/all-ops.ts";
import { editingOf } from "../../../src/explorer/edit/editing.ts";
import { offersFor } from "../../../src/explorer/edit/offers.ts";
import { explorationOf } from "../../../src/explorer/exploration.ts";
import type { Subject } from "../../../src/explorer/subject.ts";
import { randomDag } from "../random-dag.ts";
import { editsOf } from "./edits-of.ts";

function chapter5(): Subject {
  const network = graph({ X: f32("batch", 2), y: u8("batch") }, ({ X, y }) => {
    const probabilities = softmax(dense(relu(dense(X, { units: 3 })), { units: 3 }));
    return { probabilities, loss: crossentropy(probabilities, y), accuracy: argmaxAccuracy(probabilities, y) };
  });
  const generator = random(0);
  const { X, y } = spiralData(100, 3, { random: generator });
  const { parameters } = compile(network, { random: generator, backend: reference });
  return { title: "Chapter 5", graph: withOps(network, standardOps), parameters, feeds: { X, y } };
}

const opened = (subject: Subject) => {
  const exploration = signal(explorationOf(subject));
  const revision = signal(0);
  return { exploration, revision, editing: editingOf(exploration, revision) };
};
const lossOf = ({ exploration }: ReturnType<typeof opened>): number | undefined => {
  const { of, run } = exploration.value;
  return exploration.value.look().value(run.outputs[of as string] as string)?.data[0];
};

describe("editing", () => {
  test("one weight changed gives the loss of program.run with it, and undo the loss of before, to the bit", () => {
    const subject = chapter5();
    const page = opened(subject);
    const before = lossOf(page);
    expect(before).toBeCloseTo(1.0986104, 6);
    expect(page.editing.edit({ kind: "cell", node: "dense2.weights", at: 4, value: 2.5 })).toBe(true);
    const { parameters = {}, feeds = {} } = subject;
    const changed = parameters["dense2.weights"]?.data.slice() as Float32Array;
    changed[4] = 2.5;
    const program = compile(subject.graph, { backend: reference, parameters: { ...parameters, "dense2.weights": changed as never } });
    expect(lossOf(page)).toBe((program.run(feeds as never, ["loss"]) as { loss: { data: Float32Array } }).loss.data[0]);
    expect(lossOf(page)).not.toBe(before);
    expect(page.editing.changedValues.value).toEqual(["dense2.weights"]);
    expect(page.editing.undoLabel.value).toBe("set dense2.weights[4] to 2.5");
    page.editing.undo();
    expect(lossOf(page)).toBe(before);
    expect(page.editing.changedValues.value).toEqual([]);
    page.editing.redo();
    expect(page.exploration.value.program.parameters["dense2.weights"]?.data[4]).toBe(2.5);
  });

  test("an input's cell is set, and its number checked by dtype", () => {
    const page = opened(chapter5());
    expect(page.editing.edit({ kind: "cell", node: "X", at: 3, value: -1 })).toBe(true);
    expect(page.exploration.value.feeds.X?.data[3]).toBe(-1);
    expect(page.editing.edit({ kind: "cell", node: "y", at: 0, value: 1.5 })).toBe(false);
    expect(page.editing.refusal.value).toEqual({
      message: 'input: a cell of uint8 must be a whole number from 0 to 255, got 1.5 (node "y"); correct the number',
      node: "y",
    });
  });

  test("inputs that nobody fed are still said to be drawn after an edit, but for the one that was set", () => {
    const { feeds, ...rest } = chapter5();
    const page = opened({ ...rest, feeds: { X: feeds?.X as NonNullable<typeof feeds>[string] } });
    const { program } = page.exploration.value;
    expect(page.exploration.value.drawn).toEqual(["y"]);
    page.editing.edit({ kind: "cell", node: "X", at: 0, value: 2 });
    expect(page.exploration.value.drawn).toEqual(["y"]);
    // Nothing was compiled anew.
    expect(page.exploration.value.program).toBe(program);
    page.editing.edit({ kind: "cell", node: "y", at: 0, value: 2 });
    expect(page.exploration.value.drawn).toEqual([]);
    page.editing.undo();
    expect(page.exploration.value.drawn).toEqual(["y"]);
    page.editing.edit({ kind: "rename", node: "y", name: "labels" });
    expect(page.exploration.value.drawn).toEqual(["labels"]);
  });

  test("units change, weights that keep their shape keep their values, and undo brings all values back", () => {
    const page = opened(chapter5());
    const first = page.editing.present();
    expect(page.editing.edit({ kind: "resize", node: "dense2", axis: 1, size: 4 })).toBe(true);
    const now = page.editing.present();
    expect(now.parameters["dense1.weights"]).toEqual(first.parameters["dense1.weights"]);
    expect(now.parameters["dense2.weights"]?.shape).toEqual([3, 4]);
    page.editing.undo();
    expect(page.editing.present().graph).toEqualGraph(first.graph);
    expect(page.editing.present().parameters).toEqual(first.parameters);
    expect(page.editing.changes.value.same).toBe(true);
  });

  test("what a run refuses is refused as an edit, at the node that refuses it, and nothing changes", () => {
    const page = opened(chapter5());
    const [before, exploration] = [page.editing.present(), page.exploration.value];
    // Two units for three classes.
    expect(page.editing.edit({ kind: "resize", node: "dense2", axis: 1, size: 2 })).toBe(false);
    expect(page.editing.refusal.value?.node).toBe("crossentropy1");
    expect(page.editing.refusal.value?.message).toMatchInlineSnapshot(
      `"gather: indices must be in 0 … 1, got 2 at [200] (node "crossentropy1.gather1"); correct the labels"`,
    );
    expect(page.exploration.value).toBe(exploration);
    expect(page.editing.present()).toEqual(before);
    expect(page.editing.undoLabel.value).toBeUndefined();
  });

  test("a replaced and a renamed node are explored, with gradients; undo twice gives an equal graph", () => {
    const page = opened(chapter5());
    const first = page.editing.present();
    expect(page.editing.edit({ kind: "replace", node: "relu1", op: "tanh" })).toBe(true);
    expect(page.editing.edit({ kind: "rename", node: "dense1", name: "hidden" })).toBe(true);
    expect(page.exploration.value.look().gradient("hidden.weights")?.shape).toEqual([2, 3]);
    expect(page.editing.present().parameters["hidden.weights"]).toEqual(first.parameters["dense1.weights"]);
    page.editing.undo();
    page.editing.undo();
    expect(page.editing.present().graph).toEqualGraph(first.graph);
    expect(page.editing.present().parameters).toEqual(first.parameters);
  });

  test("of random graphs, each offered edit that applies can be undone to an equal graph and redone, and what is refused changes nothing", () => {
    fc.assert(
      fc.property(randomDag, fc.nat(), fc.nat(), ({ graph, feeds }, pick, which) => {
        const page = opened({ title: "random", graph: withOps(graph, standardOps), feeds });
        const first = page.editing.present();
        const ids = Object.keys(graph.nodes);
        const node = ids[pick % ids.length] as string;
        const offered = editsOf(node, offersFor(page.exploration.value.subject.graph, node));
        const change = offered[which % offered.length];
        if (change === undefined) return;
        if (page.editing.edit(change)) {
          const edited = page.editing.present();
          page.editing.undo();
          expect(page.editing.present().graph).toEqualGraph(first.graph);
          page.editing.redo();
          expect(page.editing.present().graph).toEqualGraph(edited.graph);
          page.editing.undo();
        } else {
          expect(page.editing.refusal.value?.message).toMatch(/, got .*; /s);
        }
        expect(page.editing.present()).toEqual(first);
      }),
      { numRuns: 20, seed: 2 },
    );
  });
});
