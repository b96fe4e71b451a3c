/** Widths of Helvetica's characters from space to tilde, in thousandths of the font size. Source: Adobe's font metrics. */
// biome-ignore format: a table by rows of the alphabet
const helvetica = [
  278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015,
  667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333,
  556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];

const isSubscript = /[\u2080-\u209c\u1d62-\u1d6a\u2c7c]/;

/** Width of a line of text in points; characters that the table lacks are as wide as a digit, subscripts narrower. */
export function textWidth(line: string, fontSize: number): number {
  let width = 0;
  for (const character of line) width += helvetica[(character.codePointAt(0) as number) - 32] ?? (isSubscript.test(character) ? 360 : 580);
  return (width / 1000) * fontSize;
}
