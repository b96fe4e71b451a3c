import { beforeAll, describe, expect, it } from "vitest";
import type { Graph } from "../../../graph/graph.ts";
import { dot, drawingOf } from "../../../src/export/dot.ts";
import { drawingSvg } from "../../../src/export/svg/drawing-svg.ts";
import { themed } from "../../../src/export/theme.ts";
import { add, argmaxAccuracy, crossentropy, dense, f32, graph, mul, relu, softmax, u8 } from "../../../src/index.ts";
import { layout, svg } from "../../../src/render/index.ts";
import { inOwnProcess } from "../../own-process.ts";
import { hardGraph } from "./hard-graph.ts";
import { textsOf } from "./labels.ts";

let network: Graph;
beforeAll(() => {
  network = graph({ X: f32("batch", 2), y: u8("batch") }, ({ X, y }, g) => {
    const hidden = g.scope('a "quoted" <b> & \\N', () => relu(dense(X, { units: 3 })));
    const probabilities = g.scope("javascript:alert(1)", () => softmax(dense(hidden, { units: 3 })));
    return { loss: crossentropy(probabilities, y), accuracy: argmaxAccuracy(probabilities, y) };
  });
});

describe("svg", () => {
  it.each(["layers", "formula"] as const)("of a graph is the layout of its DOT at level %s", async (level) => {
    expect(await svg(network, { level, direction: "LR" })).toBe(await layout(dot(network, { level, direction: "LR" })));
  });

  it("of a graph shows its inputs and outputs", async () => {
    expect(textsOf(await svg(network))).toEqual(expect.arrayContaining(["X", "y", "loss", "accuracy"]));
  });

  it("of DOT is its layout", async () => {
    const text = "digraph { a -> b }";
    expect(await svg(text)).toBe(await layout(text));
    expect(await svg(text, { engine: "circo" })).toBe(await layout(text, { engine: "circo" }));
  });

  it("has one theme or the reader's", async () => {
    const light = await svg(network);
    const dark = await svg(network, { theme: "dark" });
    const auto = await svg(network, { theme: "auto" });
    expect(light).not.toContain("<style>");
    expect(dark).toContain("<style>[");
    expect(auto).toContain("<style>@media (prefers-color-scheme:dark)");
    // A theme adds rules and changes nothing else.
    for (const themed of [dark, auto]) expect(themed.replace(/<style>.*?<\/style>/, "")).toBe(light);
  });

  it("refuses a theme that it does not know", async () => {
    await expect(svg("digraph { a }", { theme: "blue" as "dark" })).rejects.toMatchInlineSnapshot(
      `[GraphError: svg: theme must be one of light, dark, auto, got "blue"; correct the option]`,
    );
  });

  it("is by Graphviz in Node, and by dagrad itself where that is asked for, in each theme", async () => {
    const own = drawingSvg(drawingOf(network, { level: "formula", direction: "LR" }), "LR");
    expect(await svg(network, { level: "formula", direction: "LR", layout: "own" })).toBe(own);
    expect(await svg(network, { level: "formula", direction: "LR", layout: "own", theme: "dark" })).toBe(themed(own, "dark"));
    expect(await svg(network, { layout: "graphviz" })).toBe(await svg(network));
  });

  it("by dagrad itself draws op by op what is too much for Graphviz", async () => {
    const sum = graph({ x: f32(2) }, ({ x }) => ({
      y: Array.from({ length: 600 }, (_, i) => add(x, i)).reduce((sum, part) => mul(sum, part)),
    }));
    const boxes = (text: string): number => text.split('<g class="node').length - 1;
    const own = await svg(sum, { level: "formula", layout: "own" });
    expect(boxes(own)).toBeGreaterThan(1200);
    expect(own).not.toContain("drawn as layers");
    expect(await svg(sum, { level: "formula", layout: "own" })).toBe(own);
  });

  it("refuses what dagrad's own layout cannot do", async () => {
    const said = (source: Graph | string, options: object): Promise<string> =>
      svg(source as Graph, options).then(String, ({ message }: Error) => message);
    expect(await said(network, { layout: "mine" })).toMatchInlineSnapshot(
      `"svg: layout must be one of graphviz, own, got "mine"; correct the option"`,
    );
    expect(await said(network, { layout: "own", engine: "neato" })).toMatchInlineSnapshot(
      `"svg: layout "own" takes a graph and no option of Graphviz, got the option engine; leave one of them out"`,
    );
    expect(await said("digraph {}", { layout: "own" })).toMatchInlineSnapshot(
      `"svg: layout "own" takes a graph and no option of Graphviz, got DOT text; leave one of them out"`,
    );
  });

  it("passes limits on to the layout", async () => {
    await expect(svg(hardGraph(), { timeout: 200 })).rejects.toMatchObject({ code: "render-timeout" });
  });

  it("advises what can be followed where Graphviz takes too long, by what was asked for", async () => {
    const advice = (picture: Promise<string>): Promise<string> =>
      picture.then(String, ({ message }: Error) => message.slice(message.indexOf("; ") + 2));
    const quick = 'lay it out with { engine: "twopi" }, which is quick with many edges, or raise the limit with { timeout }';
    expect(await advice(svg(network, { timeout: 1 }))).toBe(quick);
    expect(await advice(svg(hardGraph(), { timeout: 200 }))).toBe(quick);
    expect(await advice(svg(network, { level: "formula", timeout: 1 }))).toBe(`draw it at { level: "layers" }, ${quick}`);
    expect(await advice(svg(hardGraph(), { engine: "twopi", timeout: 1 }))).toBe("draw fewer nodes, or raise the limit with { timeout }");
  });

  it("draws 3000 random edges with the engine that it advises", async () => {
    expect(await svg(hardGraph(), { engine: "twopi" })).toContain("<svg");
  });

  it("draws the same bytes in two other processes", async () => {
    const script = `
      import { parse } from "dagrad";
      import { svg } from "dagrad/render";
      process.stdout.write(await svg(parse(${JSON.stringify(network)}), { level: "formula", theme: "auto" }));`;
    const here = { code: 0, stdout: await svg(network, { level: "formula", theme: "auto" }), stderr: "" };
    expect(await inOwnProcess(script)).toEqual(here);
    expect(await inOwnProcess(script)).toEqual(here);
  });
});
