import { isDagradError } from "dagrad";
import { describe, expect, test } from "vitest";
import { otherLastDigits } from "../last-digits.ts";
import { book } from "./book.ts";
import { chapter1 } from "./chapter-1.ts";
import { chapter2 } from "./chapter-2.ts";
import { chapter3 } from "./chapter-3.ts";
import { activations } from "./chapter-4-activations.ts";
import { softmaxByHand } from "./chapter-4-softmax.ts";
import { losses } from "./chapter-5-loss.ts";
import { networks } from "./chapter-5-network.ts";
import { differences } from "./compare.ts";
import { collapsed, digits } from "./layout.ts";

// Source of every expectation: the book's truth (tests/fixtures/extract-book.py), which Python and NumPy 1.24 computed from the listings.
// The rows run on the reference backend: the book's digits are those of NumPy's arithmetic.

const rows = [...chapter1, ...chapter2, ...chapter3, ...activations, ...softmaxByHand, ...losses, ...networks];

/** Rows of the catalogue that compute nothing, with the reason. */
const computeNothing: Readonly<Record<string, string>> = {
  "c3.02": "sets the seed and the default dtype of NumPy",
  "c4.07": "figures of trained networks without weights or errors",
  "c4.47": "listings of which only pictures are left",
  "c1.noNumbers": "figures without numbers",
};

/** Printed lines that are no print of NumPy but a formula of the text, whose digits count. */
const formulas = new Set(["c2.18 #3", "c2.18 #4"]);

/** Rows whose values are functions of doubles, to be met exactly. */
const exact = new Set(["c5.04"]);

test("each of the 90 rows of the catalogue runs as a graph or is listed with the reason why it computes nothing", () => {
  const known = book.listings.map(({ id }) => id);
  expect(known).toHaveLength(90);
  expect([...rows.map(({ id }) => id), ...Object.keys(computeNothing)].toSorted()).toEqual(known.toSorted());
});

describe.each(rows.map((row) => [`${row.id}, ${row.listing.where}`, row] as const))(
  "%s",
  (_, { id, listing, expected, errors, left, run }) => {
    const { tolerance = {}, computes, printed } = listing;

    test.skipIf(otherLastDigits && exact.has(id))(`gives, within its tolerance: ${computes}`, () => {
      const { values } = run();
      for (const [key, value] of Object.entries(expected)) {
        if (Object.hasOwn(left, key) || Object.hasOwn(errors, key)) continue;
        expect(differences(values[key], value, tolerance, `${id} ${key}`)).toEqual([]);
      }
    });

    for (const [key, [act, message]] of Object.entries(errors)) {
      test(`raises one clear error for ${key}`, () => {
        let raised: unknown;
        try {
          act(listing);
        } catch (error) {
          raised = error;
        }
        expect(isDagradError(raised)).toBe(true);
        expect((raised as Error).message).toBe(message);
      });
    }

    if (printed.length === 0) return;
    test.skipIf(otherLastDigits)(`prints what NumPy prints, ${printed.length} times`, () => {
      const ours = run().printed;
      expect(ours).toHaveLength(printed.length);
      for (const [i, { numpy_prints }] of printed.entries()) {
        if (formulas.has(`${id} #${i + 1}`)) expect(digits(ours[i] as string)).toEqual(digits(numpy_prints));
        else expect(ours[i]).toBe(numpy_prints);
      }
    });
  },
);

test.skipIf(otherLastDigits)(
  "77 of the 79 printed outputs are the book's, digit by digit; the two others are a run without a seed and a misprint",
  () => {
    const outputs = rows.flatMap((row) => {
      const ours = row.run().printed;
      return row.listing.printed.map(({ text, match }, i) => ({ name: `${row.id} #${i + 1}`, match, text, ours: ours[i] as string }));
    });
    expect(outputs).toHaveLength(79);
    const differing = outputs.filter(({ match, text, ours }) =>
      match === "exact" ? collapsed(text) !== collapsed(ours) : String(digits(text)) !== String(digits(ours)),
    );
    expect(differing.map(({ name }) => name)).toEqual(["c4.46 #1", "c5.11 #6"]);
    expect(differing.map(({ match }) => match)).toEqual(["MISMATCH", "MISMATCH"]);
  },
);
