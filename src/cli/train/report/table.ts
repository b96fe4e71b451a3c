import { escaped } from "../../../page/markup.ts";

export interface Column {
  readonly title: string;
  /** Numbers stand below each other by their last digit. */
  readonly isNumber?: boolean;
}

export interface Table {
  readonly caption?: string;
  readonly columns: readonly Column[];
  /** The first cell of a row is its header. */
  readonly rows: readonly (readonly string[])[];
  /** Two columns that need no titles to be seen. */
  readonly pairs?: boolean;
}

/**
 * A table that a telephone shows as cards, each cell after the title of its column. Roles are written out, since a browser takes those of
 * a table away from what the style shows as something else.
 */
export function table({ caption, columns, rows, pairs = false }: Table): string {
  const title = ({ title, isNumber }: Column): string =>
    `<th scope="col" role="columnheader"${isNumber ? ' class="number"' : ""}>${escaped(title)}</th>`;
  const cell = (text: string, i: number): string => {
    const { title, isNumber } = columns[i] as Column;
    const style = isNumber ? ' class="number"' : "";
    return i === 0
      ? `<th scope="row" role="rowheader">${escaped(text)}</th>`
      : `<td role="cell"${style}${pairs ? "" : ` data-label="${escaped(title)}"`}>${escaped(text)}</td>`;
  };
  const head = pairs ? "" : `<thead role="rowgroup"><tr role="row">${columns.map(title).join("")}</tr></thead>\n`;
  const body = rows.map((row) => `<tr role="row">${row.map(cell).join("")}</tr>`).join("\n");
  return `<div class="table"><table role="table" class="${pairs ? "pairs" : "cards"}">\n${caption === undefined ? "" : `<caption>${escaped(caption)}</caption>\n`}${head}<tbody role="rowgroup">\n${body}\n</tbody></table></div>`;
}
