import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type SitePage, titleOf } from "./site-page.ts";

/** The page of the book in the repository. */
export const bookOrigin = "docs/the-book.md";

/** A chapter: from its heading to the line before the next. */
interface Section {
  readonly from: number;
  readonly lines: readonly string[];
}

/** The page up to its first chapter, and a page for each chapter. Lines stay where they are, so that listings are found by them. */
export function bookPages(root: string): SitePage[] {
  const lines = readFileSync(join(root, bookOrigin), "utf8").split("\n");
  const starts = lines.flatMap((line, i) => (line.startsWith("## ") ? [i] : []));
  const sections = starts.map((from, i): Section => ({ from, lines: lines.slice(from, starts[i + 1]) }));
  const chapters = sections.map(({ from, lines }): SitePage => {
    // Every heading one level up: the chapter's is the page's.
    const text = lines.map((line) => line.replace(/^#(#+ )/, "$1")).join("\n");
    return {
      path: `book/${fileOf(titleOf(text))}.md`,
      origin: bookOrigin,
      above: from,
      text,
      front: { pageClass: "chapter", sidebar: false, aside: false },
    };
  });
  return [{ path: "the-book.md", origin: bookOrigin, above: 0, text: lines.slice(0, starts[0]).join("\n") }, ...chapters];
}

/** "Chapter 5: loss and accuracy" → "chapter-5". */
const fileOf = (title: string): string => /^Chapter \d+/.exec(title)?.[0].toLowerCase().replace(" ", "-") ?? "behind-the-book";
