import { describe, expect, it } from "vitest";
import { apply } from "../../graph/apply.ts";
import { graph } from "../../graph/build.ts";
import { check } from "../../graph/check/check.ts";
import { parse } from "../../graph/check/parse.ts";
import { applyEdit } from "../../graph/edit/apply-edit.ts";
import { diff } from "../../graph/edit/diff.ts";
import { edit, type Patch } from "../../graph/edit/edit.ts";
import { History } from "../../graph/edit/history.ts";
import { addNode, insertAfter } from "../../graph/edit/rewire.ts";
import { extend } from "../../graph/extend.ts";
import { type Graph, nodeOf } from "../../graph/graph.ts";
import { f32 } from "../../graph/input.ts";
import { type AnyTensor, defineOp, opSet } from "../../graph/op.ts";
import { opOf, opsOf, withOps } from "../../graph/ops-of.ts";
import { print } from "../../graph/print/print.ts";
import { printDiff } from "../../graph/print/print-diff.ts";
import { topologicalOrder } from "../../graph/walk.ts";
import { add, exp, expOp, relu, reluOp, tanh, tanhOp } from "../../ops/index.ts";
import { standardOps } from "../../ops/standard-ops.ts";
import { thrown } from "./thrown.ts";

/** twice(x) = x + x, an op of one's own; each call makes another one. */
const twice = (name = "twice") => defineOp({ name, inputs: ["x"], attrs: {}, infer: ([x]) => x, definition: ([x]) => add(x, x) });
const twiceOp = twice();
const own = graph({ x: f32(2) }, ({ x }) => ({ y: apply(twiceOp, [relu(x)]) }));
const names = (one: Graph<any, any>): string[] => [...opsOf(one).keys()];
/** What a journey through JSON leaves of a value. */
const journey = <T>(value: T): T => JSON.parse(JSON.stringify(value));

describe("the ops of a graph", () => {
  it("are those that were applied, the very ones", () => {
    expect([...opsOf(own)]).toEqual([
      ["relu", reluOp],
      ["twice", twiceOp],
    ]);
    expect(opsOf(own).get("twice")).toBe(twiceOp);
    expect(names(graph({ x: f32(2) }, ({ x }) => ({ x })))).toEqual([]);
  });

  it("are not in its data: JSON, printed text, comparisons and keys do not see them", () => {
    const copy = journey(own);
    expect(copy).toEqual(own);
    expect(Reflect.ownKeys(own)).toEqual(["format", "nodes", "inputs", "outputs", "updates"]);
    expect(print(copy as Graph)).toBe(print(own));
    expect(topologicalOrder(copy as Graph)).toEqual(topologicalOrder(own));
    const other = graph({ x: f32(2) }, ({ x }) => ({ y: apply(twice(), [relu(x)]) }));
    expect(diff(own, other).same).toBe(true);
    expect(printDiff(diff(own, copy as Graph))).toBe("");
  });

  it("stay with copies of the graph object, and with what is added to it", () => {
    expect(opsOf({ ...own, outputs: { r: "relu1" } })).toBe(opsOf(own));
    check({ ...own, outputs: { r: "relu1" }, updates: {} });
    const longer = extend(own, (node) => ({ z: exp(node("twice1") as AnyTensor) as never }));
    expect(names(longer)).toEqual(["relu", "twice", "exp"]);
    expect(opsOf(longer).get("twice")).toBe(twiceOp);
    expect(names(own)).toEqual(["relu", "twice"]);
  });

  it("are lost in a structured clone, in JSON and in a copy of its nodes; parse is what brings them back", () => {
    const copies: readonly Graph[] = [structuredClone(own) as Graph, journey(own) as Graph, { ...own, nodes: { ...own.nodes } }];
    for (const copy of copies) {
      for (const use of [
        () => opsOf(copy),
        () => check(copy),
        () => edit(copy, () => undefined),
        () => applyEdit(copy, []),
        () => new History(copy).edit(() => undefined),
        () => extend(copy, () => ({})),
        () => withOps(copy, twiceOp),
      ]) {
        expect(thrown(use)).toMatchInlineSnapshot(`
          "GraphError no-ops
          ops: a graph must carry its ops, got data without them (JSON, a structured clone, a copy of its nodes); make it a graph again with parse(data)"
        `);
      }
      const parsed = parse(copy, opSet(standardOps, twiceOp));
      expect(parsed).toEqual(own);
      expect(opsOf(parsed).get("twice")).toBe(twiceOp);
      check(parsed);
    }
  });

  it("are asked for where there is no graph at all", () => {
    for (const value of [undefined, null, 3, {}, { nodes: null }])
      expect(thrown(() => opsOf(value as never))).toMatch(/^GraphError no-ops\n/);
  });

  it("are all that were applied, whether or not an output needs them", () => {
    const one = graph({ x: f32(2) }, ({ x }) => ({ y: relu(x), z: tanh(x) }));
    expect(opsOf({ ...one, outputs: { y: "relu1" } })).toEqual(opSet(reluOp, tanhOp));
  });
});

