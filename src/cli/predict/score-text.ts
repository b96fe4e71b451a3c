import { showCount } from "../../export/quantities.ts";
import { type Column, type Row, table } from "../table.ts";
import type { Score } from "./score.ts";

/** Classes of a matrix that is shown. */
const mostShown = 20;

const right = (title: string): Column => ({ title, align: "right" });

/** Precision, recall and F1 of each class, and which classes were taken for which. */
export function scoreText({ names, report }: Score): string {
  const { classes, macro, confusion } = report;
  const share = (value: number): string => value.toFixed(4);
  const ratios = (of: typeof macro): string[] => [share(of.precision), share(of.recall), share(of.f1)];
  const lines: Row[] = classes.map((one, i) => [names[i] as string, ...ratios(one), showCount(one.support)]);
  const total = classes.reduce((sum, { support }) => sum + support, 0);
  const scores = table(
    [{ title: "Class" }, right("Precision"), right("Recall"), right("F1"), right("Rows")],
    [...lines, ["mean of classes", ...ratios(macro), showCount(total)]],
  );
  if (names.length > mostShown) return `${scores}\n\nWhich of ${names.length} classes were taken for which: --json\n`;
  const counts = confusion.tolist() as number[][];
  const matrix = table(
    [{ title: "True class" }, ...names.map((name): Column => ({ title: name, align: "right", most: 20 }))],
    counts.map((row, i) => [names[i] as string, ...row.map(showCount)]),
  );
  return `${scores}\n\nPredicted as:\n${matrix}\n`;
}
