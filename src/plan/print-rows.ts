/** Lines of cells two spaces apart, each column but the last as wide as its widest cell. */
export function printRows(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]?.slice(0, -1).map((_, column) => rows.reduce((most, row) => Math.max(most, row[column]?.length ?? 0), 0));
  return rows.map((row) => row.map((cell, column) => cell.padEnd(widths?.[column] ?? 0)).join("  "));
}

/** " for batch = 3", or nothing where no dim is bound. */
export const printBinding = (binding: ReadonlyMap<string, number>): string =>
  binding.size === 0 ? "" : ` for ${[...binding].map(([dim, size]) => `${dim} = ${size}`).join(", ")}`;
