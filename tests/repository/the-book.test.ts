/**
 * The page's digits against the book's, from tests/fixtures/book.json and, of chapters 6 to 18, book-training.json. The page itself is
 * held to what runs by listings.test.ts.
 */
import { array } from "dagrad";
import { expect, test } from "vitest";
import { book, isTensor, listing, ndarray } from "../book/book.ts";
import { codeBlocks } from "./markdown.ts";
import { readText } from "./pages.ts";

const page = readText("docs/the-book.md");

/** What the listings of chapters 6 to 18 print: by listing, then by epoch or name. */
const { printed: training } = JSON.parse(readText("tests/fixtures/book-training.json")) as {
  readonly printed: Readonly<Record<string, Readonly<Record<string, string>>>>;
};

/** The numbers of a text, as far as digits tell them apart. */
const numbersOf = (text: string): number[] =>
  (text.match(/(?<![\w.])-?(?:inf|nan|\d+\.?\d*(?:e[+-]?\d+)?)(?!\w)/g) ?? []).map((word) =>
    word.endsWith("inf") ? Number(word.replace("inf", "Infinity")) : Number(word),
  );

/** All that the book, or NumPy for it, prints for one reference: "c2.01" for the output of a listing, "c2.06 shape_l" for a result. */
function variants(reference: string): number[][] {
  const [id, key] = reference.split(" ") as [string, string | undefined];
  if (id === "fig113_114") return [numbersOf(String(array(book.fig113_114.results[key as string] as number)))];
  const later = training[id];
  if (later !== undefined) {
    const text = later[key as string];
    if (text === undefined) throw new Error(`${id} prints nothing for ${key}`);
    return [numbersOf(text)];
  }
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

test("the page shows at least 38 listings with the book's digits, in each chapter that prints some", () => {
  expect(cited.length).toBeGreaterThanOrEqual(38);
  const chapters = new Set(cited.flatMap(({ comment }) => Array.from(comment.matchAll(/\bc(\d+)\./g), ([, chapter]) => Number(chapter))));
  expect([...chapters].sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 14, 16, 18]);
});

/** True of a chapter whose listings go on with the program of the one before. */
const goesOn = (section: string): boolean => codeBlocks(section).every(({ language, note }) => language !== "ts" || note === "continued");

test("the page says of the chapters whose digits are not compared why", () => {
  const sections = page
    .split(/^## /m)
    .filter((section) => section.startsWith("Chapter ") && !section.includes("<!-- book:") && !goesOn(section));
  const silent = sections.map((section) => [
    /^Chapter (\d+)/.exec(section)?.[1],
    /cannot be met|prints nothing/.exec(section.replaceAll("\n", " "))?.[0],
  ]);
  expect(silent).toEqual([
    ["8", "prints nothing"],
    ["12", "prints nothing"],
    ["13", "prints nothing"],
    ["15", "cannot be met"],
    ["17", "cannot be met"],
    ["19", "cannot be met"],
  ]);
});
