import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { graph } from "../../../../graph/build.ts";
import type { Graph } from "../../../../graph/graph.ts";
import { f32 } from "../../../../graph/input.ts";
import type { Tensor } from "../../../../graph/tensor.ts";
import { type DotOptions, drawingOf } from "../../../../src/export/dot.ts";
import type { Drawing } from "../../../../src/export/drawing/drawing.ts";
import { drawingSvg } from "../../../../src/export/svg/drawing-svg.ts";
import { placeDrawing } from "../../../../src/export/svg/place-drawing.ts";
import { randomGraph } from "../../../graph/random-graph.ts";
import { op } from "../../../graph/untyped-ops.ts";
import { faultsOfPlacing } from "../../place/faults-of-placing.ts";
import { textsOf } from "../../render/labels.ts";
import { goldens, networks, ways } from "./own-pictures.ts";

const drawn = (net: Graph, options: DotOptions = {}): string => drawingSvg(drawingOf(net, options), options.direction ?? "TB");

const hostile = [
  'a "quoted" title',
  "</title><script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  "&lt;script&gt; &#60;b&#62; &amp;",
  "javascript:alert(1)",
  "]]><style>*{display:none}</style>",
  "-->\u0000\u001b[2J\u202e",
  "url(https://example.com/a.png)",
  "\ud800 half \udc00",
  "層 1 😀",
];
const titled = (titles: readonly string[]): Graph =>
  graph({ x: f32(2) }, ({ x }, g) => {
    let h: Tensor = x;
    for (const [i, title] of titles.entries()) h = g.scope(title, () => op.add(op.exp(h), i));
    return { y: h };
  });

describe("a picture by our own placing", () => {
  test.each(Object.entries(goldens))("of %s is, to the byte, what was looked at", async (name, [net, options]) => {
    await expect(drawn(net, options)).toMatchFileSnapshot(`../../../output/own/${name}.svg`);
  });

  test.each(Object.entries(networks))("of %s, in all ways: nothing overlaps, and no line is where it should not be", (_, net) => {
    for (const options of ways) {
      const { input, placing } = placeDrawing(drawingOf(net, options), options.direction);
      expect(faultsOfPlacing(input, placing)).toEqual([]);
    }
  });

  test("of random graphs: the same", () => {
    fc.assert(
      fc.property(randomGraph, fc.constantFrom(...ways), (net, options) => {
        const { input, placing } = placeDrawing(drawingOf(net, options), options.direction);
        expect(faultsOfPlacing(input, placing)).toEqual([]);
      }),
      { numRuns: 12, seed: 15 },
    );
  });

  test("shows every label, title and heading", () => {
    const shown = (text: string): string => text.trim();
    for (const net of Object.values(networks)) {
      const drawing: Drawing = drawingOf(net, { level: "formula", title: "A title" });
      const texts = new Set(textsOf(drawingSvg(drawing, "TB")).map(shown));
      const labels = drawing.nodes.flatMap(({ label }) => ("html" in label ? [] : label));
      const others = [
        ...drawing.title,
        ...drawing.clusters.flatMap(({ title }) => title),
        ...drawing.edges.flatMap(({ label }) => label ?? []),
      ];
      for (const label of [...labels, ...others]) if (shown(label) !== "") expect(texts).toContain(shown(label));
    }
  });

  test("has shapes and text only, whatever names say", () => {
    for (const level of ["layers", "formula", "execution"] as const) {
      // Scopes refuse what a heading may hold.
      const plain = hostile.filter((title) => !/\p{Cc}|\p{Cf}|\p{Cs}/u.test(title));
      const text = drawn(titled(plain), { level, title: hostile.join("\n"), legend: true });
      const tags = [...text.matchAll(/<\/?([A-Za-z]+)((?:\s+[\w:-]+="[^"<>]*")*)\s*\/?>/g)];
      // All that stands between tags is text, in which nothing begins one.
      const between = text.split(/<\/?[A-Za-z]+(?:\s+[\w:-]+="[^"<>]*")*\s*\/?>/);
      for (const part of between) expect(part).not.toMatch(/[<>]/);
      const known = "svg g title rect path polygon ellipse text".split(" ");
      expect(tags.map(([, name]) => name).filter((name) => !known.includes(name as string))).toEqual([]);
      const attributes = new Set(tags.flatMap(([, , list]) => [...(list as string).matchAll(/([\w:-]+)="/g)].map(([, name]) => name)));
      for (const name of attributes) expect(name).not.toMatch(/^on|href|style|src|id$/);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: such are looked for
      expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
      expect(tags.map(([, , list]) => list).join()).not.toContain("url(");
      expect(text).not.toMatch(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/);
      expect(textsOf(text)).toEqual(expect.arrayContaining(["</title><script>alert(1)</script>", "層 1 😀", "javascript:alert(1)"]));
    }
  });
});
