import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Recipe } from "../../graph/edit/edit.ts";
import { History } from "../../graph/edit/history.ts";
import { type Graph, nodeOf } from "../../graph/graph.ts";
import { network } from "./network.ts";
import { thrown } from "./thrown.ts";

const rename =
  (title: string): Recipe =>
  (draft) => {
    nodeOf(draft, "relu1").scope = [title];
  };
const flags = ({ canUndo, canRedo }: History) => ({ canUndo, canRedo });

describe("History", () => {
  it("undoes and redoes to the very same graphs", () => {
    const history = new History(network);
    expect(flags(history)).toEqual({ canUndo: false, canRedo: false });
    const one = history.edit(rename("one"));
    const two = history.edit(rename("two"));
    expect(history.graph).toBe(two);
    expect(history.undo()).toBe(one);
    expect(flags(history)).toEqual({ canUndo: true, canRedo: true });
    expect(history.undo()).toBe(network);
    expect(flags(history)).toEqual({ canUndo: false, canRedo: true });
    expect(history.redo()).toBe(one);
    expect(history.redo()).toBe(two);
    expect(flags(history)).toEqual({ canUndo: true, canRedo: false });
  });

  it("forgets what was undone when a new edit is made", () => {
    const history = new History(network);
    history.edit(rename("one"));
    history.undo();
    history.edit(rename("two"));
    expect(flags(history)).toEqual({ canUndo: true, canRedo: false });
  });

  it("stays as it is when an edit fails or changes nothing", () => {
    const history = new History(network);
    const one = history.edit(rename("one"));
    history.edit(rename("two"));
    history.undo();
    expect(thrown(() => history.edit((draft) => void delete draft.nodes.X))).toMatchInlineSnapshot(`
      "GraphError unknown-node at dense1
      edit: inputs[0] must be an existing node, got "X" (node "dense1"); add it or name another
        in dense1 = dense(X, dense1.weights, dense1.biases), used by relu1"
    `);
    expect(history.edit(rename("one"))).toBe(one);
    expect(history.graph).toBe(one);
    expect(flags(history)).toEqual({ canUndo: true, canRedo: true });
  });

  it("keeps the last `limit` steps, 100 where none is given", () => {
    for (const limit of [1, 3, 100]) {
      const history = limit === 100 ? new History(network) : new History(network, { limit });
      for (let i = 0; i < 105; i++) history.edit(rename(`step ${i}`));
      let steps = 0;
      for (; history.canUndo; steps++) history.undo();
      expect(steps).toBe(limit);
      expect(nodeOf(history.graph, "relu1").scope).toEqual([`step ${104 - limit}`]);
    }
  });

  it("refuses to undo or redo what is not there, and limits that are none", () => {
    const history = new History(network);
    expect(thrown(() => history.undo())).toMatchInlineSnapshot(`
      "GraphError nothing-to-undo
      History: there must be a step to undo, got none; ask canUndo first"
    `);
    expect(thrown(() => history.redo())).toMatchInlineSnapshot(`
      "GraphError nothing-to-redo
      History: there must be a step to redo, got none; ask canRedo first"
    `);
    expect(thrown(() => new History(network, { limit: 0 }))).toMatchInlineSnapshot(`
      "GraphError bad-limit
      History: limit must be a whole number ≥ 1, got 0; correct it"
    `);
    expect(thrown(() => new History(network, { limit: 2.5 }))).toMatchInlineSnapshot(`
      "GraphError bad-limit
      History: limit must be a whole number ≥ 1, got 2.5; correct it"
    `);
  });

  it("behaves as a list of graphs with a cursor, in 200 random sessions of up to 60 steps", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), fc.array(fc.nat(3), { maxLength: 60 }), (limit, steps) => {
        const history = new History(network, { limit });
        let list: Graph[] = [network];
        let cursor = 0;
        for (const [i, step] of steps.entries()) {
          if (step === 0 && cursor > 0) expect(history.undo()).toBe(list[--cursor]);
          else if (step === 1 && cursor < list.length - 1) expect(history.redo()).toBe(list[++cursor]);
          else if (step >= 2) {
            list = [...list.slice(0, cursor + 1), history.edit(rename(`step ${i}`))].slice(-limit - 1);
            cursor = list.length - 1;
          }
          expect(history.graph).toBe(list[cursor]);
          expect(flags(history)).toEqual({ canUndo: cursor > 0, canRedo: cursor < list.length - 1 });
        }
      }),
      { seed: 10, numRuns: 200 },
    );
  });
});
