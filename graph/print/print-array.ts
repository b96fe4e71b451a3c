import type { DType } from "../dtype.ts";
import { sizeOf, stridesOf } from "../shape.ts";
import { printColumn, printNumber } from "./print-number.ts";

/** NumPy's default printoptions: characters a line, elements shown in full, elements shown at each end of a longer axis. */
const lineWidth = 75;
const threshold = 1000;
const edgeItems = 3;

const ellipsis = "...";
/** Stands for the elements that an axis leaves out. */
const gap = -1;

/** The indices of an axis that are shown, with one `gap` when it is summarised. */
function shownIndices(length: number, summarise: boolean): number[] {
  const all = (count: number, from = 0): number[] => Array.from({ length: count }, (_, i) => from + i);
  return summarise && length > 2 * edgeItems ? [...all(edgeItems), gap, ...all(edgeItems, length - edgeItems)] : all(length);
}

/** Words separated by spaces, wrapped so that the bracket after the last still fits; `indent` hangs before every line but the first. */
function wrap(words: readonly string[], indent: string, width: number): string {
  const lines: string[] = [];
  let line = indent;
  for (const [i, word] of words.entries()) {
    if (line.length + word.length >= width && line.length > indent.length) {
      lines.push(line.trimEnd());
      line = indent;
    }
    line += i < words.length - 1 ? `${word} ` : word;
  }
  lines.push(line);
  return lines.join("\n").slice(indent.length);
}

/**
 * An array as NumPy's `print` shows it with default printoptions; a scalar as `printNumber`.
 *
 * [[0.   0.25]
 *  [1.   2.5 ]]
 *
 * Edges:  no elements → []; more than 1000 elements → three at each end of every axis longer than six, and only those are formatted.
 * Source: numpy/_core/arrayprint.py, _array2string and _formatArray.
 */
export function printArray(array: { readonly data: ArrayLike<number>; readonly shape: readonly number[]; readonly dtype: DType }): string {
  const { data, shape, dtype } = array;
  if (shape.length === 0) return printNumber(data[0] as number, dtype);
  const size = sizeOf(shape);
  if (size === 0) return "[]";

  const strides = stridesOf(shape);
  const shown = shape.map((length) => shownIndices(length, size > threshold));
  const values: number[] = [];
  const collect = (axis: number, from: number): void => {
    if (axis === shape.length) {
      values.push(data[from] as number);
      return;
    }
    for (const i of shown[axis] as number[]) if (i !== gap) collect(axis + 1, from + i * (strides[axis] as number));
  };
  collect(0, 0);

  const words = printColumn(values, dtype);
  let next = 0;
  const show = (axis: number): string => {
    if (axis === shape.length) return words[next++] as string;
    const items = (shown[axis] as number[]).map((i) => (i === gap ? ellipsis : show(axis + 1)));
    const indent = " ".repeat(axis + 1);
    const deeper = shape.length - axis - 1;
    return `[${deeper === 0 ? wrap(items, indent, lineWidth - axis) : items.join("\n".repeat(deeper) + indent)}]`;
  };
  return show(0);
}
