import { describe, expect, it } from "vitest";
import { diff } from "../../../../graph/edit/diff.ts";
import { f32 } from "../../../../graph/input.ts";
import { diffDot } from "../../../../src/export/diff-dot.ts";
import { graph } from "../../../../src/index.ts";
import { fitText } from "../../../../src/render/fit/fit-text.ts";
import { layout } from "../../../../src/render/layout.ts";
import { op } from "../../../graph/untyped-ops.ts";

/** Texts with what they say of their place. */
const textsIn = (svg: string) =>
  [...svg.matchAll(/<text ([^>]*)>([^<]*)<\/text>/g)].map(([, attributes = "", text]) => ({
    text,
    anchor: /text-anchor="(\w+)"/.exec(attributes)?.[1],
    x: Number(/ x="([^"]*)"/.exec(attributes)?.[1]),
    y: Number(/ y="([^"]*)"/.exec(attributes)?.[1]),
    length: Number(/textLength="([^"]*)"/.exec(attributes)?.[1]),
    attributes,
  }));

const picture = (parts: string): string =>
  `<svg width="200pt"><g id="graph0" class="graph"><polygon fill="white" points="0,0 200,0 200,100 0,100 0,0"/></g>${parts}</svg>`;
const text = (content: string, x: number, y: number, more = 'text-anchor="middle"'): string =>
  `<text ${more} x="${x}" y="${y}" font-family="Helvetica,sans-Serif" font-size="10.00">${content}</text>`;
const node = (content: string, x = 50): string =>
  `<g id="node1" class="node"><polygon fill="none" points="20,20 80,20 80,40 20,40 20,20"/>${text(content, x, 33)}</g>`;
const edge = (path: string, label = "", id = 1): string =>
  `<g id="edge${id}" class="edge flow"><path fill="none" d="${path}"/>${label}</g>`;

