import { colors } from "../../../export/theme.ts";
import type { Better } from "../../../train/better.ts";
import { showMetric } from "../epoch-line.ts";
import type { EpochRecord } from "../history.ts";
import type { Chart, Drawing, Readings } from "./chart.ts";
import { type LegendEntry, legend } from "./legend.ts";
import { type Format, lookOf, panelSvg, plainPlot, sheet, widths } from "./paper.ts";
import type { PlotLibrary } from "./plot-library.ts";
import { type Point, thin } from "./thin.ts";
import { logarithmicTicks, wholeTicks } from "./ticks.ts";

const mainHeight = 300;
const rateHeight = 104;
const margins = { marginLeft: 60, marginRight: 26 };
const formats = Object.keys(widths) as readonly Format[];

/** Values of one metric, epoch by epoch. */
interface Curve {
  readonly name: string;
  readonly points: readonly Point[];
}

/**
 * A metric over the epochs, of the training and of the validation data, and below it, small, the learning rate. A metric that is above 0
 * and of which less is better is drawn on a linear and on a logarithmic scale; the latter suits it where it falls by a factor of more
 * than 50. A share of which more is better, as an accuracy, is drawn up to 1.
 */
export function curvesChart(library: PlotLibrary, metric: string, history: readonly EpochRecord[], better: Better): Chart {
  const curves = curvesOf(metric, history);
  const values = curves.flatMap(({ points }) => points.map(([, y]) => y));
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const isShare = better === "higher" && low >= 0 && high <= 1;
  const scales: readonly Drawing["scale"][] = better === "lower" && low > 0 ? ["even", "log"] : ["even"];
  return {
    name: metric,
    caption: `${titleOf(metric)} of each epoch, and the learning rate.`,
    drawings: scales.flatMap((scale) =>
      formats.map((format) => ({ svg: drawn(library, metric, history, curves, { format, scale, isShare }), format, scale })),
    ),
    scale: scales.includes("log") && high > 50 * low ? "log" : "even",
    readings: readingsOf(metric, history, curves),
  };
}

const titleOf = (metric: string): string => metric.charAt(0).toUpperCase() + metric.slice(1);

interface Drawn {
  readonly format: Format;
  readonly scale: Drawing["scale"];
  readonly isShare: boolean;
}

function drawn(
  library: PlotLibrary,
  metric: string,
  history: readonly EpochRecord[],
  curves: readonly Curve[],
  { format, scale, isShare }: Drawn,
): string {
  const { Plot } = library;
  const width = widths[format];
  const values = curves.flatMap(({ points }) => points.map(([, y]) => y));
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const isLogarithmic = scale === "log";
  const [first, last] = [history[0]?.epoch ?? 0, history.at(-1)?.epoch ?? 1];
  const epochs = { domain: [first, last] };
  const epochTicks = wholeTicks(first, last, format === "wide" ? 6 : 4);
  const grid = { stroke: colors.clusterLine, strokeOpacity: 1 };
  const axis = { color: colors.edge, stroke: colors.edge, fill: colors.softInk, textStroke: "none" };
  const y = isLogarithmic
    ? { type: "log" as const, domain: [low, low === high ? 2 * low : high] }
    : { nice: true, ...(isShare && { domain: [Math.min(0.9, low), 1] }) };
  const ticks = isLogarithmic ? logarithmicTicks(low, high) : 6;
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
      Plot.axisY({ ...axis, ticks, label: null, ...(isLogarithmic && { tickFormat: showMetric }) }),
      Plot.axisX({ ...axis, ticks: epochTicks, tickFormat: ",d", label: null }),
      ...curves.map(({ points }, i) => {
        const { line, dash } = lookOf(i);
        if (points.length === 1) return Plot.dot(points, { r: 3, fill: line });
        const dashes = dash !== "" && { strokeDasharray: dash };
        return Plot.line(points, { stroke: line, strokeWidth: 1.8, strokeLinejoin: "round", ...dashes });
      }),
    ],
  });
  const rates = thin(history.map(({ epoch, learningRate }): Point => [epoch, learningRate]));
  const highest = Math.max(...rates.map(([, rate]) => rate));
  const rateTicks = highest > 0 ? [0, highest] : [0];
  const rate = Plot.plot({
    ...plainPlot(library),
    ...margins,
    width,
    height: rateHeight,
    marginTop: 26,
    marginBottom: 38,
    x: { ...epochs, axis: null },
    y: { domain: [0, highest || 1], axis: null },
    marks: [
      Plot.gridY({ ...grid, ticks: rateTicks }),
      Plot.axisY({ ...axis, ticks: rateTicks, tickFormat: showMetric, label: null }),
      Plot.axisX({ ...axis, ticks: epochTicks, tickFormat: ",d", label: "epoch", labelAnchor: "center", labelArrow: "none" }),
      rates.length === 1
        ? Plot.dot(rates, { r: 2.5, fill: colors.softInk })
        : Plot.line(rates, { stroke: colors.softInk, strokeWidth: 1.2 }),
      Plot.text(["learning rate"], { frameAnchor: "top-left", dy: -18, fill: colors.softInk, stroke: "none" }),
    ],
  });
  return sheet({
    title: titleOf(metric),
    ...(isLogarithmic && { remark: "logarithmic axis" }),
    width,
    height: mainHeight + rateHeight,
    legend: legend(curves.map(entryOf), width),
    panels: [
      { svg: panelSvg(main), top: 0 },
      { svg: panelSvg(rate), top: mainHeight },
    ],
    data: { x: placing(main, "x"), y: placing(main, "y"), bottom: mainHeight - 24 },
  });
}

