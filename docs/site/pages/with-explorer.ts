import type { Explorers } from "../explorers/write-subjects.ts";
import { bookOrigin } from "./book-pages.ts";
import type { SitePage } from "./site-page.ts";

/** The page with what it shows live: a chapter the graphs of its listings, an op a graph of it alone. */
export function withExplorer(page: SitePage, { book, ops }: Explorers): SitePage {
  if (page.origin === bookOrigin) {
    const last = page.above + page.text.split("\n").length;
    const [first] = Array.from(book).filter(([line]) => line > page.above && line <= last);
    return first === undefined ? page : { ...page, front: { ...page.front, explorer: first[1].file } };
  }
  const op = page.front?.op;
  const subject = typeof op === "string" ? ops.get(op) : undefined;
  if (subject !== undefined)
    return { ...page, text: page.text.replace("\n## Source\n", () => `\n${place(subject, `${op} as a graph`)}\n\n## Source\n`) };
  if (page.path !== "explorer.md") return page;
  // Below the first paragraph.
  const live = place(lastOf(book, 5), "The network of chapter 5");
  const text = page.text.replace(/^# .+\n\n(?:.+\n)+/m, (start) => `${start}\n${live}\n`);
  return { ...page, text, front: { ...page.front, aside: false, pageClass: "wide" } };
}

const place = (subject: string, label: string): string => `<explorer-place subject="${subject}" label="${label}"></explorer-place>`;

/** The last graph of a chapter: its whole network. */
function lastOf(book: Explorers["book"], chapter: number): string {
  const found = Array.from(book.values()).filter((one) => one.chapter === chapter);
  const last = found.at(-1);
  if (last === undefined) throw new Error(`site: chapter ${chapter} makes no graph`);
  return last.file;
}
