import type { NdArray } from "../../../graph/ndarray.ts";
import { showCount } from "../../export/quantities.ts";
import { type Column, table } from "../table.ts";
import type { Classes } from "./classes.ts";
import { readable, shortest } from "./digits.ts";

/** What a model gives for the first rows of its data. */
export interface Prediction {
  readonly output: string;
  /** [rows, …] */
  readonly values: NdArray;
  readonly classes: Classes | undefined;
  /** Rows of the data; there may be more than were predicted. */
  readonly total: number;
}

/** Numbers of a row that a table shows. */
const mostNumbers = 8;

const rowsIn = ({ values }: Prediction): number => values.shape[0] as number;
const widthOf = ({ values }: Prediction): number => values.shape.slice(1).reduce((product, size) => product * size, 1);

const nameOf = ({ names }: Classes, winner: number): string => names?.[winner] ?? String(winner);

/** "y", or "y[0]", "y[1]", … by class or by number. */
function titles(prediction: Prediction): string[] {
  const { output, values, classes } = prediction;
  if (values.shape.length === 1) return [output];
  const width = widthOf(prediction);
  return Array.from({ length: width }, (_, i) => `${output}[${classes && width === classes.count ? nameOf(classes, i) : i}]`);
}

/** A line for each row: its class and the probability of that, else its numbers. */
export function predictionTable(prediction: Prediction): string {
  const { values, classes, total } = prediction;
  const rows = rowsIn(prediction);
  const width = widthOf(prediction);
  const numbers = classes ? [] : titles(prediction).slice(0, mostNumbers);
  const columns: Column[] = [
    { title: "Row", align: "right" },
    ...(classes ? ([{ title: "Class" }, { title: "Probability", align: "right" }] as const) : []),
    ...numbers.map((title): Column => ({ title, align: "right" })),
  ];
  const lines = Array.from({ length: rows }, (_, row): string[] => [
    showCount(row + 1),
    ...(classes ? [nameOf(classes, classes.winners[row] as number), classes.probabilities?.[row]?.toFixed(4) ?? ""] : []),
    ...numbers.map((_, i) => readable(values.data[row * width + i] as number, values.dtype)),
  ]);
  const hidden = width - numbers.length;
  const notes = [
    ...(rows < total
      ? [
          `… ${showCount(total - rows)} more ${total - rows === 1 ? "row" : "rows"}; --rows ${total} shows all, -o predictions.csv writes them`,
        ]
      : []),
    ...(classes === undefined && hidden > 0 ? [`… ${showCount(hidden)} more numbers a row; --csv or --json shows them`] : []),
  ];
  return `${[table(columns, lines), ...notes].join("\n")}\n`;
}

/** Rows of CSV below a header, in parts: class and probability where there are some, then the numbers. */
export function* predictionCsv(prediction: Prediction): Generator<string> {
  const { values, classes } = prediction;
  const width = widthOf(prediction);
  const header = [...(classes ? ["class", ...(classes.probabilities ? ["probability"] : [])] : []), ...titles(prediction)];
  yield `${header.map(cell).join(",")}\n`;
  for (let row = 0; row < rowsIn(prediction); row++) {
    const cells = Array.from({ length: width }, (_, i) => String(shortest(values.data[row * width + i] as number, values.dtype)));
    if (classes) cells.unshift(...winner(classes, row).map((one) => cell(String(one))));
    yield `${cells.join(",")}\n`;
  }
}

const winner = (classes: Classes, row: number): (string | number)[] => [
  nameOf(classes, classes.winners[row] as number),
  ...(classes.probabilities ? [shortest(Math.fround(classes.probabilities[row] as number), "float32")] : []),
];

const cell = (text: string): string => (/[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** One object of JSON, in parts: a line for each row. */
export function* predictionJson(prediction: Prediction): Generator<string> {
  const { output, values, classes, total } = prediction;
  const rows = rowsIn(prediction);
  const width = widthOf(prediction);
  const head = { output, rows: total, ...(classes?.names && { classes: classes.names }) };
  yield `${JSON.stringify(head).slice(0, -1)},"predictions":[\n`;
  for (let row = 0; row < rows; row++) {
    const [name, probability] = classes ? winner(classes, row) : [];
    const one = {
      ...(classes && { class: classes.names ? name : classes.winners[row] }),
      ...(probability !== undefined && { probability }),
      values: nested(values.data.subarray(row * width, (row + 1) * width), values),
    };
    yield `${JSON.stringify(one)}${row + 1 < rows ? "," : ""}\n`;
  }
  yield "]}\n";
}

/** The numbers of one row, as nested lists of its shape. JSON has no NaN and no Infinity: null. */
function nested(numbers: ArrayLike<number>, { shape, dtype }: NdArray): unknown {
  let lists: unknown[] = Array.from(numbers, (value) => shortest(value, dtype));
  if (shape.length === 1) return lists[0];
  for (const size of shape.slice(2).reverse()) {
    lists = Array.from({ length: lists.length / size }, (_, i) => lists.slice(i * size, (i + 1) * size));
  }
  return lists;
}
