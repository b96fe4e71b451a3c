import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type DType, dtypes } from "../../../graph/dtype.ts";
import { FormatError } from "../../../graph/errors.ts";
import { array, NdArray, zeros } from "../../../graph/ndarray.ts";
import { fromNpy, toNpy } from "../../../src/data/npy.ts";
import fixtures from "../../fixtures/npy.json" with { type: "json" };
import { thrown } from "../../graph/thrown.ts";

const bytesOfBase64 = (text: string): Uint8Array => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
const numberOf = (text: string): number => (text.endsWith("inf") ? Number(text.replace("inf", "Infinity")) : Number(text));

/** A version 1.0 file of that header and data. */
function file(header: string, data: ArrayLike<number> = [], version: readonly [number, number] = [1, 0]): Uint8Array {
  const text = [...header].map((letter) => letter.charCodeAt(0));
  return Uint8Array.from([
    0x93,
    ...[..."NUMPY"].map((letter) => letter.charCodeAt(0)),
    ...version,
    text.length & 255,
    text.length >> 8,
    ...text,
    ...Array.from(data),
  ]);
}
const header = ({ descr = "'|u1'", order = "False", shape = "(2,)" }) =>
  `{'descr': ${descr}, 'fortran_order': ${order}, 'shape': ${shape}, }\n`;
const refusal = (bytes: Uint8Array): string => thrown(() => fromNpy(bytes, "x.npy"));

describe("fromNpy reads what NumPy writes", () => {
  for (const row of fixtures.rows) {
    test(`${row.name}: every element equal`, () => {
      const read = fromNpy(bytesOfBase64(row.file));
      expect({ dtype: read.dtype, shape: read.shape }).toEqual({ dtype: row.dtype, shape: row.shape });
      expect(Array.from(read.data)).toEqual(row.values.map(numberOf));
    });
  }

  test("from a view that starts at an odd byte", () => {
    const bytes = bytesOfBase64(fixtures.rows[0]?.file ?? "");
    const shifted = new Uint8Array(bytes.length + 1);
    shifted.set(bytes, 1);
    expect(fromNpy(shifted.subarray(1)).data).toEqual(fromNpy(bytes).data);
  });

  test("the array keeps its elements when the bytes change afterwards", () => {
    const bytes = file(header({}), [1, 2]);
    const read = fromNpy(bytes);
    bytes.fill(9);
    expect([...read.data]).toEqual([1, 2]);
  });
});

describe("toNpy", () => {
  const own = fixtures.rows.filter(({ name }) => !/columns|version|int64/.test(name));
  for (const row of own) {
    test(`${row.name}: the same bytes as np.save`, () => {
      const bytes = bytesOfBase64(row.file);
      expect(toNpy(fromNpy(bytes))).toEqual(bytes);
    });
  }

  test("100 random arrays come back from toNpy with equal bits", () => {
    const shapes = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 5 });
    fc.assert(
      fc.property(shapes, fc.constantFrom<DType>(...dtypes), fc.integer(), (shape, dtype, seed) => {
        const made = zeros(shape, dtype);
        for (let i = 0; i < made.data.length; i++) made.data[i] = dtype === "bool" ? i & 1 : Math.sin(seed + i) * 200;
        const back = fromNpy(toNpy(made));
        expect(back).toEqual(made);
      }),
      { seed: 7, numRuns: 100 },
    );
  });

  test("writes the elements of a view only", () => {
    const whole = array([1, 2, 3, 4], "float32");
    const view = new NdArray(whole.data.subarray(1, 3), [2], "float32");
    expect([...fromNpy(toNpy(view)).data]).toEqual([2, 3]);
  });
});

