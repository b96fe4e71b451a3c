import { describe, expect, it } from "vitest";
import { FormatError, GraphError } from "../../../graph/errors.ts";
import { type LayoutOptions, layout } from "../../../src/render/layout.ts";
import { inOwnProcess } from "../../own-process.ts";
import { hardGraph, seeded } from "./hard-graph.ts";
import { quoted, textsOf } from "./labels.ts";

const imported = 'import { layout } from "dagrad/render";\n';
const failure = (dot: string, options?: LayoutOptions): Promise<unknown> => layout(dot, options).then(String, (error: unknown) => error);

describe("layout draws every label", () => {
  const labels = [
    "X",
    "dense1.weights",
    "Σ − ÷ × · ₁ → ∞ ≤ ŷ",
    "数 ü 😀 é",
    'say "hello"',
    "back\\slash \\n \\l \\\\",
    "a < b > c <b>d</b> <!-- e -->",
    "fish & chips &lt; &amp;",
    "it's {a|b} [c] #d // e /* f */",
    "two  spaces   three",
    "javascript:alert(1)",
    "-->",
    "]]>",
    "%s \\N \\G \\E",
    "x".repeat(500),
  ];

  it("of edges, clusters and the graph", async () => {
    const clusters = labels.map((label, i) => `subgraph cluster_${i} { label=${quoted(label)}; a${i} [label=""] }`);
    const edges = labels.map((label, i) => `a${i} -> b [label=${quoted(label)}]`);
    const dot = `digraph { label="title"; b [label="b"]; ${[...clusters, ...edges].join("; ")} }`;
    expect(textsOf(await layout(dot)).sort()).toEqual([...labels, ...labels, "b", "title"].sort());
  });

  it.each(["dot", "neato", "fdp", "circo", "twopi", "osage"] as const)("of nodes, with the engine %s", async (engine) => {
    const dot = `digraph { ${labels.map((label, i) => `n${i} [label=${quoted(label)}]; n${i} -> n${(i + 1) % labels.length}`).join("; ")} }`;
    expect(textsOf(await layout(dot, { engine })).sort()).toEqual([...labels].sort());
  });

  it("line by line", async () => {
    expect(textsOf(await layout(`digraph { a [label=${quoted("one\ntwo\n\nfour")}] }`))).toEqual(["one", "two", "four"]);
  });

  it("of 2000 nodes in a chain", async () => {
    const dot = `digraph { ${Array.from({ length: 2000 }, (_, i) => `n${i}`).join(" -> ")} }`;
    expect(new Set(textsOf(await layout(dot))).size).toBe(2000);
  });

  it("of 200 random strings of printable characters", async () => {
    const next = seeded(7);
    const character = (): string => String.fromCharCode(0x21 + Math.floor(next() * (next() < 0.5 ? 0x5e : 0x300)));
    const random = Array.from({ length: 200 }, () => Array.from({ length: 8 }, character).join("")).map((text) =>
      // Control characters of Latin-1, the soft hyphen and the no-break space are not printed.
      text.replace(/[\u007f-\u00a0\u00ad]/g, "?"),
    );
    const dot = `digraph { ${random.map((label, i) => `n${i} [label=${quoted(label)}]`).join("\n")} }`;
    expect(textsOf(await layout(dot)).sort()).toEqual([...random].sort());
  });
});

