/** The page's digits against the book's, from tests/fixtures/book.json. The page itself is held to what runs by listings.test.ts. */
import { array } from "dagrad";
import { expect, test } from "vitest";
import { book, isTensor, listing, ndarray } from "../book/book.ts";
import { codeBlocks } from "./markdown.ts";
import { readText } from "./pages.ts";

const page = readText("docs/the-book.md");

/** The numbers of a text, as far as digits tell them apart. */
const numbersOf = (text: string): number[] =>
  (text.match(/(?<![\w.])-?(?:inf|nan|\d+\.?\d*(?:e[+-]?\d+)?)(?!\w)/g) ?? []).map((word) =>
    word.endsWith("inf") ? Number(word.replace("inf", "Infinity")) : Number(word),
  );

/** All that the book, or NumPy for it, prints for one reference: "c2.01" for the output of a listing, "c2.06 shape_l" for a result. */
function variants(reference: string): number[][] {
  const [id, key] = reference.split(" ") as [string, string | undefined];
  if (id === "fig113_114") return [numbersOf(String(array(book.fig113_114.results[key as string] as number)))];
  const of = listing(id);
  if (key === undefined) return of.printed.flatMap(({ text, numpy_prints }) => [numbersOf(text), numbersOf(numpy_prints)]);
  const value = of.expected[key];
  if (value === undefined) throw new Error(`${id} has no ${key}`);
  return [numbersOf(isTensor(value) ? String(ndarray(value)) : JSON.stringify(value))];
}

/** What a block must print: the references of the comment above it, one after the other. */
const cited = codeBlocks(page).flatMap(({ code, line }) => {
  const comment = /^<!-- book: (.+) -->$/.exec(page.split("\n")[line - 2] as string)?.[1];
  return comment === undefined ? [] : [{ comment, code }];
});

test.each(cited)("the digits printed for $comment are the book's", ({ comment, code }) => {
  let shown = numbersOf(code);
  for (const reference of comment.split(", ")) {
    const fitting = variants(reference).find((numbers) => numbers.length > 0 && numbers.every((number, i) => Object.is(number, shown[i])));
    expect(fitting, `${reference}: ${variants(reference).map(String).join(" or ")}, not ${shown}`).toBeDefined();
    shown = shown.slice(fitting?.length);
  }
  expect(shown).toEqual([]);
});

test("the page shows at least 25 listings with the book's digits", () => {
  expect(cited.length).toBeGreaterThanOrEqual(25);
});
