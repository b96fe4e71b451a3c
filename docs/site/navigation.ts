import { slug } from "../../tests/repository/markdown.ts";
import { type SitePage, titleOf } from "./pages/site-page.ts";

export interface Item {
  readonly text: string;
  readonly link?: string;
  readonly items?: Item[];
}

/** Pages by what they are for, in the order of reading. A page that is not named stands below them all. */
const guide: Readonly<Record<string, string>> = {
  Begin: "getting-started the-book arrays examples",
  Networks: "models initializers normalization images sequences attention",
  "Data and training": "training tables files",
  Look: "explorer stepping explorer-editing playground drawing",
  "Other tools": "browser onnx exporting onnx-ops onnx-models other-engines pytorch",
  Reference: "ops options errors cli",
  Inside:
    "how-it-works how-differentiation-works engine performance adding-an-op decisions/index inside/wasm inside/bench contributing changelog",
};

/** What stands beside the text: the pages of the guide, the chapters of the book, the ops by families. */
export function sidebarOf(pages: readonly SitePage[]): Record<string, Item[]> {
  const byPath = new Map(pages.map((page) => [page.path, page]));
  const item = (path: string): Item => {
    const page = byPath.get(`${path}.md`);
    if (page === undefined) throw new Error(`site: there is no page ${path}; correct docs/site/navigation.ts`);
    return { text: titleOf(page.text).replaceAll("`", ""), link: `/${path.replace(/index$/, "")}` };
  };
  const named = new Set(Object.values(guide).flatMap((paths) => paths.split(" ")));
  const others = pages.filter(
    ({ path }) => !/^(index\.md|book\/|ops\/|decisions\/|source\/)/.test(path) && !named.has(path.replace(".md", "")),
  );
  const chapters = pages.filter(({ path }) => path.startsWith("book/")).map(({ path }) => item(path.replace(".md", "")));
  return {
    "/book/": [{ text: "The book", link: "/the-book", items: chapters }],
    "/the-book": [{ text: "The book", link: "/the-book", items: chapters }],
    "/ops/": opsByFamily(pages),
    "/ops": opsByFamily(pages),
    "/": [
      ...Object.entries(guide).map(([text, paths]) => ({ text, items: paths.split(" ").map(item) })),
      ...(others.length === 0 ? [] : [{ text: "More", items: others.map(({ path }) => item(path.replace(".md", ""))) }]),
    ],
  };
}

function opsByFamily(pages: readonly SitePage[]): Item[] {
  const families = new Map<string, Item[]>();
  for (const { path, front } of pages) {
    if (!path.startsWith("ops/")) continue;
    const family = front?.family as string;
    families.set(family, [...(families.get(family) ?? []), { text: front?.op as string, link: `/${path.replace(".md", "")}` }]);
  }
  return [{ text: "All ops", link: "/ops" }, ...Array.from(families, ([text, items]) => ({ text, link: `/ops#${slug(text)}`, items }))];
}
