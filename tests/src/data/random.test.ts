import { describe, expect, expectTypeOf, test } from "vitest";
import { array, type NdArray } from "../../../graph/ndarray.ts";
import { type Random, random } from "../../../src/data/random.ts";
import { book, differingByOneUnit, edges, sha256 } from "./random-fixtures.ts";

const plain = (drawn: NdArray) => ({ shape: [...drawn.shape], data: Array.from(drawn.data) });

/** Streams of integers and uniforms by their name in the truth. */
const exact: Record<string, (source: Random) => NdArray> = {
  rand: (source) => source.rand(32),
  "uniform(-1,1)": (source) => source.uniform(-1, 1, 32),
  "uniform(2.5,7)": (source) => source.uniform(2.5, 7, [32]),
  "randint(0,10)": (source) => source.randint(0, 10, 32),
  "randint(0,100)": (source) => source.randint(0, 100, 32),
  "randint(-5,5)": (source) => source.randint(-5, 5, 32),
  "randint(0,2)": (source) => source.randint(0, 2, 32),
  "randint(0,2**31-1)": (source) => source.randint(0, 2 ** 31 - 1, 32),
  "randint(0,2**32)": (source) => source.randint(0, 2 ** 32, 32),
  "randint(0,2**40)": (source) => source.randint(0, 2 ** 40, 32),
  "randint(0,3,uint8)": (source) => source.randint(0, 3, 32, "uint8"),
  "randint(0,256,uint8)": (source) => source.randint(0, 256, 32, "uint8"),
  "permutation(32)": (source) => source.permutation(32),
  "permutation(10)": (source) => source.permutation(10),
  "choice(5,32)": (source) => source.choice(5, 32),
  "choice(50,32,replace=False)": (source) => source.choice(50, 32, { replace: false }),
  "binomial(1,0.9,32) (dropout masks, ch15)": (source) => source.binomial(1, 0.9, 32),
};

const range = (length: number): number[] => Array.from({ length }, (_, i) => i);

// Source: the book's truth, NumPy 1.24 (tests/fixtures/extract-book-random.py).
describe.each(Object.entries(book.seeds))("seed %s", (name, streams) => {
  const seed = Number(name);

  test.each(Object.keys(exact))("%s is NumPy's to the bit", (stream) => {
    const { shape, data } = streams[stream] as { shape: number[]; data: number[] };
    expect(plain((exact[stream] as (source: Random) => NdArray)(random(seed)))).toEqual({ shape, data });
  });

  test("a thousand uniforms have NumPy's SHA-256", () => {
    expect(sha256(random(seed).rand(1000).data)).toBe(streams["rand(1000) checksum"]?.sha256_le);
  });

  // The C library's ln is not always rounded to nearest: a unit in the last place, which the square root may swallow.
  test("of a thousand normals at most two differ from NumPy's, by one unit in the last place", () => {
    expect(differingByOneUnit(random(seed).randn(1000).data, streams["randn(1000)"])).toBeLessThanOrEqual(2);
  });

  test("a thousand normals rounded to float32 are NumPy's to the bit", () => {
    expect(new Float32Array(random(seed).randn(1000).data)).toEqual(new Float32Array(streams["randn(1000)"]));
  });

  test("randn(32) and normal(1, 2, 32) are NumPy's within 1e-15 of their size", () => {
    expect(differingByOneUnit(random(seed).randn(32).data, streams.randn?.data as number[])).toBeLessThanOrEqual(2);
    const normals = random(seed).normal(1, 2, 32);
    const expected = streams["normal(1,2)"] as { shape: number[]; data: number[] };
    expect(normals.shape).toEqual(expected.shape);
    expected.data.forEach((value, i) => {
      expect(Math.abs((normals.data[i] as number) - value)).toBeLessThanOrEqual(1e-15 * Math.max(1, Math.abs(value)));
    });
  });

  test("shuffle twice, and shuffle of rows, are NumPy's", () => {
    const source = random(seed);
    const items = range(32);
    source.shuffle(items);
    expect(items).toEqual(streams["shuffle(arange(32))"]?.data);
    source.shuffle(items);
    expect(items).toEqual(streams["shuffle again"]?.data);
    const rows = array(
      [
        [0, 1],
        [2, 3],
        [4, 5],
        [6, 7],
        [8, 9],
        [10, 11],
      ],
      "int32",
    );
    random(seed).shuffle(rows);
    expect(plain(rows)).toEqual({ shape: [6, 2], data: streams["shuffle rows (6,2)"]?.data });
  });

  test("a mixed sequence keeps the second normal of a pair over rand, and over randint", () => {
    const source = random(seed);
    const drawn = [source.randn(3), source.rand(2), source.randn(2), source.randint(0, 10, 3), source.randn(1)];
    expect(streams.mixed_sequence.map(([call]) => call)).toEqual(["randn(3)", "rand(2)", "randn(2)", "randint(0,10,3)", "randn(1)"]);
    streams.mixed_sequence.forEach(([, { data }], i) => {
      expect(differingByOneUnit((drawn[i] as NdArray).data, data)).toBeLessThanOrEqual(i % 2 === 0 ? 1 : 0);
    });
  });
});

