import { describe, expect, test } from "vitest";
import { diff } from "../../../graph/edit/diff.ts";
import { diffDot } from "../../../src/export/diff-dot.ts";
import { dot } from "../../../src/export/dot.ts";
import { changeStyles, colors, roleStyles, themed } from "../../../src/export/theme.ts";
import { layout } from "../../../src/render/layout.ts";
import { network, transposedNetwork } from "../../fixtures/fig-1.13.ts";

const channels = (color: string): number[] => [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16) / 255);

/** Contrast of two colours, 1 to 21. Source: WCAG 2.1. */
function contrast(a: string, b: string): number {
  const [light, dark] = [a, b]
    .map((color) => channels(color).map((value) => (value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)))
    .map(([red, green, blue]) => 0.2126 * (red as number) + 0.7152 * (green as number) + 0.0722 * (blue as number))
    .toSorted((p, q) => q - p) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

describe("theme", () => {
  test("writes ink on every fill with a contrast of at least 7 to 1, and lines on paper of at least 3 to 1", () => {
    for (const { fill, line } of [...Object.values(roleStyles), ...Object.values(changeStyles)]) {
      expect(contrast(colors.ink, fill)).toBeGreaterThanOrEqual(7);
      expect(contrast(line, colors.paper)).toBeGreaterThanOrEqual(3);
    }
  });

  test("gives roles of different meaning different shapes or outlines, for prints in grey", () => {
    const outlines = Object.values(roleStyles).map(
      (style) => `${style.shape} ${style.style} ${"peripheries" in style ? 2 : 1} ${style.penwidth}`,
    );
    expect(new Set(outlines).size).toBe(outlines.length);
  });
});

describe("themed", () => {
  const svg = '<?xml version="1.0"?>\n<svg width="8pt">\n<g><polygon fill="white" stroke="transparent"/></g></svg>';

  test("leaves a light picture as it is", () => {
    expect(themed(svg, "light")).toBe(svg);
  });

  test("recolours by style alone: for dark always, for auto where the system asks", () => {
    const [dark, auto] = [themed(svg, "dark"), themed(svg)];
    for (const text of [dark, auto]) expect(text.replace(/<style>.*?<\/style>/, "")).toBe(svg);
    expect(dark).toContain('<svg width="8pt"><style>[fill="white"]{fill:#0d1117}');
    expect(auto).toContain("<style>@media (prefers-color-scheme:dark){[fill=");
  });

  test("knows every colour that Graphviz writes for our pictures, but black and none", async () => {
    const pictures = [
      dot(network, { legend: true }),
      dot(network, { level: "formula", legend: true }),
      diffDot(diff(network, transposedNetwork(1)), network, transposedNetwork(1)),
    ];
    for (const picture of pictures) {
      const drawn = await layout(picture);
      const css = themed(drawn, "dark");
      for (const [, attribute, color] of drawn.matchAll(/(fill|stroke)="([^"]+)"/g)) {
        if (!["none", "transparent", "black"].includes(color as string)) expect(css).toContain(`[${attribute}="${color}"]`);
      }
    }
  });
});
