import { readFileSync } from "node:fs";
import { deflateSync } from "node:zlib";
import { fromPng } from "dagrad/files";
import { describe, expect, test } from "vitest";
import { crc32 } from "../../../src/data/crc32.ts";
import { thrown } from "../../graph/thrown.ts";
import { bytesOfBase64 } from "./base64.ts";

/** Files that tests/fixtures/png.py wrote by the specification; Pillow sees the same pixels in them. */
const { cases } = JSON.parse(readFileSync(new URL("../../fixtures/png.json", import.meta.url), "utf8")) as {
  readonly cases: readonly {
    readonly name: string;
    readonly bytes: string;
    readonly dtype: string;
    readonly shape: readonly number[];
    readonly data: readonly number[];
  }[];
};
const fileOf = (name: string): Uint8Array => bytesOfBase64(cases.find((one) => one.name === name)?.bytes ?? "");

test.each(cases)("fromPng reads $name", ({ bytes, dtype, shape, data }) => {
  const read = fromPng(bytesOfBase64(bytes));
  expect({ dtype: read.dtype, shape: read.shape, data: Array.from(read.data) }).toEqual({ dtype, shape, data });
});

test("fromPng reads a Buffer that is a part of a larger one, and leaves its bytes as they are", () => {
  const file = fileOf("one pixel");
  const around = new Uint8Array(file.length + 8);
  around.set(file, 4);
  const part = around.subarray(4, 4 + file.length);
  expect(fromPng(part)).toEqual(fromPng(file));
  expect(Array.from(part)).toEqual(Array.from(file));
});