test("the book's first 20 normals of seed 0 are NumPy's", () => {
  expect(differingByOneUnit(random(0).randn(20).data, book["RandomState(0).randn"].first20?.data as number[])).toBe(0);
});

interface Drawn {
  readonly seed: number;
  readonly values: number[];
  readonly next: number;
}

/** What `draw` gives, and the word after it, as tests/fixtures/random-edges.py records them. */
function drawn(seed: number, draw: (source: Random) => ArrayLike<number>): Drawn {
  const source = random(seed);
  return { seed, values: Array.from(draw(source)), next: source.randint(0, 2 ** 32) };
}

// Source: NumPy (tests/fixtures/random-edges.py).
describe("draws that the truth does not cover", () => {
  test("randint over narrow, wide, negative and single ranges is NumPy's and uses up as much of the stream", () => {
    const cases = edges.randint as (Drawn & { low: number; high: number })[];
    for (const { low, high, ...expected } of cases) expect(drawn(6, (source) => source.randint(low, high, 20).data)).toEqual(expected);
  });

  test("randint in uint8 takes bytes, and none for a single value", () => {
    const cases = edges["randint uint8"] as (Drawn & { low: number; high: number })[];
    for (const { low, high, ...expected } of cases)
      expect(drawn(6, (source) => source.randint(low, high, 21, "uint8").data)).toEqual(expected);
    const oneByOne = drawn(8, (source) => range(9).map(() => source.randint(0, 200, undefined, "uint8")));
    expect(oneByOne).toEqual(edges["randint uint8 one by one"]);
  });

  test("binomial up to n · min(p, 1 − p) = 30 is NumPy's", () => {
    const cases = edges.binomial as (Drawn & { n: number; p: number })[];
    for (const { n, p, ...expected } of cases) expect(drawn(5, (source) => source.binomial(n, p, 40).data)).toEqual(expected);
  });

  test("numbers drawn one by one are NumPy's", () => {
    const actual = drawn(9, (s) => [
      s.randn(),
      s.rand(),
      s.uniform(2, 3),
      s.normal(4, 5),
      s.randint(6, 7000),
      s.choice(8),
      s.binomial(9, 0.1),
      s.randn(),
    ]);
    const expected = edges["one by one"] as Drawn;
    expect(differingByOneUnit(actual.values, expected.values)).toBe(0);
    expect(actual.next).toBe(expected.next);
  });

  test("permutation of rows, of a list, of one item and of none is NumPy's", () => {
    const rows = array(
      [
        [
          [0, 1],
          [2, 3],
        ],
        [
          [4, 5],
          [6, 7],
        ],
        [
          [8, 9],
          [10, 11],
        ],
      ],
      "int32",
    );
    expect(drawn(10, (source) => source.permutation(rows).data)).toEqual(edges["permutation [3, 2, 2]"]);
    expect(drawn(10, (source) => source.permutation([5, 6, 7, 8, 9]))).toEqual(edges["permutation of a list"]);
    expect(drawn(10, (source) => source.permutation(0).data)).toEqual(edges["permutation(0)"]);
    expect(drawn(10, (source) => source.permutation([5]))).toEqual(edges["shuffle of one"]);
    expect(rows.data).toEqual(new Int32Array(range(12)));
  });

  test("choice without replacement fills a shape, and gives one number without a size, as NumPy does", () => {
    const filled = drawn(11, (source) => source.choice(6, [2, 3], { replace: false }).data);
    expect(filled).toEqual(edges["choice(6, [2, 3]) without replacement"]);
    expect(drawn(11, (source) => [source.choice(6, undefined, { replace: false })])).toEqual(edges["choice(6) without replacement"]);
  });

  test("an array without elements draws nothing", () => {
    expect(drawn(12, (source) => source.rand(2, 0, 3).data)).toEqual(edges["rand(0)"]);
  });

  test("the largest seed, 2^32 − 1, is NumPy's", () => {
    expect(Array.from(random(2 ** 32 - 1).rand(3).data)).toEqual(edges["seed 2^32 - 1"]);
  });
});

