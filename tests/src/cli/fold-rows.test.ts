import fc from "fast-check";
import { expect, test } from "vitest";
import { foldRows } from "../../../src/cli/fold-rows.ts";

const fold = (text: string): string =>
  foldRows([...text], (letter) => letter)
    .map(({ rows, times }) => (times === 1 ? rows.join("") : `(${rows.join("")})×${times}`))
    .join(" ");

test("foldRows(rows) folds blocks that repeat three times or more, the longest run first", () => {
  expect(["", "abc", "aab", "aaa", "abcbcbcd", "ababab", "xaaaaybybyb", "aabaabaabaab", "aaaabcabcabc"].map(fold)).toEqual([
    "",
    "abc",
    "aab",
    "(a)×3",
    "a (bc)×3 d",
    "(ab)×3",
    "x (a)×4 (yb)×3",
    "(aab)×4",
    "(a)×4 bcabcabc",
  ]);
});

test("foldRows(rows) unfolds to the same rows, for 500 random lists", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom("a", "b"), { maxLength: 80 }), (rows) => {
      const unfolded = foldRows(rows, (row) => row).flatMap(({ rows: block, times }) => Array.from({ length: times }, () => block).flat());
      expect(unfolded).toEqual(rows);
    }),
    { seed: 3, numRuns: 500 },
  );
});
