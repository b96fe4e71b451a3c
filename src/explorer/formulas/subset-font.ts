import { unzlibSync, zlibSync } from "fflate";

/*
 * A font with the glyphs of a few characters alone, out of one in the format of TrueType or in WOFF: a formula uses forty of a thousand, and a page that
 * brings its fonts along is as much smaller. Hints for screens of few pixels are left out, as are kerning and ligatures, which KaTeX does itself.
 * Source: OpenType 1.9, tables cmap (format 4), glyf, head, hhea, hmtx, loca, maxp, post; WOFF 1.0.
 */

interface Font {
  readonly table: (tag: string) => DataView;
  readonly glyphOf: (character: number) => number;
  readonly outline: (glyph: number) => Uint8Array;
}

/** The font as WOFF, with the glyphs of those code points and what they are composed of. */
export function subsetFont(whole: Uint8Array, characters: ReadonlySet<number>): Uint8Array {
  const font = read(whole);
  const mapped = [...characters].filter((one) => one < 0xffff && font.glyphOf(one) !== 0).sort((a, b) => a - b);
  const glyphs = withParts(font, [0, ...new Set(mapped.map(font.glyphOf))]);
  const numbers = new Map(glyphs.map((glyph, number) => [glyph, number]));
  const outlines = glyphs.map((glyph) => renumbered(font.outline(glyph), numbers));
  return woff({
    "OS/2": bytesOf(font.table("OS/2")),
    cmap: characterMap(mapped.map((one) => [one, numbers.get(font.glyphOf(one)) as number])),
    glyf: joined(outlines),
    head: changed(font.table("head"), (head) => {
      head.setUint32(8, 0);
      head.setInt16(50, 1);
    }),
    hhea: changed(font.table("hhea"), (hhea) => hhea.setUint16(34, glyphs.length)),
    hmtx: metrics(font, glyphs),
    loca: offsets(outlines),
    maxp: changed(font.table("maxp"), (maxp) => maxp.setUint16(4, glyphs.length)),
    name: Uint8Array.of(0, 0, 0, 0, 0, 6),
    post: changed(font.table("post"), (post) => post.setUint32(0, 0x30000)).slice(0, 32),
  });
}

function read(bytes: Uint8Array): Font {
  const tables = tablesOf(bytes);
  const table = (tag: string): DataView => {
    const found = tables.get(tag);
    if (found === undefined) throw new Error(`internal: a font must have the table ${tag}`);
    return found;
  };
  const isLong = table("head").getInt16(50) === 1;
  const offset = (glyph: number): number => (isLong ? table("loca").getUint32(4 * glyph) : 2 * table("loca").getUint16(2 * glyph));
  return {
    table,
    glyphOf: mapOf(table("cmap")),
    outline: (glyph) => bytesOf(table("glyf")).subarray(offset(glyph), offset(glyph + 1)),
  };
}

/** "wOFF" */
const woffMark = 0x774f4646;

/** The tables of a font by name, unpacked. */
function tablesOf(bytes: Uint8Array): Map<string, DataView> {
  const view = viewOf(bytes);
  const isWoff = view.getUint32(0) === woffMark;
  const [first, step, count] = isWoff ? [44, 20, view.getUint16(12)] : [12, 16, view.getUint16(4)];
  return new Map(
    Array.from({ length: count }, (_, i) => {
      const at = first + i * step;
      const tag = String.fromCharCode(...bytes.subarray(at, at + 4));
      const [offset, stored, length] = isWoff
        ? [view.getUint32(at + 4), view.getUint32(at + 8), view.getUint32(at + 12)]
        : [view.getUint32(at + 8), view.getUint32(at + 12), view.getUint32(at + 12)];
      const table = bytes.subarray(offset, offset + stored);
      return [tag, viewOf(stored < length ? unzlibSync(table) : table)] as const;
    }),
  );
}

const viewOf = ({ buffer, byteOffset, byteLength }: Uint8Array): DataView => new DataView(buffer, byteOffset, byteLength);
const bytesOf = ({ buffer, byteOffset, byteLength }: DataView): Uint8Array => new Uint8Array(buffer, byteOffset, byteLength);

/** Character → glyph, of the subtable in format 4; 0 where there is none. */
function mapOf(cmap: DataView): (character: number) => number {
  const starts = Array.from({ length: cmap.getUint16(2) }, (_, i) => cmap.getUint32(4 + 8 * i + 4));
  const at = starts.find((start) => cmap.getUint16(start) === 4);
  if (at === undefined) throw new Error("internal: a font must map characters in format 4");
  const doubled = cmap.getUint16(at + 6);
  const [ends, begins, deltas, ranges] = [at + 14, at + 16 + doubled, at + 16 + 2 * doubled, at + 16 + 3 * doubled];
  return (character) => {
    for (let i = 0; i < doubled; i += 2) {
      if (cmap.getUint16(ends + i) < character) continue;
      const begin = cmap.getUint16(begins + i);
      if (begin > character) return 0;
      const range = cmap.getUint16(ranges + i);
      const delta = cmap.getUint16(deltas + i);
      if (range === 0) return (character + delta) & 0xffff;
      const glyph = cmap.getUint16(ranges + i + range + 2 * (character - begin));
      return glyph === 0 ? 0 : (glyph + delta) & 0xffff;
    }
    return 0;
  };
}

const flags = { words: 1, scale: 8, more: 32, twoScales: 64, matrix: 128, instructions: 256 } as const;