describe("layout of HTML labels", () => {
  const dot = 'digraph {\n  a [label=<<table><tr><td>left</td><td><b>right</b></td></tr></table>>]\n  b [label="plain &amp; simple"]\n}';

  it("draws their text with @viz-js/viz", async () => {
    expect(textsOf(await layout(dot, { labels: "html" })).sort()).toEqual(["left", "plain & simple", "right"]);
  });

  it.each([
    ["a label", dot],
    ["an id", "digraph { <i> -> b }"],
    ["the label of an edge", 'digraph { a -> b [xlabel="x", headlabel = <h>] }'],
    ["the title", "digraph { label=<t>; a }"],
  ])("refuses them as %s where labels are plain", async (_, text) => {
    expect(await failure(text)).toMatchObject({ name: "FormatError", code: "html-label" });
  });

  it("is not asked for by brackets in strings and comments", async () => {
    const text = 'digraph { // <b>\n/* <i> */ a [label="<b>\\"<i>"] a->b\n# 1 <u>\n}';
    expect(textsOf(await layout(text))).toEqual(['<b>"<i>', "b"]);
  });

  it("fails on a label that would not be drawn", async () => {
    expect(await failure("digraph { a [label=<<blink>x</blink>>] }", { labels: "html" })).toMatchInlineSnapshot(
      `[FormatError: layout: DOT must be valid, got Unknown HTML element <blink> on line 1 in label of node a; correct that label]`,
    );
    expect(await failure("digraph {\n a [label=<<b>x]\n}", { labels: "html" })).toMatchInlineSnapshot(
      `[FormatError: layout: DOT must be valid, got syntax error in line 3 scanning a HTML string (missing '>'? bad nesting? longer than 16384?); correct line 3: }]`,
    );
  });

  it("draws the same bytes twice", async () => {
    expect(await layout(dot, { labels: "html" })).toBe(await layout(dot, { labels: "html" }));
  });
});

describe("layout refuses", () => {
  it.each([
    ["nothing", ""],
    ["blanks", " \n\t"],
    ["comments", "// digraph {}\n/* graph */\n# x"],
    ["a second graph", "digraph { a }\n// next\ndigraph { b }"],
    ["text behind the graph", "digraph { a } }"],
    ["an unfinished graph", "digraph {\n  a -> b\n"],
    ["an unfinished string", 'digraph {\n  a [label="b]\n}'],
    ["a wrong character", "digraph {\n  a -> b\n  b -> [c]\n}"],
    ["an edge of the other kind", "digraph {\n  a -- b\n}"],
    ["words", "hello"],
    ["a long line", `digraph { ${"a -> b; ".repeat(20)} [ }`],
    ["a NUL", 'digraph {\n  a [label="x\0y"]\n}'],
    ["HTML in a plain label", "digraph {\n  a [label=<<b>x</b>>]\n}"],
  ])("%s", async (_, dot) => {
    const error = await failure(dot);
    expect(error).toBeInstanceOf(FormatError);
    expect(String(error)).toMatchSnapshot();
  });

  it("what is no text", async () => {
    expect(await failure(undefined as unknown as string)).toMatchInlineSnapshot(
      `[FormatError: layout: DOT must be a graph, got nothing; write "digraph { … }"]`,
    );
    expect(await failure(null as unknown as string)).toMatchInlineSnapshot(
      `[FormatError: layout: DOT must be a graph, got null; write "digraph { … }"]`,
    );
    expect(await failure(["digraph {}"] as unknown as string)).toMatchInlineSnapshot(
      `[FormatError: layout: DOT must be a graph, got ["digraph {}"]; write "digraph { … }"]`,
    );
  });

  it("options that it does not know", async () => {
    expect(await failure("digraph { a }", { engine: "patchwork" as "dot" })).toMatchInlineSnapshot(
      `[GraphError: layout: engine must be one of dot, neato, fdp, circo, twopi, osage, got "patchwork"; correct the option]`,
    );
    expect(await failure("digraph { a }", { labels: "rich" as "html" })).toMatchInlineSnapshot(
      `[GraphError: layout: labels must be "plain" or "html", got "rich"; correct the option]`,
    );
    expect(await failure("digraph { a }", { timeout: 0 })).toMatchInlineSnapshot(
      `[GraphError: layout: timeout must be a number of ms above 0, got 0; correct the option]`,
    );
    expect(await failure("digraph { a }", { timeout: Number.NaN })).toMatchInlineSnapshot(
      `[GraphError: layout: timeout must be a number of ms above 0, got NaN; correct the option]`,
    );
  });

  it("a graph that Graphviz runs out of stack for", async () => {
    const error = await failure(`digraph { ${Array.from({ length: 40_000 }, (_, i) => `n${i} -> n${i + 1}`).join("; ")} }`, {
      timeout: 50_000,
    });
    expect(error).toBeInstanceOf(GraphError);
    expect(error).toMatchInlineSnapshot(
      `[GraphError: layout: Graphviz must be able to draw 697794 characters of DOT, got "Maximum call stack size exceeded"; lay it out with { engine: "twopi" }, which is quick with many edges]`,
    );
  });

  it("and draws the next graph as before", async () => {
    const dot = "digraph { a -> b }";
    const before = await layout(dot);
    await failure("digraph { a -> ");
    expect(await layout(dot)).toBe(before);
  });
});

