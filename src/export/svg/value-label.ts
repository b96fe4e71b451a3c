import type { Rectangle, Size } from "../../place/placing.ts";
import { roomFor } from "../drawing/box-width.ts";
import {
  barLength,
  barWidth,
  cellHeight,
  cellSize,
  cellWidthOf,
  ellipsisWidth,
  type HtmlLabel,
  heatCells,
  heatMapWidth,
  isBold,
} from "../drawing/html-label.ts";
import { colors } from "../theme.ts";
import { boldness, decimal, textLine } from "./svg-text.ts";

const headingSize = 12;
const footSize = 8;
/** Between the parts of a label, and around all of it. */
const gap = 4;
const pad = 5;
const barHeight = 3;

const hasCells = ({ value }: HtmlLabel): boolean => value !== undefined && value.data.length > 0;

/** What a box that shows a value takes: heading, cells, bar and foot, one below the other. */
export function valueSize(label: HtmlLabel): Size {
  const { heading, value, foot, bar } = label;
  const cells =
    value !== undefined && hasCells(label) ? { width: heatMapWidth(value), height: heatCells(value).length * cellHeight } : undefined;
  const parts = [
    { width: roomFor(heading, headingSize) * (isBold(heading) ? boldness : 1), height: headingSize },
    ...(cells ? [cells] : []),
    ...(bar === undefined ? [] : [{ width: barWidth(value), height: barHeight }]),
    { width: roomFor(foot, footSize), height: footSize },
  ];
  return {
    width: Math.max(...parts.map(({ width }) => width)) + 2 * pad,
    height: parts.reduce((sum, { height }) => sum + height + gap, 2 * pad - gap),
  };
}

const block = (x: number, y: number, width: number, height: number, look: string): string =>
  `<rect ${look} x="${decimal(x)}" y="${decimal(y)}" width="${decimal(width)}" height="${decimal(height)}"/>`;

/** The heading, the elements as a heat map, blue above zero and orange below, a bar, a foot. */
export function drawValue(label: HtmlLabel, box: Rectangle): string[] {
  const { heading, value, foot, bar } = label;
  const x = (box.left + box.right) / 2;
  const most = box.right - box.left - 4;
  let y = (box.top + box.bottom - valueSize(label).height) / 2 + pad;
  const drawn = [
    textLine({
      text: heading,
      x,
      y: y + 0.85 * headingSize,
      size: headingSize,
      color: colors.ink,
      isCentred: true,
      isBold: isBold(heading),
      most,
    }),
  ];
  y += headingSize + gap;
  if (value !== undefined && hasCells(label)) {
    const width = cellWidthOf(value);
    const rows = heatCells(value);
    for (const row of rows) {
      let left = x - heatMapWidth(value) / 2;
      for (const [column, { text, ground, ink }] of row.entries()) {
        const wide = rows[0]?.[column]?.ground === undefined ? ellipsisWidth : width;
        if (ground !== undefined)
          drawn.push(block(left, y, wide, cellHeight, `fill="${ground}" stroke="${colors.clusterLine.toLowerCase()}" stroke-width="1"`));
        drawn.push(textLine({ text, x: left + wide / 2, y: y + 10.5, size: cellSize, color: ink, isCentred: true, most: wide - 2 }));
        left += wide;
      }
      y += cellHeight;
    }
    y += gap;
  }
  if (bar !== undefined) {
    const width = barWidth(value);
    const length = barLength(bar, width);
    drawn.push(block(x - width / 2, y, length, barHeight, `fill="${colors.bar.toLowerCase()}"`));
    drawn.push(block(x - width / 2 + length, y, width - length, barHeight, `fill="${colors.barRest.toLowerCase()}"`));
    y += barHeight + gap;
  }
  drawn.push(textLine({ text: foot, x, y: y + 0.8 * footSize, size: footSize, color: colors.softInk, isCentred: true, most }));
  return drawn;
}