/** Where the glyphs that an outline is composed of are named, and where the last one ends; undefined for one that is drawn itself. */
function partsOf(outline: Uint8Array): { readonly places: readonly number[]; readonly end: number } | undefined {
  const view = new DataView(outline.buffer, outline.byteOffset, outline.byteLength);
  if (outline.length === 0 || view.getInt16(0) >= 0) return undefined;
  const places: number[] = [];
  for (let at = 10; ; ) {
    const flag = view.getUint16(at);
    places.push(at + 2);
    at += 4 + (flag & flags.words ? 4 : 2) + (flag & flags.scale ? 2 : flag & flags.twoScales ? 4 : flag & flags.matrix ? 8 : 0);
    if (!(flag & flags.more)) return { places, end: at };
  }
}

/** Glyphs with all that they are composed of, each once. */
function withParts(font: Font, glyphs: readonly number[]): number[] {
  const all = new Set(glyphs);
  for (const glyph of all) {
    const outline = font.outline(glyph);
    const view = new DataView(outline.buffer, outline.byteOffset, outline.byteLength);
    for (const place of partsOf(outline)?.places ?? []) all.add(view.getUint16(place));
  }
  return [...all];
}

/** An outline without instructions, whose parts have their new numbers, of a length that is a multiple of 4. */
function renumbered(outline: Uint8Array, numbers: ReadonlyMap<number, number>): Uint8Array {
  if (outline.length === 0) return outline;
  const view = new DataView(outline.buffer, outline.byteOffset, outline.byteLength);
  const parts = partsOf(outline);
  if (parts !== undefined) {
    const copy = padded(outline.slice(0, parts.end));
    const written = new DataView(copy.buffer);
    for (const place of parts.places) {
      written.setUint16(place, numbers.get(view.getUint16(place)) as number);
      written.setUint16(place - 2, view.getUint16(place - 2) & ~flags.instructions);
    }
    return copy;
  }
  const instructions = 10 + 2 * view.getInt16(0);
  const from = instructions + 2 + view.getUint16(instructions);
  return padded(joined([outline.subarray(0, instructions), Uint8Array.of(0, 0), outline.subarray(from)]));
}

const padded = (bytes: Uint8Array): Uint8Array => {
  const copy = new Uint8Array(Math.ceil(bytes.length / 4) * 4);
  copy.set(bytes);
  return copy;
};

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function changed(table: DataView, change: (copy: DataView) => void): Uint8Array {
  const copy = bytesOf(table).slice();
  change(new DataView(copy.buffer));
  return copy;
}

const words = (values: readonly number[]): Uint8Array => {
  const view = new DataView(new ArrayBuffer(2 * values.length));
  for (const [i, value] of values.entries()) view.setUint16(2 * i, value & 0xffff);
  return bytesOf(view);
};

const longs = (values: readonly number[]): Uint8Array => {
  const view = new DataView(new ArrayBuffer(4 * values.length));
  for (const [i, value] of values.entries()) view.setUint32(4 * i, value);
  return bytesOf(view);
};

/** A segment for each character: there are few. */
function characterMap(pairs: readonly (readonly [character: number, glyph: number])[]): Uint8Array {
  const segments = [...pairs, [0xffff, 0] as const];
  const count = segments.length;
  const power = 2 ** Math.floor(Math.log2(count));
  const ends = segments.map(([character]) => character);
  const deltas = segments.map(([character, glyph]) => (character === 0xffff ? 1 : glyph - character));
  const body = [2 * count, 2 * power, Math.log2(power), 2 * (count - power), ...ends, 0, ...ends, ...deltas, ...ends.map(() => 0)];
  return words([0, 1, 3, 1, 0, 12, 4, 6 + 2 * body.length, 0, ...body]);
}

/** Width and left side of each glyph. */
function metrics(font: Font, glyphs: readonly number[]): Uint8Array {
  const hmtx = font.table("hmtx");
  const count = font.table("hhea").getUint16(34);
  return words(
    glyphs.flatMap((glyph) => {
      const width = hmtx.getUint16(4 * Math.min(glyph, count - 1));
      return [width, glyph < count ? hmtx.getInt16(4 * glyph + 2) : hmtx.getInt16(4 * count + 2 * (glyph - count))];
    }),
  );
}

function offsets(outlines: readonly Uint8Array[]): Uint8Array {
  let at = 0;
  return longs([0, ...outlines.map(({ length }) => (at += length))]);
}

const sumOf = (table: Uint8Array): number => {
  const view = new DataView(padded(table).buffer);
  let sum = 0;
  for (let at = 0; at < view.byteLength; at += 4) sum = (sum + view.getUint32(at)) >>> 0;
  return sum;
};

/** The tables in a file that browsers read, each packed where that makes it smaller. */
function woff(tables: Readonly<Record<string, Uint8Array>>): Uint8Array {
  const entries = Object.entries(tables).map(([tag, table]) => {
    const packed = zlibSync(table, { level: 9 });
    return { tag, table, stored: packed.length < table.length ? packed : table };
  });
  const size = 12 + entries.reduce((sum, { table }) => sum + 16 + padded(table).length, 0);
  let at = 44 + 20 * entries.length;
  const directory = entries.map(({ tag, table, stored }) => {
    const offset = at;
    at += padded(stored).length;
    return joined([Uint8Array.from(tag, (letter) => letter.charCodeAt(0)), longs([offset, stored.length, table.length, sumOf(table)])]);
  });
  const header = joined([longs([woffMark, 0x10000, at]), words([entries.length, 0]), longs([size]), words([1, 0]), longs([0, 0, 0, 0, 0])]);
  return joined([header, ...directory, ...entries.map(({ stored }) => padded(stored))]);
}
