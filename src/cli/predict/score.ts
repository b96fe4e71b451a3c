import { isFloat } from "../../../graph/dtype.ts";
import type { NdArray } from "../../../graph/ndarray.ts";
import { ancestors } from "../../../graph/walk.ts";
import { type ClassificationReport, classificationReport } from "../../train/classification-report.ts";
import { type Classes, classesOf, ofTwo } from "./classes.ts";
import type { Network } from "./network-of.ts";

/** How well classes were found: the report, with the names of the classes. */
export interface Score {
  readonly output: string;
  readonly names: readonly string[];
  readonly report: ClassificationReport;
}

/** The labels that an output is compared with: the one other input that the metrics need. Undefined where there is not one. */
export function labelsFor({ graph, program }: Network, output: string, metrics: readonly string[]): string | undefined {
  const fed = ancestors(graph, [graph.outputs[output] as string]);
  const [label, ...others] = program.inputsOf(metrics).filter((input) => !fed.has(input));
  return others.length === 0 ? label : undefined;
}

/**
 * The classes that an output gives, against the labels: numbers of classes [rows], 0 and 1 [rows] or [rows, 1], or one-hot [rows, classes].
 * Undefined where outputs or labels are no classes.
 */
export function scoreOf(network: Network, output: string, values: NdArray, labels: NdArray): Score | undefined {
  const rows = values.shape[0] as number;
  const truth = classNumbers(labels);
  const classes = classesOf(network, output, values) ?? twoClasses(values, labels);
  if (classes === undefined || truth === undefined || truth.length !== rows) return undefined;
  const { winners, names: known } = classes;
  const count = Math.max(classes.count, largest(truth) + 1, largest(winners) + 1);
  if (count > mostClasses) return undefined;
  const names = Array.from({ length: count }, (_, i) => known?.[i] ?? String(i));
  return { output, names, report: classificationReport(truth, winners, count) };
}

/** Of more classes, a matrix would fill the memory. */
const mostClasses = 4096;

const largest = (numbers: Int32Array): number => numbers.reduce((most, one) => Math.max(most, one), 0);

/** Values in 0 … 1 against labels that are 0 and 1. */
function twoClasses(values: NdArray, labels: NdArray): Classes | undefined {
  const fits = isFloat(values.dtype) && values.data.length === values.shape[0] && values.data.length === labels.data.length;
  if (!fits || !values.data.every((value) => value >= 0 && value <= 1)) return undefined;
  return labels.data.every((label) => label === 0 || label === 1) ? ofTwo(values.data) : undefined;
}

/** The class of each row; undefined where labels are none. */
function classNumbers({ shape, data }: NdArray): Int32Array | undefined {
  const [rows = 0, width = 1] = shape;
  if (shape.length > 2) return undefined;
  if (width === 1) return data.every((label) => Number.isInteger(label) && label >= 0) ? Int32Array.from(data) : undefined;
  const classes = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    const one = Array.from(data.subarray(row * width, (row + 1) * width));
    if (one.filter((value) => value === 1).length !== 1 || one.filter((value) => value === 0).length !== width - 1) return undefined;
    classes[row] = one.indexOf(1);
  }
  return classes;
}
