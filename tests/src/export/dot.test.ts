import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { graph } from "../../../graph/build.ts";
import { parse } from "../../../graph/check/parse.ts";
import type { Graph } from "../../../graph/graph.ts";
import { f32, f64 } from "../../../graph/input.ts";
import { array } from "../../../graph/ndarray.ts";
import type { Tensor } from "../../../graph/tensor.ts";
import { standardOps } from "../../../ops/standard-ops.ts";
import { random } from "../../../src/data/random.ts";
import { type DotOptions, dot } from "../../../src/export/dot.ts";
import { layout } from "../../../src/render/layout.ts";
import { compile } from "../../../src/run/compile.ts";
import { trace } from "../../../src/run/trace.ts";
import { network, transposedNetwork } from "../../fixtures/fig-1.13.ts";
import { randomGraph } from "../../graph/random-graph.ts";
import { thrown } from "../../graph/thrown.ts";
import { op } from "../../graph/untyped-ops.ts";
import { labelsOf, textsOf } from "./labels.ts";
import { attention, blocks, branches, chapter5, deep, residual } from "./networks.ts";
import { swish } from "./swish.ts";

/** A run of Fig 1.13 on values of our own, under a clock that makes each step take 100 ns more than the one before. */
function tracedRun() {
  const source = random(3);
  const parameters = Object.fromEntries(
    [1, 2, 3].flatMap((k) => {
      const units = k === 3 ? 3 : 4;
      return [
        [`dense${k}.weights`, source.uniform(-1, 1, [4, units])],
        [`dense${k}.biases`, source.uniform(-1, 1, [units])],
      ];
    }),
  );
  let [now, tick] = [0, 0];
  const clock = (): number => {
    now += ++tick * 5e-5;
    return now;
  };
  return trace(compile(network, { parameters }), { X: array([[1, -0.6, 0.4, 2]]), y: array([[0, 1, 0]]) }, { now: clock });
}

/** "[", "]" and what else stands in the labels of hostile titles. */
const hostile = [
  'a "quoted" title',
  "back\\slash \\N \\l \\",
  "<b>angle</b> & &amp; &lt;",
  "javascript:alert(1)",
  "{x|y} [url]",
  "層 1 😀",
  "-> ; }",
  "%n $x",
];
const titled = (titles: readonly string[]): Graph =>
  graph({ x: f32(2) }, ({ x }, g) => {
    let h: Tensor = x;
    for (const [i, title] of titles.entries()) h = g.scope(title, () => op.add(op.exp(h), i));
    return { y: h };
  });

const pictures: Record<string, readonly [Graph, DotOptions]> = {
  "fig-1.13-layers": [network, { level: "layers", title: "Fig 1.13: layers" }],
  "fig-1.13-formula": [network, { level: "formula", title: "Fig 1.13: formula" }],
  "fig-1.13-transposed": [transposedNetwork(3), { level: "formula" }],
  "fig-1.13-execution": [network, { level: "execution", trace: tracedRun() }],
  "chapter-5-layers": [chapter5, { level: "layers" }],
  "chapter-5-formula": [chapter5, { level: "formula", legend: true }],
  "residual-formula": [residual, { level: "formula" }],
  "attention-formula": [attention, { level: "formula" }],
  "deep-layers": [deep, { level: "layers", title: "A perceptron of 48 layers" }],
  "deep-formula": [deep, { level: "formula" }],
  "blocks-layers": [blocks, { level: "layers" }],
  "blocks-formula": [blocks, { level: "formula" }],
  "branches-layers": [branches(20), { level: "layers" }],
  "hostile-formula": [titled(hostile), { level: "formula", title: hostile.join("\n") }],
  "hostile-layers": [titled(hostile), { level: "layers", title: hostile.join("\n") }],
};
const cases = Object.entries(pictures).flatMap(([name, [net, options]]) =>
  (["TB", "LR"] as const).map((direction) => [`${name}-${direction}`, net, { ...options, direction }] as const),
);