describe("fromPng refuses, with one line that names the file,", () => {
  const file = fileOf("red, green and blue, 8 bits");
  const refusal = (bytes: Uint8Array): string => thrown(() => fromPng(bytes, "shirt.png"));

  /** The file with the data of a chunk changed, and its checksum with it. */
  function changed(source: Uint8Array, type: string, change: (data: Uint8Array) => void): Uint8Array {
    const copy = source.slice();
    const view = new DataView(copy.buffer);
    const at = Array.from(copy.keys()).find((i) => String.fromCharCode(...copy.subarray(i, i + 4)) === type) as number;
    const end = at + 4 + view.getUint32(at - 4);
    change(copy.subarray(at + 4, end));
    view.setUint32(end, crc32(copy.subarray(at, end)));
    return copy;
  }
  const header = (at: number, ...bytes: number[]): Uint8Array => changed(file, "IHDR", (data) => data.set(bytes, at));

  test("what is no PNG file", () => {
    expect(
      [new Uint8Array(), new TextEncoder().encode("<!doctype html>"), Uint8Array.of(0xff, 0xd8, 0xff)].map(refusal).join("\n"),
    ).toMatchInlineSnapshot(`
      "FormatError bad-png
      png: shirt.png: must be a PNG file, got an empty file; save, copy or download it again
      FormatError failed-download
      png: shirt.png: must be a PNG file, got a web page; download the file itself, by its raw or direct link
      FormatError bad-png
      png: shirt.png: must be a PNG file, got another format; copy or download the file again"
    `);
    expect(thrown(() => fromPng("shirt.png" as never))).toMatchInlineSnapshot(`
      "OpError bad-argument
      fromPng: bytes must be a Uint8Array, got "shirt.png"; read the file first"
    `);
  });

  test("a file that is cut off, wherever that is", () => {
    expect([refusal(file.subarray(0, 20)), refusal(file.subarray(0, -12))].join("\n")).toMatchInlineSnapshot(`
      "FormatError cut-off
      png: shirt.png: a file must be whole, got 20 of at least 33 bytes; it was cut off: download or copy it again
      FormatError cut-off
      png: shirt.png: a file must be whole, got 196 bytes, without the chunk IEND at their end; it was cut off: download or copy it again"
    `);
    for (let length = 8; length < file.length; length++) expect(refusal(file.subarray(0, length))).toContain("cut-off");
  });

  test("bytes that are not what their checksum says, each one of them", () => {
    const damaged = file.slice();
    damaged[17] = 9;
    expect(refusal(damaged)).toMatchInlineSnapshot(`
      "FormatError bad-png
      png: shirt.png: the checksum of IHDR must be 4fc510b9, got d26c2a28; copy or download the file again"
    `);
    for (let i = 8; i < file.length; i++) {
      const other = file.slice();
      (other[i] as number) ^= 64;
      expect(() => fromPng(other)).toThrow(/^png: /);
    }
  });

  test("a header that the standard does not know, images without pixels or with others than the file holds", () => {
    const wrong = [header(0, 0, 0, 0, 0), header(8, 4), header(9, 5), header(12, 2), header(0, 0x7f), header(7, 6)];
    expect(wrong.map(refusal).join("\n")).toMatchInlineSnapshot(`
      "FormatError bad-png
      png: shirt.png: an image must have pixels, got 0 × 7; copy or download the file again
      FormatError bad-png
      png: shirt.png: bits and colour type must be a pair of the standard, got 4 and 2; copy or download the file again
      FormatError bad-png
      png: shirt.png: bits and colour type must be a pair of the standard, got 8 and 5; copy or download the file again
      FormatError bad-png
      png: shirt.png: packing, filters and interlacing must be 0, 0 and 0 or 1, got 0, 0 and 2; copy or download the file again
      FormatError bad-png
      png: shirt.png: 117 packed bytes must hold at most 120744, got 44744835184; copy or download the file again
      FormatError bad-png
      png: shirt.png: packed bytes must be a deflate stream, got offset is out of bounds; copy or download the file again"
    `);
  });

  test("places beyond the palette, a palette that is missing, a filter that there is not, too few pixels", () => {
    const grey = [8, 0, 0, 0, 0];
    const placed = [8, 3, 0, 0, 0];
    const palette = [9, 8, 7, 6, 5, 4];
    const wrong = [
      written(placed, [0, 2], { PLTE: palette }),
      written(placed, [0, 0]),
      written(grey, [5, 0]),
      written(grey, [0]),
      written(grey, [0, 0], { tRNS: [1] }),
    ];
    expect(wrong.map(refusal).join("\n")).toMatchInlineSnapshot(`
      "FormatError bad-png
      png: shirt.png: colours must be 0 … 1, as the palette has, got 2; copy or download the file again
      FormatError bad-png
      png: shirt.png: colours must have a palette, got none; copy or download the file again
      FormatError bad-png
      png: shirt.png: the filter of a line must be 0 … 4, got 5; copy or download the file again
      FormatError bad-png
      png: shirt.png: pixels must be 2 bytes, got 1; copy or download the file again
      FormatError bad-png
      png: shirt.png: the colour that is clear must be 2 bytes, got 1; copy or download the file again"
    `);
    expect(fromPng(written(placed, [0, 1], { PLTE: palette })).tolist()).toEqual([[[6, 5, 4]]]);
  });

  test("a palette that ends in the midst of a colour, and more pixels than memory should hold, of a file of 33 kB", () => {
    const black = written([1, 0, 0, 0, 0], new Uint8Array(16_384 * (1 + 2049)));
    const large = changed(black, "IHDR", (data) => data.set([0, 0, 0x40, 1, 0, 0, 0x40, 0]));
    expect(large.length).toBeLessThan(33_000);
    expect([written([8, 3, 0, 0, 0], [0, 1], { PLTE: [9, 8, 7, 6] }), large].map(refusal).join("\n")).toMatchInlineSnapshot(`
      "FormatError bad-png
      png: shirt.png: a palette must be three bytes for each colour, got 4 bytes; copy or download the file again
      FormatError bad-png
      png: shirt.png: an image must have at most 268435456 pixels, got 16385 × 16384; make it smaller"
    `);
  });

  /** A file of one pixel: what stands behind its size in the header, its line with the filter, other chunks. */
  function written(kind: readonly number[], line: ArrayLike<number>, others: Readonly<Record<string, readonly number[]>> = {}): Uint8Array {
    const chunks = { IHDR: [0, 0, 0, 1, 0, 0, 0, 1, ...kind], ...others, IDAT: deflateSync(Uint8Array.from(line)), IEND: [] };
    const parts = Object.entries(chunks).map(([type, data]) => {
      const bytes = Uint8Array.from([0, 0, 0, 0, ...new TextEncoder().encode(type), ...data, 0, 0, 0, 0]);
      const view = new DataView(bytes.buffer);
      view.setUint32(0, data.length);
      view.setUint32(bytes.length - 4, crc32(bytes.subarray(4, -4)));
      return bytes;
    });
    return Uint8Array.from([...file.subarray(0, 8), ...parts.flatMap((part) => [...part])]);
  }
});
