import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { check } from "../../graph/check/check.ts";
import { applyEdit } from "../../graph/edit/apply-edit.ts";
import { diff } from "../../graph/edit/diff.ts";
import { edit, type GraphDraft, type Recipe } from "../../graph/edit/edit.ts";
import type { Patch } from "../../graph/edit/key-order.ts";
import { addNode, bypass, insertAfter, removeUnused, replaceUses } from "../../graph/edit/rewire.ts";
import { isDagradError } from "../../graph/errors.ts";
import { type Graph, type Node, nodeOf } from "../../graph/graph.ts";
import { print } from "../../graph/print/print.ts";
import { printDiff } from "../../graph/print/print-diff.ts";
import { network } from "./network.ts";
import { randomGraph } from "./random-graph.ts";
import { thrown } from "./thrown.ts";

const frozen = (value: unknown): boolean =>
  typeof value !== "object" || value === null || (Object.isFrozen(value) && Object.values(value).every(frozen));

/** In which order everything is declared: equality of objects does not look at it. */
const declared = ({ nodes, outputs, updates }: Graph): string[][] => [nodes, outputs, updates].map((part) => Object.keys(part));

/** One change that may or may not leave a valid graph. */
function randomChange(draft: GraphDraft, kind: number, pick: number): void {
  const ids = Object.keys(draft.nodes);
  const id = ids[pick % ids.length] as string;
  const other = ids[(pick * 7 + 3) % ids.length] as string;
  if (kind === 0) insertAfter(draft, id, `new${pick}`, { op: "relu" });
  else if (kind === 1) bypass(draft, id);
  else if (kind === 2) replaceUses(draft, id, other);
  else if (kind === 3) removeUnused(draft);
  else if (kind === 4) nodeOf(draft, id).scope = ["moved", id];
  else if (kind === 5) nodeOf(draft, "X").shape = ["rows", 3];
  else if (kind === 6) draft.outputs[`out${pick}`] = id;
  else if (kind === 8) draft.nodes = Object.fromEntries(Object.entries(draft.nodes).reverse());
  else if (kind === 9) {
    const node = draft.nodes[id] as GraphDraft["nodes"][string];
    delete draft.nodes[id];
    draft.nodes[id] = node;
  } else if (kind === 10) delete draft.outputs[Object.keys(draft.outputs)[pick % 2] ?? ""];
  else addNode(draft, `copy${pick}`, nodeOf(draft, id) as Node);
}

