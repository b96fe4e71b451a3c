import { array, fromSafetensors, type NdArray, toSafetensors } from "dagrad";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FormatError } from "../../../graph/errors.ts";
import fixtures from "../../fixtures/safetensors-files.json" with { type: "json" };
import { thrown } from "../../graph/thrown.ts";
import { archives, described } from "./archives.ts";
import { bytesOfBase64 } from "./base64.ts";

/** Made by tests/fixtures/archives.py from the specification, without this library. */
const file = bytesOfBase64(archives.safetensors);

/** A file of that header, its length as it is or as given, and that many bytes of data. */
function made(header: string, data = 0, length = new TextEncoder().encode(header).length): Uint8Array {
  const text = new TextEncoder().encode(header);
  const bytes = new Uint8Array(8 + text.length + data);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
  bytes.set(text, 8);
  return bytes;
}
const refusal = (bytes: Uint8Array): string => thrown(() => fromSafetensors(bytes, "w.safetensors"));
const entry = (dtype: string, shape: unknown, offsets: unknown): string => JSON.stringify({ w: { dtype, shape, data_offsets: offsets } });

test("fromSafetensors reads a file made by the specification, every element equal", () => {
  const { tensors, metadata } = fromSafetensors(file);
  expect(described(tensors)).toEqual(archives.arrays);
  expect(metadata).toEqual({ note: "größer" });
});

const numberOf = (text: string): number => (text.endsWith("inf") ? Number(text.replace("inf", "Infinity")) : Number(text));
const all = (): Uint8Array => bytesOfBase64(fixtures.all.file);
const odd = (): Uint8Array => bytesOfBase64(fixtures.odd);

test("fromSafetensors reads every dtype that Python's safetensors writes, every element equal", () => {
  const { tensors, metadata } = fromSafetensors(all());
  const wanted = Object.entries(fixtures.all.tensors).map(([name, { values, ...type }]) => [
    name,
    { ...type, values: values.map(numberOf) },
  ]);
  expect(described(tensors)).toEqual(Object.fromEntries(wanted));
  expect(metadata).toEqual({ note: "größer" });
});

test("toSafetensors writes the same bytes as Python's safetensors", () => {
  for (const file of [fixtures.own.file, fixtures.nothing]) {
    const bytes = bytesOfBase64(file);
    expect(toSafetensors(fromSafetensors(bytes))).toEqual(bytes);
  }
});

describe("fromSafetensors reads entry by entry", () => {
  test("those that are named, whatever the others hold", () => {
    const { tensors } = fromSafetensors(odd(), { only: ["w", "b"] });
    expect([...tensors.w.data, ...tensors.b.data]).toEqual([1.5, -2, 1]);
    expect(Object.keys(fromSafetensors(odd(), { only: [] }).tensors)).toEqual([]);
  });

  test("and says what is odd, what helps, and what can be read", () => {
    const one = (name: string): string => thrown(() => fromSafetensors(odd(), { name: "w.safetensors", only: [name] }));
    expect([refusal(odd()), ...["scale", "ids", "hash", "W", "nothing"].map(one)].join("\n")).toMatchInlineSnapshot(`
      "FormatError safetensors-dtype at scale
      safetensors: w.safetensors: dtype must be one of BOOL, U8, I8, U16, I16, U32, I32, U64, I64, F16, BF16, F32, F64, got "F8_E4M3" (entry "scale"); save the tensor as F32 or F16; or read the others, with { only: ["w", "b"] }
      FormatError safetensors-dtype at scale
      safetensors: w.safetensors: dtype must be one of BOOL, U8, I8, U16, I16, U32, I32, U64, I64, F16, BF16, F32, F64, got "F8_E4M3" (entry "scale"); save the tensor as F32 or F16
      FormatError safetensors-range at ids
      safetensors: w.safetensors: int64 elements must fit int32, got 1099511627776 at [1] (entry "ids"); save the tensor as F64
      FormatError safetensors-range at hash
      safetensors: w.safetensors: uint64 elements must fit int32, got 18446744073709551615 at [0, 0] (entry "hash"); save the tensor as F64
      FormatError unknown-array
      safetensors: w.safetensors: only must name arrays of the file, got "W"; did you mean w?
      FormatError unknown-array
      safetensors: w.safetensors: only must name arrays of the file, got "nothing"; it has "w", "scale", "ids", "hash", "b""
    `);
  });

  test("and refuses options that nobody reads", () => {
    const wrong = [{ names: ["w"] }, { only: "w" }, { only: [1] }] as unknown as { only: string[] }[];
    expect(wrong.map((options) => thrown(() => fromSafetensors(odd(), options))).join("\n")).toMatchInlineSnapshot(`
      "OpError bad-option
      fromSafetensors: options must be some of { only, name }, got "names"; did you mean name?
      OpError bad-option
      fromSafetensors: only must be a list of names, got "w"; write e.g. { only: ["X", "y"] }
      OpError bad-option
      fromSafetensors: only must be a list of names, got [1]; write e.g. { only: ["X", "y"] }"
    `);
  });
});