describe("dtypes and shapes", () => {
  test("a call without a size gives a number, with a size an NdArray of that shape", () => {
    const source = random(0);
    expect([source.randn(), source.rand(), source.uniform(), source.normal()].map((value) => typeof value)).toEqual(
      Array(4).fill("number"),
    );
    expect(source.randn(2, 3).shape).toEqual([2, 3]);
    expect(source.uniform(0, 1, [4, 0]).shape).toEqual([4, 0]);
    expect(source.normal(0, 1, []).shape).toEqual([]);
    expect(source.choice(3, [2, 2]).shape).toEqual([2, 2]);
  });

  test("floats are float64; integers are int32 while high ≤ 2^31, then float64, and uint8 when asked", () => {
    const source = random(0);
    expect(source.rand(1).dtype).toBe("float64");
    expect(source.randint(-(2 ** 31), 2 ** 31, 1).dtype).toBe("int32");
    expect(source.randint(0, 2 ** 31 + 1, 1).dtype).toBe("float64");
    expect(source.randint(0, 3, 1, "uint8").data).toBeInstanceOf(Uint8Array);
    expect(source.randint(0, 3, 1, "float64").dtype).toBe("float64");
    expect([source.permutation(3), source.choice(3, 3), source.binomial(1, 0.5, 3)].map(({ dtype }) => dtype)).toEqual([
      "int32",
      "int32",
      "int32",
    ]);
  });

  test("the types say what a call gives", () => {
    const source = random(0);
    expectTypeOf(source.randn()).toEqualTypeOf<number>();
    expectTypeOf(source.randn(2, 3)).toEqualTypeOf<NdArray<"float64">>();
    expectTypeOf(source.randn(...[2, 3])).toEqualTypeOf<NdArray<"float64">>();
    expectTypeOf(source.randint(0, 9)).toEqualTypeOf<number>();
    expectTypeOf(source.randint(0, 9, 2)).toEqualTypeOf<NdArray<"int32" | "float64">>();
    expectTypeOf(source.randint(0, 9, [2], "uint8")).toEqualTypeOf<NdArray<"uint8">>();
    expectTypeOf(source.permutation(["a"])).toEqualTypeOf<string[]>();
    expectTypeOf(source.permutation(array([1], "int32"))).toEqualTypeOf<NdArray<"int32">>();
  });

  test("permutation keeps the kind of its argument and leaves the argument alone", () => {
    const floats = new Float32Array([1, 2, 3]);
    const names = Object.freeze(["a", "b", "c"]);
    expect(random(0).permutation(floats)).toBeInstanceOf(Float32Array);
    expect(floats).toEqual(new Float32Array([1, 2, 3]));
    expect(random(0).permutation(names)).toEqual(["c", "b", "a"]);
    expect(random(0).permutation(array([1, 2, 3])).dtype).toBe("float64");
  });

  test("the same permutation orders a list, a typed array and the rows of an NdArray", () => {
    const order = Array.from(random(4).permutation(9).data);
    expect(random(4).permutation(range(9))).toEqual(order);
    expect(Array.from(random(4).permutation(new Uint16Array(range(9))))).toEqual(order);
    expect(
      random(4)
        .permutation(array(range(9).map((i) => [i, i])))
        .tolist(),
    ).toEqual(order.map((i) => [i, i]));
  });
});
