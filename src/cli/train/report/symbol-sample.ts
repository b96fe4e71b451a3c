import { pathMarkup } from "../../../page/chart/chart-markup.ts";
import { symbolPath } from "../../../page/chart/looks.ts";
import type { PointSet } from "../../../page/chart/place-chart.ts";
import type { Markup } from "../../../page/markup.ts";

/** One point as a chart draws it, around (5, 8), for the legend. */
export const symbolSample = ({ look: { color, symbol }, isFilled }: Pick<PointSet, "look" | "isFilled">): Markup =>
  pathMarkup({ path: `M5 8${symbolPath(symbol, 4)}`, line: color, width: 1.3, fill: isFilled ? color : "--paper" });
