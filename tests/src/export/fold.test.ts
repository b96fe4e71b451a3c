import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { graph } from "../../../graph/build.ts";
import { type Graph, type NodeId, nodeOf } from "../../../graph/graph.ts";
import { f32 } from "../../../graph/input.ts";
import type { Tensor } from "../../../graph/tensor.ts";
import { clusterId, type FoldedDrawing, foldedDrawing } from "../../../src/export/drawing/fold.ts";
import { type FoldView, withOpen } from "../../../src/export/drawing/fold-view.ts";
import { placeDrawing } from "../../../src/export/svg/place-drawing.ts";
import { compile, lower, type NdArray, random, reference } from "../../../src/index.ts";
import { randomGraph } from "../../graph/random-graph.ts";
import { op } from "../../graph/untyped-ops.ts";
import { faultsOfPlacing } from "../place/faults-of-placing.ts";
import { blocks, chapter5, deep } from "./networks.ts";
import { networks } from "./svg/own-pictures.ts";

const levels = ["layers", "formula", "run"] as const;
const at = (level: FoldView["level"]): FoldView => ({ level, open: new Set(), closed: new Set() });
const keysOf = ({ boxes, groups }: FoldedDrawing): string[] => [
  ...new Set([...[...boxes.values()].flatMap(({ fold }) => fold?.key ?? []), ...[...groups.values()].map(({ key }) => key)]),
];
/** Key → whether what it opens stands open. */
const openIn = ({ boxes, groups }: FoldedDrawing): Map<string, boolean> =>
  new Map([
    ...[...groups.values()].map(({ key, run }) => [key, run?.isOpen !== false] as const),
    ...[...boxes.values()].flatMap(({ fold }) => (fold ? [[fold.key, fold.isOpen] as const] : [])),
  ]);
const idsOf = (drawing: FoldedDrawing): string[] => drawing.nodes.map(({ id }) => id);

/** Every composite of the network in a scope of its own, and three of them in a row that are equal. */
const scoped: Graph = graph({ X: f32("batch", 8) }, ({ X }, g) => {
  let h: Tensor = g.scope("Stem", () => op.relu(op.dense(X, { units: 8 })));
  g.scope("Body", () => {
    for (let i = 0; i < 4; i++) h = g.scope(`Block ${i}`, () => op.add(h, op.relu(op.dense(op.softmax(h), { units: 8 }))));
  });
  return { y: g.scope("Head", () => op.softmax(op.dense(h, { units: 3 }))), h };
});
const all: Readonly<Record<string, Graph>> = { ...networks, scoped };

