import { suitsLog, valuesAxis } from "../../../page/chart/axes.ts";
import { type Look, lookOf } from "../../../page/chart/looks.ts";
import { type Axis, roomForLabels } from "../../../page/chart/place-chart.ts";
import { rangeOf } from "../../../page/chart/scale.ts";
import { type Point, thin } from "../../../page/chart/thin.ts";
import { wholeTicks } from "../../../page/chart/ticks.ts";
import { markup } from "../../../page/markup.ts";
import type { Better } from "../../../train/better.ts";
import { showMetric } from "../epoch-line.ts";
import type { EpochRecord } from "../history.ts";
import type { Chart, Drawing, Readings } from "./chart.ts";
import type { LegendEntry } from "./legend.ts";
import { type Format, fontSize, formats, sheet, widths } from "./sheet.ts";

const mainHeight = 300;
const rateHeight = 104;
const left = 60;

/** Values of one metric, epoch by epoch. */
interface MetricCurve {
  readonly name: string;
  readonly look: Look;
  readonly points: readonly Point[];
}

/**
 * A metric over the epochs, of the training and of the validation data, and below it, small, the learning rate. A metric that is above 0
 * and of which less is better is drawn on a linear and on a logarithmic scale; the latter suits it where it falls by a factor of more
 * than 50. A share of which more is better, as an accuracy, is drawn up to 1.
 */
export function curvesChart(metric: string, history: readonly EpochRecord[], better: Better): Chart {
  const curves = curvesOf(metric, history);
  const [low, high] = valuesRange(curves);
  const isShare = better === "higher" && low >= 0 && high <= 1;
  const scales: readonly Drawing["scale"][] = better === "lower" && low > 0 ? ["even", "log"] : ["even"];
  return {
    name: metric,
    caption: `${titleOf(metric)} of each epoch, and the learning rate.`,
    drawings: scales.flatMap((scale) =>
      formats.map((format) => ({ svg: drawn(metric, history, curves, { format, scale, isShare }), format, scale })),
    ),
    scale: scales.includes("log") && suitsLog([low, high]) ? "log" : "even",
    readings: readingsOf(metric, history, curves),
  };
}

const titleOf = (metric: string): string => metric.charAt(0).toUpperCase() + metric.slice(1);

const valuesRange = (curves: readonly MetricCurve[]) => rangeOf(curves.flatMap(({ points }) => points.map(([, y]) => y)));

interface Drawn {
  readonly format: Format;
  readonly scale: Drawing["scale"];
  readonly isShare: boolean;
}

function drawn(metric: string, history: readonly EpochRecord[], curves: readonly MetricCurve[], { format, scale, isShare }: Drawn): string {
  const isWide = format === "wide";
  const [low, high] = valuesRange(curves);
  const epochs = [history[0]?.epoch ?? 0, history.at(-1)?.epoch ?? 1] as const;
  const across: Axis = { range: epochs, ticks: wholeTicks(epochs, isWide ? 6 : 4) };
  const rates = history.map(({ epoch, learningRate }): Point => [epoch, learningRate]);
  const highest = rates.reduce((most, [, rate]) => Math.max(most, rate), 0);
  const rateTicks = highest > 0 ? [0, highest] : [0];
  // Where there is room, a curve is named at its end, and else above.
  const labels = curves.map(({ name, points }) => `${name}: ${showMetric(points.at(-1)?.[1] as number)}`);
  const right = isWide ? Math.max(26, roomForLabels(labels, fontSize) + 6) : 26;
  return sheet({
    title: titleOf(metric),
    ...(scale === "log" && { remark: "logarithmic axis" }),
    width: widths[format],
    legend: isWide ? [] : curves.map(({ look }, i) => entryOf(look, labels[i] as string)),
    charts: [
      {
        height: mainHeight,
        margins: { left, right, top: 12, bottom: 24 },
        x: across,
        y: valuesAxis(isShare ? [Math.min(0.9, low), 1] : [low, high], { isLog: scale === "log" }),
        curves: curves.map(({ points, look }, i) => ({ points, look, ...(isWide && { label: labels[i] as string }) })),
      },
      {
        title: "learning rate",
        height: rateHeight,
        margins: { left, right, top: 26, bottom: 38 },
        x: { ...across, name: "epoch" },
        y: { range: [0, highest || 1], ticks: rateTicks.map((at) => ({ at, text: showMetric(at) })), hasGrid: true },
        curves: [{ points: rates, look: { color: "--soft-ink", dash: "" }, width: 1.2 }],
      },
    ],
    isRead: true,
  });
}

function curvesOf(metric: string, history: readonly EpochRecord[]): MetricCurve[] {
  return Object.entries(allCurves(metric, history))
    .map(([name, values]) => {
      const points = values.map((value, i): Point => [(history[i] as EpochRecord).epoch, value]);
      return { name, points: thin(points.filter(([, value]) => Number.isFinite(value))) };
    })
    .filter(({ points }) => points.length > 0)
    .map((curve, i) => ({ ...curve, look: lookOf(i) }));
}

const allCurves = (metric: string, history: readonly EpochRecord[]): Record<string, number[]> => ({
  training: history.map(({ metrics }) => metrics[metric] ?? Number.NaN),
  validation: history.map(({ validation }) => validation?.[metric] ?? Number.NaN),
});

/** The values of the epochs at which a curve has a point. */
function readingsOf(metric: string, history: readonly EpochRecord[], curves: readonly MetricCurve[]): Readings {
  const drawnEpochs = new Set(curves.flatMap(({ points }) => points.map(([epoch]) => epoch)));
  const shown = history.filter(({ epoch }) => drawnEpochs.has(epoch));
  const all = allCurves(metric, shown);
  // As many digits as differ from epoch to epoch where a loss hardly moves; float32 has seven.
  const short = (value: number): number | null => (Number.isFinite(value) ? Number(value.toPrecision(6)) : null);
  return {
    x: shown.map(({ epoch }) => epoch),
    curves: curves.map(({ name, look }) => ({ name, color: look.color, values: (all[name] as number[]).map(short) })),
  };
}

/** A sample of a line and its name. */
const entryOf = ({ color, dash }: Pick<Look, "color" | "dash">, text: string): LegendEntry => ({
  sample: [lineSample(color, dash)],
  width: 26,
  text,
});

export const lineSample = (color: string, dash = "") =>
  markup("path", { d: "M0 8h26", stroke: `var(${color})`, "stroke-width": 1.8, "stroke-dasharray": dash || undefined });