describe("fromNpy refuses, with one line that names the file and the cure", () => {
  test("what NumPy writes but dagrad has no dtype for", () => {
    const { int64, bigEndian, float16, text, record } = fixtures.refused;
    expect([int64, bigEndian, float16, text, record].map((one) => refusal(bytesOfBase64(one))).join("\n")).toMatchInlineSnapshot(`
      "FormatError npy-range
      npy: x.npy: int64 elements must fit int32, got 2147483648 at element 1; convert it to a float dtype
      FormatError npy-dtype
      npy: x.npy: dtype must be one of <f4 <f8 <i4 |u1 |b1 <i8, got ">f4"; convert it, e.g. with .astype("float32")
      FormatError npy-dtype
      npy: x.npy: dtype must be one of <f4 <f8 <i4 |u1 |b1 <i8, got "<f2"; convert it, e.g. with .astype("float32")
      FormatError npy-dtype
      npy: x.npy: dtype must be one of <f4 <f8 <i4 |u1 |b1 <i8, got "<U1"; convert it, e.g. with .astype("float32")
      FormatError npy-header
      npy: x.npy: elements must be plain numbers, got the dtype "[('x', '<f4'), ('y', '<f4')]"; write it with np.save"
    `);
  });

  test("files that are no .npy, cut short or too long", () => {
    const whole = file(header({}), [1, 2]);
    const files = [
      new Uint8Array(0),
      new TextEncoder().encode("[[1, 2], [3, 4]]"),
      whole.subarray(0, 6),
      whole.subarray(0, 9),
      whole.subarray(0, 40),
      whole.subarray(0, -1),
      Uint8Array.from([...whole, 0]),
      file(header({}), [1, 2], [4, 0]),
      file(header({}), [1, 2], [1, 7]),
      file("x".repeat(20_000)),
      file(header({ descr: "'|b1'" }), [1, 2]),
    ];
    expect(files.map(refusal).join("\n")).toMatchInlineSnapshot(`
      "FormatError npy-magic
      npy: x.npy: must be a .npy file, got an empty file; write it with np.save
      FormatError npy-magic
      npy: x.npy: must be a .npy file, got another format; write it with np.save
      FormatError npy-version
      npy: x.npy: version must be 1.0, 2.0 or 3.0, got 0.0; save it again
      FormatError npy-header
      npy: x.npy: header must end at byte 68, got a file of 9 bytes; copy the file again
      FormatError npy-header
      npy: x.npy: header must end at byte 68, got a file of 40 bytes; copy the file again
      FormatError npy-size
      npy: x.npy: data of |u1 [2] must be 2 bytes, got 1; copy or save the file again
      FormatError npy-size
      npy: x.npy: data of |u1 [2] must be 2 bytes, got 3; copy or save the file again
      FormatError npy-version
      npy: x.npy: version must be 1.0, 2.0 or 3.0, got 4.0; save it again
      FormatError npy-version
      npy: x.npy: version must be 1.0, 2.0 or 3.0, got 1.7; save it again
      FormatError npy-header
      npy: x.npy: header must be at most 10000 bytes, got 20000; save it again
      FormatError npy-range
      npy: x.npy: bool elements must be 0 or 1, got 2 at element 1; save it again"
    `);
  });

  test("hostile headers", () => {
    const headers = [
      "",
      "[]",
      "{}",
      "{'descr': '|u1'}",
      "{'descr': '|u1', 'descr': '|u1', 'fortran_order': False, 'shape': (2,)}",
      "{'descr': '|u1' 'fortran_order': False, 'shape': (2,)}",
      "{'descr': '|u1', 'fortran_order': False, 'shape': (2,), 'more': 1}",
      header({ descr: "__import__('os').system('id')" }),
      header({ descr: "'O'" }),
      header({ order: "'no'" }),
      header({ shape: "2" }),
      header({ shape: "(2)" }),
      header({ shape: "(-2,)" }),
      header({ shape: "(2.5,)" }),
      header({ shape: "(99999999999999999999,)" }),
      header({ shape: "(4294967296, 4294967296)" }),
      header({ shape: `(${"1, ".repeat(65)})` }),
      `{${"'shape': (1,),".repeat(600)}}`,
      header({ descr: `'${"|".repeat(9000)}'` }),
    ];
    expect(headers.map((text) => refusal(file(text, [1, 2]))).join("\n")).toMatchInlineSnapshot(`
      "FormatError npy-header
      npy: x.npy: header must be a dict, got ""; write it with np.save
      FormatError npy-header
      npy: x.npy: header must be a dict, got "[]"; write it with np.save
      FormatError npy-header
      npy: x.npy: header must give descr, got none; write it with np.save
      FormatError npy-header
      npy: x.npy: header must give fortran_order, got none; write it with np.save
      FormatError npy-header
      npy: x.npy: header must give descr once, got it twice; write it with np.save
      FormatError npy-header
      npy: x.npy: header entries must be parted by commas, got "'fortran_order': False, 'shape': (2,)"; write it with np.save
      FormatError npy-header
      npy: x.npy: header must hold descr, fortran_order and shape, got "'more': 1"; write it with np.save
      FormatError npy-header
      npy: x.npy: header must hold descr, fortran_order and shape, got "'descr': __import__('os').system('id'), 'fortran_order': Fal…"; write it with np.save
      FormatError npy-dtype
      npy: x.npy: dtype must be one of <f4 <f8 <i4 |u1 |b1 <i8, got "O"; convert it, e.g. with .astype("float32")
      FormatError npy-header
      npy: x.npy: fortran_order must be True or False, got "'no'"; write it with np.save
      FormatError npy-header
      npy: x.npy: header must hold descr, fortran_order and shape, got "'shape': 2, "; write it with np.save
      FormatError npy-header
      npy: x.npy: shape must be a tuple of at most 64 whole numbers ≥ 0, got "(2)"; write it with np.save
      FormatError npy-header
      npy: x.npy: header must hold descr, fortran_order and shape, got "'shape': (-2,), "; write it with np.save
      FormatError npy-header
      npy: x.npy: header must hold descr, fortran_order and shape, got "'shape': (2.5,), "; write it with np.save
      FormatError npy-header
      npy: x.npy: shape must be a tuple of at most 64 whole numbers ≥ 0, got "(99999999999999999999,)"; write it with np.save
      FormatError npy-size
      npy: x.npy: data of |u1 [4294967296, 4294967296] must be 18446744073709552000 bytes, got 2; copy or save the file again
      FormatError npy-header
      npy: x.npy: shape must be a tuple of at most 64 whole numbers ≥ 0, got "(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,…"; write it with np.save
      FormatError npy-header
      npy: x.npy: header must give shape once, got it twice; write it with np.save
      FormatError npy-dtype
      npy: x.npy: dtype must be one of <f4 <f8 <i4 |u1 |b1 <i8, got "||||||||||||||||||||||||||||||||||||||||||||||||||||||||||||…"; convert it, e.g. with .astype("float32")"
    `);
  });

  test("10,000 files with a few bytes changed give an array or a FormatError", () => {
    const whole = bytesOfBase64(fixtures.rows[0]?.file ?? "");
    const edits = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(edits, fc.nat(whole.length), (changes, length) => {
        const bytes = whole.slice();
        for (const [at, byte] of changes) bytes[at] = byte;
        try {
          fromNpy(length % 3 === 0 ? bytes.subarray(0, length) : bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(FormatError);
        }
      }),
      { seed: 11, numRuns: 10_000 },
    );
  });
});
