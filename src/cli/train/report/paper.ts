import type { PlotOptions } from "@observablehq/plot";
import { colors, roleStyles, themed } from "../../../export/theme.ts";
import type { PlotLibrary } from "./plot-library.ts";

/**
 * Lines and points, told apart by colour, by dashes or symbol, and in the legend by name. The colours are those of the graph's
 * pictures, so that the same rules make them dark.
 */
export const looks = [
  { line: roleStyles.input.line, tint: roleStyles.input.fill, dash: "", symbol: "circle" },
  { line: roleStyles.output.line, tint: roleStyles.output.fill, dash: "6 3", symbol: "triangle" },
  { line: roleStyles.function.line, tint: roleStyles.function.fill, dash: "2 3", symbol: "square" },
  { line: roleStyles.reduction.line, tint: roleStyles.reduction.fill, dash: "9 3 2 3", symbol: "diamond" },
  { line: roleStyles.parameter.line, tint: roleStyles.parameter.fill, dash: "12 4", symbol: "star" },
] as const;
export type Look = (typeof looks)[number];

export const lookOf = (index: number): Look => looks[index % looks.length] as Look;

/** What every plot has: fonts, soft axes, ink. */
export const plainPlot = ({ document }: PlotLibrary): PlotOptions => ({
  document: document as NonNullable<PlotOptions["document"]>,
  style: { fontFamily: "Helvetica, Arial, sans-serif", fontSize: "12px" },
});

/** A part of a picture, at its place from the top. */
export interface Panel {
  readonly svg: string;
  readonly top: number;
}

export interface Sheet {
  readonly title: string;
  readonly width: number;
  readonly height: number;
  /** SVG text of the legend; its top left corner is at the origin. */
  readonly legend: string;
  readonly panels: readonly Panel[];
}

/** Distance of title and legend from the left border. */
const margin = 16;
/** Where panels may begin. */
export const headRoom = 66;

/** Panels on one sheet of paper, under a title and a legend, as an SVG that follows the reader's choice of light or dark. */
export function sheet({ title, width, height, legend, panels }: Sheet): string {
  const inner = panels.map(({ svg, top }) => svg.replace(/^<svg /, `<svg x="0" y="${top}" `)).join("\n");
  const text = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(title)}" font-family="Helvetica, Arial, sans-serif" font-size="12" fill="${colors.ink}">
<rect width="${width}" height="${height}" fill="white"/>
<text x="${margin}" y="26" font-size="15" font-weight="bold">${escaped(title)}</text>
<g transform="translate(${margin} 40)">${legend}</g>
${inner}
</svg>
`;
  return themed(lowerColours(text), "auto");
}

/** The element that Plot made, without its own style, which only a browser reads, in ink on paper. */
export const panelSvg = (plot: unknown): string =>
  (plot as { readonly outerHTML: string }).outerHTML.replace(/<style>[\s\S]*?<\/style>/g, "").replaceAll("currentColor", colors.ink);

/** The rules of the dark theme name colours in lower case, as Graphviz writes them. */
const lowerColours = (svg: string): string =>
  svg.replace(/(fill|stroke)="(#[0-9A-F]{6})"/g, (_, attribute, colour) => `${attribute}="${colour.toLowerCase()}"`);

export const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
