import { execFileSync } from "node:child_process";
import { array, fromNpz, type NdArray, toIdx, toNpz, zeros } from "dagrad";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FormatError } from "../../../graph/errors.ts";
import { crc32 } from "../../../src/data/crc32.ts";
import { thrown } from "../../graph/thrown.ts";
import { hasNumpy } from "../export/run-python.ts";
import { archives, compressed, described, stored } from "./archives.ts";

const refusal = (bytes: Uint8Array): string => thrown(() => fromNpz(bytes, "x.npz"));

/** A copy with some bytes written over. */
function altered(bytes: Uint8Array, changes: Readonly<Record<number, number>>): Uint8Array {
  const copy = bytes.slice();
  for (const [at, byte] of Object.entries(changes)) copy[Number(at)] = byte;
  return copy;
}

/** Where the n-th occurrence of a zip signature begins. */
function find(bytes: Uint8Array, signature: readonly number[], n = 1): number {
  for (let at = 0, found = 0; at < bytes.length; at++) {
    if (signature.every((byte, i) => bytes[at + i] === byte) && ++found === n) return at;
  }
  throw new Error("no such signature");
}
const entry = [0x50, 0x4b, 1, 2];
const end = [0x50, 0x4b, 5, 6];

test("crc32 of the digits 1 to 9 is cbf43926, the check value of RFC 1952's polynomial", () => {
  expect(crc32(new TextEncoder().encode("123456789"))).toBe(0xcbf43926);
});

describe("fromNpz", () => {
  test("reads what np.savez writes, every element equal", () => {
    expect(described(fromNpz(stored()))).toEqual(archives.arrays);
  });

  test("reads what np.savez_compressed writes, every element equal", () => {
    expect(described(fromNpz(compressed()))).toEqual(archives.arrays);
  });

  test("reads an archive that is a view at an odd byte", () => {
    const shifted = new Uint8Array(stored().length + 1);
    shifted.set(stored(), 1);
    expect(described(fromNpz(shifted.subarray(1)))).toEqual(archives.arrays);
  });
});

describe("toNpz", () => {
  const arrays = fromNpz(stored());

  test("gives back every element, stored and compressed", () => {
    for (const compress of [false, true]) expect(fromNpz(toNpz(arrays, { compress }))).toEqual(arrays);
  });

  test.runIf(hasNumpy)("writes archives that np.load reads, with the same elements", () => {
    const script = `
import base64, io, json, sys, numpy as np
for line in sys.stdin:
    with np.load(io.BytesIO(base64.b64decode(line))) as file:
        print(json.dumps({k: {"dtype": str(v.dtype), "shape": list(v.shape), "values": [float(x) for x in v.ravel()]} for k, v in file.items()}))`;
    const input = [false, true].map((compress) => `${Buffer.from(toNpz(arrays, { compress })).toString("base64")}\n`).join("");
    const lines = execFileSync("python3", ["-c", script], { input, encoding: "utf8" }).trim().split("\n");
    expect(lines.map((line) => JSON.parse(line))).toEqual([archives.arrays, archives.arrays]);
  });

  test("writes the same bytes for the same arrays, whenever it runs", () => {
    expect(toNpz(arrays)).toEqual(toNpz(fromNpz(compressed())));
    expect(toNpz(arrays).length).toBeGreaterThan(toNpz(arrays, { compress: true }).length);
  });

  test("keeps any name, __proto__ too", () => {
    const odd: Record<string, NdArray> = Object.fromEntries([
      ["__proto__", array([1])],
      ["größe/ü", array([2])],
    ]);
    expect(Object.entries(fromNpz(toNpz(odd))).map(([name, { data }]) => [name, data[0]])).toEqual([
      ["__proto__", 1],
      ["größe/ü", 2],
    ]);
  });

  test("refuses options that nobody reads, as toIdx does", () => {
    const options = { compressed: true } as object;
    expect([thrown(() => toNpz({}, options)), thrown(() => toIdx(zeros([1]), options))].join("\n")).toMatchInlineSnapshot(`
      "OpError bad-option
      toNpz: options must be some of { compress }, got "compressed"; did you mean compress?
      OpError bad-option
      toIdx: options must be some of { gzip }, got "compressed"; leave it out"
    `);
  });

  test("writes and reads no arrays at all", () => {
    expect(fromNpz(toNpz({}))).toEqual({});
  });
});

