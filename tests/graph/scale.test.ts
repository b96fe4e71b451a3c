import { describe, expect, it } from "vitest";
import { graph } from "../../graph/build.ts";
import { check } from "../../graph/check/check.ts";
import { parse } from "../../graph/check/parse.ts";
import { applyEdit } from "../../graph/edit/apply-edit.ts";
import { diff } from "../../graph/edit/diff.ts";
import { edit } from "../../graph/edit/edit.ts";
import { bypass, insertAfter, removeUnused } from "../../graph/edit/rewire.ts";
import { type Graph, nodeOf } from "../../graph/graph.ts";
import { f32 } from "../../graph/input.ts";
import { print } from "../../graph/print/print.ts";
import { printDiff } from "../../graph/print/print-diff.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { ancestors, topologicalOrder } from "../../graph/walk.ts";
import { reluOp } from "../../ops/elementwise/relu.ts";
import { standardOps } from "../../ops/standard-ops.ts";
import { carrying } from "./carrying.ts";
import { thrown } from "./thrown.ts";
import { op } from "./untyped-ops.ts";

/** X → exp → neg → exp → … of `length` nodes behind one input. */
const chain = (length: number): Graph =>
  graph({ X: f32("batch", 2) }, ({ X }) => {
    let x: Tensor = X;
    for (let i = 0; i < length; i++) x = i % 2 === 0 ? op.exp(x) : op.neg(x);
    return { x };
  });

describe("a chain of 100,000 nodes", () => {
  const length = 100_000;
  const long = chain(length);
  const backwards: Graph = { ...long, nodes: Object.fromEntries(Object.entries(long.nodes).reverse()) };

  it("is checked, ordered and walked without recursion", () => {
    check(long);
    expect(topologicalOrder(backwards).join() === Object.keys(long.nodes).join()).toBe(true);
    expect(ancestors(long, ["neg50000"]).size).toBe(length + 1);
  });

  it("is printed, written and parsed without recursion", () => {
    expect(print(long).split("\n")).toHaveLength(length + 2);
    const text = JSON.stringify(long);
    expect(JSON.stringify(parse(text, standardOps)) === text).toBe(true);
  });

  it("is edited and compared without recursion, the shapes of all nodes included", () => {
    const { graph: wide, patches } = edit(long, (draft) => void (nodeOf(draft, "X").shape = ["batch", 3]));
    expect(patches).toHaveLength(length + 1);
    expect(nodeOf(wide, "neg50000").shape).toEqual(["batch", 3]);
    expect(printDiff(diff(long, wide)).split("\n")).toHaveLength(length + 1);
  });

  it("names its cycle in one short message when its ends are joined", () => {
    const ring: Graph = { ...long, nodes: { ...long.nodes, exp1: { ...nodeOf(long, "exp1"), inputs: ["neg50000"] } } };
    expect(thrown(() => check(carrying(ring)))).toMatchInlineSnapshot(`
      "GraphError cycle at exp1
      check: inputs must not lead back to the node, got "exp1" ← "neg50000" ← "exp50000" ← "neg49999" ← "exp49999" ← "neg49998" ← "exp49998" ← "neg49997" ← … ← "exp1" (node "exp1"); cut one of these edges
        in exp1 = exp(neg50000), used by neg1"
    `);
  });
});

describe("an edit of 10,000 nodes", () => {
  it("touches only what changes, and its patches repeat it", () => {
    const one = chain(10_000);
    const { graph: after, patches } = edit(one, (draft) => {
      bypass(draft, ...Array.from({ length: 2500 }, (_, i) => `neg${2 * i + 1}`));
      insertAfter(draft, "exp5000", "tail", { op: reluOp });
      removeUnused(draft);
    });
    check(after);
    expect(Object.keys(after.nodes)).toHaveLength(10_000 + 1 - 2500 + 1);
    expect(after.nodes.exp1).toBe(one.nodes.exp1);
    expect(applyEdit(one, patches)).toEqual(after);
  });
});
