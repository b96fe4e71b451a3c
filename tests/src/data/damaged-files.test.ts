import { fromIdx, fromNpy, fromNpz, fromSafetensors, toIdx, toNpz } from "dagrad";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FormatError } from "../../../graph/errors.ts";
import type { NdArray } from "../../../graph/ndarray.ts";
import npy from "../../fixtures/npy.json" with { type: "json" };
import packed from "../../fixtures/packed-files.json" with { type: "json" };
import safetensors from "../../fixtures/safetensors-files.json" with { type: "json" };
import { bytesOfBase64 } from "./base64.ts";

const row = (name: string): Uint8Array => bytesOfBase64(npy.rows.find((one) => one.name === name)?.file ?? "");
const images = fromIdx(bytesOfBase64(packed.gzips["all optional fields"]));

/** Files of each format, and how they are read. */
const files: readonly (readonly [name: string, bytes: Uint8Array, read: (bytes: Uint8Array) => Iterable<NdArray>])[] = [
  ["big-endian .npy", row(">i8 [3, 2]"), (bytes) => [fromNpy(bytes)]],
  [".npy by columns", row("<f2 [3, 2] by columns"), (bytes) => [fromNpy(bytes)]],
  [".npy of records", bytesOfBase64(npy.refused["record in a record"]), (bytes) => [fromNpy(bytes)]],
  [".npz to a pipe", bytesOfBase64(packed.archives["deflated to a pipe"]), (bytes) => Object.values(fromNpz(bytes))],
  ["zip64 .npz", bytesOfBase64(packed.archives.zip64), (bytes) => Object.values(fromNpz(bytes))],
  ["mixed .npz", bytesOfBase64(packed.mixed), (bytes) => Object.values(fromNpz(bytes, { only: ["x", "folder/z"] }))],
  ["compressed .npz", toNpz({ images }, { compress: true }), (bytes) => Object.values(fromNpz(bytes))],
  [".safetensors", bytesOfBase64(safetensors.all.file), (bytes) => Object.values(fromSafetensors(bytes).tensors)],
  ["IDX", toIdx(images), (bytes) => [fromIdx(bytes)]],
  ["IDX in four members of gzip", bytesOfBase64(packed.gzips["four members, one of them empty"]), (bytes) => [fromIdx(bytes)]],
  ["IDX in gzip with all fields", bytesOfBase64(packed.gzips["all optional fields"]), (bytes) => [fromIdx(bytes)]],
];

/** Reads, or refuses with a FormatError; what is read is at most as large as the file can hold. */
function readOrRefuse(bytes: Uint8Array, read: (bytes: Uint8Array) => Iterable<NdArray>): void {
  let size = 0;
  try {
    for (const { data } of read(bytes)) size += data.byteLength;
  } catch (error) {
    expect(error).toBeInstanceOf(FormatError);
  }
  // Deflate packs 1032 bytes into one at most, and one byte becomes an int32.
  expect(size).toBeLessThanOrEqual(4 * 1032 * bytes.length);
}

describe.each(files)("%s that is damaged gives arrays or a FormatError, and nothing else:", (_, bytes, read) => {
  test("cut off at up to 400 places", () => {
    const step = Math.max(1, Math.floor(bytes.length / 400));
    for (let length = 0; length < bytes.length; length += step) readOrRefuse(bytes.subarray(0, length), read);
  });

  test("600 files with one to six bytes changed", () => {
    const changes = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 });
    const property = fc.property(changes, (places) => {
      const copy = bytes.slice();
      for (const [at, byte] of places) copy[at] = byte;
      readOrRefuse(copy, read);
    });
    fc.assert(property, { seed: 12, numRuns: 600 });
  });

  test("200 files with a part taken out or doubled", () => {
    const place = fc.nat(bytes.length);
    const property = fc.property(place, place, place, (a, b, c) => {
      readOrRefuse(Uint8Array.from([...bytes.subarray(0, a), ...bytes.subarray(b, c), ...bytes.subarray(Math.min(a, b))]), read);
    });
    fc.assert(property, { seed: 13, numRuns: 200 });
  });
});

test("400 files of random bytes, with the beginnings of each format, in each reader, give an array or a FormatError", () => {
  const begins = files.map(([, bytes]) => bytes);
  const property = fc.property(fc.constantFrom(...begins), fc.nat(20), fc.uint8Array({ maxLength: 200 }), (begin, kept, rest) => {
    const bytes = Uint8Array.from([...begin.subarray(0, kept), ...rest]);
    for (const [, , read] of files) readOrRefuse(bytes, read);
  });
  fc.assert(property, { seed: 14, numRuns: 400 });
});
