import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { array, NdArray } from "../../../graph/ndarray.ts";
import { compare } from "../../../src/vitest/all-close.ts";
import "../../../src/vitest/index.ts";

interface Tolerances {
  readonly rtol: number;
  readonly atol: number;
  readonly equalNan?: boolean;
  readonly close: string;
}
type Encoded = readonly (number | string)[];
/** Made by NumPy itself: tests/fixtures/all-close.py. */
const fixture = JSON.parse(readFileSync(new URL("../../fixtures/all-close.json", import.meta.url), "utf8")) as {
  readonly edges: Encoded;
  readonly grid: readonly Tolerances[];
  readonly random: readonly (Tolerances & { readonly received: Encoded; readonly expected: Encoded })[];
};

const scalar = (value: number) => ({ data: [value], shape: [] });
/** One digit per pair, as in the fixture. */
const closeness = (pairs: readonly (readonly [number, number])[], { rtol, atol, equalNan = false }: Tolerances): string =>
  pairs.map(([a, b]) => (compare(scalar(a), scalar(b), { rtol, atol, equalNan }).bad === 0 ? "1" : "0")).join("");

describe("toBeAllClose says what numpy.isclose says", () => {
  const edges = fixture.edges.map(Number);
  const pairs = edges.flatMap((a) => edges.map((b) => [a, b] as const));

  it("of 196 pairs of edge values under 14 tolerances", () => {
    expect([pairs.length, fixture.grid.length]).toEqual([196, 14]);
    for (const tolerances of fixture.grid) expect(closeness(pairs, tolerances)).toBe(tolerances.close);
  });

  it("of 600 random pairs near the border", () => {
    expect(fixture.random.flatMap(({ received }) => received).length).toBe(600);
    for (const one of fixture.random) {
      const random = one.received.map((a, i) => [Number(a), Number(one.expected[i])] as const);
      expect(closeness(random, one)).toBe(one.close);
      const bad = one.close.replaceAll("1", "").length;
      expect(
        compare({ data: random.map(([a]) => a), shape: [30] }, { data: random.map(([, b]) => b), shape: [30] }, { equalNan: false, ...one })
          .bad,
      ).toBe(bad);
    }
  });
});

describe("toBeAllClose takes", () => {
  const nested = [
    [1, 2, 3],
    [4, 5, 6],
  ];

  it("NdArrays, nested lists and what has their parts, on both sides", () => {
    const forms = [
      array(nested),
      array(nested, "float32"),
      array(nested, "int32"),
      nested,
      { data: new Float32Array([1, 2, 3, 4, 5, 6]), shape: [2, 3] },
    ];
    for (const a of forms) for (const b of forms) expect(a).toBeAllClose(b);
  });

  it("typed arrays as one axis, and single numbers", () => {
    for (const typed of [new Float32Array([1, 2]), new Float64Array([1, 2]), new Int32Array([1, 2]), new Uint8Array([1, 2])]) {
      expect(typed).toBeAllClose([1, 2]);
      expect([1, 2]).toBeAllClose(typed);
    }
    expect(0.1 + 0.2).toBeAllClose(0.3);
    expect(array(5)).toBeAllClose(5);
    expect([true, false]).toBeAllClose([1, 0]);
  });

  it("a number for an array of it, on either side", () => {
    expect(nested.map((row) => row.map(() => 7))).toBeAllClose(7);
    expect(7).toBeAllClose([7, 7]);
    expect([]).toBeAllClose(7);
    expect([7, 8]).not.toBeAllClose(7);
  });

  it("float32 results against float64 literals", () => {
    expect(array([0.1, 1e10, -3.3], "float32")).toBeAllClose([0.1, 1e10, -3.3]);
    expect(array([0.1], "float32")).not.toBeAllClose([0.1], { rtol: 0, atol: 0 });
  });

  it("NaN and infinities", () => {
    const { NaN: nan, POSITIVE_INFINITY: inf } = Number;
    expect([inf, -inf]).toBeAllClose([inf, -inf]);
    expect([inf]).not.toBeAllClose([-inf], { atol: 1e308 });
    expect([nan]).not.toBeAllClose([nan]);
    expect([nan, 1]).toBeAllClose([nan, 1], { equalNan: true });
    expect([nan]).not.toBeAllClose([1], { equalNan: true });
    expect([0]).toBeAllClose([-0]);
  });

  it("a place in asymmetric matching, and promises", async () => {
    expect({ loss: 0.30000001, name: "a" }).toEqual({ loss: expect.toBeAllClose(0.3), name: "a" });
    expect({ loss: 0.4 }).not.toEqual({ loss: expect.toBeAllClose(0.3) });
    await expect(Promise.resolve([1])).resolves.toBeAllClose([1]);
  });

  it("1,000,000 elements", () => {
    const data = new Float32Array(1_000_000).fill(0.5);
    expect(new NdArray(data, [1000, 1000], "float32")).toBeAllClose(0.5);
  });
});

