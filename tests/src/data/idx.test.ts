import { gunzipSync, gzipSync } from "node:zlib";
import { array, fromIdx, type NdArray, toIdx } from "dagrad";
import { describe, expect, test } from "vitest";
import { FormatError } from "../../../graph/errors.ts";
import { thrown } from "../../graph/thrown.ts";
import { archives, described } from "./archives.ts";
import { bytesOfBase64 } from "./base64.ts";

const images = bytesOfBase64(archives.idx[0]?.file ?? "");
const refusal = (bytes: ArrayLike<number>): string => thrown(() => fromIdx(Uint8Array.from(bytes), "images.gz"));

describe("fromIdx", () => {
  for (const { name, file, ...expected } of archives.idx) {
    test(`reads ${name}, written by NumPy in big-endian order, every element equal`, () => {
      expect(described({ read: fromIdx(bytesOfBase64(file)) })).toEqual({ read: expected });
    });
  }

  test("reads gzip as Python writes it, with and without a file name in the header", () => {
    expect(fromIdx(bytesOfBase64(archives.idxGzip))).toEqual(fromIdx(images));
    expect(fromIdx(bytesOfBase64(archives.idxGzipNamed))).toEqual(fromIdx(images));
  });
});

describe("toIdx", () => {
  const own = archives.idx.filter(({ name }) => !/int8 \[3\]|int16/.test(name));
  for (const { name, file } of own) {
    test(`${name}: the same bytes as in the fixture`, () => {
      expect(toIdx(fromIdx(bytesOfBase64(file)))).toEqual(bytesOfBase64(file));
    });
  }

  test("packs with gzip, so that zlib unpacks the same bytes", () => {
    const packed = toIdx(fromIdx(images), { gzip: true });
    expect(new Uint8Array(gunzipSync(packed))).toEqual(images);
    expect(packed).toEqual(toIdx(fromIdx(images), { gzip: true }));
  });

  test("refuses bool, which the format does not have", () => {
    expect(thrown(() => toIdx(array([1, 0], "bool") as NdArray))).toMatchInlineSnapshot(`
      "OpError bad-dtype
      toIdx: arrays must be uint8, int32, float32 or float64 of at most 255 axes, got bool; convert it first"
    `);
  });
});

describe("fromIdx refuses, with one line that names the file", () => {
  test("another format, an unknown dtype, a header that is cut off", () => {
    expect(
      [refusal([]), refusal([1, 2, 3, 4]), refusal([0, 0, 10, 1, 0, 0, 0, 0]), refusal([0, 0, 8, 3, 0, 0])].join("\n"),
    ).toMatchInlineSnapshot(`
      "FormatError bad-idx
      idx: images.gz: must be an IDX file, plain or gzip, got an empty file; save, copy or download it again
      FormatError bad-idx
      idx: images.gz: must be an IDX file, plain or gzip, got another format; copy or download the file again
      FormatError bad-idx
      idx: images.gz: the dtype must be one of the codes 8, 9, 11, 12, 13, 14, got 10; copy or download the file again
      FormatError cut-off
      idx: images.gz: a file must be whole, got 6 bytes, of which the header alone is 16; it was cut off: download or copy it again"
    `);
  });

  test("bytes that are missing or left over, and sizes beyond all memory", () => {
    const huge = [0, 0, 14, 4, ...new Array(16).fill(255)];
    expect([refusal(images.subarray(0, -1)), refusal([...images, 0]), refusal(huge)].join("\n")).toMatchInlineSnapshot(`
      "FormatError cut-off
      idx: images.gz: a file must be whole, got 39 of 40 bytes; it was cut off: download or copy it again
      FormatError bad-idx
      idx: images.gz: a file of uint8[2, 3, 4] must be 40 bytes, got 41; copy or download the file again
      FormatError bad-idx
      idx: images.gz: a file of float64[4294967295, 4294967295, 4294967295, 4294967295] must be 2.7222589328322065e+39 bytes, got 20; copy or download the file again"
    `);
  });

  test("gzip that is cut off, changed, or says a size that it cannot hold", () => {
    const packed = new Uint8Array(gzipSync(images));
    const sized = packed.slice();
    sized.set([255, 255, 255, 255], packed.length - 4);
    const summed = packed.slice();
    summed[packed.length - 8] = (summed[packed.length - 8] as number) ^ 1;
    const broken = packed.slice();
    broken[10] = 0xff;
    const all = [packed.subarray(0, 12), sized, summed, broken].map(refusal);
    expect(all.join("\n")).toMatchInlineSnapshot(`
      "FormatError cut-off
      idx: images.gz: a file must be whole, got 12 bytes, in the midst of what they pack; it was cut off: download or copy it again
      FormatError bad-idx
      idx: images.gz: the checksum must be 1b22770c of 4294967295 bytes, got 1b22770c of 40 bytes; copy or download the file again
      FormatError bad-idx
      idx: images.gz: the checksum must be 1b22770d of 40 bytes, got 1b22770c of 40 bytes; copy or download the file again
      FormatError bad-idx
      idx: images.gz: packed bytes must be a deflate stream, got invalid block type; copy or download the file again"
    `);
    for (let length = 2; length < packed.length; length++) expect(() => fromIdx(packed.subarray(0, length))).toThrow(FormatError);
  });
});