describe("fromNpz refuses, with one line that names file and entry", () => {
  test("another format", () => {
    expect([refusal(new Uint8Array()), refusal(new Uint8Array(100))].join("\n")).toMatchInlineSnapshot(`
      "FormatError bad-zip
      zip: x.npz: must be a .zip archive, got an empty file; save, copy or download it again
      FormatError bad-zip
      zip: x.npz: must be a .zip archive, got another format; copy or save the file again"
    `);
  });

  test("an archive that is cut off, at any byte", () => {
    const bytes = compressed();
    for (let length = 0; length < bytes.length; length += 97) expect(() => fromNpz(bytes.subarray(0, length))).toThrow(FormatError);
  });

  test("an element that was changed on the way", () => {
    const bytes = stored();
    const second = find(bytes, entry, 2);
    const inFirst = find(bytes, [0x93, 0x4e]) + 130;
    expect(second).toBeGreaterThan(inFirst);
    expect(refusal(altered(bytes, { [inFirst]: 77 }))).toMatchInlineSnapshot(`
      "FormatError bad-zip at dense1.weights.npy
      zip: x.npz: the checksum must be 89763d55, got d1b3185a (entry "dense1.weights.npy"); copy or save the file again; or read the others, with { only: ["dense1.biases", "labels", "images", "flags", "step", "none"] }"
    `);
  });

  test("a size that the packed bytes cannot hold, before memory is taken for it", () => {
    const bytes = compressed();
    const at = find(bytes, entry);
    const huge = altered(bytes, { [at + 24]: 0, [at + 25]: 0, [at + 26]: 0, [at + 27]: 0xf0 });
    expect(refusal(huge)).toMatchInlineSnapshot(`
      "FormatError bad-zip at dense1.weights.npy
      zip: x.npz: 95 packed bytes must hold at most 98040, got 4026531840 (entry "dense1.weights.npy"); copy or save the file again; or read the others, with { only: ["dense1.biases", "labels", "images", "flags", "step", "none"] }"
    `);
  });

  test("a size that is not the one unpacked", () => {
    const bytes = compressed();
    const at = find(bytes, entry);
    expect(
      [1, -1].map((more) => refusal(altered(bytes, { [at + 24]: (bytes[at + 24] as number) + more }))).join("\n"),
    ).toMatchInlineSnapshot(`
      "FormatError bad-zip at dense1.weights.npy
      zip: x.npz: unpacked data must be 153 bytes, got 152 (entry "dense1.weights.npy"); copy or save the file again; or read the others, with { only: ["dense1.biases", "labels", "images", "flags", "step", "none"] }
      FormatError bad-zip at dense1.weights.npy
      zip: x.npz: unpacked data must be 151 bytes, got more (entry "dense1.weights.npy"); copy or save the file again; or read the others, with { only: ["dense1.biases", "labels", "images", "flags", "step", "none"] }"
    `);
  });

  test("encrypted entries, other ways of packing, and entries that lie outside", () => {
    const bytes = stored();
    const at = find(bytes, entry);
    const changes = [{ [at + 8]: 1 }, { [at + 10]: 12 }, { [at + 45]: 0x7f }, { [at + 23]: 0x7f }, { [at]: 0 }];
    expect(changes.map((change) => refusal(altered(bytes, change))).join("\n")).toMatchInlineSnapshot(`
      "FormatError bad-zip at dense1.weights.npy
      zip: x.npz: it must not be encrypted, got an encrypted one (entry "dense1.weights.npy"); save it without a password; or read the others, with { only: ["dense1.biases", "labels", "images", "flags", "step", "none"] }
      FormatError bad-zip at dense1.weights.npy
      zip: x.npz: it must be stored or deflated, got method 12 (entry "dense1.weights.npy"); save it with np.savez or np.savez_compressed; or read the others, with { only: ["dense1.biases", "labels", "images", "flags", "step", "none"] }
      FormatError bad-zip at dense1.weights.npy
      zip: x.npz: its header must be in the file, got something else at byte 2130706432 of 4236 (entry "dense1.weights.npy"); copy or save the file again; or read the others, with { only: ["dense1.biases", "labels", "images", "flags", "step", "none"] }
      FormatError bad-zip at dense1.weights.npy
      zip: x.npz: entries must not overlap, got 2130706584 packed bytes in a file of 4236 (entry "dense1.weights.npy"); copy or save the file again
      FormatError bad-zip
      zip: x.npz: the directory must hold all of its entries, got something else at byte 3812 of 4236; copy or save the file again"
    `);
  });

  test("a directory that counts more entries than there are", () => {
    const bytes = stored();
    expect(refusal(altered(bytes, { [find(bytes, end) + 10]: 200 }))).toMatchInlineSnapshot(`
      "FormatError bad-zip
      zip: x.npz: the directory must hold all of its entries, got something else at byte 4214 of 4236; copy or save the file again"
    `);
  });

  test("many entries that share their bytes", () => {
    const bytes = toNpz({ a: zeros([64]), b: zeros([64]) });
    const [first, second] = [find(bytes, entry, 1), find(bytes, entry, 2)];
    const sized = altered(bytes, { [second + 20]: bytes.length - 4, [second + 24]: bytes.length - 4 });
    expect(first).toBeLessThan(second);
    expect(() => fromNpz(sized)).toThrow(FormatError);
  });

  test("an entry twice, and one that is no .npy file", () => {
    const two = toNpz({ a: zeros([1]), b: zeros([1]) });
    const at = find(two, entry, 2);
    const named = altered(toNpz({ a: zeros([1]) }), {});
    named[find(named, entry) + 46 + 4] = "z".charCodeAt(0);
    expect([refusal(altered(two, { [at + 46]: "a".charCodeAt(0) })), refusal(named)].join("\n")).toMatchInlineSnapshot(`
      "FormatError bad-zip at a.npy
      zip: x.npz: an entry must be there once, got it twice (entry "a.npy"); save it anew
      FormatError npz-entry at a.npz
      npz: x.npz: some entry must end in .npy, got none (entry "a.npz"); write it with np.savez"
    `);
  });

  test("an entry that is a damaged .npy file", () => {
    const inner = toNpz({ a: zeros([1]) });
    // Not by a TextDecoder: to the standard, and to Node since 23, latin1 is windows-1252.
    const text = Buffer.from(inner).toString("latin1");
    expect(text).toContain("'descr': '<f8'");
    const bytes = Uint8Array.from(text.replace("'<f8'", "'<f2'"), (letter) => letter.charCodeAt(0));
    const start = find(bytes, [0x93, 0x4e]);
    const sum = crc32(bytes.subarray(start, start + 136));
    const at = find(bytes, entry);
    const fixed = altered(bytes, Object.fromEntries([0, 1, 2, 3].map((i) => [at + 16 + i, (sum >>> (8 * i)) & 255])));
    expect(refusal(fixed)).toMatchInlineSnapshot(`
      "FormatError npy-size
      npy: x.npz: a.npy: a file of float16[1] must be 130 bytes, got 136; save one array in each file"
    `);
  });

  test("500 archives with random bytes changed: FormatError or the arrays, and nothing else", () => {
    const bytes = compressed();
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }), (changes) => {
        try {
          fromNpz(altered(bytes, Object.fromEntries(changes)));
        } catch (error) {
          expect(error).toBeInstanceOf(FormatError);
        }
      }),
      { seed: 11, numRuns: 500 },
    );
  });
});
