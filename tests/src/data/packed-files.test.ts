import { fromIdx, fromNpz } from "dagrad";
import { describe, expect, test } from "vitest";
import fixtures from "../../fixtures/packed-files.json" with { type: "json" };
import { thrown } from "../../graph/thrown.ts";
import { bytesOfBase64 } from "./base64.ts";

/** Made by tests/fixtures/packed-files.py, which reads each with NumPy or Python's gzip, too. */
const mixed = bytesOfBase64(fixtures.mixed);

describe("fromNpz reads archives as other programs make them", () => {
  for (const [name, file] of Object.entries(fixtures.archives)) {
    test(`${name}: every element equal`, () => {
      const { x, y } = fromNpz(bytesOfBase64(file), { only: ["x", "y"] });
      expect([x.dtype, ...x.data, y.dtype, ...y.data]).toEqual(["float32", 1.5, -2, "int32", 3, 4]);
    });
  }

  test("whose comment looks like the end of an archive", () => {
    const bytes = bytesOfBase64(fixtures.archives["with a comment"]);
    const comment = Buffer.from(bytes).toString("latin1").lastIndexOf("made by hand");
    bytes.set([0x50, 0x4b, 5, 6, ...new Array(18).fill(255)], comment + 40);
    expect(Object.keys(fromNpz(bytes))).toEqual(["x", "y"]);
  });
});

describe("fromNpz reads entry by entry", () => {
  test("those that are named, whatever the others hold", () => {
    const arrays = fromNpz(mixed, { only: ["folder/z", "x"] });
    expect(Object.entries(arrays).map(([name, { data }]) => [name, ...data])).toEqual([
      ["folder/z", 7],
      ["x", 1.5, -2],
    ]);
  });

  test("and says what is odd, what helps, and what can be read; folders and other files are no arrays", () => {
    const one = (name: string): string => thrown(() => fromNpz(mixed, { name: "data.npz", only: [name] }));
    expect([thrown(() => fromNpz(mixed, "data.npz")), ...["names", "objects", "readme", "Y"].map(one)].join("\n")).toMatchInlineSnapshot(`
      "FormatError npy-dtype
      npy: data.npz: names.npy: elements must be integers, floats or bool, got text, "<U3"; with np.savez save np.unique(a, return_inverse=True)[1] in its place, which are codes of the words, or a.astype("float32") of digits; or read the others, with { only: ["x", "y", "folder/z"] }
      FormatError npy-dtype
      npy: data.npz: names.npy: elements must be integers, floats or bool, got text, "<U3"; with np.savez save np.unique(a, return_inverse=True)[1] in its place, which are codes of the words, or a.astype("float32") of digits
      FormatError npy-dtype
      npy: data.npz: objects.npy: elements must be integers, floats or bool, got Python objects, "|O"; with np.savez save np.array(a.tolist(), "float32") in its place, where a = np.load(…, allow_pickle=True); of a dict np.savez("x.npz", **a.item())
      FormatError unknown-array
      npz: data.npz: only must name arrays of the file, got "readme"; it has "names", "x", "y", "objects", "folder/z"
      FormatError unknown-array
      npz: data.npz: only must name arrays of the file, got "Y"; did you mean y?"
    `);
  });

  test("also beside one that is there twice, or packed in another way", () => {
    for (const file of [fixtures.twice, fixtures.otherPacking]) {
      const bytes = bytesOfBase64(file);
      expect(Object.keys(fromNpz(bytes, { only: ["x", "y"] }))).toEqual(["x", "y"]);
      expect(() => fromNpz(bytes)).toThrow('or read the others, with { only: ["x", "y"] }');
    }
    const errors = [fixtures.twice, fixtures.otherPacking, fixtures.noArrays].map((file) =>
      thrown(() => fromNpz(bytesOfBase64(file), "data.npz")),
    );
    expect(errors.join("\n")).toMatchInlineSnapshot(`
      "FormatError bad-zip at w.npy
      zip: data.npz: an entry must be there once, got it twice (entry "w.npy"); save it anew; or read the others, with { only: ["x", "y"] }
      FormatError bad-zip at packed.npy
      zip: data.npz: it must be stored or deflated, got method 12 (entry "packed.npy"); save it with np.savez or np.savez_compressed; or read the others, with { only: ["x", "y"] }
      FormatError npz-entry at data.csv
      npz: data.npz: some entry must end in .npy, got none (entry "data.csv"); write it with np.savez"
    `);
  });
});

describe("fromIdx reads gzip as other programs write it", () => {
  for (const [name, file] of Object.entries(fixtures.gzips)) {
    test(`${name}: every byte equal`, () => {
      expect(Array.from(fromIdx(bytesOfBase64(file)).data)).toEqual(fixtures.gzipped);
    });

    test(`${name}, cut off at any byte: it is called that, or what is left is an IDX file that is`, () => {
      const bytes = bytesOfBase64(file);
      // Zeros at the end are no part of it.
      let end = bytes.length;
      while (bytes[end - 1] === 0) end--;
      const step = Math.max(1, Math.floor(end / 300));
      for (let length = 3; length < end; length += step) {
        expect(thrown(() => fromIdx(bytes.subarray(0, length)))).toContain("FormatError cut-off");
      }
    });
  }

  test("members that are equal to the last byte", () => {
    expect(Array.from(fromIdx(bytesOfBase64(fixtures.equalMembers)).data)).toEqual(new Array(16).fill(0));
  });

  test("but nothing else behind its members", () => {
    const bytes = bytesOfBase64(fixtures.gzips["four members, one of them empty"]);
    expect(thrown(() => fromIdx(Uint8Array.from([...bytes, 7]), "x.gz"))).toMatchInlineSnapshot(`
      "FormatError bad-idx
      idx: x.gz: the checksum must be 6cd3bbd3 of 117440512 bytes, got d3bbd3a5 of 108 bytes; copy or download the file again"
    `);
  });
});
