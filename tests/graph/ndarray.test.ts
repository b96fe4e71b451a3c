import { readFileSync } from "node:fs";
import { array, NdArray, parseArray, zeros } from "dagrad";
import { describe, expect, it } from "vitest";
import { allocate, type DType } from "../../graph/dtype.ts";
import { thrown } from "./thrown.ts";

/** Made by NumPy itself: tests/fixtures/ndarray.py. */
interface Stored {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly data: readonly (number | string)[];
}
interface Fixture {
  readonly astype: readonly { readonly from: Stored; readonly to: Stored }[];
  readonly integers: Readonly<Record<string, readonly (number | string)[]>>;
  readonly reshape: readonly { readonly from: readonly number[]; readonly by: readonly number[]; readonly to: readonly number[] }[];
  readonly reshapeRefused: readonly { readonly from: readonly number[]; readonly by: readonly number[] }[];
  readonly take: readonly { readonly from: Stored; readonly indices: number; readonly axis: number; readonly to: Stored }[];
  readonly argmax: readonly { readonly from: Stored; readonly axis: number | null; readonly to: Stored | null }[];
}
const fixture = JSON.parse(readFileSync(new URL("../fixtures/ndarray.json", import.meta.url), "utf8")) as Fixture;

/** Without the code under test: what JSON cannot say is text, which Number reads. */
function stored({ dtype, shape, data }: Stored): NdArray {
  const elements = allocate(dtype, data.length);
  data.forEach((element, i) => {
    elements[i] = Number(element);
  });
  return new NdArray(elements, shape, dtype);
}
const parts = ({ dtype, shape, data }: NdArray) => ({ dtype, shape: [...shape], data: [...data] });

describe("astype", () => {
  it.each(fixture.astype.map((one) => [one.from.dtype, one.to.dtype, one.from.data.join(" "), one] as const))(
    "from %s to %s is NumPy's, bit for bit: %s",
    (_, dtype, __, { from, to }) => {
      expect(parts(stored(from).astype(dtype))).toEqual(parts(stored(to)));
    },
  );

  it("copies, also to the same dtype", () => {
    const x = array([1, 2], "float32");
    const copy: NdArray<"float32"> = x.astype("float32");
    copy.data[0] = 7;
    expect(x.tolist()).toEqual([1, 2]);
  });

  it("refuses what an integer dtype does not hold, by its place", () => {
    const wide = array([
      [0, 1],
      [Number.NaN, 3e9],
    ]);
    expect(
      [
        () => wide.astype("int32"),
        () => array([0, -1]).astype("uint8"),
        () => array(256).astype("uint8"),
        () => wide.astype("half" as never),
      ]
        .map(thrown)
        .join("\n"),
    ).toMatchInlineSnapshot(`
      "FeedError bad-element
      astype: int32 elements must be in -2147483648 … 2147483647, got NaN at [1, 0]; correct the element
      FeedError bad-element
      astype: uint8 elements must be in 0 … 255, got -1 at [1]; correct the element
      FeedError bad-element
      astype: uint8 elements must be in 0 … 255, got 256; correct the element
      FeedError array-type
      astype: dtype must be float32, float64, int32, uint8, bool, got "half"; correct it"
    `);
  });
});

describe("array", () => {
  it("takes lists of typed arrays, bigints and typed arrays alone", () => {
    const rows = [Float32Array.of(0.1, 2), [3n, true]] as const;
    expect(parts(array(rows))).toEqual({ dtype: "float64", shape: [2, 2], data: [Math.fround(0.1), 2, 3, 1] });
    expect(parts(array([[Int8Array.of(-1, 2)], [BigInt64Array.of(3n, 4n)]], "int32"))).toEqual({
      dtype: "int32",
      shape: [2, 1, 2],
      data: [-1, 2, 3, 4],
    });
    expect(parts(array(BigUint64Array.of(255n), "uint8"))).toEqual({ dtype: "uint8", shape: [1], data: [255] });
    expect(parts(array(5n))).toEqual({ dtype: "float64", shape: [], data: [5] });
  });

  it("makes of 64-bit integers the floats that NumPy makes, with one rounding", () => {
    const { int64 = [], uint64 = [] } = fixture.integers;
    for (const [dtype, given, expected] of [
      ["float32", int64, fixture.integers.float32],
      ["float64", int64, fixture.integers.float64],
      ["float32", uint64, fixture.integers["float32 of uint64"]],
    ] as const) {
      expect([...array(given.map(BigInt), dtype).data]).toEqual(expected);
    }
    expect([...array(BigInt64Array.from(int64.map(BigInt)), "float32").data]).toEqual(fixture.integers.float32);
  });

  it("names what is ragged, no number, or not held", () => {
    const gone = new Float32Array(2);
    structuredClone(gone.buffer, { transfer: [gone.buffer] });
    const refused = [
      () => array([Float32Array.of(1, 2), Float32Array.of(3)]),
      () => array([Float32Array.of(1, 2), [3, "4"]] as never),
      () => array([[1, 2], new DataView(new ArrayBuffer(2))] as never),
      () => array([Float32Array.of(1, 2), 3]),
      () => array([[1], [Float32Array.of(2)]]),
      () => array([[0n], [2n ** 63n]], "int32"),
      () => array([gone, gone]),
    ];
    expect(refused.map(thrown).join("\n")).toMatchInlineSnapshot(`
      "FeedError ragged
      array: ragged list at [1]: expected a list of 2, got a list of 1; every list of one level needs the same length
      FeedError not-a-number
      array: no number at [1][1]: expected a number, got a string; every list of one level needs the same length
      FeedError ragged
      array: ragged list at [1]: expected a list of 2, got an object; every list of one level needs the same length
      FeedError ragged
      array: ragged list at [1]: expected a list of 2, got a number; every list of one level needs the same length
      FeedError ragged
      array: ragged list at [1][0]: expected a number, got a list of 1; every list of one level needs the same length
      FeedError bad-element
      array: int32 elements must be in -2147483648 … 2147483647, got 9223372036854775808 at [1, 0]; correct the element
      FeedError lost-elements
      array: a row must have its 0 elements, got a detached buffer; take a copy before"
    `);
  });
});

