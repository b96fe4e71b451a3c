import { colors, darkLines } from "../../../export/theme.ts";
import type { Names } from "../../../model/model.ts";
import type { Program } from "../../../run/program.ts";
import { predict } from "../../../train/predict.ts";
import type { Chart } from "./chart.ts";
import { type LegendEntry, legend, shortName } from "./legend.ts";
import { type Format, type Look, lookOf, looks, panelSvg, plainPlot, sheet, widths } from "./paper.ts";
import type { PlotLibrary } from "./plot-library.ts";
import { classesOf, type Samples } from "./samples.ts";

/** Points of the grid on which the network is asked, along each side. */
const side = 180;
/** Points that are drawn at most, evenly taken. */
const mostPoints = 1500;
/** Probabilities of the predicted class from which on its colour is a step deeper. */
const steps = [0.6, 0.7, 0.8, 0.9, 0.99];
/** Of a step: where one lies upon the other, they add up. */
const opacity = 0.075;

type Range = readonly [low: number, high: number];

/**
 * The plane of two features in the colours of the classes that the network predicts there, the deeper the more probable the class is,
 * and the samples upon it: each class its colour and its symbol, those of validation filled. Undefined where the targets are no classes.
 */
export async function boundaryChart(
  library: PlotLibrary,
  program: Program<any, any>,
  samples: Samples,
  names: Names = {},
): Promise<Chart | undefined> {
  const classes = classesOf(samples);
  if (classes === undefined) return undefined;
  const [x, y] = [rangeOf(samples, 0), rangeOf(samples, 1)];
  const fields = await classFields(program, samples, x, y);
  const drawn = (format: Format) => ({ svg: boundary(library, { samples, classes, x, y, fields, names }, format), format });
  return {
    name: "decision-boundary",
    caption: "What the network predicts, how probable that is, and the samples.",
    drawings: [
      { ...drawn("wide"), scale: "even" },
      { ...drawn("narrow"), scale: "even" },
    ],
    scale: "even",
  };
}

interface Plane {
  readonly samples: Samples;
  readonly classes: Int32Array;
  readonly x: Range;
  readonly y: Range;
  readonly fields: readonly ClassField[];
  readonly names: Names;
}

function boundary(library: PlotLibrary, { samples, classes, x, y, fields, names }: Plane, format: Format): string {
  const { Plot } = library;
  const width = widths[format];
  const height = Math.round(0.92 * width);
  const axis = { color: colors.edge, stroke: colors.edge, fill: colors.softInk, textStroke: "none", ticks: format === "wide" ? 6 : 4 };
  const label = { labelAnchor: "center", labelArrow: "none" } as const;
  const [across, up] = axisNames(samples, names);
  const every = Math.max(1, Math.ceil(samples.rows / mostPoints));
  const points = Array.from({ length: Math.ceil(samples.rows / every) }, (_, i) => {
    const row = i * every;
    const [px, py] = [samples.features.data[2 * row] as number, samples.features.data[2 * row + 1] as number];
    return { x: px, y: py, of: classes[row] as number, isTrained: row < samples.trained };
  });
  const grid = { width: side, height: side, x1: x[0], x2: x[1], y1: y[0], y2: y[1], value: Plot.identity };
  const plot = Plot.plot({
    ...plainPlot(library),
    width,
    height,
    marginLeft: 56,
    marginRight: 16,
    marginTop: 4,
    marginBottom: 40,
    x: { domain: x, axis: null },
    y: { domain: y, axis: null },
    marks: [
      ...fields.map(({ lead }, i) =>
        Plot.contour(lead, {
          ...grid,
          thresholds: [0],
          fill: lookOf(i).line,
          fillOpacity: opacity,
          stroke: colors.softInk,
          strokeWidth: 1,
        }),
      ),
      ...fields.map(({ odds }, i) =>
        Plot.contour(odds, { ...grid, thresholds: steps.map(logOdds), fill: lookOf(i).line, fillOpacity: opacity, stroke: "none" }),
      ),
      Plot.frame({ stroke: colors.edge }),
      Plot.axisX({ ...axis, ...label, label: shortName(across) }),
      Plot.axisY({ ...axis, ...label, label: shortName(up) }),
      ...[true, false].flatMap((isTrained) =>
        fields.map((_, i) =>
          Plot.dot(
            points.filter((point) => point.of === i && point.isTrained === isTrained),
            { x: "x", y: "y", ...pointLook(lookOf(i), isTrained) },
          ),
        ),
      ),
    ],
  });
  const count = fields.length;
  const isParted = samples.trained < samples.rows;
  const entries = [
    ...classNames(samples, names, count).map((text, i): LegendEntry => ({ sample: symbolSvg(library, lookOf(i), true), width: 10, text })),
    ...(isParted
      ? [
          { sample: symbolSvg(library, { symbol: "circle", line: colors.softInk }, true), width: 10, text: "trained on" },
          { sample: symbolSvg(library, { symbol: "circle", line: colors.softInk }, false), width: 10, text: "validation" },
        ]
      : []),
    confidenceEntry(count),
  ];
  return sheet({
    title: "Decision boundary",
    width,
    height,
    legend: legend(entries, width),
    panels: [{ svg: shortNumbers(panelSvg(plot)), top: 0 }],
    style: `@media (prefers-color-scheme:dark){${darkAreas}}`,
  });
}

