import { shown } from "./bounds.mjs";

/** A work and its contenders, as lines. The ratio is the contender's median by dagrad's. */
export function workLines({ title, unit, rows }) {
  const dagrad = rows.find(({ contender, median }) => contender === "dagrad" && median)?.median;
  const cells = rows.map(({ contender, median, best, gflops, note }) =>
    median === undefined
      ? [contender, note]
      : [
          contender,
          `${shown(median)} ${unit}`,
          shown(best),
          dagrad ? `${shown(median / dagrad)} ×` : "",
          gflops ? `${shown(gflops)} GFLOP/s` : "",
        ],
  );
  return [title, ...aligned(cells).map((line) => `  ${line}`), ""];
}

/** Bounds, as lines. */
export function boundLines(bounds) {
  const cells = bounds.map(({ work, claim, figure, holds }) => [
    work,
    claim,
    figure,
    holds === undefined ? "no number" : holds ? "holds" : "exceeded",
  ]);
  return aligned([["work", "bound", "measured", ""], ...cells], 2);
}

/** Columns of equal width, the first `left` of them flush left, the others right. Rows of two cells are not held to the widths. */
function aligned(rows, left = 1) {
  const full = rows.filter((row) => row.length > 2);
  const widths = (full[0] ?? []).map((_, column) => Math.max(...full.map((row) => row[column].length)));
  const first = Math.max(...rows.map((row) => row[0].length));
  return rows.map((row) =>
    row.length > 2
      ? row
          .map((cell, i) => (i === 0 ? cell.padEnd(first) : i < left ? cell.padEnd(widths[i]) : cell.padStart(widths[i])))
          .join("  ")
          .trimEnd()
      : `${row[0].padEnd(first)}  ${row[1]}`,
  );
}