describe.each(Object.entries(all))("%s, folded", (_, net) => {
  test.each(levels)("at level %s: each node stands in one box, and edges are those of the graph", (level) => {
    for (const view of [at(level), everything(net, at(level))]) {
      const drawing = foldedDrawing(net, view);
      const drawn = new Set(idsOf(drawing));
      expect(drawn.size).toBe(drawing.nodes.length);
      expect([...drawing.boxes.keys()].sort()).toEqual([...drawn].sort());
      expect([...drawing.groups.keys()].sort()).toEqual(drawing.clusters.map(({ id }) => id).sort());
      const isForward = new Set(Object.keys(drawing.graph.nodes));
      for (const id of Object.keys(net.nodes)) {
        if (net.gradients !== undefined && !isForward.has(id)) continue;
        expect(drawn, id).toContain(drawing.boxOf(id));
      }
      const arrows = new Set(drawing.edges.filter(({ kind }) => kind !== "update").map(({ from, to }) => `${from} → ${to}`));
      const expected = new Set<string>();
      const hidden = new Set<NodeId>();
      for (const id of Object.keys(drawing.graph.nodes))
        if (!drawn.has(id) && drawing.boxOf(id)?.startsWith("scope ") !== true) hidden.add(id);
      for (const id of Object.keys(drawing.graph.nodes)) {
        for (const input of nodeOf(drawing.graph, id).inputs) {
          const [from, to] = [drawing.boxOf(input), drawing.boxOf(id)];
          if (from !== to && !hidden.has(input)) expected.add(`${from} → ${to}`);
        }
      }
      for (const [name, id] of Object.entries(drawing.graph.outputs)) expected.add(`${drawing.boxOf(id)} → output ${name}`);
      for (const arrow of expected) expect(arrows).toContain(arrow);
      const among = [...arrows].filter((arrow) => !/backward |optimizer /.test(arrow));
      expect(new Set(among)).toEqual(expected);
    }
  });

  test.each(levels)("at level %s: closed again, it is what it was, and the same view is always drawn alike", (level) => {
    const view = at(level);
    const before = foldedDrawing(net, view);
    const shown = (drawing: FoldedDrawing) =>
      JSON.stringify([drawing.nodes, drawing.edges, drawing.clusters, drawing.rows, [...drawing.boxes]]);
    expect(shown(foldedDrawing(net, view))).toBe(shown(before));
    for (const [key, isOpenNow] of [...openIn(before)].slice(0, 12)) {
      const other = withOpen(view, [key], !isOpenNow);
      expect(shown(foldedDrawing(net, withOpen(other, [key], isOpenNow)))).toBe(shown(before));
    }
  });

  test("in any view: nothing overlaps, and no line is where it should not be", () => {
    fc.assert(
      fc.property(fc.constantFrom(...levels), fc.infiniteStream(fc.boolean()), fc.boolean(), (level, choices, isWide) => {
        let view = at(level);
        for (const key of keysOf(foldedDrawing(net, view))) view = withOpen(view, [key], choices.next().value as boolean);
        const drawing = foldedDrawing(net, view);
        if (drawing.nodes.length > 80) return;
        const { input, placing } = placeDrawing(drawing, isWide ? "LR" : "TB");
        expect(faultsOfPlacing(input, placing)).toEqual([]);
      }),
      { numRuns: 2, seed: 15 },
    );
  });
});

/** All that can be opened, open. */
function everything(net: Graph, view: FoldView): FoldView {
  let open = view;
  for (let depth = 0; depth < 8; depth++) {
    const before = open.open.size;
    open = withOpen(open, keysOf(foldedDrawing(net, open)), true);
    if (open.open.size === before) break;
  }
  return open;
}

const feedsOf = (net: Graph): Record<NodeId, NdArray> => {
  const source = random(5);
  return Object.fromEntries(
    net.inputs.map((id) => {
      const { shape, dtype } = nodeOf(net, id);
      const dims = shape.map((dim) => (typeof dim === "number" ? dim : 3));
      return [id, dtype === "uint8" ? source.randint(0, 3, dims).astype(dtype) : source.normal(0, 1, dims).astype(dtype)];
    }),
  );
};
const run = (net: Graph): Record<string, NdArray> =>
  compile(net, { backend: reference, random: random(0) }).run(feedsOf(net)) as Record<string, NdArray>;

describe("what is drawn is the graph", () => {
  test.each(["fig-1.13", "chapter5", "residual", "attention", "blocks", "branches", "scoped"] as const)(
    "%s: with all of it open, it computes what the graph computes",
    (name) => {
      const net = all[name] as Graph;
      const given = run(net);
      for (const level of levels) {
        const result = run(foldedDrawing(net, everything(net, at(level))).graph);
        for (const [output, value] of Object.entries(given)) {
          const written = result[output] as NdArray;
          for (const [i, x] of value.data.entries()) expect(written.data[i]).toBeCloseTo(x, level === "run" ? 12 : 4);
        }
      }
    },
  );

  test.each(Object.entries(all))("%s: what runs has the ids of lower(graph)", (_, net) => {
    const { graph: drawn } = foldedDrawing(net, everything(net, at("run")));
    const named = ({ nodes }: Graph): string[] => Object.keys(nodes).filter((id) => nodes[id]?.op !== "constant");
    expect(named(drawn).sort()).toEqual(named(lower(net)).sort());
  });

  test("of random graphs: each node in one box, nothing overlaps", () => {
    fc.assert(
      fc.property(randomGraph, fc.constantFrom(...levels), (net, level) => {
        const drawing = foldedDrawing(net, at(level));
        for (const id of Object.keys(net.nodes)) expect(drawing.boxes.has(drawing.boxOf(id) ?? "")).toBe(true);
        const { input, placing } = placeDrawing(drawing, "TB");
        expect(faultsOfPlacing(input, placing)).toEqual([]);
      }),
      { numRuns: 12, seed: 15 },
    );
  });
});

