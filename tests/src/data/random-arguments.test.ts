import { describe, expect, test } from "vitest";
import { OpError } from "../../../graph/errors.ts";
import { array, type NdArray } from "../../../graph/ndarray.ts";
import { random } from "../../../src/data/random.ts";

const source = random(0);

function refusal(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    expect(error).toBeInstanceOf(OpError);
    const { code, message } = error as OpError;
    return `${code} | ${message}`;
  }
  return "accepted";
}

/** A value that the types would refuse. */
const wrong = (value: unknown): never => value as never;

describe("arguments that a generator cannot take are an OpError that says why", () => {
  test("seeds", () => {
    expect([-1, 2 ** 32, 0.5, Number.NaN, wrong("7"), wrong(undefined)].map((seed) => refusal(() => random(seed)))).toMatchInlineSnapshot(`
      [
        "bad-seed | random: seed must be an integer from 0 to 4294967295, got -1; a fixed seed, such as 0, makes a run repeatable",
        "bad-seed | random: seed must be an integer from 0 to 4294967295, got 4294967296; a fixed seed, such as 0, makes a run repeatable",
        "bad-seed | random: seed must be an integer from 0 to 4294967295, got 0.5; a fixed seed, such as 0, makes a run repeatable",
        "bad-seed | random: seed must be an integer from 0 to 4294967295, got NaN; a fixed seed, such as 0, makes a run repeatable",
        "bad-seed | random: seed must be an integer from 0 to 4294967295, got "7"; a fixed seed, such as 0, makes a run repeatable",
        "bad-seed | random: seed must be an integer from 0 to 4294967295, got nothing; a fixed seed, such as 0, makes a run repeatable",
      ]
    `);
  });

  test("shapes and sizes", () => {
    expect([
      refusal(() => source.randn(2, -1)),
      refusal(() => source.randn(wrong([2, 3]))),
      refusal(() => source.rand(1.5)),
      refusal(() => source.uniform(0, 1, [65536, 65536])),
      refusal(() => source.normal(0, 1, wrong("5"))),
      refusal(() => source.randint(0, 9, wrong(null))),
    ]).toMatchInlineSnapshot(`
      [
        "bad-size | randn: every length must be an integer from 0 to 2147483647, got -1; give lengths such as 2, 3",
        "bad-size | randn: every length must be an integer from 0 to 2147483647, got [2, 3]; give lengths such as 2, 3",
        "bad-size | rand: every length must be an integer from 0 to 2147483647, got 1.5; give lengths such as 2, 3",
        "bad-size | uniform: size must be at most 2147483647 elements, got [65536, 65536]; draw in smaller parts",
        "bad-size | normal: size must be a length or a list of lengths, got "5"; give 5 or [2, 3]",
        "bad-size | randint: size must be a length or a list of lengths, got null; give 5 or [2, 3]",
      ]
    `);
  });

  test("bounds and scales", () => {
    expect([
      refusal(() => source.uniform(Number.NaN, 1)),
      refusal(() => source.uniform(0, Number.POSITIVE_INFINITY)),
      refusal(() => source.uniform(-1e308, 1e308)),
      refusal(() => source.normal(0, -1)),
      refusal(() => source.normal(wrong("0"), 1)),
      refusal(() => source.randint(5, 5)),
      refusal(() => source.randint(9, 5)),
      refusal(() => source.randint(0.5, 5)),
      refusal(() => source.randint(-(2 ** 53 - 1), 2 ** 53)),
      refusal(() => source.randint(0, 257, 3, "uint8")),
      refusal(() => source.randint(-1, 4, 3, "uint8")),
      refusal(() => source.randint(0, 2 ** 31 + 1, 3, "int32")),
      refusal(() => source.randint(0, 2, 3, wrong("bool"))),
    ]).toMatchInlineSnapshot(`
      [
        "bad-bounds | uniform: low must be a finite number, got NaN; give finite bounds",
        "bad-bounds | uniform: high must be a finite number, got Infinity; give finite bounds",
        "bad-bounds | uniform: high − low must be a finite number, got Infinity; give closer bounds",
        "bad-scale | normal: scale must be at least 0, got -1; scale is the standard deviation",
        "bad-scale | normal: loc must be a finite number, got "0"; loc is the mean",
        "bad-bounds | randint: low must be below high, got low 5 and high 5; high itself is never drawn",
        "bad-bounds | randint: low must be below high, got low 9 and high 5; high itself is never drawn",
        "bad-bounds | randint: low must be an integer from -9007199254740991 to 9007199254740992, got 0.5; uniform draws other numbers",
        "bad-bounds | randint: high − low must be at most 2^53, got low -9007199254740991 and high 9007199254740992; draw from a narrower range",
        "bad-bounds | randint: low and high for uint8 must be from 0 to 256, got low 0 and high 257; ask for a dtype that holds them",
        "bad-bounds | randint: low and high for uint8 must be from 0 to 256, got low -1 and high 4; ask for a dtype that holds them",
        "bad-bounds | randint: low and high for int32 must be from -2147483648 to 2147483648, got low 0 and high 2147483649; ask for a dtype that holds them",
        "bad-dtype | randint: dtype must be int32, uint8 or float64, got bool; cast the result to other dtypes",
      ]
    `);
  });

  test("items, counts and probabilities", () => {
    expect([
      refusal(() => source.shuffle(wrong("abc"))),
      refusal(() => source.shuffle(wrong(new DataView(new ArrayBuffer(4))))),
      refusal(() => source.shuffle(array(1) as NdArray)),
      refusal(() => source.shuffle(wrong(Object.freeze([1, 2, 3])))),
      refusal(() => source.permutation(array(1))),
      refusal(() => source.permutation(-1)),
      refusal(() => source.permutation(wrong({ length: 3 }))),
      refusal(() => source.choice(0)),
      refusal(() => source.choice(wrong([1, 2]))),
      refusal(() => source.choice(5, [2, 3], { replace: false })),
      refusal(() => source.binomial(-1, 0.5)),
      refusal(() => source.binomial(1, 1.5)),
      refusal(() => source.binomial(1, wrong(undefined))),
      refusal(() => source.binomial(100, 0.5)),
    ]).toMatchInlineSnapshot(`
      [
        "not-shufflable | shuffle: items must be a list, a typed array or an NdArray with at least one axis, got "abc"; give a list or an array",
        "not-shufflable | shuffle: items must be a list, a typed array or an NdArray with at least one axis, got an object; give a list or an array",
        "not-shufflable | shuffle: items must be a list, a typed array or an NdArray with at least one axis, got float64[]; give a list or an array",
        "not-shufflable | shuffle: items must be a list that may change, got a frozen one; use permutation, which copies",
        "not-shufflable | permutation: items must be a list, a typed array or an NdArray with at least one axis, got float64[]; give a list or an array",
        "bad-count | permutation: n must be an integer from 0 to 2147483647, got -1; n is the number of integers to put in order",
        "not-shufflable | permutation: items must be a list, a typed array or an NdArray with at least one axis, got an object; give a list or an array",
        "bad-count | choice: n must be an integer from 1 to 2147483647, got 0; n is the number of integers to choose from",
        "bad-count | choice: n must be an integer from 1 to 2147483647, got [1, 2]; n is the number of integers to choose from",
        "bad-count | choice: size must be at most n = 5, got 6; allow replacement",
        "bad-count | binomial: n must be an integer from 0 to 2147483647, got -1; n is the number of trials",
        "bad-probability | binomial: p must be from 0 to 1, got 1.5; p is a probability",
        "bad-probability | binomial: p must be from 0 to 1, got nothing; p is a probability",
        "bad-probability | binomial: n · min(p, 1 − p) must be at most 30, got 50; use fewer trials",
      ]
    `);
  });
});
