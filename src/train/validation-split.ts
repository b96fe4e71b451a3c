import { checkOptions } from "../../graph/check-options.ts";
import { OpError } from "../../graph/errors.ts";
import { showValue } from "../../graph/show-value.ts";
import { type SplitRowsOptions, splitRows } from "../data/split-rows.ts";
import { type Dataset, sliceDataset, takeRows } from "./dataset.ts";

/** A share of the data's rows that are measured and not trained on. */
export interface ValidationShare extends SplitRowsOptions {
  /** Above 0 and below 1. */
  readonly share: number;
}

const shareOptions = Object.keys({ share: 0, rows: 0, stratify: 0 } satisfies Record<keyof ValidationShare, 0>);

/** The share that `validation` names, if it is one and no columns, of which an input may have that name. */
export function shareOf(validation: unknown, inputs: readonly string[]): ValidationShare | undefined {
  if (typeof validation === "number") return { share: validation };
  const isShare = typeof validation === "object" && validation !== null && "share" in validation && !inputs.includes("share");
  if (!isShare) return undefined;
  checkOptions("fit: validation", validation, shareOptions);
  return validation as ValidationShare;
}

/** Rows to train on and rows to measure, in the order of the data. OpError where either side would be empty. */
export function splitOff(all: Dataset, options: ValidationShare, seed: number): readonly [Dataset, Dataset] {
  const { share } = options;
  const kept = Math.round(all.rows * share);
  if (!(typeof share === "number" && share > 0 && share < 1) || kept < 1 || kept >= all.rows) {
    throw new OpError(
      `fit: a share for validation must leave rows on both sides, got ${showValue(share)} of ${all.rows} rows; choose one between 0 and 1`,
      {
        code: "bad-validation",
        expected: "between 0 and 1",
        actual: showValue(share),
      },
    );
  }
  const columns = Object.fromEntries(all.columns.filter(({ batched }) => batched).map(({ name, array }) => [name, array]));
  const { held, others } = splitRows("fit: validation", columns, all.rows, kept, { ...options, seed });
  if (options.rows === "last") return [sliceDataset(all, 0, all.rows - kept), sliceDataset(all, all.rows - kept, all.rows)];
  return [takeRows(all, others.toSorted()), takeRows(all, held.toSorted())];
}
