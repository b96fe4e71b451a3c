import { textWidth } from "../../../export/drawing/text-width.ts";
import { colors } from "../../../export/theme.ts";
import type { Better } from "../../../train/better.ts";
import { showMetric } from "../epoch-line.ts";
import type { EpochRecord } from "../history.ts";
import { escaped, headRoom, lookOf, panelSvg, plainPlot, sheet } from "./paper.ts";
import type { PlotLibrary } from "./plot-library.ts";
import { type Point, thin } from "./thin.ts";

const width = 640;
const mainHeight = 300;
const rateHeight = 104;
const margins = { marginLeft: 60, marginRight: 30 };

/** Values of one metric, epoch by epoch. */
interface Curve {
  readonly name: string;
  readonly points: readonly Point[];
}

/**
 * A metric over the epochs, of the training and of the validation data, and below it, small, the learning rate. A loss that falls by a
 * factor of more than 50 is drawn on a logarithmic scale; a share of which more is better, as an accuracy, up to 1.
 */
export function curvesPicture(library: PlotLibrary, metric: string, history: readonly EpochRecord[], better: Better): string {
  const { Plot } = library;
  const curves = curvesOf(metric, history);
  const values = curves.flatMap(({ points }) => points.map(([, y]) => y));
  const isShare = better === "higher" && values.every((value) => value >= 0 && value <= 1);
  const isLogarithmic = !isShare && Math.min(...values) > 0 && Math.max(...values) > 50 * Math.min(...values);
  const epochs = { domain: [history[0]?.epoch ?? 0, history.at(-1)?.epoch ?? 1] };
  const grid = { stroke: colors.clusterLine, strokeOpacity: 1 };
  const axis = { color: colors.edge, stroke: colors.edge, fill: colors.softInk, textStroke: "none" };
  const y = isLogarithmic ? { type: "log" as const } : { nice: true, ...(isShare && { domain: [Math.min(0.9, ...values), 1] }) };
  const ticks = isLogarithmic ? powersOfTen(Math.min(...values), Math.max(...values)) : 6;
  const main = Plot.plot({
    ...plainPlot(library),
    ...margins,
    width,
    height: mainHeight,
    marginTop: 12,
    marginBottom: 24,
    x: { ...epochs, axis: null },
    y: { ...y, axis: null },
    marks: [
      Plot.gridY({ ...grid, ticks }),
      Plot.axisY({ ...axis, ticks, label: null, ...(isLogarithmic && { tickFormat: "~e" }) }),
      Plot.axisX({ ...axis, ticks: 6, tickFormat: ",d", label: null }),
      ...curves.map(({ points }, i) => {
        const { line, dash } = lookOf(i);
        return Plot.line(points, {
          stroke: line,
          strokeWidth: 1.8,
          strokeLinejoin: "round",
          ...(dash !== "" && { strokeDasharray: dash }),
        });
      }),
    ],
  });
  const rate = Plot.plot({
    ...plainPlot(library),
    ...margins,
    width,
    height: rateHeight,
    marginTop: 26,
    marginBottom: 38,
    x: { ...epochs, axis: null },
    y: { zero: true, nice: true, axis: null },
    marks: [
      Plot.gridY({ ...grid, ticks: 2 }),
      Plot.axisY({ ...axis, ticks: 2, tickFormat: "~g", label: null }),
      Plot.axisX({ ...axis, ticks: 6, tickFormat: ",d", label: "epoch", labelAnchor: "center", labelArrow: "none" }),
      Plot.line(thin(history.map(({ epoch, learningRate }): Point => [epoch, learningRate])), { stroke: colors.softInk, strokeWidth: 1.2 }),
      Plot.text(["learning rate"], { frameAnchor: "top-left", dy: -18, fill: colors.softInk, stroke: "none" }),
    ],
  });
  return sheet({
    title: metric.charAt(0).toUpperCase() + metric.slice(1),
    width,
    height: headRoom + mainHeight + rateHeight,
    legend: legendOf(curves) + (isLogarithmic ? note("logarithmic scale") : ""),
    panels: [
      { svg: panelSvg(main), top: headRoom },
      { svg: panelSvg(rate), top: headRoom + mainHeight },
    ],
  });
}

function powersOfTen(low: number, high: number): number[] {
  const first = Math.floor(Math.log10(low));
  const count = Math.ceil(Math.log10(high)) - first + 1;
  return Array.from({ length: count }, (_, i) => 10 ** (first + i)).filter((power) => power >= low && power <= high);
}

function curvesOf(metric: string, history: readonly EpochRecord[]): Curve[] {
  const training = history.map(({ epoch, metrics }): Point => [epoch, metrics[metric] ?? Number.NaN]);
  const validation = history.map(({ epoch, validation: values }): Point => [epoch, values?.[metric] ?? Number.NaN]);
  return [
    { name: "training", points: training },
    { name: "validation", points: validation },
  ]
    .map(({ name, points }) => ({ name, points: thin(points.filter(([, value]) => Number.isFinite(value))) }))
    .filter(({ points }) => points.length > 0);
}

/** A sample of each line, its name and its last value. */
function legendOf(curves: readonly Curve[]): string {
  let left = 0;
  return curves
    .map(({ name, points }, i) => {
      const { line, dash } = lookOf(i);
      const text = `${name}: ${showMetric(points.at(-1)?.[1] as number)}`;
      const part = `<line x1="${left}" x2="${left + 26}" y1="8" y2="8" stroke="${line}" stroke-width="1.8"${dash === "" ? "" : ` stroke-dasharray="${dash}"`}/><text x="${left + 32}" y="12">${escaped(text)}</text>`;
      left += 32 + Math.ceil(textWidth(text, 12)) + 24;
      return part;
    })
    .join("");
}

const note = (text: string): string => `<text x="${width - 36}" y="12" text-anchor="end" fill="${colors.softInk}">${text}</text>`;
