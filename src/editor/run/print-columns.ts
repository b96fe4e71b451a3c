import { columnsOf } from "./print-text.ts";

/** Between two elements of a line. */
const separator = ", ";

/**
 * Elements of a list of more than six, put into lines of several, as Node's util.inspect does: about as wide as high, in columns that are
 * aligned to the right where all are numbers. `rest` says how many elements there are beyond these, on a line of its own.
 */
export function inColumns(
  elements: readonly string[],
  rest: string | undefined,
  indentation: number,
  width: number,
  numbers: boolean,
): string[] {
  const all = rest === undefined ? [...elements] : [...elements, rest];
  const widths = elements.map(columnsOf);
  const widest = Math.max(...widths) + separator.length;
  const total = widths.reduce((sum, one) => sum + one + separator.length, 0);
  const dense = total / widest > 5 || widest - separator.length <= 6;
  if (widest * 3 + indentation >= width || !dense) return all;
  // A character is about 2.5 times as high as wide; the more the widths differ, the more columns there may be.
  const typical = Math.max(widest - 3 - Math.sqrt(widest - total / all.length), 1);
  const square = Math.round(Math.sqrt(2.5 * typical * elements.length) / typical);
  const columns = Math.min(square, Math.floor((width - indentation) / widest), 12);
  if (columns <= 1) return all;
  const room = Array.from({ length: columns }, (_, column) => Math.max(...widths.filter((_, i) => i % columns === column)));
  const lines: string[] = [];
  for (let from = 0; from < elements.length; from += columns) {
    const line = elements.slice(from, from + columns);
    const parts = line.map((element, column) => {
      const text = column < line.length - 1 ? element + separator : element;
      const space = " ".repeat((room[column] as number) - (widths[from + column] as number));
      return numbers ? space + text : column < line.length - 1 ? text + space : text;
    });
    lines.push(parts.join(""));
  }
  return rest === undefined ? lines : [...lines, rest];
}
