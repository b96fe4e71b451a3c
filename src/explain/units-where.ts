/**
 * The units of a table of rows, counted along a row, for which something holds in every row; none where there are no rows. Whatever follows the first axis
 * is a row.
 */
export function unitsWhere(
  { data, shape: [rows = 0] }: { readonly data: ArrayLike<number>; readonly shape: readonly number[] },
  holds: (element: number, at: number) => boolean,
): number[] {
  const width = data.length / rows;
  const found: number[] = [];
  for (let unit = 0; unit < width; unit++) {
    let at = unit;
    while (at < data.length && holds(data[at] as number, at)) at += width;
    if (at >= data.length) found.push(unit);
  }
  return found;
}