describe("reshape", () => {
  it.each(fixture.reshape.map((one) => [`[${one.from}]`, `[${one.by}]`, one] as const))(
    "of %s to %s is NumPy's",
    (_, __, { from, by, to }) => {
      const x = zeros(from);
      for (const made of [x.reshape(...by), x.reshape(by)]) {
        expect([...made.shape]).toEqual(to);
        expect(made.data).toBe(x.data);
      }
    },
  );

  it.each(fixture.reshapeRefused.map((one) => [`[${one.from}]`, `[${one.by}]`, one] as const))(
    "of %s to %s is refused, as in NumPy",
    (_, __, one) => {
      expect(thrown(() => zeros(one.from).reshape(one.by))).toMatch(/^FeedError (size-mismatch|array-shape)/);
    },
  );
});

describe("take", () => {
  it(`gives what NumPy's gives, of ${fixture.take.length} cases`, () => {
    for (const { from, indices, axis, to } of fixture.take) {
      const x = stored(from);
      const expected = parts(stored(to));
      expect(parts(x.take(indices, { axis }))).toEqual(expected);
      expect(parts(x.take(array(indices, "int32"), { axis }))).toEqual(expected);
      if (axis === 0) expect(parts(x.take(indices))).toEqual(expected);
    }
  });

  it("copies, and takes indices as they come", () => {
    const x = array(
      [
        [1, 2],
        [3, 4],
      ],
      "float32",
    );
    const last: NdArray<"float32"> = x.take(BigInt64Array.of(-1n));
    last.data[0] = 9;
    expect(x.tolist()).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  it("refuses other axes, options and indices by their place", () => {
    const x = zeros([3, 2]);
    const refused = [
      () => x.take([0, 3]),
      () => x.take([[0], [-4]]),
      () => x.take([0.5], { axis: 1 }),
      () => x.take(0, { axis: 2 }),
      () => x.take(0, { axs: 1 } as never),
      () => array(3).take(0),
    ];
    expect(refused.map(thrown).join("\n")).toMatchInlineSnapshot(`
      "FeedError bad-element
      take: indices must be whole numbers -3 … 2, got 3 at [1]; correct the element
      FeedError bad-element
      take: indices must be whole numbers -3 … 2, got -4 at [1, 0]; correct the element
      FeedError bad-element
      take: indices must be whole numbers -2 … 1, got 0.5 at [0]; correct the element
      OpError axis
      take: axis must be one of [3, 2] of size ≥ 0, got 2; correct it
      OpError bad-option
      take: options must be some of { axis }, got "axs"; did you mean axis?
      OpError axis
      take: axis must be one of [] of size ≥ 0, got 0; correct it"
    `);
  });
});

describe("argmax", () => {
  it(`gives what NumPy's gives, of ${fixture.argmax.length} cases, and refuses what it refuses`, () => {
    for (const { from, axis, to } of fixture.argmax) {
      const largest = () => stored(from).argmax(axis === null ? {} : { axis });
      if (to === null) expect(thrown(largest)).toContain("OpError axis");
      else expect(parts(largest())).toEqual(parts(stored(to)));
    }
  });

  it("refuses other axes, options and an axis without elements", () => {
    const refused = [
      () => zeros([3, 0]).argmax({ axis: 1 }),
      () => zeros([3, 2]).argmax({ axis: -3 }),
      () => zeros([3]).argmax({ axes: 0 } as never),
    ];
    expect(refused.map(thrown).join("\n")).toMatchInlineSnapshot(`
      "OpError axis
      argmax: axis must be one of [3, 0] of size ≥ 1, got 1; correct it
      OpError axis
      argmax: axis must be one of [3, 2] of size ≥ 1, got -3; correct it
      OpError bad-option
      argmax: options must be some of { axis }, got "axes"; did you mean axis?"
    `);
  });
});

describe("JSON of an array", () => {
  const special = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 0, 5e-324, 0.1, 1.7976931348623157e308];

  it("is its dtype, its shape and one list, and reads back bit for bit", () => {
    expect(
      JSON.stringify(
        array([
          [1.5, -0],
          [Number.NaN, 2],
        ]),
      ),
    ).toBe('{"dtype":"float64","shape":[2,2],"data":[1.5,"-0","NaN",2]}');
    const arrays = [
      array([special, special]),
      array(special, "float32"),
      array([[-(2 ** 31)], [2 ** 31 - 1]], "int32"),
      array(255, "uint8"),
      array([true, false], "bool"),
      zeros([0, 3]),
    ];
    for (const one of arrays) {
      expect(parts(parseArray(JSON.stringify(one)))).toEqual(parts(one));
      expect(parts(parseArray(JSON.parse(JSON.stringify({ one })).one))).toEqual(parts(one));
    }
  });

  it("is hostile until checked", () => {
    const data = { dtype: "float32", shape: [2], data: [1, 2] };
    expect(thrown(() => parseArray("{"))).toContain("FormatError json\nparseArray: the text must be JSON, got ");
    const refused = [
      "[1, 2]",
      null,
      { ...data, dtype: "float16" },
      { ...data, dtype: "constructor" },
      { ...data, shape: [2, -1] },
      { ...data, shape: "2" },
      { ...data, shape: new Array(65).fill(1) },
      { ...data, shape: [2 ** 53 - 1, 2 ** 53 - 1] },
      { ...data, shape: [1] },
      { ...data, data: [[1, 2]], shape: [1] },
      { ...data, data: { length: 2 } },
      { ...data, data: [1, null] },
      { ...data, data: [1, "2"] },
      { ...data, data: [1, "__proto__"] },
      { ...data, dtype: "uint8", data: [1, 256] },
      { ...data, dtype: "int32", data: [1.5, 2] },
      { ...data, dtype: "int32", data: [1, "-0"] },
      { ...data, dtype: "bool", data: [1, 2] },
    ];
    expect(refused.map((json) => thrown(() => parseArray(json)).replaceAll(/: \d+,/g, ": …,")).join("\n")).toMatchInlineSnapshot(`
      "FormatError bad-array
      parseArray: dtype must be float32, float64, int32, uint8, bool, got nothing; write it with JSON.stringify(array)
      FormatError bad-array
      parseArray: must be { dtype, shape, data }, got null; write it with JSON.stringify(array)
      FormatError bad-array
      parseArray: dtype must be float32, float64, int32, uint8, bool, got "float16"; write it with JSON.stringify(array)
      FormatError bad-array
      parseArray: dtype must be float32, float64, int32, uint8, bool, got "constructor"; write it with JSON.stringify(array)
      FormatError bad-array
      parseArray: shape must be a list of at most 64 whole numbers ≥ 0, got [2, -1]; write it with JSON.stringify(array)
      FormatError bad-array
      parseArray: shape must be a list of at most 64 whole numbers ≥ 0, got "2"; write it with JSON.stringify(array)
      FormatError bad-array
      parseArray: shape must be a list of at most 64 whole numbers ≥ 0, got a list of 65; write it with JSON.stringify(array)
      FormatError bad-array
      parseArray: data must hold 8.112963841460666e+31 elements for [9007199254740991, 9007199254740991], got 2; write it with JSON.stringify(array)
      FormatError bad-array
      parseArray: data must hold 1 elements for [1], got 2; write it with JSON.stringify(array)
      FormatError bad-array
      parseArray: elements must be float32, got [1, 2] at [0]; write it with JSON.stringify(array)
      FormatError bad-array
      parseArray: data must be one list of elements, got an object; write it with JSON.stringify(array)
      FormatError bad-array
      parseArray: elements must be float32, got null at [1]; write it with JSON.stringify(array)
      FormatError bad-array
      parseArray: elements must be float32, got "2" at [1]; write it with JSON.stringify(array)
      FormatError bad-array
      parseArray: elements must be float32, got "__proto__" at [1]; write it with JSON.stringify(array)
      FormatError bad-array
      parseArray: elements must be uint8, got 256 at [1]; write it with JSON.stringify(array)
      FormatError bad-array
      parseArray: elements must be int32, got 1.5 at [0]; write it with JSON.stringify(array)
      FormatError bad-array
      parseArray: elements must be int32, got "-0" at [1]; write it with JSON.stringify(array)
      FormatError bad-array
      parseArray: elements must be bool, got 2 at [1]; write it with JSON.stringify(array)"
    `);
  });
});

it("an array whose elements are gone is not read", () => {
  const lost = array([1, 2]);
  structuredClone(lost.data.buffer, { transfer: [lost.data.buffer] });
  const uses = [
    () => lost.astype("int32"),
    () => lost.reshape(1, 2),
    () => lost.take(0),
    () => zeros([2]).take(lost),
    () => lost.argmax(),
    () => JSON.stringify(lost),
  ];
  for (const use of uses) expect(thrown(use)).toContain("FeedError");
});