describe("opOf", () => {
  it("is the definition that a graph carries, none for a leaf, an error for another name", () => {
    expect(opOf("twice", "twice1", opsOf(own))).toBe(twiceOp);
    expect(opOf("input", "x", opsOf(own))).toBeUndefined();
    expect(thrown(() => opOf("tanh", "t", opsOf(own)))).toMatchInlineSnapshot(`
      "GraphError unknown-op at t
      ops: every op must be one that the graph carries, got "tanh" (node "t"); name it: withOps(graph, tanhOp)"
    `);
    expect(thrown(() => opOf("two words", "t", opsOf(own)))).toMatch(/; name it: withOps\(graph, yourOp\)$/);
  });
});

describe("withOps", () => {
  it("returns an equal graph that carries more ops, and leaves the other as it is", () => {
    const more = withOps(own, tanhOp, opSet(expOp, tanhOp));
    expect(more).toEqual(own);
    expect(names(more)).toEqual(["relu", "twice", "tanh", "exp"]);
    expect(names(own)).toEqual(["relu", "twice"]);
    expect([more, more.nodes].every(Object.isFrozen)).toBe(true);
    expect(names(withOps(own))).toEqual(names(own));
  });

  it("makes an op known to edits that name it", () => {
    const rename = (one: Graph) => edit(one, (draft) => void (nodeOf(draft, "relu1").op = "tanh")).graph;
    expect(thrown(() => rename(own as Graph))).toMatchInlineSnapshot(`
      "GraphError unknown-op at relu1
      edit: op must be a known op, got "tanh" (node "relu1"); name it: withOps(graph, tanhOp)
        in relu1 = tanh(x), used by twice1"
    `);
    const renamed = rename(withOps(own, tanhOp) as Graph);
    expect(nodeOf(renamed, "relu1").op).toBe("tanh");
    check(renamed);
  });

  it("refuses another op of a name that it has, and what is no op", () => {
    expect(thrown(() => withOps(own, twice()))).toMatchInlineSnapshot(`
      "GraphError duplicate-op
      ops: two ops must not share a name, got two "twice"; rename one"
    `);
    expect(thrown(() => withOps(own, tanh as never))).toMatchInlineSnapshot(`
      "GraphError not-an-op
      ops: each must be what defineOp returns, or a set of these, got a function; pass reluOp where relu is the function"
    `);
    expect(thrown(() => withOps(own, undefined as never))).toMatchInlineSnapshot(`
      "GraphError not-an-op
      ops: each must be what defineOp returns, or a set of these, got nothing; pass reluOp where relu is the function"
    `);
  });
});

describe("two ops of one name", () => {
  it("do not get into one graph", () => {
    const both = () => graph({ x: f32(2) }, ({ x }) => ({ y: apply(twice(), [apply(twice(), [x]) as AnyTensor]) }));
    expect(thrown(both)).toMatchInlineSnapshot(`
      "GraphError duplicate-op
      ops: two ops must not share a name, got two "twice"; rename one"
    `);
    const mine = twice("exp");
    expect(thrown(() => graph({ x: f32(2) }, ({ x }) => ({ y: apply(mine, [exp(x)]) })))).toMatch(/^GraphError duplicate-op\n/);
    expect(thrown(() => extend(own, (node) => ({ z: apply(twice(), [node("x") as AnyTensor]) })))).toMatch(/^GraphError duplicate-op\n/);
  });

  it("may be in two graphs", () => {
    for (const op of [twice(), twice()]) check(graph({ x: f32(2) }, ({ x }) => ({ y: apply(op, [x]) })));
  });

  it("are refused in an edit, whichever comes first", () => {
    const brought = (...ops: (typeof twiceOp)[]) =>
      thrown(() =>
        edit(graph({ x: f32(2) }, ({ x }) => ({ y: apply(twiceOp, [x]) })) as Graph, (draft) => {
          for (const [i, op] of ops.entries()) addNode(draft, `t${i}`, { op, inputs: ["x"] });
        }),
      );
    expect(brought(twice())).toMatch(/^GraphError duplicate-op\n/);
    expect(brought(twice("thrice"), twice("thrice"))).toMatch(/^GraphError duplicate-op\n/);
  });
});