test("fromSafetensors takes metadata that is null as none, as the reference implementation does", () => {
  expect(fromSafetensors(made('{"__metadata__":null}'))).toEqual({ tensors: {}, metadata: {} });
});

test("toSafetensors gives back tensors and metadata, and aligns its data to 8 bytes", () => {
  const { tensors, metadata } = fromSafetensors(file);
  const bytes = toSafetensors({ tensors, metadata });
  const back = fromSafetensors(bytes);
  expect(described(back.tensors)).toEqual(described(tensors));
  expect(back.metadata).toEqual(metadata);
  expect(new DataView(bytes.buffer).getUint32(0, true) % 8).toBe(0);
});

test("toSafetensors keeps any name, __proto__ too, and refuses the one that the format keeps", () => {
  const odd: Record<string, NdArray> = Object.fromEntries([["__proto__", array([1, 2])]]);
  expect(Object.keys(fromSafetensors(toSafetensors({ tensors: odd })).tensors)).toEqual(["__proto__"]);
  expect(thrown(() => toSafetensors({ tensors: { __metadata__: array([1]) } }))).toMatchInlineSnapshot(`
    "FormatError bad-name at __metadata__
    safetensors: a tensor cannot be named "__metadata__"; rename it"
  `);
});

describe("fromSafetensors refuses, with one line that names file and entry", () => {
  test("a header that is truncated or larger than the file", () => {
    expect([refusal(new Uint8Array(7)), refusal(made("{}", 0, 3)), refusal(made("{}", 0, 2 ** 50))].join("\n")).toMatchInlineSnapshot(`
      "FormatError bad-safetensors
      safetensors: w.safetensors: must be a safetensors file, got another format; copy or save the file again
      FormatError cut-off
      safetensors: w.safetensors: a file must be whole, got 10 bytes, of which the header alone is 11; it was cut off: download or copy it again
      FormatError bad-safetensors
      safetensors: w.safetensors: the header must be at most 100000000 bytes, got 1125899906842624; copy or save the file again"
    `);
    const largest = made("{}");
    largest.fill(255, 0, 8);
    expect(refusal(largest)).toMatchInlineSnapshot(`
      "FormatError bad-safetensors
      safetensors: w.safetensors: the header must be at most 100000000 bytes, got 18446744073709552000; copy or save the file again"
    `);
  });

  test("a header that is no JSON object, or gives a key twice", () => {
    const twice = `{"w":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"w":{"dtype":"BOOL","shape":[1],"data_offsets":[0,1]}}`;
    const refusals = [made("{w}"), made("[1]"), made("null"), made(twice, 1)].map((bytes) => refusal(bytes));
    // Later Nodes say line and column, too.
    expect(refusals.join("\n").replace(" (line 1 column 2)", "")).toMatchInlineSnapshot(`
      "FormatError bad-safetensors
      safetensors: w.safetensors: the header must be JSON, got Expected property name or '}' in JSON at position 1; copy or save the file again
      FormatError bad-safetensors
      safetensors: w.safetensors: must be a safetensors file, got another format; copy or save the file again
      FormatError bad-safetensors
      safetensors: w.safetensors: must be a safetensors file, got another format; copy or save the file again
      FormatError bad-safetensors at w
      safetensors: w.safetensors: every key must be there once, got it twice (entry "w"); copy or save the file again"
    `);
  });

  test("entries of a wrong dtype, shape, place or size", () => {
    const rows = [
      made(entry("F8_E4M3", [2], [0, 2]), 2),
      made(entry("F32", [-1], [0, 4]), 4),
      made(entry("F32", [1.5], [0, 4]), 4),
      made(entry("F32", [1], [0, 4, 8]), 4),
      made(entry("F32", [1], [4, 0]), 4),
      made(entry("F32", [1], [0, 400]), 4),
      made(entry("F32", [2 ** 40, 2 ** 40], [0, 4]), 4),
      made(entry("F32", [2], [0, 4]), 4),
      made(`{"w":7}`),
      made(`{"__metadata__":{"a":1}}`),
    ];
    expect(rows.map(refusal).join("\n")).toMatchInlineSnapshot(`
      "FormatError safetensors-dtype at w
      safetensors: w.safetensors: dtype must be one of BOOL, U8, I8, U16, I16, U32, I32, U64, I64, F16, BF16, F32, F64, got "F8_E4M3" (entry "w"); save the tensor as F32 or F16
      FormatError bad-safetensors at w
      safetensors: w.safetensors: shape must be a list of sizes, got [-1] (entry "w"); copy or save the file again
      FormatError bad-safetensors at w
      safetensors: w.safetensors: shape must be a list of sizes, got [1.5] (entry "w"); copy or save the file again
      FormatError bad-safetensors at w
      safetensors: w.safetensors: data_offsets must be two positions, got [0, 4, 8] (entry "w"); copy or save the file again
      FormatError bad-safetensors at w
      safetensors: w.safetensors: data_offsets must be a begin and an end, got [4, 0] (entry "w"); copy or save the file again
      FormatError bad-safetensors at w
      safetensors: w.safetensors: F32[1] takes 4 bytes, got 400 (entry "w"); copy or save the file again
      FormatError bad-safetensors at w
      safetensors: w.safetensors: F32[1099511627776, 1099511627776] takes 4.835703278458517e+24 bytes, got 4 (entry "w"); copy or save the file again
      FormatError bad-safetensors at w
      safetensors: w.safetensors: F32[2] takes 8 bytes, got 4 (entry "w"); copy or save the file again
      FormatError bad-safetensors at w
      safetensors: w.safetensors: an entry must be an object, got 7 (entry "w"); copy or save the file again
      FormatError bad-safetensors at __metadata__
      safetensors: w.safetensors: metadata must be texts by name, got object (entry "__metadata__"); copy or save the file again"
    `);
  });

  test("data with gaps, overlaps or a rest, and a bool that is neither 0 nor 1", () => {
    const two = (a: readonly number[], b: readonly number[]): string =>
      JSON.stringify({ a: { dtype: "U8", shape: [2], data_offsets: a }, b: { dtype: "U8", shape: [2], data_offsets: b } });
    const truth = made(JSON.stringify({ a: { dtype: "BOOL", shape: [1], data_offsets: [0, 1] } }), 1);
    truth[truth.length - 1] = 2;
    const rows = [made(two([0, 2], [3, 5]), 5), made(two([0, 2], [1, 3]), 3), made(two([0, 2], [2, 4]), 5), truth];
    expect(rows.map(refusal).join("\n")).toMatchInlineSnapshot(`
      "FormatError bad-safetensors at b
      safetensors: w.safetensors: data must go on at byte 2, without gap or overlap, got byte 3 (entry "b"); copy or save the file again
      FormatError bad-safetensors at b
      safetensors: w.safetensors: data must go on at byte 2, without gap or overlap, got byte 1 (entry "b"); copy or save the file again
      FormatError bad-safetensors
      safetensors: w.safetensors: tensors must cover the 5 bytes of data, got 4; copy or save the file again
      FormatError safetensors-range at a
      safetensors: w.safetensors: bool elements must be 0 or 1, got 2 at [0] (entry "a"); save the file again"
    `);
  });

  test("a file that is cut off, at any byte", () => {
    for (let length = 0; length < file.length; length += 13) expect(() => fromSafetensors(file.subarray(0, length))).toThrow(FormatError);
  });

  test("500 files with random bytes of the header changed: FormatError or tensors, and nothing else", () => {
    const header = 8 + new DataView(file.buffer).getUint32(0, true);
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(header - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }), (changes) => {
        const copy = file.slice();
        for (const [at, byte] of changes) copy[at] = byte;
        try {
          fromSafetensors(copy);
        } catch (error) {
          expect(error).toBeInstanceOf(FormatError);
        }
      }),
      { seed: 5, numRuns: 500 },
    );
  });
});
