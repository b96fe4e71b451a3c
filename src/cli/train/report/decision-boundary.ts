import { textWidth } from "../../../export/drawing/text-width.ts";
import { colors } from "../../../export/theme.ts";
import type { Program } from "../../../run/program.ts";
import { predict } from "../../../train/predict.ts";
import { headRoom, type Look, lookOf, panelSvg, plainPlot, sheet } from "./paper.ts";
import type { PlotLibrary } from "./plot-library.ts";
import { classesOf, type Samples } from "./samples.ts";

const width = 560;
const panelHeight = 540;
/** Points of the grid on which the network is asked, along each side. */
const side = 180;
/** Points that are drawn at most, evenly taken. */
const mostPoints = 1500;

/**
 * The plane of two features in the tints of the classes that the network predicts there, and the samples upon it: each class its
 * colour and its symbol. Undefined where the targets are no classes.
 */
export async function decisionBoundary(library: PlotLibrary, program: Program<any, any>, samples: Samples): Promise<string | undefined> {
  const { Plot } = library;
  const classes = classesOf(samples);
  if (classes === undefined) return undefined;
  const [x, y] = [rangeOf(samples, 0), rangeOf(samples, 1)];
  const margins = await classMargins(program, samples, x, y);
  const count = margins.length;
  const axis = { color: colors.edge, stroke: colors.edge, fill: colors.softInk, textStroke: "none", ticks: 6 };
  const step = Math.max(1, Math.ceil(samples.rows / mostPoints));
  const points = Array.from({ length: Math.ceil(samples.rows / step) }, (_, i) => {
    const row = i * step;
    return { x: samples.features.data[2 * row] as number, y: samples.features.data[2 * row + 1] as number, of: classes[row] as number };
  });
  const plot = Plot.plot({
    ...plainPlot(library),
    width,
    height: panelHeight,
    marginLeft: 56,
    marginRight: 16,
    marginTop: 4,
    marginBottom: 40,
    x: { domain: x, axis: null },
    y: { domain: y, axis: null },
    marks: [
      ...margins.map((values, i) =>
        Plot.contour(values, {
          ...{ width: side, height: side, x1: x[0], x2: x[1], y1: y[0], y2: y[1] },
          value: Plot.identity,
          thresholds: [0],
          fill: lookOf(i).tint,
          stroke: colors.softInk,
          strokeWidth: 1,
        }),
      ),
      Plot.frame({ stroke: colors.edge }),
      Plot.axisX({ ...axis, label: `${samples.input}[0]`, labelAnchor: "center", labelArrow: "none" }),
      Plot.axisY({ ...axis, label: `${samples.input}[1]`, labelAnchor: "center", labelArrow: "none" }),
      ...Array.from({ length: count }, (_, i) =>
        Plot.dot(
          points.filter(({ of }) => of === i),
          { x: "x", y: "y", r: 3, symbol: lookOf(i).symbol, fill: colors.paper, stroke: lookOf(i).line, strokeWidth: 1.4 },
        ),
      ),
    ],
  });
  return sheet({
    title: "Decision boundary",
    width,
    height: headRoom + panelHeight,
    legend: legendOf(library, count),
    panels: [{ svg: panelSvg(plot), top: headRoom }],
  });
}

/** The samples' range in one feature, a little wider. */
function rangeOf({ features: { data }, rows }: Samples, feature: 0 | 1): [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let row = 0; row < rows; row++) {
    const value = data[2 * row + feature] as number;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const room = low === high ? 0.5 : 0.06 * (high - low);
  return [low - room, high + room];
}

/**
 * For each class, at each point of the grid, by how much its logarithm leads that of the best other class: at least 0 where the class
 * is predicted. Logarithms, since probabilities jump from 0 to 1 between two points of the grid, and the line would have stairs.
 */
async function classMargins(
  program: Program<any, any>,
  { input, output }: Samples,
  x: readonly [number, number],
  y: readonly [number, number],
): Promise<Float64Array[]> {
  const points = Array.from({ length: side * side }, (_, i) => {
    const [row, column] = [Math.floor(i / side), i % side];
    // Plot takes a value of the grid for the middle of its cell.
    return [x[0] + ((column + 0.5) / side) * (x[1] - x[0]), y[0] + ((row + 0.5) / side) * (y[1] - y[0])];
  });
  const answers = await predict(program, { [input]: points }, { output });
  const width = answers.data.length / (side * side);
  const count = Math.max(2, width);
  const margins = Array.from({ length: count }, () => new Float64Array(side * side));
  for (let point = 0; point < side * side; point++) {
    const row = Array.from(answers.data.subarray(point * width, (point + 1) * width));
    const scores = (width === 1 ? [1 - (row[0] as number), row[0] as number] : row).map((p) => Math.log(Math.max(p, 1e-12)));
    for (const [k, score] of scores.entries()) {
      const other = Math.max(...scores.filter((_, i) => i !== k));
      (margins[k] as Float64Array)[point] = score - other;
    }
  }
  return margins;
}

function legendOf(library: PlotLibrary, count: number): string {
  let left = 6;
  return Array.from({ length: count }, (_, i) => {
    const text = `class ${i}`;
    const part = `<g transform="translate(${left} 8)">${symbolSvg(library, lookOf(i))}</g><text x="${left + 12}" y="12">${text}</text>`;
    left += 12 + Math.ceil(textWidth(text, 12)) + 22;
    return part;
  }).join("");
}

/** One point as the plot draws it, around the origin. */
function symbolSvg(library: PlotLibrary, { symbol, line }: Look): string {
  const plot = library.Plot.plot({
    ...plainPlot(library),
    ...{ width: 20, height: 20, margin: 0, axis: null },
    marks: [
      library.Plot.dot([0], { frameAnchor: "middle", x: null, y: null, r: 4, symbol, fill: colors.paper, stroke: line, strokeWidth: 1.4 }),
    ],
  });
  return panelSvg(plot).replace(/^<svg /, '<svg x="-10" y="-10" ');
}