describe("edits", () => {
  it("carry the ops on, and bring in those of the nodes that they add", () => {
    const { graph: after } = edit(own as Graph, (draft) => insertAfter(draft, "relu1", "squash", { op: tanhOp }));
    expect(names(after)).toEqual(["relu", "twice", "tanh"]);
    check(after);
    expect(names(own)).toEqual(["relu", "twice"]);
    const { graph: further } = edit(after, (draft) => addNode(draft, "again", { op: "tanh", inputs: ["x"] }));
    check(further);
    const { graph: unchanged } = edit(own as Graph, () => undefined);
    expect(opsOf(unchanged)).toEqual(opsOf(own));
  });

  it("that fail bring in nothing", () => {
    const fails = () => edit(own as Graph, (draft) => addNode(draft, "squash", { op: tanhOp, inputs: ["nowhere"] }));
    expect(thrown(fails)).toMatch(/^GraphError unknown-node/);
    expect(names(own)).toEqual(["relu", "twice"]);
  });

  it("are repeated and taken back by their own patches, ops included", () => {
    const { graph: after, patches, inversePatches } = edit(own as Graph, (draft) => insertAfter(draft, "relu1", "squash", { op: tanhOp }));
    const repeated = applyEdit(own as Graph, patches);
    expect(repeated).toEqual(after);
    check(repeated);
    const back = applyEdit(after, inversePatches);
    expect(back).toEqual(own);
    check(back);
    const foreign = parse(after, opSet(standardOps, twiceOp));
    check(applyEdit(foreign, inversePatches));
  });

  it("by patches from elsewhere need their new ops named", () => {
    const { patches } = edit(own as Graph, (draft) => insertAfter(draft, "relu1", "squash", { op: tanhOp }));
    const foreign: readonly Patch[] = journey(patches);
    expect(thrown(() => applyEdit(own as Graph, foreign))).toMatchInlineSnapshot(`
      "GraphError unknown-op at squash
      applyEdit: op must be a known op, got "tanh" (node "squash"); name it: withOps(graph, tanhOp)
        in squash = tanh(relu1), used by twice1"
    `);
    const repeated = applyEdit(withOps(own, tanhOp) as Graph, foreign);
    check(repeated);
    expect(names(repeated)).toEqual(["relu", "twice", "tanh"]);
  });

  it("take back an op that the graph had: patches that bring a removed node back need no op named", () => {
    const { graph: after, inversePatches } = edit(own as Graph, (draft) => {
      delete draft.nodes.twice1;
      draft.outputs.y = "relu1";
    });
    expect(applyEdit(after, journey(inversePatches))).toEqual(own);
  });

  it("of a history keep the ops through undo and redo", () => {
    const history = new History(own as Graph);
    history.edit((draft) => insertAfter(draft, "relu1", "squash", { op: tanhOp }));
    history.edit((draft) => addNode(draft, "again", { op: "tanh", inputs: ["x"] }));
    for (const one of [history.graph, history.undo(), history.undo(), history.redo(), history.redo()]) check(one);
    history.undo();
    history.undo();
    expect(names(history.graph)).toEqual(["relu", "twice"]);
  });
});

describe("addNode", () => {
  it("takes an op or the name of one that the graph carries", () => {
    const added = (op: string | typeof tanhOp) => edit(own as Graph, (draft) => addNode(draft, "new", { op, inputs: ["x"] })).graph;
    expect(nodeOf(added(tanhOp), "new")).toEqual({ op: "tanh", inputs: ["x"], attrs: {}, shape: [2], dtype: "float32", scope: [] });
    expect(nodeOf(added("relu"), "new").op).toBe("relu");
    expect(thrown(() => added("tanh"))).toMatchInlineSnapshot(`
      "GraphError unknown-op at new
      edit: op must be a known op, got "tanh" (node "new"); name it: withOps(graph, tanhOp)
        in new = tanh(x), used by nothing"
    `);
    expect(thrown(() => added(tanh as never))).toMatch(/^GraphError not-an-op\n/);
  });
});
