import { OpError } from "../../graph/errors.ts";

/** How many of `rows` are trained on when the last `share` of them are kept for validation. OpError where either side would be empty. */
export function trainingRows(rows: number, share: number): number {
  const kept = Math.round(rows * (1 - share));
  if (!(share > 0 && share < 1) || kept < 1 || kept >= rows) {
    throw new OpError(
      `fit: a share for validation must leave rows on both sides, got ${share} of ${rows} rows; choose one between 0 and 1`,
      {
        code: "bad-validation",
        expected: "between 0 and 1",
        actual: String(share),
      },
    );
  }
  return kept;
}
