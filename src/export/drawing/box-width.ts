import { textWidth } from "./text-width.ts";

/** Fonts that stand in for Helvetica are wider, DejaVu Sans by a sixth: boxes, and what is reserved for titles, have that room. */
const slack = 1.12;

/** Width that a line of text may take in whatever font there is, in points. */
export const roomFor = (line: string, fontSize: number): number => slack * textWidth(line, fontSize);

/** Width of a box around lines of text, in inches; `margin` is what stays free on either side, in inches. */
export const boxWidth = (lines: readonly string[], fontSize: number, margin: number): number =>
  Number((Math.max(0, ...lines.map((line) => roomFor(line, fontSize))) / 72 + 2 * margin).toFixed(2));

/** A line with blanks behind it that keep the room: titles have no width of their own in DOT. */
export function withRoom(line: string, fontSize: number): string {
  const missing = roomFor(line, fontSize) - textWidth(line, fontSize);
  return line + " ".repeat(Math.ceil(missing / textWidth(" ", fontSize)));
}
