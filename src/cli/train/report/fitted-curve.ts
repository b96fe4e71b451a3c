import { colors } from "../../../export/theme.ts";
import type { Program } from "../../../run/program.ts";
import { predict } from "../../../train/predict.ts";
import type { Chart } from "./chart.ts";
import { type LegendEntry, legend, shortName } from "./legend.ts";
import { type Format, lookOf, panelSvg, plainPlot, sheet, widths } from "./paper.ts";
import type { PlotLibrary } from "./plot-library.ts";
import type { Samples } from "./samples.ts";
import type { Point } from "./thin.ts";

const height = 340;
const steps = 400;
/** Samples that are drawn at most, evenly taken. */
const mostSamples = 150;

/**
 * What the network gives over the range of its one feature, drawn over the samples, of which those of validation are filled. Undefined
 * where it gives more than one number.
 */
export async function fitChart(library: PlotLibrary, program: Program<any, any>, samples: Samples): Promise<Chart | undefined> {
  const { features, targets, rows, input, output } = samples;
  if (targets.data.length !== rows) return undefined;
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of features.data) [low, high] = [Math.min(low, value), Math.max(high, value)];
  const at = Array.from({ length: steps + 1 }, (_, i) => [low + ((high - low) * i) / steps]);
  const answers = await predict(program, { [input]: at }, { output });
  if (answers.data.length !== steps + 1) return undefined;
  const curve = at.map(([x], i): Point => [x as number, answers.data[i] as number]);
  const drawn = (format: Format) => ({ svg: fitted(library, samples, curve, format), format });
  return {
    name: "fit",
    caption: "What the network gives, and the samples.",
    drawings: [
      { ...drawn("wide"), scale: "even" },
      { ...drawn("narrow"), scale: "even" },
    ],
    scale: "even",
  };
}

function fitted(library: PlotLibrary, samples: Samples, curve: readonly Point[], format: Format): string {
  const { Plot } = library;
  const { features, targets, rows, trained, input, output } = samples;
  const width = widths[format];
  const every = Math.ceil(rows / mostSamples);
  const points = Array.from({ length: Math.ceil(rows / every) }, (_, i) => i * every).map((row) => ({
    at: [features.data[row] as number, targets.data[row] as number] as Point,
    isTrained: row < trained,
  }));
  const part = (which: boolean): Point[] => points.filter(({ isTrained }) => isTrained === which).map(({ at }) => at);
  const [given, line] = [lookOf(1), lookOf(0)];
  const axis = { color: colors.edge, stroke: colors.edge, fill: colors.softInk, textStroke: "none", ticks: format === "wide" ? 6 : 4 };
  const plot = Plot.plot({
    ...plainPlot(library),
    width,
    height,
    marginLeft: 60,
    marginTop: 8,
    marginBottom: 40,
    x: { axis: null },
    y: { axis: null, nice: true },
    marks: [
      Plot.gridY({ stroke: colors.clusterLine, strokeOpacity: 1, ticks: 6 }),
      Plot.axisX({ ...axis, label: shortName(input), labelAnchor: "center", labelArrow: "none" }),
      Plot.axisY({ ...axis, ticks: 6, label: null }),
      Plot.dot(part(true), { r: 2.4, fill: colors.paper, stroke: given.line, strokeWidth: 1.2 }),
      Plot.dot(part(false), { r: 3, symbol: "diamond", fill: colors.ink, stroke: colors.ink, strokeWidth: 1 }),
      Plot.line(curve, { stroke: line.line, strokeWidth: 2 }),
    ],
  });
  const entries: readonly LegendEntry[] = [
    {
      sample: `<line x1="0" x2="26" y1="8" y2="8" stroke="${line.line}" stroke-width="2"/>`,
      width: 26,
      text: `${output}, as the network gives it`,
    },
    {
      sample: `<circle cx="5" cy="8" r="3" fill="${colors.paper}" stroke="${given.line}" stroke-width="1.2"/>`,
      width: 10,
      text: trained < rows ? "trained on" : "samples",
    },
    { sample: `<path d="M5,3.5L9,8L5,12.5L1,8Z" fill="${colors.ink}"/>`, width: 10, text: "validation" },
  ];
  return sheet({
    title: "Fit",
    width,
    height,
    legend: legend(trained < rows ? entries : entries.slice(0, 2), width),
    panels: [{ svg: panelSvg(plot), top: 0 }],
  });
}