describe("dot", () => {
  test.each(cases)("draws %s to the byte as ever, and Graphviz shows every label of it", async (name, net, options) => {
    const text = dot(net, options);
    await expect(text).toMatchFileSnapshot(`../../output/${name}.dot`);
    const shown = new Set(textsOf(await layout(text)));
    for (const label of labelsOf(text)) expect(shown).toContain(label);
  });

  test("of a traced run shows each value as a heat map where labels may be HTML, and every cell is in the SVG", async () => {
    const text = dot(network, { level: "execution", trace: tracedRun(), labels: "html" });
    await expect(text).toMatchFileSnapshot("../../output/fig-1.13-html.dot");
    const shown = new Set(textsOf(await layout(text, { labels: "html" })));
    const cells = [...text.matchAll(/<FONT[^>]*>(?:<B>)?([^<]*)/g)].map(([, cell]) => (cell as string).replace(/\s+/g, " ").trim());
    expect(cells.length).toBeGreaterThan(100);
    for (const cell of cells) expect(shown).toContain(cell);
  });

  test("makes the cells of a heat map as wide as the widest number that it shows", () => {
    const scaled = graph({ x: f32(3) }, ({ x }) => ({ y: op.mul(x, 1e-5) }));
    const run = trace(compile(scaled), { x: [1, -3.5, 2] });
    const widths = (value: string): number[] =>
      [
        ...dot(scaled, { level: "execution", trace: run, labels: "html" }).matchAll(
          new RegExp(`WIDTH="(\\d+)" HEIGHT="15"[^>]*><FONT[^>]*>${value}<`, "g"),
        ),
      ].map(([, width]) => Number(width));
    // Source: Adobe's metrics of Helvetica: −3.5e−5 is 3670 thousandths of 8 points wide, and has 12 % of room and 3 points on either side.
    expect(new Set(widths("−3.5e−5"))).toEqual(new Set([Math.ceil(1.12 * 8 * 3.67 + 6)]));
    expect(new Set(widths("1.00"))).toEqual(new Set([34]));
  });

  test("never links: no attribute of a hostile picture is a URL", () => {
    const text = dot(titled(hostile), { level: "formula", title: hostile.join("\n") });
    const attributes = new Set([...text.matchAll(/(\w+)=(?=")/g)].map(([, name]) => name));
    for (const name of ["URL", "href", "edgeURL", "labelURL", "headURL", "tailURL", "image", "target"])
      expect(attributes).not.toContain(name);
  });

  test("shows the numbers that ops are given inside them, and other constants as data", () => {
    const numbers = graph({ x: f32(2) }, ({ x }, g) => ({
      y: op.add(op.pow(op.mul(x, 0.5), 2), g.constant([1, 2], { name: "shift" })),
      z: op.maximum(0, x),
    }));
    const labels = labelsOf(dot(numbers, { level: "formula" }));
    expect(labels).toEqual(expect.arrayContaining(["· × 0.5", "·^2", "max(0, ·)", "shift"]));
    expect(labels).not.toContain("0.5");
  });

  test("keeps the spine through a shortcut's longer way, and off what is stretched", () => {
    const spine = [...dot(residual, { level: "formula" }).matchAll(/^ +"([^"]+)" \[.*group="main"/gm)].map(([, id]) => id);
    const ops = [1, 2, 3, 4].flatMap((k) => [`dense${k}`, `dense${k}.matmul1`]);
    const others = ["X", "relu1", "relu2", "mul1", "mul2", "add1", "add2", "sub1", "pow1", "mean1", "output error"];
    expect(spine.toSorted()).toEqual([...ops, ...others].toSorted());
    expect([...dot(network, { level: "formula" }).matchAll(/"(softmax1\.\w+)" \[.*group="main"/g)].map(([, id]) => id)).toEqual([
      "softmax1.exp1",
    ]);
  });

  test("draws more than 500 nodes as layers and says so, but for what repeats at the formula level", () => {
    const chain = (step: (h: Tensor, i: number) => Tensor): Graph =>
      graph({ x: f32(4) }, ({ x }) => {
        let h: Tensor = x;
        for (let i = 0; i < 600; i++) h = step(h, i);
        return { y: h };
      });
    const equal = chain((h) => op.exp(op.sin(h)));
    const different = chain((h, i) => op.mul(op.sin(h), i));
    expect(labelsOf(dot(equal, { level: "execution" }))).toEqual(
      expect.arrayContaining(["1,201 nodes, more than 500: drawn as layers", "× 600"]),
    );
    expect(labelsOf(dot(equal, { level: "formula" }))).toEqual(["1,201 nodes", "x", "4", "y", "× 600", "sin", "exp", "4"]);
    for (const level of ["formula", "execution"] as const) {
      expect(labelsOf(dot(different, { level }))).toContain("1,801 nodes, more than 500: drawn as layers");
    }
  });

  test("draws updates as dashed arrows to the parameter's box", () => {
    const counting = graph({ x: f32(2) }, ({ x }, g) => {
      const total = g.parameter("total", [2], { init: "zeros" });
      const next = op.add(total, x);
      g.update(total, next);
      return { next };
    });
    for (const level of ["layers", "formula"] as const) {
      expect(dot(counting, { level })).toContain(
        '"add1" -> "total" [class="update", color="#B36B00", arrowsize="0.5", label=" next ", style="dashed", constraint="false"]',
      );
    }
  });

  test("draws outputs that are inputs, and graphs without inputs", async () => {
    const plain = graph({ x: f32(2) }, ({ x }, g) => ({ x, again: x, half: g.constant(0.5), w: g.parameter("w", [2]) }));
    for (const level of ["layers", "formula", "execution"] as const) {
      const text = dot(plain, { level });
      const shown = textsOf(await layout(text)).join(" ");
      for (const label of ["x", "again", "half", "w", "0.5"]) expect(shown).toContain(label);
    }
  });

  test("takes ops of the user's own", () => {
    const custom = graph({ x: f64("batch", 4) }, ({ x }) => ({ y: swish(op.dense(x, { units: 2, name: "logits" })) }));
    expect(labelsOf(dot(custom))).toEqual(expect.arrayContaining(["Dense · logits", "Swish", "x σ(x)"]));
    expect(labelsOf(dot(custom, { level: "formula" }))).toEqual(expect.arrayContaining(["y = logits × (1 ÷ (1 + exp(−logits)))"]));
  });

  test("marks values that are not finite", () => {
    const roots = graph({ x: f32(3) }, ({ x }) => ({ y: op.sqrt(x) }));
    const run = trace(compile(roots), { x: [4, -1, -4] });
    expect(dot(roots, { level: "execution", trace: run })).toMatch(
      /"sqrt1" \[.*label="√ {2}3\\n2 of 3 not finite\\nmin 2\.00 {2}max 2\.00\\nmean 2\.00\\n.*penwidth="3"/,
    );
  });

  test("of 40 random programs is DOT that Graphviz draws in full, the same after a trip through JSON", async () => {
    for (const [i, net] of fc.sample(randomGraph, { numRuns: 40, seed: 7 }).entries()) {
      const level = (["layers", "formula", "execution"] as const)[i % 3] as "layers";
      const direction = i % 2 === 0 ? "TB" : "LR";
      const text = dot(net, { level, direction });
      expect(dot(parse(JSON.stringify(net), standardOps), { level, direction })).toBe(text);
      const shown = new Set(textsOf(await layout(text)));
      for (const label of labelsOf(text)) expect(shown).toContain(label);
    }
  });

  test("refuses HTML labels where there are no values, and a copy of a graph that has lost its ops", () => {
    const messages = [
      () => dot(network, { labels: "html" }),
      ...(["layers", "formula", "execution"] as const).map((level) => () => dot(structuredClone(network), { level })),
    ].map(thrown);
    expect(messages.join("\n")).toMatchInlineSnapshot(`
      "GraphError html-labels
      dot: HTML labels show values, so level must be "execution", got "layers"; trace a run and draw that, or leave labels out
      GraphError no-ops
      ops: a graph must carry its ops, got data without them (JSON, a structured clone, a copy of its nodes); make it a graph again with parse(data)
      GraphError no-ops
      ops: a graph must carry its ops, got data without them (JSON, a structured clone, a copy of its nodes); make it a graph again with parse(data)
      GraphError no-ops
      ops: a graph must carry its ops, got data without them (JSON, a structured clone, a copy of its nodes); make it a graph again with parse(data)"
    `);
  });
});
