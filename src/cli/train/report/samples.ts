import { allocate, isFloat } from "../../../../graph/dtype.ts";
import { nodeOf } from "../../../../graph/graph.ts";
import { NdArray } from "../../../../graph/ndarray.ts";
import type { Program } from "../../../run/program.ts";
import { type Dataset, rowsOf } from "../../../train/dataset.ts";
import { scalarOutputs } from "../../../train/metrics.ts";
import type { Training } from "../../../train/training.ts";
import { trainingData } from "../../../train/training-data.ts";
import type { TrainingSettings } from "../training-of.ts";

/** Data that can be drawn in the plane: features, what they should give, and the output that says what they do give. */
export interface Samples {
  readonly input: string;
  readonly output: string;
  /** The input that says what they should give. */
  readonly target: string;
  readonly rows: number;
  /** How many of the rows, the first ones, are trained on; the others are those of validation. */
  readonly trained: number;
  /** rows × columns of the input. */
  readonly features: NdArray;
  readonly targets: NdArray;
}

/** The parts of the data that are in memory. */
export function partsOf(training: Training, { data, validation, seed = 0 }: TrainingSettings): Dataset[] {
  const { network, step } = training;
  const needed = network.inputsOf(scalarOutputs(network.graph));
  const parts = trainingData(
    step.graph,
    needed,
    { data, ...(validation !== undefined && { validation }) },
    training.state().splitSeed ?? seed,
  );
  return [parts.train, parts.validation].filter((part): part is Dataset => typeof part === "object");
}

/**
 * The samples of a network with one float input of so many features, one output that depends on it alone, row by row, and one
 * column of targets for its loss. Undefined for other networks. The first of the parts is trained on.
 */
export function samplesOf(program: Program<any, any>, parts: readonly Dataset[], minimize: string, features: number): Samples | undefined {
  const { graph } = program;
  const lossInputs = program.inputsOf([minimize]);
  for (const [output, id] of Object.entries(graph.outputs)) {
    const [batch, ...rest] = nodeOf(graph, id).shape;
    const [input, ...others] = program.inputsOf([output]);
    if (typeof batch !== "string" || rest.length > 1 || input === undefined || others.length > 0) continue;
    const { shape, dtype } = nodeOf(graph, input);
    const [target, ...more] = lossInputs.filter((name) => name !== input);
    if (!isFloat(dtype) || shape.length !== 2 || shape[0] !== batch || shape[1] !== features || target === undefined || more.length > 0)
      continue;
    const tables = parts.map((part) =>
      rowsOf(
        part,
        Int32Array.from({ length: part.rows }, (_, row) => row),
      ),
    );
    const column = (name: string): NdArray => stacked(tables.map((table) => table[name] as NdArray));
    const rows = parts.reduce((sum, part) => sum + part.rows, 0);
    return { input, output, target, rows, trained: parts[0]?.rows ?? 0, features: column(input), targets: column(target) };
  }
  return undefined;
}

/** The rows of arrays one after the other. */
function stacked(arrays: readonly NdArray[]): NdArray {
  const [first, ...others] = arrays as [NdArray, ...NdArray[]];
  if (others.length === 0) return first;
  const data = allocate(
    first.dtype,
    arrays.reduce((sum, array) => sum + array.data.length, 0),
  );
  let done = 0;
  for (const array of arrays) {
    data.set(array.data, done);
    done += array.data.length;
  }
  const rows = arrays.reduce((sum, { shape }) => sum + (shape[0] as number), 0);
  return new NdArray(data, [rows, ...first.shape.slice(1)], first.dtype);
}

/** The class of each row: a whole number from 0, 0 or 1 in a column, or the largest of a row. Undefined where targets are no classes. */
export function classesOf({ targets, rows }: Pick<Samples, "targets" | "rows">): Int32Array | undefined {
  const width = targets.data.length / rows;
  const classes = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    const values = Array.from(targets.data.subarray(row * width, (row + 1) * width));
    const one = width === 1 ? (values[0] as number) : values.indexOf(Math.max(...values));
    if (!Number.isInteger(one) || one < 0 || one > 255) return undefined;
    classes[row] = one;
  }
  return classes;
}
