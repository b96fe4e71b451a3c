import { inflateSync } from "node:zlib";

/** A line of letters of a page: where it begins and ends, in pt from the left and the top, and what it says. */
export interface PrintedText {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly y: number;
  /** Whether what clips it leaves both of its ends. */
  readonly isWhole: boolean;
}

export interface PrintedPage {
  readonly width: number;
  readonly height: number;
  readonly texts: readonly PrintedText[];
  /** All that it says, without spaces, in the order in which it was painted. */
  readonly said: string;
}

/** a b c d e f: x' = a x + c y + e, y' = b x + d y + f. */
type Matrix = readonly [number, number, number, number, number, number];
type Box = readonly [number, number, number, number];

/** The pages of a PDF as Chromium writes it: as much of the format as is needed to read its texts. Source: ISO 32000-1. */
export function pdfPages(pdf: Buffer): PrintedPage[] {
  const objects = new Map(
    [...pdf.toString("latin1").matchAll(/(\d+) 0 obj\n([\s\S]*?)\nendobj/g)].map(([, id, body]) => [id, body as string]),
  );
  const at = (id: string | undefined): string => objects.get(id ?? "") ?? "";
  const pages = [...objects.values()].filter((body) => /\/Type \/Page\b/.test(body));
  return pages.map((page) => {
    const [, width, height] = (/\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/.exec(page) ?? []).map(Number) as [number, number, number];
    const texts: PrintedText[] = [];
    paint(page, streamOf(at(/\/Contents (\d+)/.exec(page)?.[1])), [1, 0, 0, 1, 0, 0], [0, 0, width, height]);
    return {
      width,
      height,
      texts,
      said: texts
        .map(({ text }) => text)
        .join("")
        .replace(/[\s\u00a0\u200b]/g, ""),
    };

    /** Goes through what paints, of a page or of a part of it whose resources `owner` has. */
    function paint(owner: string, content: string, start: Matrix, startClip: Box): void {
      let [matrix, clip, font, size] = [start, startClip, new Map<number, string>(), 0];
      let [place, text, first, last]: [Matrix, string, number, Matrix] = [start, "", 0, start];
      let box: Box | undefined;
      const kept: [Matrix, Box][] = [];
      let operands: string[] = [];
      const numbers = (count: number): number[] => operands.slice(-count).map(Number);
      for (const [token] of content.matchAll(/<[\dA-Fa-f]*>|\/[^\s/<>[\]]+|[-+.\d]+|[A-Za-z]+\*?|[[\]]/g)) {
        if (/^[-+.\d</[\]]/.test(token)) {
          operands.push(token);
          continue;
        }
        if (token === "q") kept.push([matrix, clip]);
        else if (token === "Q") [matrix, clip] = kept.pop() ?? [start, startClip];
        else if (token === "cm") matrix = times(numbers(6) as unknown as Matrix, matrix);
        else if (token === "re") {
          const [x = 0, y = 0, w = 0, h = 0] = numbers(4);
          const [[x1, y1], [x2, y2]] = [point(matrix, x, y), point(matrix, x + w, y + h)];
          box = [Math.min(x1, x2), Math.min(y1, y2), Math.max(x1, x2), Math.max(y1, y2)];
        } else if (/^W\*?$/.test(token) && box !== undefined) clip = meet(clip, box);
        else if (/^[nfS]\*?$/.test(token)) box = undefined;
        else if (token === "BT") [text, first] = ["", Number.NaN];
        else if (token === "Tf") {
          size = Number(operands.at(-1));
          font = fontOf(at(new RegExp(`${operands.at(-2)} (\\d+) 0 R`).exec(owner)?.[1]));
        } else if (token === "Tm") place = numbers(6) as unknown as Matrix;
        else if (token === "Td") place = times([1, 0, 0, 1, ...(numbers(2) as [number, number])], place);
        else if (token === "Tj") {
          if (Number.isNaN(first)) first = point(times(place, matrix), 0, 0)[0];
          text += (operands.at(-1)?.match(/[\dA-Fa-f]{4}/g) ?? []).map((code) => font.get(Number.parseInt(code, 16)) ?? "").join("");
          last = times(place, matrix);
        } else if (token === "ET" && text !== "") {
          const [right, y] = point(last, 0.4 * size, 0);
          const isWhole = first >= clip[0] - 1 && right <= clip[2] + 1 && y >= clip[1] - 1 && y <= clip[3] + 1;
          texts.push({ text, left: first, right, y: height - y, isWhole });
        } else if (token === "Do") {
          const form = at(new RegExp(`${operands.at(-1)} (\\d+) 0 R`).exec(owner)?.[1]);
          if (form.includes("/Subtype /Form")) paint(form, streamOf(form), matrix, clip);
        }
        operands = [];
      }
    }
  });

  /** Glyph → its text, as the font's map to Unicode says. */
  function fontOf(body: string): Map<number, string> {
    const map = new Map<number, string>();
    const letters = (hex: string): string => Buffer.from(hex, "hex").swap16().toString("utf16le");
    const text = streamOf(at(/\/ToUnicode (\d+)/.exec(body)?.[1]));
    for (const [, part] of text.matchAll(/beginbfchar\n([\s\S]*?)endbfchar/g))
      for (const [, glyph = "", to = ""] of (part as string).matchAll(/<(\w+)> <(\w+)>/g)) map.set(Number.parseInt(glyph, 16), letters(to));
    for (const [, part] of text.matchAll(/beginbfrange\n([\s\S]*?)endbfrange/g))
      for (const [, from = "", until = "", to = ""] of (part as string).matchAll(/<(\w+)> <(\w+)> <(\w+)>/g))
        for (let glyph = Number.parseInt(from, 16), code = Number.parseInt(to, 16); glyph <= Number.parseInt(until, 16); glyph++, code++)
          map.set(glyph, String.fromCharCode(code));
    return map;
  }
}

function streamOf(body: string): string {
  const bytes = Buffer.from(/stream\n([\s\S]*)\nendstream/.exec(body)?.[1] ?? "", "latin1");
  return bytes.length === 0 ? "" : (body.includes("/FlateDecode") ? inflateSync(bytes) : bytes).toString("latin1");
}

/** First a, then b. */
const times = ([a, b, c, d, e, f]: Matrix, [A, B, C, D, E, F]: Matrix): Matrix => [
  a * A + b * C,
  a * B + b * D,
  c * A + d * C,
  c * B + d * D,
  e * A + f * C + E,
  e * B + f * D + F,
];
const point = ([a, b, c, d, e, f]: Matrix, x: number, y: number): [number, number] => [a * x + c * y + e, b * x + d * y + f];
const meet = (one: Box, other: Box): Box => [
  Math.max(one[0], other[0]),
  Math.max(one[1], other[1]),
  Math.min(one[2], other[2]),
  Math.min(one[3], other[3]),
];