/** How a plot places values: those at both ends of an axis, and where these are, in px. */
function placing(plot: ReturnType<PlotLibrary["Plot"]["plot"]>, axis: "x" | "y"): unknown {
  const { type, domain, range } = plot.scale(axis) as { readonly type: string; readonly domain: unknown; readonly range: unknown };
  return { log: type === "log", domain, range };
}

function curvesOf(metric: string, history: readonly EpochRecord[]): Curve[] {
  return Object.entries(allCurves(metric, history))
    .map(([name, values]) => {
      const points = values.map((value, i): Point => [(history[i] as EpochRecord).epoch, value]);
      return { name, points: thin(points.filter(([, value]) => Number.isFinite(value))) };
    })
    .filter(({ points }) => points.length > 0);
}

const allCurves = (metric: string, history: readonly EpochRecord[]): Record<string, number[]> => ({
  training: history.map(({ metrics }) => metrics[metric] ?? Number.NaN),
  validation: history.map(({ validation }) => validation?.[metric] ?? Number.NaN),
});

/** The values of the epochs at which a curve has a point. */
function readingsOf(metric: string, history: readonly EpochRecord[], curves: readonly Curve[]): Readings {
  const drawnEpochs = new Set(curves.flatMap(({ points }) => points.map(([epoch]) => epoch)));
  const shown = history.filter(({ epoch }) => drawnEpochs.has(epoch));
  const all = allCurves(metric, shown);
  // As many digits as differ from epoch to epoch where a loss hardly moves; float32 has seven.
  const short = (value: number): number | null => (Number.isFinite(value) ? Number(value.toPrecision(6)) : null);
  return {
    epochs: shown.map(({ epoch }) => epoch),
    curves: Object.fromEntries(curves.map(({ name }) => [name, (all[name] as number[]).map(short)])),
  };
}

/** A sample of a line, its name and its last value. */
function entryOf({ name, points }: Curve, i: number): LegendEntry {
  const { line, dash } = lookOf(i);
  const dashes = dash === "" ? "" : ` stroke-dasharray="${dash}"`;
  return {
    sample: `<line x1="0" x2="26" y1="8" y2="8" stroke="${line}" stroke-width="1.8"${dashes}/>`,
    width: 26,
    text: `${name}: ${showMetric(points.at(-1)?.[1] as number)}`,
  };
}
