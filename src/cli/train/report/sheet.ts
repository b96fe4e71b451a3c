import { chartMarkup } from "../../../page/chart/chart-markup.ts";
import { type ChartSpec, placeChart } from "../../../page/chart/place-chart.ts";
import type { Scale } from "../../../page/chart/scale.ts";
import { markup, markupText } from "../../../page/markup.ts";
import { type LegendEntry, legend } from "./legend.ts";

/** Widths of a drawing in px: that of half a page, and that of a telephone, where the other's texts would be too small. */
export const widths = { wide: 600, narrow: 340 } as const;
export type Format = keyof typeof widths;
export const formats = Object.keys(widths) as readonly Format[];

export const fontSize = 12;

export interface Sheet {
  readonly title: string;
  /** What stands opposite the title. */
  readonly remark?: string;
  readonly width: number;
  readonly legend: readonly LegendEntry[];
  /** One below the other. */
  readonly charts: readonly (Omit<ChartSpec, "width" | "fontSize"> & { readonly title?: string })[];
  /** Whether values can be pointed at, in the first chart. */
  readonly isRead?: boolean;
}

/** Distance of title and legend from the border. */
const margin = 16;
const titleHeight = 40;

/** Charts on one sheet of paper, under a title and a legend: the text of an SVG in the colours of the page. */
export function sheet({ title, remark, width, legend: entries, charts, isRead = false }: Sheet): string {
  const key = legend(entries, width - 2 * margin);
  const top = titleHeight + (entries.length > 0 ? key.height + 6 : 0);
  const height = top + charts.reduce((sum, chart) => sum + chart.height, 0);
  let above = top;
  const placed = charts.map((spec) => {
    const chart = placeChart({ ...spec, width, fontSize });
    const place = above;
    above += spec.height;
    return { chart, place, title: spec.title, left: spec.margins.left };
  });
  const [first] = placed;
  const plot = first && { x: first.chart.x, y: lowered(first.chart.y, first.place) };
  const picture = markup(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
      role: "img",
      "aria-label": title,
      "font-family": "Helvetica, Arial, sans-serif",
      "font-size": fontSize,
      fill: "var(--ink)",
      "data-plot": isRead ? JSON.stringify(plot) : undefined,
    },
    [
      markup("rect", { width, height, fill: "var(--paper)" }),
      markup("text", { x: margin, y: 26, "font-size": 15, "font-weight": "bold" }, [title]),
      ...(remark === undefined
        ? []
        : [markup("text", { x: width - margin, y: 26, "text-anchor": "end", fill: "var(--soft-ink)" }, [remark])]),
      ...(entries.length > 0 ? [markup("g", { transform: `translate(${margin} ${titleHeight})` }, key.parts)] : []),
      ...placed.map(({ chart, place, title, left }) =>
        markup("g", { transform: `translate(0 ${place})` }, [
          ...(title === undefined ? [] : [markup("text", { x: left, y: fontSize, fill: "var(--soft-ink)" }, [title])]),
          chartMarkup(chart),
        ]),
      ),
    ],
  );
  return `${markupText(picture)}\n`;
}

const lowered = ({ from, to, ...scale }: Scale, by: number): Scale => ({ ...scale, from: from + by, to: to + by });