describe("patches", () => {
  it("hold the change and what was inferred from it", () => {
    const { patches, inversePatches } = edit(network, (draft) => void (nodeOf(draft, "loss").attrs.reduction = "none"));
    expect(patches).toEqual([
      { op: "replace", path: ["nodes", "loss", "attrs", "reduction"], value: "none" },
      { op: "replace", path: ["nodes", "loss", "shape"], value: ["batch"] },
    ]);
    expect(inversePatches).toEqual([
      { op: "replace", path: ["nodes", "loss", "attrs", "reduction"], value: "mean" },
      { op: "replace", path: ["nodes", "loss", "shape"], value: [] },
    ]);
  });

  it("repeat and take back 300 random edits exactly, also after a journey through JSON", () => {
    let performed = 0;
    fc.assert(
      fc.property(
        randomGraph,
        fc.array(fc.record({ kind: fc.nat(10), pick: fc.nat(1000) }), { minLength: 1, maxLength: 5 }),
        (one, steps) => {
          const recipe: Recipe = (draft) => {
            for (const { kind, pick } of steps) randomChange(draft, kind, pick);
          };
          let result: ReturnType<typeof edit>;
          try {
            result = edit(one, recipe);
          } catch (error) {
            expect(isDagradError(error)).toBe(true);
            return;
          }
          performed++;
          check(result.graph);
          const journey = (patches: readonly Patch[]): Patch[] => JSON.parse(JSON.stringify(patches));
          const repeated = applyEdit(one, journey(result.patches));
          expect(repeated).toEqual(result.graph);
          expect(frozen(repeated)).toBe(true);
          const restored = applyEdit(repeated, journey(result.inversePatches));
          expect(restored).toEqual(one);
          expect([declared(repeated), declared(restored)]).toEqual([declared(result.graph), declared(one)]);
          expect([print(repeated), print(restored)]).toEqual([print(result.graph), print(one)]);
          expect(printDiff(diff(result.graph, repeated))).toBe("");
        },
      ),
      { seed: 9, numRuns: 300 },
    );
    expect(performed).toBeGreaterThan(100);
  });

  it("are refused where they do not fit", () => {
    const apply = (...patches: Patch[]): string => thrown(() => applyEdit(network, patches));
    expect(apply({ op: "replace", path: ["nodes", "w9", "shape"], value: [1] })).toMatchInlineSnapshot(`
      "GraphError bad-patch
      applyEdit: patches must fit the graph, got patch 0, replace nodes.w9.shape; apply them to the graph that was edited"
    `);
    expect(apply({ op: "replace", path: ["nodes", "__proto__", "polluted"], value: 1 })).toMatchInlineSnapshot(`
      "GraphError bad-patch
      applyEdit: patches must fit the graph, got patch 0, replace nodes.__proto__.polluted; apply them to the graph that was edited"
    `);
    expect(apply({ op: "add", path: ["nodes", "__proto__"], value: { polluted: 1 } })).toMatchInlineSnapshot(`
      "GraphError bad-patch
      applyEdit: patches must fit the graph, got patch 0, add nodes.__proto__; apply them to the graph that was edited"
    `);
    expect(apply({ op: "replace", path: ["constructor", "prototype", "polluted"], value: 1 })).toMatchInlineSnapshot(`
      "GraphError bad-patch
      applyEdit: patches must fit the graph, got patch 0, replace constructor.prototype.polluted; apply them to the graph that was edited"
    `);
    expect(apply({ op: "move" as never, path: ["nodes", "X"] })).toMatchInlineSnapshot(`
      "GraphError bad-patch
      applyEdit: patches must fit the graph, got patch 0, move nodes.X; apply them to the graph that was edited"
    `);
    expect(apply({ op: "replace", path: [], value: 3 })).toMatchInlineSnapshot(`
      "GraphError bad-patch
      applyEdit: patches must fit the graph, got patch 0, replace the graph; apply them to the graph that was edited"
    `);
    expect(apply({ op: "remove", path: ["nodes", "relu1"] })).toMatchInlineSnapshot(`
      "GraphError unknown-node at dense2
      applyEdit: inputs[0] must be an existing node, got "relu1" (node "dense2"); add it or name another
        in dense2 = dense(relu1, dense2.weights, dense2.biases), used by softmax1"
    `);
    expect(apply({ op: "replace", path: ["nodes", "relu1", "shape", 0], value: 5 })).toMatchInlineSnapshot(`
      "GraphError type at relu1
      applyEdit: the node must be of the type that relu infers, float32[batch, 3], got float32[5, 3] (node "relu1"); correct shape and dtype
        in relu1 = relu(dense1), used by dense2"
    `);
    expect(apply({ op: "replace", path: "nodes" as never, value: {} })).toMatchInlineSnapshot(`
      "GraphError bad-patch
      applyEdit: patches must fit the graph, got patch 0, an object; apply them to the graph that was edited"
    `);
    for (const position of [-1, 0.5, "1" as never]) {
      expect(apply({ op: "replace", path: ["nodes", "loss"], value: network.nodes.loss, position })).toContain("GraphError bad-patch");
    }
    expect(apply(null as never)).toMatchInlineSnapshot(`
      "GraphError bad-patch
      applyEdit: patches must fit the graph, got patch 0, null; apply them to the graph that was edited"
    `);
    expect("polluted" in {}).toBe(false);
  });
});