describe("fitText", () => {
  // Source: Adobe's metrics of Helvetica, in thousandths: r 333, e 556, l 222, u 556; M 833.
  it("tells each text its length in Helvetica, and in a box at most the room between the lines", () => {
    expect(textsIn(fitText(picture(node("relu"))))[0]).toMatchObject({ text: "relu", anchor: "middle", length: 16.7 });
    expect(textsIn(fitText(picture(node("MMMMMMMM"))))[0]?.length).toBe(56);
    expect(textsIn(fitText(picture(node("MMMM", 40))))[0]?.length).toBe(33.3);
    expect(textsIn(fitText(picture(node("MMMMM", 40))))[0]?.length).toBe(36);
  });

  it("leaves short texts, and those in other fonts, the width that they have", () => {
    expect(textsIn(fitText(picture(node("w₁"))))[0]?.attributes).not.toContain("textLength");
    const times = picture(node("relu")).replace("Helvetica,sans-Serif", "Times,serif");
    expect(fitText(times)).toBe(times);
  });

  it("names fonts of Helvetica's width, once, before those that are wider", () => {
    const svg = fitText(picture(node("relu")));
    expect(svg).toMatch(/^<svg font-family="Helvetica,Arial,Liberation Sans,Nimbus Sans,DejaVu Sans Condensed,sans-serif" width/);
    expect(svg.match(/font-family/g)?.length).toBe(1);
  });

  it("keeps to what lies inside a shape at the height of the text, as in a trapezium", () => {
    const mean = `<g id="node1" class="node"><polygon points="0,20 100,20 60,40 40,40 0,20"/>${text("MMMMMMMMM", 50, 38)}</g>`;
    // At the baseline, 38, the sides have gone 36 of 40: from 36 to 64, less 2 on either side.
    expect(textsIn(fitText(picture(mean)))[0]?.length).toBe(24);
  });

  it("begins a label beside its line, so that a wider font grows away from it", () => {
    const [label] = textsIn(fitText(picture(edge("M50,10C50,30 50,60 50,90", text("&#160;batch×3&#160;", 73, 53)))));
    // b a t c h 2390, × 584, 3 556: 35.3 wide around 73.
    expect(label).toMatchObject({ text: "batch×3", anchor: "start", y: 53 });
    expect(label?.x).toBeGreaterThan(54);
    expect(label?.attributes).toContain('stroke="white" stroke-width="3" stroke-linejoin="round" paint-order="stroke"');
  });

  it("moves a label along its line to where no other line passes", () => {
    const own = edge("M50,10C50,30 50,60 50,90", text("batch×3", 73, 53));
    const crossing = edge("M10,50C60,50 100,50 190,50", "", 2);
    const [label] = textsIn(fitText(picture(own + crossing)));
    expect(label?.text).toBe("batch×3");
    const [top, bottom] = [(label?.y ?? 0) - 7, (label?.y ?? 0) + 2];
    expect(top > 50 || bottom < 50).toBe(true);
    // Still beside its line, and not further away than it must be.
    expect(Math.abs((label?.x ?? 0) - 54)).toBeLessThan(12);
    expect(Math.abs((label?.y ?? 0) - 53)).toBeLessThan(12);
  });

  it("moves a label along its line into or out of a cluster whose frame it would cross", () => {
    const own = edge("M20,80C60,60 100,40 140,20", text("next step", 115, 63));
    const frame = `<g id="clust1" class="cluster scope"><polygon fill="#f6f8fa" points="10,10 125,10 125,90 10,90 10,10"/></g>`;
    const [apart] = textsIn(fitText(picture(own)));
    // n e x t, a blank, s t e p: 4058, so 40.6 wide around 115.
    expect(apart?.x).toBeCloseTo(95.7, 1);
    const [moved] = textsIn(fitText(picture(frame + own)));
    expect((moved?.x ?? 0) + (moved?.length ?? 0)).toBeLessThan(125);
    expect(Math.hypot((moved?.x ?? 0) - 95.7, (moved?.y ?? 0) - 63)).toBeLessThan(30);
  });

  it("moves a title along its cluster, and draws it over the lines where no place is free", () => {
    const cluster = `<g id="clust1" class="cluster scope"><polygon fill="#f6f8fa" points="10,10 190,10 190,90 10,90 10,10"/>${text("Softmax", 18, 22, 'text-anchor="start"')}</g>`;
    const line = (x: number): string => edge(`M${x},0C${x},20 ${x},60 ${x},80`);
    const [moved] = textsIn(fitText(picture(cluster + line(30))));
    expect(moved?.x).toBeGreaterThan(31);
    const fence = Array.from({ length: 8 }, (_, i) => line(20 + 22 * i)).join("");
    const svg = fitText(picture(cluster + fence + node("relu")));
    expect(svg.indexOf("Softmax")).toBeGreaterThan(svg.lastIndexOf("<path"));
    expect(svg).toMatch(/<g class="titles">\n<text [^>]*stroke="#f6f8fa"[^>]*paint-order="stroke">Softmax<\/text>\n<\/g>/);
  });

  it("reads escaped characters as one", () => {
    expect(textsIn(fitText(picture(node("a&#45;&gt;b"))))[0]?.length).toBe(20.3);
  });

  it("draws 5,000 texts and 5,000 lines in a time that grows with their number", () => {
    const many = (count: number): string =>
      picture(
        Array.from({ length: count }, (_, i) => node("relu") + edge(`M${i},0C${i},9 ${i},18 ${i},27`, text("4×4", i + 9, 14))).join(""),
      );
    expect(textsIn(fitText(many(5000))).length).toBe(10_000);
  });
});

describe("a picture that Graphviz lays out for another font", () => {
  it("of a diff has boxes as wide as what changed, arrow and all", async () => {
    const at = (units: number) => graph({ x: f32("batch", 3) }, ({ x }) => ({ y: op.dense(x, { units, name: "layer" }) }));
    const svg = await layout(diffDot(diff(at(3), at(5)), at(3), at(5)));
    const [, box, rest] = /<title>layer<\/title>.*?<path[^>]* d="([^"]*)"\/>(.*?)<\/g>\n<\/g>/s.exec(svg) as unknown as [
      string,
      string,
      string,
    ];
    const x = [...box.matchAll(/(-?[\d.]+),/g)].map(([, one]) => Number(one));
    const change = textsIn(rest).find(({ text }) => text?.includes("→"));
    expect(change?.text).toBe("shape batch×3 → batch×5");
    // 12 % more than its length, and the margins.
    expect(Math.max(...x) - Math.min(...x)).toBeGreaterThan(1.12 * (change?.length ?? Number.NaN) + 12);
  });
});
