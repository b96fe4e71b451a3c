import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { playgroundHtml } from "../../../src/playground/playground-page.ts";
import type { Explorers } from "../explorers/write-subjects.ts";
import { bookOrigin, bookPages } from "./book-pages.ts";
import { docPages } from "./doc-pages.ts";
import { icon } from "./icon.ts";
import { linksOf } from "./links.ts";
import { opPages, opsOrigin } from "./op-pages.ts";
import { inBothThemes } from "./pictures.ts";
import type { SitePage } from "./site-page.ts";
import { sourcePage } from "./source-pages.ts";
import { withExplorer } from "./with-explorer.ts";

/** All pages, in no order, with links as the site has them. */
export function sitePages(root: string): SitePage[] {
  const written = [...docPages(root, [bookOrigin, opsOrigin]), ...bookPages(root), ...opPages(root)];
  const { sources, relinked } = linksOf(written);
  const pages = written.map((page) => ({ ...page, text: relinked(page) }));
  return [...pages, ...[...sources].map((path) => sourcePage(root, path))];
}

/** The files of the repository whose listings the pages have. */
export const originsOf = (root: string): string[] => [
  ...new Set([...docPages(root, [opsOrigin]), ...bookPages(root)].map(({ origin }) => origin).filter((origin) => origin.endsWith(".md"))),
];

/** What the package's build makes for pages, which the site serves as it is. */
const built = ["editor", "explorer/katex.js"];

/** Writes all pages and pictures into a folder for VitePress, and leaves what is the same as before, which is then not made anew. */
export function writePages(root: string, folder: string, explorers: Explorers, beside: ReadonlyMap<string, string>): SitePage[] {
  const pages = sitePages(root).map((page) => withExplorer(page, explorers));
  const files = new Map<string, string | Uint8Array>();
  for (const { path, text, origin, above, front } of pages) {
    files.set(path, `---\n${JSON.stringify({ origin, above, ...front })}\n---\n${text}`);
  }
  files.set("public/icon.svg", icon());
  for (const name of readdirSync(join(root, "docs/pictures")).filter((file) => file.endsWith(".svg"))) {
    const picture = readFileSync(join(root, "docs/pictures", name), "utf8");
    files.set(`public/pictures/${name}`, inBothThemes(picture));
  }
  for (const [path, text] of [...explorers.files, ...beside]) files.set(`public/${path}`, text);
  if (!existsSync(join(root, "dist/editor")))
    throw new Error("site: the editor must be built first, got no dist/editor; run npm run build");
  // A page of one file, as `dagrad play --out` writes it.
  const script = (name: string): string => readFileSync(join(root, "dist/playground", name), "utf8");
  const playground = playgroundHtml({ playground: script("playground.js"), later: script("later.js"), explorer: script("explorer.js") });
  files.set("public/playground/index.html", playground);
  for (const [path, text] of files) write(join(folder, path), text);
  for (const path of filesBelow(folder))
    if (!files.has(path) && !built.some((part) => path.startsWith(`public/${part}`))) rmSync(join(folder, path));
  for (const name of readdirSync(join(root, "docs/pictures")).filter((file) => /\.(?:jpg|png|webp)$/.test(file))) {
    cpSync(join(root, "docs/pictures", name), join(folder, "public/pictures", name));
  }
  for (const part of built) cpSync(join(root, "dist", part), join(folder, "public", part), { recursive: true });
  // From there the pages find Vue.
  const packages = join(folder, "node_modules");
  if (!existsSync(packages)) symlinkSync(join(root, "docs/site/node_modules"), packages, "junction");
  return pages;
}

function write(file: string, text: string | Uint8Array): void {
  try {
    if (readFileSync(file).equals(Buffer.from(text as string))) return;
  } catch {
    mkdirSync(dirname(file), { recursive: true });
  }
  writeFileSync(file, text);
}

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll("\\", "/"),
    );
