import { posix } from "node:path";
import { anchors, codeBlocks } from "../../../tests/repository/markdown.ts";
import type { SitePage } from "./site-page.ts";
import { sourcePath } from "./source-pages.ts";

/** Where links of the repository lead in the site. */
export interface Links {
  /** Files and folders of the repository that are linked and have no page yet. */
  readonly sources: ReadonlySet<string>;
  /** The text of a page with its links as the site has them. */
  readonly relinked: (page: SitePage) => string;
}

export function linksOf(pages: readonly SitePage[]): Links {
  const byOrigin = new Map<string, string>();
  const byAnchor = new Map<string, string>();
  for (const { path, origin, text } of pages) {
    if (!byOrigin.has(origin)) byOrigin.set(origin, path);
    const [first] = anchors(text);
    for (const anchor of anchors(text)) {
      const key = `${origin}#${anchor}`;
      const isTitle = anchor === first && path !== byOrigin.get(origin);
      // A title that names a page wins over a heading of another page of the same file.
      if (isTitle || !byAnchor.has(key)) byAnchor.set(key, isTitle ? path : `${path}#${anchor}`);
    }
  }
  const byFile = new Map(pages.flatMap(({ path, front }) => (typeof front?.file === "string" ? [[front.file, path] as const] : [])));
  const sources = new Set<string>();
  const target = (page: SitePage, link: string): string => {
    if (/^(https?:|\/)/.test(link)) return link;
    const [file = "", anchor] = link.split("#") as [string, string?];
    const to = file === "" ? page.origin : posix.join(posix.dirname(`${page.origin}_`), decodeURIComponent(file));
    if (to.startsWith("docs/pictures/")) return to.replace("docs", "");
    const found = (anchor && byAnchor.get(`${to}#${anchor}`)) ?? byOrigin.get(to);
    if (found !== undefined) return `/${found}`;
    // An op's file stands on the op's page.
    const op = byFile.get(to);
    if (op !== undefined) return `/${op}#source`;
    sources.add(to);
    return `/${sourcePath(to)}`;
  };
  const relinked = (page: SitePage): string => {
    const lines = page.text.split("\n");
    const code = new Set(codeBlocks(page.text).flatMap(({ from, to }) => Array.from({ length: to - from }, (_, i) => from + i)));
    const changed = (line: string): string =>
      line.replaceAll(/(`[^`]*`)|\]\(([^()\s]+)\)/g, (_, span?: string, link?: string) => span ?? `](${target(page, link as string)})`);
    return lines.map((line, i) => (code.has(i) ? line : changed(line))).join("\n");
  };
  return { sources, relinked };
}
