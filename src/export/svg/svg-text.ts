import { textWidth } from "../drawing/text-width.ts";

/** Texts of fewer characters keep the width of their font: they are narrower than any box. */
const shortest = 3;

/** Helvetica Bold is that much wider. */
export const boldness = 1.07;

/** Text as it stands in XML: in one line, and as text whatever it says. */
export const escapeXml = (text: string): string =>
  text
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is replaced
    .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, " ")
    .replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]|[\ufffe\uffff]/g, "\ufffd")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");

export interface TextLine {
  readonly text: string;
  readonly x: number;
  /** Of its baseline. */
  readonly y: number;
  readonly size: number;
  readonly color: string;
  readonly isCentred?: boolean;
  readonly isBold?: boolean;
  /** It is squeezed where it is longer. */
  readonly most?: number;
}

export const decimal = (x: number): string => String(Math.round(x * 100) / 100);

/** A line of text that is as long in any font as it is in Helvetica. */
export function textLine({
  text,
  x,
  y,
  size,
  color,
  isCentred = false,
  isBold = false,
  most = Number.POSITIVE_INFINITY,
}: TextLine): string {
  const shown = text.trim();
  if (shown === "") return "";
  const natural = textWidth(shown, size) * (isBold ? boldness : 1);
  const width = Math.min(natural, most);
  const isTold = width > 0 && (Array.from(shown).length >= shortest || width < natural);
  const length = isTold ? ` textLength="${Number(width.toFixed(1))}" lengthAdjust="spacingAndGlyphs"` : "";
  const anchor = `${isCentred ? ' text-anchor="middle"' : ""}${isBold ? ' font-weight="bold"' : ""}`;
  return `<text x="${decimal(x)}" y="${decimal(y)}"${anchor} font-size="${size}" fill="${color.toLowerCase()}"${length}>${escapeXml(shown)}</text>`;
}
