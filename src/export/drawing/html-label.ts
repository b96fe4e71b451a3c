import type { NdArray } from "../../../graph/ndarray.ts";
import { showElement } from "../quantities.ts";
import { colors } from "../theme.ts";
import { roomFor } from "./box-width.ts";

/** Cells of a table in each direction at most; what is left out is an ellipsis. */
const mostCells = 8;
export const cellSize = 8;
/** In points; wider where a number needs it. */
const leastCellWidth = 34;
export const cellHeight = 15;
export const ellipsisWidth = 12;

export interface HtmlLabel {
  readonly heading: string;
  /** Undefined where nothing ran: then only heading and foot are shown. */
  readonly value: NdArray | undefined;
  readonly foot: string;
  /** Length of the bar below the cells, 0 to 1; none where undefined. */
  readonly bar?: number;
}

/** Long headings are not bold. */
export const isBold = (heading: string): boolean => Array.from(heading).length <= 12;

/** An HTML-like label of Graphviz: heading, the elements as a heat map, blue above zero and orange below, a bar, a foot. */
export function htmlLabel({ heading, value, foot, bar }: HtmlLabel): string {
  const rows = [`<FONT POINT-SIZE="12">${!isBold(heading) ? escapeHtml(heading) : `<B>${escapeHtml(heading)}</B>`}</FONT>`];
  if (value !== undefined && value.data.length > 0) rows.push(heatMap(value));
  if (bar !== undefined) rows.push(barOf(bar, barWidth(value)));
  rows.push(`<FONT POINT-SIZE="8" COLOR="${colors.softInk}">${escapeHtml(foot)}</FONT>`);
  return table(2, rows.map((row) => `<TR><TD>${row}</TD></TR>`).join(""));
}

/** Length of a bar that is full. */
export const barWidth = (value: NdArray | undefined): number => Math.max(value === undefined ? 0 : heatMapWidth(value), 2 * leastCellWidth);

/** Width that the cells of a value take, in points. */
export const heatMapWidth = (value: NdArray): number =>
  cellWidthOf(value) * Math.min(columnsOf(value), mostCells) + (columnsOf(value) > mostCells ? ellipsisWidth : 0);

/** The width of all cells of a value: that of the widest number shown. */
export function cellWidthOf(value: NdArray): number {
  const { data, dtype } = value;
  const columns = columnsOf(value);
  const texts = shown(data.length / columns).flatMap((row) =>
    shown(columns).map((column) =>
      row === undefined || column === undefined ? "" : showElement(data[row * columns + column] as number, dtype),
    ),
  );
  return Math.max(leastCellWidth, Math.ceil(Math.max(0, ...texts.map((text) => roomFor(text, cellSize))) + 6));
}

/** A cell of a heat map; an ellipsis has no ground. */
export interface HeatCell {
  readonly text: string;
  readonly ground?: string;
  readonly ink: string;
}

/** The elements, row by row; leading axes of a tensor of more than two are rows, too. */
export function heatCells(value: NdArray): HeatCell[][] {
  const { data, dtype } = value;
  const columns = columnsOf(value);
  let most = 0;
  for (const x of data) if (Number.isFinite(x)) most = Math.max(most, Math.abs(x));
  const cell = (row: number | undefined, column: number | undefined): HeatCell => {
    if (row === undefined || column === undefined) return { text: "…", ink: colors.softInk };
    const x = data[row * columns + column] as number;
    const ground = heat(x, most);
    return { text: showElement(x, dtype), ground, ink: luminance(ground) > 0.3 ? colors.darkCellInk : colors.lightCellInk };
  };
  const across = shown(columns);
  return shown(data.length / columns).map((row) => across.map((column) => cell(row, column)));
}

function heatMap(value: NdArray): string {
  const cellWidth = cellWidthOf(value);
  const cell = ({ text, ground, ink }: HeatCell): string =>
    ground === undefined
      ? `<TD WIDTH="${ellipsisWidth}" HEIGHT="${cellHeight}"><FONT POINT-SIZE="8" COLOR="${ink}">${text}</FONT></TD>`
      : `<TD FIXEDSIZE="TRUE" WIDTH="${cellWidth}" HEIGHT="${cellHeight}" BGCOLOR="${ground}"><FONT POINT-SIZE="${cellSize}" COLOR="${ink}">${text}</FONT></TD>`;
  const body = heatCells(value).map((row) => `<TR>${row.map(cell).join("")}</TR>`);
  return `<TABLE BORDER="0" CELLBORDER="1" CELLSPACING="0" CELLPADDING="0" COLOR="${colors.clusterLine}">${body.join("")}</TABLE>`;
}

const columnsOf = ({ shape }: NdArray): number => shape.at(-1) ?? 1;

/** The positions that are shown; undefined for those left out. */
const shown = (count: number): (number | undefined)[] => {
  const all = Array.from({ length: Math.min(count, mostCells) }, (_, i) => i);
  return count > mostCells ? [...all, undefined] : all;
};

/** Something is seen of the smallest share, and of what the largest leaves. */
export const barLength = (share: number, width: number): number => Math.min(width - 1, Math.max(2, Math.round(width * share)));

function barOf(share: number, width: number): string {
  const length = barLength(share, width);
  const part = (size: number, color: string): string => `<TD FIXEDSIZE="TRUE" HEIGHT="3" WIDTH="${size}" BGCOLOR="${color}"></TD>`;
  return table(0, `<TR>${part(length, colors.bar)}${part(width - length, colors.barRest)}</TR>`);
}

const table = (padding: number, rows: string): string =>
  `<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="${padding}">${rows}</TABLE>`;

/** White for zero; towards blue for the largest, towards orange for the smallest; grey where there is no number. */
function heat(x: number, most: number): string {
  if (!Number.isFinite(x)) return colors.clusterLine;
  const strength = most === 0 ? 0 : Math.abs(x) / most;
  return x === 0 ? colors.zero.toLowerCase() : mix(colors.zero, x < 0 ? colors.negative : colors.positive, 0.12 + 0.78 * strength);
}

const channels = (color: string): number[] => [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16));

function mix(from: string, to: string, share: number): string {
  const goal = channels(to);
  const mixed = channels(from).map((value, i) => Math.round(value * (1 - share) + (goal[i] as number) * share));
  return `#${mixed.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
}

/** Relative luminance, 0 to 1. Source: WCAG 2.1. */
function luminance(color: string): number {
  const [red, green, blue] = channels(color).map((value) =>
    value <= 10 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4,
  ) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

const escapeHtml = (text: string): string =>
  text
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is replaced
    .replace(/[\u0000-\u001f\u007f\u2028\u2029]+/g, " ")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