describe("layout with a time limit", () => {
  it("gives up on 3000 random edges and draws the next graph", async () => {
    expect(await failure(hardGraph(), { timeout: 500 })).toMatchInlineSnapshot(
      `[GraphError: layout: Graphviz must finish within 500 ms, got no picture of 42819 characters of DOT; lay it out with { engine: "twopi" }, which is quick with many edges, or raise the limit with { timeout }]`,
    );
    expect(textsOf(await layout("digraph { a -> b }"))).toEqual(["a", "b"]);
  });

  it("does not hold up the caller's own work or a second layout", async () => {
    const order: string[] = [];
    const hard = failure(hardGraph(), { timeout: 3000 }).then(() => order.push("hard"));
    await new Promise((resolve) => setTimeout(resolve, 1)).then(() => order.push("timer"));
    await layout("digraph { a -> b }").then(() => order.push("easy"));
    await hard;
    expect(order).toEqual(["timer", "easy", "hard"]);
  });

  it("of Infinity ms draws", async () => {
    expect(textsOf(await layout("digraph { a }", { timeout: Number.POSITIVE_INFINITY }))).toEqual(["a"]);
  });
});

describe("layout is deterministic", () => {
  const dot = 'digraph { rankdir=LR; node [fontname="Helvetica"]; a -> {b c d} -> e [label="4×4"]; b -> b }';

  it("draws 8 times at once what it draws alone", async () => {
    const alone = await layout(dot);
    expect(await Promise.all(Array.from({ length: 8 }, () => layout(dot)))).toEqual(Array.from({ length: 8 }, () => alone));
  });

  it("draws the same bytes whatever it drew before, clusters too", async () => {
    const clusters = (title: string): string => {
      const ids = Array.from({ length: 12 }, (_, i) => `${title} ${"long ".repeat(i % 5)}${i}`);
      return `digraph { ${ids.map((id, i) => `subgraph "cluster_${id}" { label="${id}"; n${i} -> m${i} }; m${i} -> n${(i + 7) % 12}`).join("\n")} }`;
    };
    const first = await layout(clusters("one"));
    for (const other of ["a", "something longer"]) await layout(clusters(other));
    expect(await layout(clusters("one"))).toBe(first);
  });

  it("draws in two other processes what it draws here, byte by byte and in silence", async () => {
    const script = `process.stdout.write(await layout(${JSON.stringify(dot)}));`;
    const here = await layout(dot);
    expect(await inOwnProcess(imported + script)).toEqual({ code: 0, stdout: here, stderr: "" });
    expect(await inOwnProcess(`${imported}await layout("digraph { z }");\n${script}`)).toEqual({ code: 0, stdout: here, stderr: "" });
  });
});

describe("layout in a process of its own", () => {
  it("keeps warnings about fonts and letters to itself", async () => {
    const dot = 'digraph { a [fontname="No Such Font", label="Σ é 数", shape="no such shape", color="no such color"]; a:port -> b }';
    const script = `await layout(${JSON.stringify(dot)}); await layout(${JSON.stringify(dot)}, { labels: "html" });`;
    expect(await inOwnProcess(imported + script)).toEqual({ code: 0, stdout: "", stderr: "" });
  });

  it("lets it end after a graph, after an error and after the time limit", async () => {
    const script = `
      await layout("digraph { a }");
      await layout("digraph { a -> ").catch((error) => console.log(error.code));
      await layout(${JSON.stringify(hardGraph())}, { timeout: 300 }).catch((error) => console.log(error.code));
      await layout("digraph { a }");`;
    expect(await inOwnProcess(imported + script)).toEqual({ code: 0, stdout: "bad-dot\nrender-timeout\n", stderr: "" });
  });
});
