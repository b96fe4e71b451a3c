import { isFloat } from "../../../graph/dtype.ts";
import { nodeOf } from "../../../graph/graph.ts";
import type { NdArray } from "../../../graph/ndarray.ts";
import { ancestors } from "../../../graph/walk.ts";
import { categoriesOf } from "../../model/categories-of.ts";
import type { Named } from "./columns-of.ts";

/** The class of each row, as the values of an output tell it. */
export interface Classes {
  /** Their names; the number of a class where it has none. */
  readonly names?: readonly string[];
  readonly count: number;
  readonly winners: Int32Array;
  /** Of the winner; where the values are probabilities. */
  readonly probabilities?: Float64Array;
}

/**
 * Of [rows, classes] the largest of each row, where classes have names or rows are probabilities; of [rows] or [rows, 1] the probability of the second of
 * two classes, or the numbers of classes, where they have names. Undefined for other values.
 */
export function classesOf(model: Named, output: string, values: NdArray): Classes | undefined {
  const { shape, dtype, data } = values;
  const [rows = 0, width = 1] = shape;
  if (shape.length > 2 || rows === 0) return undefined;
  if (!isFloat(dtype)) {
    const names = width === 1 ? (categoriesOf(model, output) ?? labelsOf(model, output)) : undefined;
    return names && { names, count: names.length, winners: Int32Array.from(data) };
  }
  if (width > 1) {
    const names = categoriesOf(model, output);
    const isCertain = areProbabilities(data, width);
    return names || isCertain ? { ...largest(data, rows, width, isCertain), ...(names && { names }) } : undefined;
  }
  const names = labelsOf(model, output);
  return names?.length === 2 && data.every(isShare) ? { ...ofTwo(data), names } : undefined;
}

const isShare = (value: number): boolean => value >= 0 && value <= 1;

/** True where every row is of numbers from 0 that sum to 1. */
function areProbabilities(data: ArrayLike<number>, width: number): boolean {
  for (let start = 0; start < data.length; start += width) {
    let sum = 0;
    for (let i = start; i < start + width; i++) {
      if (!isShare(data[i] as number)) return false;
      sum += data[i] as number;
    }
    if (Math.abs(sum - 1) > 1e-3) return false;
  }
  return true;
}

function largest(data: ArrayLike<number>, rows: number, width: number, isCertain: boolean): Classes {
  const winners = new Int32Array(rows);
  const probabilities = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    let winner = 0;
    for (let i = 1; i < width; i++) if ((data[row * width + i] as number) > (data[row * width + winner] as number)) winner = i;
    winners[row] = winner;
    probabilities[row] = data[row * width + winner] as number;
  }
  return { count: width, winners, ...(isCertain && { probabilities }) };
}

/** The second of two classes above a half, as in NNFS ch. 16. */
export function ofTwo(data: ArrayLike<number>): Classes {
  const shares = Float64Array.from(data);
  return {
    count: 2,
    winners: Int32Array.from(shares, (share) => (share > 0.5 ? 1 : 0)),
    probabilities: shares.map((share) => Math.max(share, 1 - share)),
  };
}

/** The names of the classes of the one labelled input that the output does not depend on. */
function labelsOf({ graph, names }: Named, output: string): readonly string[] | undefined {
  const { columns = {}, categories = {} } = names ?? {};
  const id = graph.outputs[output];
  if (id === undefined || nodeOf(graph, id).shape.length > 2) return undefined;
  if (Object.hasOwn(categories, output)) return categories[output];
  const fed = ancestors(graph, [id]);
  const found = graph.inputs
    .filter((input) => !fed.has(input))
    .flatMap((input) => {
      const [column = input, ...others] = columns[input] ?? [];
      return others.length === 0 && Object.hasOwn(categories, column) ? [categories[column] as readonly string[]] : [];
    });
  return found.length === 1 ? found[0] : undefined;
}
