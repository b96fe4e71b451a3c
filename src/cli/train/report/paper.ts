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

/** Widths of a drawing in px: that of half a page, and that of a telephone, where the other's texts would be too small. */
export const widths = { wide: 600, narrow: 340 } as const;
export type Format = keyof typeof widths;

/** What every plot has: fonts, soft axes, ink. */
export const plainPlot = ({ document }: PlotLibrary): PlotOptions => ({
  document: document as NonNullable<PlotOptions["document"]>,
  style: { fontFamily: "Helvetica, Arial, sans-serif", fontSize: "12px" },
});

/** A part of a picture, at its place from the top of what is below the legend. */
export interface Panel {
  readonly svg: string;
  readonly top: number;
}

export interface Sheet {
  readonly title: string;
  /** What stands opposite the title. */
  readonly remark?: string;
  readonly width: number;
  /** Of all panels. */
  readonly height: number;
  /** Its top left corner is at the origin. */
  readonly legend: { readonly svg: string; readonly height: number };
  readonly panels: readonly Panel[];
  /** Rules beside those that make it dark. */
  readonly style?: string;
  /** Attributes of the picture, and where its panels begin, for the page. */
  readonly data?: Readonly<Record<string, unknown>>;
}

/** Distance of title and legend from the border. */
export const margin = 16;
const titleHeight = 40;

/** Panels on one sheet of paper, under a title and a legend, as an SVG that follows the reader's choice of light or dark. */
export function sheet({ title, remark, width, height, legend, panels, style, data }: Sheet): string {
  const top = titleHeight + legend.height + 6;
  const inner = panels.map((panel) => panel.svg.replace(/^<svg /, `<svg x="0" y="${top + panel.top}" `)).join("\n");
  const more = data === undefined ? "" : ` data-plot="${escaped(JSON.stringify({ ...data, top }))}"`;
  const side =
    remark === undefined ? "" : `<text x="${width - margin}" y="26" text-anchor="end" fill="${colors.softInk}">${remark}</text>\n`;
  const text = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${top + height}" width="${width}" height="${top + height}" role="img" aria-label="${escaped(title)}" font-family="Helvetica, Arial, sans-serif" font-size="12" fill="${colors.ink}"${more}>
<rect width="${width}" height="${top + height}" fill="white"/>
<text x="${margin}" y="26" font-size="15" font-weight="bold">${escaped(title)}</text>
${side}<g transform="translate(${margin} ${titleHeight})">${legend.svg}</g>
${inner}
</svg>
`;
  const dark = themed(lowerColours(text), "auto");
  return style === undefined ? dark : dark.replace("</style>", `</style><style>${style}</style>`);
}

/** The element that Plot made, without its own style, which only a browser reads, in ink on paper. */
export const panelSvg = (plot: unknown): string =>
  (plot as { readonly outerHTML: string }).outerHTML.replace(/<style>[\s\S]*?<\/style>/g, "").replaceAll("currentColor", colors.ink);

/** The rules of the dark theme name colours in lower case, as Graphviz writes them. */
const lowerColours = (svg: string): string =>
  svg.replace(/(fill|stroke)="(#[0-9A-F]{6})"/g, (_, attribute, colour) => `${attribute}="${colour.toLowerCase()}"`);

export const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
