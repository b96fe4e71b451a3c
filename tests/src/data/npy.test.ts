import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type DType, dtypes } from "../../../graph/dtype.ts";
import { FormatError } from "../../../graph/errors.ts";
import { array, NdArray, zeros } from "../../../graph/ndarray.ts";
import { fromNpy, toNpy } from "../../../src/data/npy.ts";
import fixtures from "../../fixtures/npy.json" with { type: "json" };
import { thrown } from "../../graph/thrown.ts";
import { hasNumpy } from "../export/run-python.ts";

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

/** Where the first call of a line of Python ends. */
function endOfCall(line: string): number {
  let depth = 0;
  for (let i = 0; i < line.length; i++) {
    if (line[i] === "(") depth++;
    if (line[i] === ")" && --depth === 0) return i + 1;
  }
  return line.length;
}

/** dtype, shape and every element are those that NumPy gives. */
function expectRow(row: (typeof fixtures.rows)[number]): void {
  const read = fromNpy(bytesOfBase64(row.file));
  expect({ dtype: read.dtype, shape: read.shape }).toEqual({ dtype: row.dtype, shape: row.shape });
  expect(Array.from(read.data)).toEqual(row.values.map(numberOf));
}

describe("fromNpy reads what NumPy writes", () => {
  for (const row of fixtures.rows) {
    test(`${row.name}: every element equal`, () => expectRow(row));
  }

  test("1,772 half floats of all exponents, each the float32 that NumPy makes of it", () => {
    const read = fromNpy(bytesOfBase64(fixtures.half.file));
    const wide = fromNpy(bytesOfBase64(fixtures.half.wide));
    expect(read.data.length).toBe(1772);
    expect(read).toEqual(wide);
  });

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

describe("fromNpy reads what other programs write and NumPy reads", () => {
  for (const row of fixtures.written) {
    test(`${row.name}: every element equal`, () => expectRow(row));
  }
});

describe("toNpy", () => {
  const own = fixtures.rows.filter(({ name }) => !/columns|version|int64|^[<>|]/.test(name));
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
    const all = Object.entries(fixtures.refused).map(([name, one]) => `${name}: ${refusal(bytesOfBase64(one))}`);
    expect(all.join("\n")).toMatchInlineSnapshot(`
      "text: FormatError npy-dtype
      npy: x.npy: elements must be integers, floats or bool, got text, "<U3"; in Python write np.save("x.npy", np.unique(a, return_inverse=True)[1]), which are codes of the words, or a.astype("float32") of digits
      bytes: FormatError npy-dtype
      npy: x.npy: elements must be integers, floats or bool, got text, "|S3"; in Python write np.save("x.npy", np.unique(a, return_inverse=True)[1]), which are codes of the words, or a.astype("float32") of digits
      objects: FormatError npy-dtype
      npy: x.npy: elements must be integers, floats or bool, got Python objects, "|O"; in Python write np.save("x.npy", np.array(a.tolist(), "float32")), where a = np.load(…, allow_pickle=True); of a dict np.savez("x.npz", **a.item())
      complex64: FormatError npy-dtype
      npy: x.npy: elements must be integers, floats or bool, got complex numbers, "<c8"; in Python write np.save("x.npy", np.stack([a.real, a.imag], -1).astype("float32"))
      complex128: FormatError npy-dtype
      npy: x.npy: elements must be integers, floats or bool, got complex numbers, "<c16"; in Python write np.save("x.npy", np.stack([a.real, a.imag], -1).astype("float32"))
      datetime64[s]: FormatError npy-dtype
      npy: x.npy: elements must be integers, floats or bool, got points in time, "<M8[s]"; in Python write np.save("x.npy", a.astype("datetime64[s]").astype("float64")), seconds since 1970
      datetime64[M]: FormatError npy-dtype
      npy: x.npy: elements must be integers, floats or bool, got points in time, "<M8[M]"; in Python write np.save("x.npy", a.astype("datetime64[s]").astype("float64")), seconds since 1970
      timedelta64[D]: FormatError npy-dtype
      npy: x.npy: elements must be integers, floats or bool, got spans of time, "<m8[D]"; in Python write np.save("x.npy", a.astype("float64")), in their own unit
      longdouble: FormatError npy-dtype
      npy: x.npy: elements must be integers, floats or bool, got floats of more than 64 bits, "<f16"; in Python write np.save("x.npy", a.astype("float64"))
      void: FormatError npy-dtype
      npy: x.npy: elements must be integers, floats or bool, got bytes without a meaning, "|V3"; in Python write np.save("x.npy", np.frombuffer(a.tobytes(), "uint8"))
      record: FormatError npy-dtype
      npy: x.npy: elements must be integers, floats or bool, got records of named fields; in Python write np.save("x.npy", a["x"].astype("float32"))
      record with text: FormatError npy-dtype
      npy: x.npy: elements must be integers, floats or bool, got records of named fields; in Python write np.save("x.npy", a["size"].astype("float32"))
      record in a record: FormatError npy-dtype
      npy: x.npy: elements must be integers, floats or bool, got records of named fields; in Python write np.save("x.npy", a["größe"]["a"].astype("float32"))
      record with a hole: FormatError npy-dtype
      npy: x.npy: elements must be integers, floats or bool, got records of named fields; in Python write np.save("x.npy", a["x"].astype("float32"))
      uint32: FormatError npy-range
      npy: x.npy: uint32 elements must fit int32, got 2147483648 at [1]; in Python write np.save("x.npy", a.astype("float64"))
      int64: FormatError npy-range
      npy: x.npy: int64 elements must fit int32, got -2147483649 at [1, 0]; in Python write np.save("x.npy", a.astype("float64"))
      int64 by columns: FormatError npy-range
      npy: x.npy: int64 elements must fit int32, got 9223372036854775807 at [1, 1]; in Python write np.save("x.npy", a.astype("float64"))
      uint64: FormatError npy-range
      npy: x.npy: uint64 elements must fit int32, got 18446744073709551615 at [0]; in Python write np.save("x.npy", a.astype("float64"))"
    `);
  });

  test.runIf(hasNumpy)("and the cure works: what its line of Python writes can be read", () => {
    const jobs = Object.entries(fixtures.refused).map(([name, one]) => {
      const [, line = "no line"] = /in Python write (.*)/.exec(refusal(bytesOfBase64(one))) ?? [];
      return { name, one, line: line.slice(0, endOfCall(line)) };
    });
    const script = `
import base64, io, json, sys, numpy as np
for job in json.load(sys.stdin):
    a = np.load(io.BytesIO(base64.b64decode(job["one"])), allow_pickle=True)
    out = io.BytesIO()
    exec(job["line"].replace('"x.npy"', "out"))
    print(base64.b64encode(out.getvalue()).decode())`;
    const lines = execFileSync("python3", ["-c", script], { input: JSON.stringify(jobs), encoding: "utf8" })
      .trim()
      .split("\n");
    const saved = lines.map((line, i) => `${jobs[i]?.name}: ${String(fromNpy(bytesOfBase64(line))).replace(/\s+/g, " ")}`);
    expect(saved.join("\n")).toMatchInlineSnapshot(`
      "text: [0 1 0]
      bytes: [0 1]
      objects: [1. 2.5 1. ]
      complex64: [[1. 2.]]
      complex128: [[[1. 2.]]]
      datetime64[s]: [1.70406721e+09]
      datetime64[M]: [1.7040672e+09]
      timedelta64[D]: [1. 2.]
      longdouble: [0.5]
      void: [ 97 98 99 100 101 102]
      record: [1.5 3. ]
      record with text: [7.]
      record in a record: [3.]
      record with a hole: [0. 0.]
      uint32: [0.00000000e+00 2.14748365e+09]
      int64: [[ 0.00000000e+00 1.00000000e+00] [-2.14748365e+09 3.00000000e+00]]
      int64 by columns: [[0.00000000e+00 1.00000000e+00] [2.00000000e+00 9.22337204e+18]]
      uint64: [1.84467441e+19]"
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
      npy: x.npy: must be a .npy file, got an empty file; save, copy or download it again
      FormatError npy-magic
      npy: x.npy: must be a .npy file, got text; look at it in an editor
      FormatError cut-off
      npy: x.npy: a file must be whole, got the first 6 bytes; it was cut off: download or copy it again
      FormatError cut-off
      npy: x.npy: a file must be whole, got the first 9 bytes; it was cut off: download or copy it again
      FormatError cut-off
      npy: x.npy: a file must be whole, got 40 bytes, of which the header alone is 68; it was cut off: download or copy it again
      FormatError cut-off
      npy: x.npy: a file must be whole, got 69 of 70 bytes; it was cut off: download or copy it again
      FormatError npy-size
      npy: x.npy: a file of uint8[2] must be 70 bytes, got 71; save one array in each file
      FormatError npy-version
      npy: x.npy: version must be 1.0, 2.0 or 3.0, got 4.0; save it again
      FormatError npy-version
      npy: x.npy: version must be 1.0, 2.0 or 3.0, got 1.7; save it again
      FormatError npy-header
      npy: x.npy: header must be at most 10000 bytes, got 20000; save one array of plain numbers in each file
      FormatError npy-range
      npy: x.npy: bool elements must be 0 or 1, got 2 at [1]; save it again"
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
      npy: x.npy: header must be a dict, got "{'descr': '|u1' 'fortran_order': False, 'shape': (2,)}"; write it with np.save
      FormatError npy-header
      npy: x.npy: header must hold descr, fortran_order and shape alone, got "more"; write it with np.save
      FormatError npy-header
      npy: x.npy: header must be a dict, got "{'descr': __import__('os').system('id'), 'fortran_order': Fa…"; write it with np.save
      FormatError npy-dtype
      npy: x.npy: elements must be integers, floats or bool, got Python objects, "O"; in Python write np.save("x.npy", np.array(a.tolist(), "float32")), where a = np.load(…, allow_pickle=True); of a dict np.savez("x.npz", **a.item())
      FormatError npy-header
      npy: x.npy: fortran_order must be True or False, got "'no'"; write it with np.save
      FormatError npy-header
      npy: x.npy: shape must be a tuple of at most 64 whole numbers ≥ 0, got "2"; write it with np.save
      FormatError npy-header
      npy: x.npy: shape must be a tuple of at most 64 whole numbers ≥ 0, got "(2)"; write it with np.save
      FormatError npy-header
      npy: x.npy: shape must be a tuple of at most 64 whole numbers ≥ 0, got "(-2,)"; write it with np.save
      FormatError npy-header
      npy: x.npy: shape must be a tuple of at most 64 whole numbers ≥ 0, got "(2.5,)"; write it with np.save
      FormatError npy-header
      npy: x.npy: shape must be a tuple of at most 64 whole numbers ≥ 0, got "(99999999999999999999,)"; write it with np.save
      FormatError npy-size
      npy: x.npy: a file of uint8[4294967296, 4294967296] must be 18446744073709552000 bytes, got 90; save one array in each file
      FormatError npy-header
      npy: x.npy: shape must be a tuple of at most 64 whole numbers ≥ 0, got "(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,…"; write it with np.save
      FormatError npy-header
      npy: x.npy: header must give shape once, got it twice; write it with np.save
      FormatError npy-dtype
      npy: x.npy: elements must be integers, floats or bool, got an unknown dtype, "||||||||||||||||||||||||||||||||||||||||||||||||||||||||||||…"; in Python write np.save("x.npy", a.astype("float32"))"
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
