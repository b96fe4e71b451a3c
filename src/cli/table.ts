/** A column of a text table. */
export interface Column {
  readonly title: string;
  /** Numbers stand at the right. Default left. */
  readonly align?: "left" | "right";
  /** Longer cells lose their middle. Default 40 characters. */
  readonly most?: number;
}

/** One line of cells, or a note that takes the whole line. */
export type Row = readonly string[] | string;

/** Rows under their titles and a rule, columns two spaces apart. Columns whose cells are all empty are left out. */
export function table(columns: readonly Column[], rows: readonly Row[]): string {
  const shown = rows.map((row) => (typeof row === "string" ? row : row.map((cell, i) => cut(cell, columns[i]?.most ?? 40))));
  const widths = columns.map(() => 0);
  for (const row of shown) {
    if (typeof row === "string") continue;
    for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, cell.length);
  }
  const used = columns.map((column, i) => ({ ...column, i, width: widths[i] ?? 0 })).filter(({ width }) => width > 0);
  const line = (cellOf: (i: number, title: string) => string): string =>
    used
      .map(({ i, title, align, width }) => {
        const room = Math.max(width, title.length);
        return align === "right" ? cellOf(i, title).padStart(room) : cellOf(i, title).padEnd(room);
      })
      .join("  ")
      .trimEnd();
  const titles = line((_, title) => title);
  const body = shown.map((row) => (typeof row === "string" ? row : line((i) => row[i] ?? "")));
  return [titles, "─".repeat(Math.max(titles.length, ...body.slice(0, 1000).map((one) => one.length))), ...body].join("\n");
}

const cut = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, Math.ceil(most / 2) - 1)}…${text.slice(text.length - Math.floor(most / 2))}`;
