/** The pages of the site before VitePress has them: nothing needs to be installed for these. */
import { expect, test } from "vitest";
import { sidebarOf } from "../../docs/site/navigation.ts";
import { sitePages } from "../../docs/site/pages/write-pages.ts";
import { standardOps } from "../../ops/standard-ops.ts";
import { anchors, codeBlocks, links } from "../repository/markdown.ts";
import { readText, pages as repositoryPages, root } from "../repository/pages.ts";

const pages = sitePages(root);
const byPath = new Map(pages.map((page) => [page.path, page]));

test("every page of the repository has its page, and every op of the reference and chapter of the book one of its own", () => {
  const origins = new Set(pages.map(({ origin }) => origin));
  expect(repositoryPages.filter((path) => !origins.has(path))).toEqual([]);
  expect([...standardOps.keys()].filter((name) => !byPath.has(`ops/${name}.md`))).toEqual([]);
  for (let chapter = 1; chapter <= 22; chapter++) expect([...byPath.keys()]).toContain(`book/chapter-${chapter}.md`);
});

test("no block of code is lost where a page is made into several, and each stands at the line that its page names", () => {
  for (const origin of ["docs/the-book.md", "docs/ops.md"]) {
    const lines = readText(origin).split("\n");
    const kept = pages
      .filter((page) => page.origin === origin)
      .flatMap(({ text, above }) => codeBlocks(text).map(({ line, code }) => ({ line: line + above, code })))
      .filter(({ line, code }) => lines.slice(line, line + code.split("\n").length).join("\n") === code);
    expect(kept.map(({ code }) => code).sort()).toEqual(
      codeBlocks(lines.join("\n"))
        .map(({ code }) => code)
        .sort(),
    );
  }
});

test("every link of every page leads to a page of the site and to a heading that it has", () => {
  const wrong = pages.flatMap(({ path, text }) =>
    links(text).flatMap((link) => {
      const [file = "", anchor] = link.split("#") as [string, string?];
      if (/^https?:/.test(link) || file.startsWith("/pictures/")) return [];
      const to = byPath.get(file.slice(1).replace(/\/$/, "/index.md"));
      return to !== undefined && (anchor === undefined || anchors(to.text).has(anchor)) ? [] : [`${path}: ${link}`];
    }),
  );
  expect(wrong).toEqual([]);
});

test("the menus lead to pages that exist, and to headings that these have", () => {
  const leaves = (items: ReturnType<typeof sidebarOf>[string]): string[] =>
    items.flatMap(({ link, items = [] }) => [...(link === undefined ? [] : [link]), ...leaves(items)]);
  const linked = Object.values(sidebarOf(pages)).flatMap(leaves);
  const isThere = (link: string): boolean => {
    const [path = "", anchor] = link.split("#");
    const page = byPath.get(`${path.slice(1).replace(/\/$/, "/index")}.md`);
    return page !== undefined && (anchor === undefined || anchors(page.text).has(anchor));
  };
  expect(linked.filter((link) => !isThere(link))).toEqual([]);
});
