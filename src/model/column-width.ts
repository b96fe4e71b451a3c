/** True for the categories of a column of true and false: numbers 0 and 1 as they are. */
export const isTruth = (categories: readonly string[]): boolean =>
  categories.length === 2 && categories[0] === "false" && categories[1] === "true";

/** How many places a column takes among several: one, or one for each of its categories. */
export function columnWidth(column: string, categories: Readonly<Record<string, readonly string[]>>): number {
  const named = Object.hasOwn(categories, column) ? (categories[column] as readonly string[]) : undefined;
  return named === undefined || isTruth(named) ? 1 : named.length;
}
