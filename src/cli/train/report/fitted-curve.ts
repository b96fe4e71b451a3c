import { valuesAxis } from "../../../page/chart/axes.ts";
import { lookOf } from "../../../page/chart/looks.ts";
import type { PointSet } from "../../../page/chart/place-chart.ts";
import { rangeOf } from "../../../page/chart/scale.ts";
import type { Point } from "../../../page/chart/thin.ts";
import { evenTicks } from "../../../page/chart/ticks.ts";
import type { Program } from "../../../run/program.ts";
import { predict } from "../../../train/predict.ts";
import type { Chart } from "./chart.ts";
import { lineSample } from "./curves.ts";
import { type LegendEntry, shortName } from "./legend.ts";
import type { Samples } from "./samples.ts";
import { type Format, formats, sheet, widths } from "./sheet.ts";
import { symbolSample } from "./symbol-sample.ts";

const height = 340;
const steps = 400;
/** Samples that are drawn at most, evenly taken. */
const mostSamples = 150;

/**
 * What the network gives over the range of its one feature, drawn over the samples, of which those of validation are filled. Undefined
 * where it gives more than one number.
 */
export async function fitChart(program: Program<any, any>, samples: Samples): Promise<Chart | undefined> {
  const { features, targets, rows, input, output } = samples;
  if (targets.data.length !== rows) return undefined;
  const [low, high] = rangeOf(Array.from(features.data, Number));
  const at = Array.from({ length: steps + 1 }, (_, i) => [low + ((high - low) * i) / steps]);
  const answers = await predict(program, { [input]: at }, { output });
  if (answers.data.length !== steps + 1) return undefined;
  const curve = at.map(([x], i): Point => [x as number, answers.data[i] as number]);
  return {
    name: "fit",
    caption: "What the network gives, and the samples.",
    drawings: formats.map((format) => ({ svg: fitted(samples, curve, format), format, scale: "even" })),
    scale: "even",
  };
}

const look = lookOf(0);
const trainedLook = { look: { color: lookOf(1).color, symbol: "circle" }, radius: 2.4, isFilled: false } as const;
const keptLook = { look: { color: "--ink", symbol: "diamond" }, radius: 3, isFilled: true } as const;

function fitted(samples: Samples, curve: readonly Point[], format: Format): string {
  const { features, targets, rows, trained, input, output } = samples;
  const every = Math.ceil(rows / mostSamples);
  const shown = Array.from({ length: Math.ceil(rows / every) }, (_, i) => i * every);
  const part = (from: number, to: number): Point[] =>
    shown.filter((row) => row >= from && row < to).map((row) => [Number(features.data[row]), Number(targets.data[row])]);
  const sets: PointSet[] = [
    { points: part(0, trained), ...trainedLook },
    { points: part(trained, rows), ...keptLook },
  ];
  const x = rangeOf(curve.map(([at]) => at));
  const values = [...curve, ...sets.flatMap(({ points }) => points)].map(([, value]) => value);
  const entries: readonly LegendEntry[] = [
    { sample: [lineSample(look.color)], width: 26, text: `${output}, as the network gives it` },
    { sample: [symbolSample(trainedLook)], width: 10, text: trained < rows ? "trained on" : "samples" },
    { sample: [symbolSample(keptLook)], width: 10, text: "validation" },
  ];
  return sheet({
    title: "Fit",
    width: widths[format],
    legend: trained < rows ? entries : entries.slice(0, 2),
    charts: [
      {
        height,
        margins: { left: 60, right: 20, top: 8, bottom: 40 },
        x: { range: x, ticks: evenTicks(x, format === "wide" ? 6 : 4), name: shortName(input) },
        y: valuesAxis(rangeOf(values)),
        points: sets,
        curves: [{ points: curve, look: { ...look, dash: "" }, width: 2 }],
      },
    ],
  });
}
