import { expect, test } from "vitest";
import { sineCosine } from "../../../src/data/sine-cosine.ts";
import { elementary } from "./random-fixtures.ts";

// Source: Python's decimal with 120 digits, rounded to nearest (tests/fixtures/elementary-functions.py).
test("sineCosine(x) is sin x and cos x rounded to nearest, for |x| < 2^20 and next to multiples of π/2", () => {
  const expected = elementary["sine and cosine"];
  expect(expected.map(([x]) => sineCosine(x))).toEqual(expected.map(([, sine, cosine]) => ({ sine, cosine })));
});
