import { array, type NdArray } from "dagrad";

/** The elements as Python prints them one by one: str of float64, all digits. */
export const scalars = ({ data, dtype }: NdArray): string[] => Array.from(data, (x) => String(array(x, dtype)));

/** [4.8, 1.21, 2.385], as Python prints a list of numbers. */
export const list = (words: readonly string[]): string => `[${words.join(", ")}]`;

/** The numbers of a printed array, without its brackets and columns. */
export const words = (printed: NdArray): string[] => String(printed).match(/[^[\]\s]+/g) ?? [];

/** array([[1, 2, 3]]): what NumPy shows of an array of one or two axes where it is not printed. */
export function repr(x: NdArray): string {
  const columns = x.shape.at(-1) as number;
  const rows = String(x)
    .split("\n")
    .map((line) => {
      const row = line.replace(/^[ []*\[|\]+$/g, "");
      const width = (row.length + 1) / columns;
      return list(Array.from({ length: columns }, (_, i) => row.slice(i * width, (i + 1) * width - 1)));
    });
  return x.shape.length === 1 ? `array(${rows[0]})` : `array([${rows.join(",\n       ")}])`;
}

/** A LaTeX matrix as the book sets it: whole numbers with one decimal. */
export function bmatrix(x: NdArray): string {
  const columns = x.shape.at(-1) as number;
  const numbers = words(x).map((word) => (word.endsWith(".") ? `${word}0` : word));
  const rows = Array.from({ length: numbers.length / columns }, (_, row) => numbers.slice(row * columns, (row + 1) * columns).join(" & "));
  return `\\begin{bmatrix} ${rows.join(" \\\\ ")} \\end{bmatrix}`;
}

/** The text without the widths of its columns. */
export const collapsed = (text: string): string =>
  text.replace(/\s+/g, " ").replace(/\[ /g, "[").replace(/ \]/g, "]").replace(/\] \[/g, "][");

/** The numbers that a text holds. */
export const digits = (text: string): number[] => (text.match(/-?\d+(?:\.\d*)?(?:e[+-]?\d+)?/g) ?? []).map(Number);