/** The message of the assertion that fails. */
function messageOf(assertion: () => void): string {
  try {
    assertion();
  } catch (error) {
    return (error as Error).message;
  }
  return "passed";
}

describe("toBeAllClose shows", () => {
  it("the worst of two bad elements, with its index, both values and their difference", () => {
    const received = array(
      [
        [1, 2, 3],
        [4, 5.5, 7],
      ],
      "float32",
    );
    expect(
      messageOf(() =>
        expect(received).toBeAllClose([
          [1, 2, 3],
          [4, 5, 6],
        ]),
      ),
    ).toMatchInlineSnapshot(`
      "toBeAllClose: 2 of 6 elements are not close; the worst, at [1, 2]:
        received    7
        expected    6
        difference  1, allowed 6.001e-5
        rule        |received − expected| ≤ 1e-8 + 1e-5 × |expected|"
    `);
  });

  it("the relatively worst, which is not the largest difference", () => {
    expect(messageOf(() => expect([1001, 0.002]).toBeAllClose([1000, 0.001], { rtol: 1e-6, atol: 1e-6 }))).toMatchInlineSnapshot(`
      "toBeAllClose: 2 of 2 elements are not close; the worst, at [0]:
        received    1001
        expected    1000
        difference  1, allowed 0.001001
        rule        |received − expected| ≤ 1e-6 + 1e-6 × |expected|"
    `);
  });

  it("NaN and infinities before other differences", () => {
    expect(messageOf(() => expect([9, Number.NaN, 1]).toBeAllClose([1, 1, Number.POSITIVE_INFINITY]))).toMatchInlineSnapshot(`
      "toBeAllClose: 3 of 3 elements are not close; the worst, at [1]:
        received    NaN
        expected    1
        difference  NaN, allowed 1.001e-5
        rule        |received − expected| ≤ 1e-8 + 1e-5 × |expected|"
    `);
    expect(messageOf(() => expect([9, Number.POSITIVE_INFINITY]).toBeAllClose([1, 1], { equalNan: true }))).toMatchInlineSnapshot(`
      "toBeAllClose: 2 of 2 elements are not close; the worst, at [1]:
        received    Infinity
        expected    1
        difference  Infinity, allowed 1.001e-5
        rule        |received − expected| ≤ 1e-8 + 1e-5 × |expected|, NaN equal to NaN"
    `);
  });

  it("both values of two numbers, and all digits of float32", () => {
    expect(messageOf(() => expect(array(0.1, "float32")).toBeAllClose(0.1, { rtol: 1e-12, atol: 0 }))).toMatchInlineSnapshot(`
      "toBeAllClose: 1 of 1 elements is not close; the worst:
        received    0.10000000149011612
        expected    0.1
        difference  1.49011611e-9, allowed 1e-13
        rule        |received − expected| ≤ 0 + 1e-12 × |expected|"
    `);
    expect(messageOf(() => expect(1).toBeAllClose(0, { rtol: 0, atol: 0 }))).toMatchInlineSnapshot(`
      "toBeAllClose: 1 of 1 elements is not close; the worst:
        received    1
        expected    0
        difference  1, allowed 0
        rule        |received − expected| ≤ 0 + 0 × |expected|"
    `);
  });

  it("shapes that differ", () => {
    expect(messageOf(() => expect([[1, 2]]).toBeAllClose([1, 2]))).toMatchInlineSnapshot(
      `"toBeAllClose: shapes must be equal, received [1, 2], expected [2]"`,
    );
    expect(messageOf(() => expect(array([[1], [2]])).toBeAllClose([[1, 2]]))).toMatchInlineSnapshot(
      `"toBeAllClose: shapes must be equal, received [2, 1], expected [1, 2]"`,
    );
  });

  it("what is close where it must not be", () => {
    expect(messageOf(() => expect([1, 2.00001]).not.toBeAllClose([1, 2]))).toMatchInlineSnapshot(`
      "toBeAllClose: some element must not be close, but all 2 are; the worst, at [1]:
        received    2.00001
        expected    2
        difference  1e-5, allowed 2.001e-5
        rule        |received − expected| ≤ 1e-8 + 1e-5 × |expected|"
    `);
    expect(messageOf(() => expect([]).not.toBeAllClose([]))).toMatchInlineSnapshot(`
      "toBeAllClose: some element must not be close, but all 0 are
        rule        |received − expected| ≤ 1e-8 + 1e-5 × |expected|"
    `);
  });

  it("what holds no numbers, on which side", () => {
    expect(messageOf(() => expect("loss").toBeAllClose(1))).toMatchInlineSnapshot(
      `"expect: received must hold numbers, got "loss"; give an NdArray, a typed array, nested lists or a number"`,
    );
    expect(messageOf(() => expect(undefined).not.toBeAllClose(1))).toMatchInlineSnapshot(
      `"expect: received must hold numbers, got nothing; give an NdArray, a typed array, nested lists or a number"`,
    );
    expect(messageOf(() => expect(1).toBeAllClose({} as number))).toMatchInlineSnapshot(
      `"expect: expected must hold numbers, got an object; give an NdArray, a typed array, nested lists or a number"`,
    );
    expect(messageOf(() => expect(new BigInt64Array(1)).toBeAllClose(1))).toMatchInlineSnapshot(
      `"expect: received must hold numbers, got an object; give an NdArray, a typed array, nested lists or a number"`,
    );
    expect(messageOf(() => expect([[1, 2], [3]]).toBeAllClose(1))).toMatchInlineSnapshot(
      `"array: ragged list at [1]: expected a list of 2, got a list of 1; every list of one level needs the same length"`,
    );
    expect(messageOf(() => expect([1, "2"]).toBeAllClose([1, 2]))).toMatchInlineSnapshot(
      `"array: no number at [1]: expected a number, got a string; every list of one level needs the same length"`,
    );
  });

  it("tolerances that are none", () => {
    expect(messageOf(() => expect(1).toBeAllClose(1, { rtol: -1 }))).toMatchInlineSnapshot(
      `"toBeAllClose: rtol must be a finite number ≥ 0, got -1; correct the option"`,
    );
    expect(messageOf(() => expect(1).toBeAllClose(1, { atol: Number.NaN }))).toMatchInlineSnapshot(
      `"toBeAllClose: atol must be a finite number ≥ 0, got NaN; correct the option"`,
    );
    expect(messageOf(() => expect(1).toBeAllClose(1, { atol: "1" as unknown as number }))).toMatchInlineSnapshot(
      `"toBeAllClose: atol must be a finite number ≥ 0, got "1"; correct the option"`,
    );
  });
});

it("toBeAllClose and toHaveShape are typed", () => {
  const mistakes = (): void => {
    // @ts-expect-error a string is no number
    expect(1).toBeAllClose("1");
    // @ts-expect-error the option is rtol
    expect(1).toBeAllClose(1, { relative: 1 });
    // @ts-expect-error a shape is a list
    expect([1]).toHaveShape(1);
    // @ts-expect-error a graph has nodes
    expect([1]).toEqualGraph({});
  };
  expect(mistakes).toBeTypeOf("function");
});
