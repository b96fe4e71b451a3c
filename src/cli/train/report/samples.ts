import { isFloat } from "../../../../graph/dtype.ts";
import { nodeOf } from "../../../../graph/graph.ts";
import type { NdArray } from "../../../../graph/ndarray.ts";
import type { Program } from "../../../run/program.ts";
import { type Columns, dataset } from "../../../train/dataset.ts";

/** Data that can be drawn in the plane: features, what they should give, and the output that says what they do give. */
export interface Samples {
  readonly input: string;
  readonly output: string;
  readonly rows: number;
  /** rows × columns of the input. */
  readonly features: NdArray;
  readonly targets: NdArray;
}

/**
 * The samples of a network with one float input of so many features, one output that depends on it alone, row by row, and one
 * column of targets for its loss. Undefined for other networks.
 */
export function samplesOf(program: Program<any, any>, data: Columns, minimize: string, features: number): Samples | undefined {
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
    const { rows, columns } = dataset(graph, data, [input, target]);
    const arrays = new Map(columns.map(({ name, array }) => [name, array]));
    return { input, output, rows, features: arrays.get(input) as NdArray, targets: arrays.get(target) as NdArray };
  }
  return undefined;
}

/** The class of each row: a whole number from 0, 0 or 1 in a column, or the largest of a row. Undefined where targets are no classes. */
export function classesOf({ targets, rows }: Samples): Int32Array | undefined {
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
