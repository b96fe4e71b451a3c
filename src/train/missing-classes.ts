import { countsOf, labelsOf } from "../data/split-rows.ts";
import { type Dataset, rowsOf } from "./dataset.ts";
import type { ValidationShare } from "./validation-split.ts";

/**
 * What to say of a class that is in one part and not in the other, by the only column of class numbers; undefined where there is none. Of
 * columns that were given apart the validation rows may lack classes: not every sample has them all.
 */
export function missingClasses(train: Dataset, validation: Dataset, share?: ValidationShare): string | undefined {
  const [taught, measured] = [labelled(train, share), labelled(validation, share)];
  if (taught === undefined || measured === undefined || taught.name !== measured.name) return undefined;
  const [learnt, checked] = [countsOf(taught.labels), countsOf(measured.labels)];
  // More numbers than that are no classes.
  if (learnt.size + checked.size > (train.rows + validation.rows) / 2) return undefined;
  const untaught = [...checked.keys()].filter((one) => !learnt.has(one));
  const unchecked = share === undefined ? [] : [...learnt.keys()].filter((one) => !checked.has(one));
  const found = [lacking("rows to train on", untaught, taught.name), lacking("validation rows", unchecked, taught.name)].filter(
    (one) => one !== "",
  );
  if (found.length === 0) return undefined;
  return `fit: ${found.join(", and ")}; ${share === undefined ? cures.apart : share.rows === "last" ? cures.last : cures.drawn}`;
}

const cures = {
  apart: "take both parts from all classes, as trainTestSplit does",
  last: 'rows that come class by class are drawn, not cut off: leave out rows: "last"',
  drawn: "give more rows of each class, or another share",
};

const lacking = (part: string, classes: readonly number[], column: string): string =>
  classes.length === 0 ? "" : `no ${part} are of ${classes.length === 1 ? "class" : "classes"} ${listed(classes)} of "${column}"`;

const shown = 5;
const listed = (classes: readonly number[]): string =>
  classes.length <= shown ? classes.join(", ") : `${classes.slice(0, shown).join(", ")} and ${classes.length - shown} more`;

/** The class numbers of the rows, and the name of their column. */
function labelled(
  data: Dataset,
  share: ValidationShare | undefined,
): { readonly name: string; readonly labels: ArrayLike<number> } | undefined {
  const batched = data.columns.filter((column) => column.batched);
  const rows = batched[0]?.array.shape[0] ?? 0;
  const stratify = share?.stratify === false ? undefined : share?.stratify;
  const labels = labelsOf(Object.fromEntries(batched.map(({ name, array }) => [name, array])), rows, stratify);
  const column = batched.find(({ array }) => array === labels);
  if (column === undefined) return undefined;
  const all = Int32Array.from({ length: data.rows }, (_, row) => row);
  const chosen = rowsOf({ ...data, columns: [column] }, all)[column.name];
  return chosen && { name: column.name, labels: chosen.data };
}
