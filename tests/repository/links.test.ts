import { posix } from "node:path";
import { expect, test } from "vitest";
import { anchors, links } from "./markdown.ts";
import { exists, pages, readText } from "./pages.ts";

/** What is wrong with a link of a page, undefined when it leads somewhere. */
function problem(path: string, target: string): string | undefined {
  if (/^https?:/.test(target)) return undefined;
  const [file = "", anchor] = target.split("#") as [string, string?];
  const to = file === "" ? path : posix.join(posix.dirname(path), decodeURIComponent(file));
  if (!exists(to)) return `${path}: ${target} leads to no file`;
  if (anchor !== undefined && !anchors(readText(to)).has(anchor)) return `${path}: ${to} has no heading #${anchor}`;
  return undefined;
}

test("all links and pictures of all pages lead to files and headings that exist", () => {
  expect(pages.flatMap((path) => links(readText(path)).map((target) => problem(path, target)))).not.toContainEqual(expect.any(String));
});

test("every page of docs can be reached from the README", () => {
  const reached = new Set(["README.md"]);
  for (const path of reached) {
    if (!path.endsWith(".md") || !exists(path)) continue;
    for (const target of links(readText(path))) {
      if (!/^https?:|^#/.test(target)) reached.add(posix.join(posix.dirname(path), target.split("#")[0] as string));
    }
  }
  expect(pages.filter((path) => !reached.has(path))).toEqual([]);
});
