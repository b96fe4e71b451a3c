import type { Names } from "../../../model/model.ts";
import { lookOf } from "../../../page/chart/looks.ts";
import type { Area, PointSet } from "../../../page/chart/place-chart.ts";
import { type Range, rangeOf } from "../../../page/chart/scale.ts";
import type { Point } from "../../../page/chart/thin.ts";
import { evenTicks } from "../../../page/chart/ticks.ts";
import { type Markup, markup } from "../../../page/markup.ts";
import type { Program } from "../../../run/program.ts";
import { predict } from "../../../train/predict.ts";
import type { Chart } from "./chart.ts";
import { contour } from "./contour.ts";
import { type LegendEntry, shortName } from "./legend.ts";
import { classesOf, type Samples } from "./samples.ts";
import { type Format, formats, sheet, widths } from "./sheet.ts";
import { symbolSample } from "./symbol-sample.ts";

/** Points of the grid on which the network is asked, along each side. */
const side = 181;
/** Points that are drawn at most, evenly taken. */
const mostPoints = 1500;
/** Probabilities of the predicted class from which on its colour is a step deeper. */
const steps = [0.6, 0.7, 0.8, 0.9, 0.99];
/** Of a step: where one lies upon the other, they add up. */
const opacity = 0.075;

/**
 * The plane of two features in the colours of the classes that the network predicts there, the deeper the more probable the class is,
 * and the samples upon it: each class its colour and its symbol, those of validation filled. Undefined where the targets are no classes.
 */
export async function boundaryChart(program: Program<any, any>, samples: Samples, names: Names = {}): Promise<Chart | undefined> {
  const classes = classesOf(samples);
  if (classes === undefined) return undefined;
  const [x, y] = [featureRange(samples, 0), featureRange(samples, 1)];
  const fields = await classFields(program, samples, x, y);
  const areas = areasOf(fields, x, y);
  const plane = { samples, classes, x, y, areas, count: fields.length, names };
  return {
    name: "decision-boundary",
    caption: "What the network predicts, how probable that is, and the samples.",
    drawings: formats.map((format) => ({ svg: boundary(plane, format), format, scale: "even" })),
    scale: "even",
  };
}

interface Plane {
  readonly samples: Samples;
  readonly classes: Int32Array;
  readonly x: Range;
  readonly y: Range;
  readonly areas: readonly Area[];
  /** Of classes. */
  readonly count: number;
  readonly names: Names;
}

/** Where each class is predicted, outlined, and upon that where it is more and more probable. */
function areasOf(fields: readonly ClassField[], x: Range, y: Range): Area[] {
  const rings = (values: Float64Array, threshold: number): Point[][] =>
    contour({ side, values }, threshold).map((ring) => ring.map(([column, row]): Point => [onGrid(x, column), onGrid(y, row)]));
  return [
    ...fields.map(({ lead }, i): Area => ({ rings: rings(lead, 0), color: lookOf(i).color, opacity, line: "--soft-ink" })),
    ...fields.flatMap(({ odds }, i) => steps.map((step): Area => ({ rings: rings(odds, logOdds(step)), color: lookOf(i).color, opacity }))),
  ].filter((area) => area.rings.length > 0);
}

/** Where a column or row of the grid is: the first and the last lie on the frame. */
const onGrid = ([low, high]: Range, position: number): number => low + (position / (side - 1)) * (high - low);

function boundary({ samples, classes, x, y, areas, count, names }: Plane, format: Format): string {
  const width = widths[format];
  const ticks = format === "wide" ? 6 : 4;
  const [across, up] = axisNames(samples, names);
  const every = Math.max(1, Math.ceil(samples.rows / mostPoints));
  const drawn = Array.from({ length: Math.ceil(samples.rows / every) }, (_, i) => i * every);
  const at = (row: number): Point => [Number(samples.features.data[2 * row]), Number(samples.features.data[2 * row + 1])];
  const points = [true, false].flatMap((isTrained) =>
    Array.from(
      { length: count },
      (_, i): PointSet => ({
        points: drawn.filter((row) => classes[row] === i && row < samples.trained === isTrained).map(at),
        look: lookOf(i),
        radius: isTrained ? 3 : 3.6,
        isFilled: !isTrained,
      }),
    ),
  );
  const [trained, kept] = [false, true].map((isFilled) => symbolSample({ look: { color: "--soft-ink", symbol: "circle" }, isFilled }));
  const entries: LegendEntry[] = [
    ...classNames(samples, names, count).map(
      (text, i): LegendEntry => ({
        sample: [symbolSample({ look: lookOf(i), isFilled: false })],
        width: 10,
        text,
      }),
    ),
    ...(samples.trained < samples.rows
      ? [
          { sample: [trained as Markup], width: 10, text: "trained on" },
          { sample: [kept as Markup], width: 10, text: "validation" },
        ]
      : []),
    confidenceEntry(count),
  ];
  return sheet({
    title: "Decision boundary",
    width,
    legend: entries,
    charts: [
      {
        height: Math.round(0.92 * width),
        margins: { left: 56, right: 16, top: 4, bottom: 40 },
        x: { range: x, ticks: evenTicks(x, ticks), name: shortName(across) },
        y: { range: y, ticks: evenTicks(y, ticks), name: shortName(up) },
        areas,
        points: points.filter((set) => set.points.length > 0),
        hasFrame: true,
      },
    ],
  });
}

/** The samples' range in one feature, a little wider. */
function featureRange({ features: { data }, rows }: Samples, feature: 0 | 1): Range {
  const [low, high] = rangeOf(Array.from({ length: rows }, (_, row) => Number(data[2 * row + feature])));
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
    return [onGrid(x, column), onGrid(y, row)];
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
  const fill = `var(${lookOf(0).color})`;
  const squares = [0, ...steps].map((_, i) => {
    const shade = 1 - (1 - opacity) ** (i + 1);
    return markup("rect", { x: i * size, y: 2, width: size, height: 12, fill, "fill-opacity": Number(shade.toFixed(3)) });
  });
  const width = size * (steps.length + 1);
  const frame = markup("rect", { x: 0, y: 2, width, height: 12, fill: "none", stroke: "var(--edge)" });
  return { sample: [...squares, frame], width, text: `probability: ${count === 2 ? "50%" : "below 60%"} … 99%` };
}