/** The rules of the dark theme know these colours as those of lines only. */
const darkAreas = looks.map(({ line }) => `[fill="${line.toLowerCase()}"]{fill:${darkLines[line].toLowerCase()}}`).join("");

/** Points that are trained on are rings, those of validation are filled. */
const pointLook = ({ symbol, line }: PointLook, isTrained: boolean) =>
  isTrained
    ? { symbol, r: 3, fill: colors.paper, stroke: line, strokeWidth: 1.4 }
    : { symbol, r: 3.6, fill: line, stroke: line, strokeWidth: 1 };

type PointLook = Pick<Look, "symbol"> & { readonly line: string };

/** Contours need no thousandth of a px. */
const shortNumbers = (svg: string): string =>
  svg.replace(/ d="[^"]*"/g, (path) => path.replace(/\d+\.\d{2,}/g, (number) => String(Number(Number(number).toFixed(1)))));

/** The samples' range in one feature, a little wider. */
function rangeOf({ features: { data }, rows }: Samples, feature: 0 | 1): Range {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let row = 0; row < rows; row++) {
    const value = data[2 * row + feature] as number;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const room = low === high ? 0.5 : 0.06 * (high - low);
  return [low - room, high + room];
}

/** A class at each point of the grid. Logarithms, since probabilities jump from 0 to 1 between two points, and lines would have stairs. */
interface ClassField {
  /** By how much its logarithm leads that of the best other class: at least 0 where the class is predicted. */
  readonly lead: Float64Array;
  /** ln(p / (1 − p)) of its probability p. */
  readonly odds: Float64Array;
}

const logOdds = (p: number): number => Math.log(Math.max(p, 1e-12)) - Math.log(Math.max(1 - p, 1e-12));

async function classFields(program: Program<any, any>, { input, output }: Samples, x: Range, y: Range): Promise<ClassField[]> {
  const points = Array.from({ length: side * side }, (_, i) => {
    const [row, column] = [Math.floor(i / side), i % side];
    // Plot takes a value of the grid for the middle of its cell.
    return [x[0] + ((column + 0.5) / side) * (x[1] - x[0]), y[0] + ((row + 0.5) / side) * (y[1] - y[0])];
  });
  const answers = await predict(program, { [input]: points }, { output });
  const width = answers.data.length / (side * side);
  const count = Math.max(2, width);
  const fields = Array.from({ length: count }, () => ({ lead: new Float64Array(side * side), odds: new Float64Array(side * side) }));
  for (let point = 0; point < side * side; point++) {
    const row = Array.from(answers.data.subarray(point * width, (point + 1) * width));
    const probabilities = width === 1 ? [1 - (row[0] as number), row[0] as number] : row;
    const scores = probabilities.map((p) => Math.log(Math.max(p, 1e-12)));
    for (const [k, { lead, odds }] of fields.entries()) {
      const other = Math.max(...scores.filter((_, i) => i !== k));
      lead[point] = (scores[k] as number) - other;
      odds[point] = logOdds(probabilities[k] as number);
    }
  }
  return fields;
}

/** What the classes are called: by the names of the target, of its one column, or of the output; else by number. */
function classNames({ target, output }: Samples, { categories = {}, columns = {} }: Names, count: number): string[] {
  const [column = ""] = columns[target] ?? [];
  const known = [target, column, output].find((name) => Object.hasOwn(categories, name));
  return Array.from({ length: count }, (_, i) => (known === undefined ? undefined : categories[known]?.[i]) ?? `class ${i}`);
}

/** What the two features are called. */
function axisNames({ input }: Samples, { columns = {} }: Names): readonly [string, string] {
  const names = Object.hasOwn(columns, input) ? columns[input] : undefined;
  return names?.length === 2 ? [names[0] as string, names[1] as string] : [`${input}[0]`, `${input}[1]`];
}

/** From the palest to the deepest step: what the network holds the predicted class for. */
function confidenceEntry(count: number): LegendEntry {
  const size = 12;
  const squares = [0, ...steps].map((_, i) => {
    const shade = 1 - (1 - opacity) ** (i + 1);
    return `<rect x="${i * size}" y="2" width="${size}" height="12" fill="${lookOf(0).line}" fill-opacity="${shade.toFixed(3)}"/>`;
  });
  const width = size * (steps.length + 1);
  const frame = `<rect x="0" y="2" width="${width}" height="12" fill="none" stroke="${colors.edge}"/>`;
  const least = count === 2 ? "50%" : "below 60%";
  return { sample: squares.join("") + frame, width, text: `probability: ${least} … 99%` };
}

/** One point as the plot draws it, around (5, 8). */
function symbolSvg(library: PlotLibrary, look: PointLook, isTrained: boolean): string {
  const plot = library.Plot.plot({
    ...plainPlot(library),
    ...{ width: 20, height: 20, margin: 0, axis: null },
    marks: [library.Plot.dot([0], { frameAnchor: "middle", x: null, y: null, ...pointLook(look, isTrained), r: 4 })],
  });
  return panelSvg(plot).replace(/^<svg /, '<svg x="-5" y="-2" ');
}