describe("boxes open and close one by one", () => {
  test("a composite among others that stay closed", () => {
    const view = withOpen(at("layers"), ["softmax1"], true);
    const drawing = foldedDrawing(chapter5, view);
    expect(idsOf(drawing)).toEqual(expect.arrayContaining(["dense1", "softmax1.exp1", "softmax1.sum1", "softmax1", "crossentropy1"]));
    expect(drawing.clusters.map(({ title }) => title[0])).toEqual(["Softmax"]);
    expect(drawing.boxOf("dense1.weights")).toBe("dense1");
    // As it runs, it subtracts its maximum first: that stands in no box of its own here.
    expect(drawing.boxOf("softmax1.max1")).toBe("softmax1");
  });

  test("a composite stays closed among others that are open", () => {
    const drawing = foldedDrawing(chapter5, withOpen(at("run"), ["dense1"], false));
    expect(drawing.boxes.get("dense1")).toEqual({
      id: "dense1",
      node: "dense1",
      of: "dense1",
      fold: { key: "dense1", kind: "composite", isOpen: false, op: "dense" },
    });
    expect(idsOf(drawing)).not.toContain("dense1.matmul1");
    expect(idsOf(drawing)).toEqual(expect.arrayContaining(["dense2.matmul1", "softmax1.max1"]));
  });

  test("a run of 46 equal layers in place", () => {
    const folded = foldedDrawing(deep, at("layers"));
    expect(folded.clusters.map(({ title }) => title)).toEqual([["× 46   layers 2 … 47"]]);
    expect(folded.boxOf("dense30")).toBe("dense2");
    expect(folded.boxOf("dense30.weights")).toBe("dense2");
    const open = foldedDrawing(deep, withOpen(at("layers"), ["run dense2"], true));
    expect(open.clusters.map(({ title }) => title)).toEqual([["46 alike, of 2 ops each   layers 2 … 47"]]);
    expect(open.boxOf("dense30")).toBe("dense30");
    expect(open.nodes.filter(({ cluster }) => cluster === clusterId("run dense2"))).toHaveLength(92);
  });

  test("a scope becomes a box, around which arrows lead as before", () => {
    const key = 'scope ["Body"]';
    const drawing = foldedDrawing(blocks, withOpen(at("layers"), [key], false));
    expect(drawing.nodes.find(({ id }) => id === key)?.label).toEqual(["Body", "24 layers · 96 nodes · 50,304 parameters"]);
    expect(drawing.boxOf("dense7.weights")).toBe(key);
    expect(drawing.edges.map(({ from, to }) => `${from} → ${to}`)).toEqual(expect.arrayContaining([`embed → ${key}`, `${key} → dense25`]));
  });

  test("the keys of a picture do not depend on what else is open", () => {
    const keys = keysOf(foldedDrawing(scoped, everything(scoped, at("layers"))));
    for (const key of keys) {
      const one = keysOf(foldedDrawing(scoped, withOpen(everything(scoped, at("layers")), [key], false)));
      expect(one).toContain(key);
      expect(keys).toEqual(expect.arrayContaining(one));
    }
  });
});
