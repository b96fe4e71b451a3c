import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type SitePage, titleOf } from "./site-page.ts";

const markdownIn = (root: string, folder: string): string[] =>
  readdirSync(join(root, folder))
    .filter((file) => file.endsWith(".md"))
    .sort()
    .map((file) => `${folder}/${file}`);

/** Pages that are there as they are, and where they stand in the site. */
const others: Readonly<Record<string, string>> = {
  "CONTRIBUTING.md": "contributing.md",
  "CHANGELOG.md": "changelog.md",
  "src/backends/wasm/README.md": "inside/wasm.md",
  "tests/bench/README.md": "inside/bench.md",
};

/** docs/*.md but for those that are made into several pages, the decisions, and what stands elsewhere in the repository. */
export function docPages(root: string, apart: readonly string[]): SitePage[] {
  const page = (origin: string, path: string): SitePage => ({ path, origin, above: 0, text: readFileSync(join(root, origin), "utf8") });
  const decisions = markdownIn(root, "docs/decisions").map((origin) => page(origin, origin.replace("docs/", "")));
  return [
    ...markdownIn(root, "docs")
      .filter((origin) => !apart.includes(origin))
      .map((origin) => page(origin, origin.replace("docs/", ""))),
    ...decisions,
    ...Object.entries(others).map(([origin, path]) => page(origin, path)),
    {
      path: "decisions/index.md",
      origin: "docs/decisions/",
      above: 0,
      text: `# Decisions\n\nWhy dagrad is as it is: what was decided, and what was not taken.\n\n${decisions.map(({ path, text }) => `- [${titleOf(text)}](${path.replace("decisions/", "")})`).join("\n")}\n`,
    },
    home(root),
  ];
}

/** The README below a head of its own, whose title is the page's. */
function home(root: string): SitePage {
  const text = readFileSync(join(root, "README.md"), "utf8");
  return {
    path: "index.md",
    origin: "README.md",
    above: 1,
    text: text.slice(text.indexOf("\n") + 1),
    front: { layout: "first-page", sidebar: false, hero },
  };
}

const hero = {
  name: "dagrad",
  text: "Networks you can see think",
  tagline:
    "A neural network is one value: picture, formula, code, numbers and gradients at once. Declare it, read it, run it, step through it.",
  image: {
    light: "/pictures/explorer-light.webp",
    dark: "/pictures/explorer-dark.webp",
    alt: "The network of chapter 5 in the explorer: its picture with values and gradients, its formula and its code",
  },
  actions: [
    { theme: "brand", text: "Get started", link: "/getting-started" },
    { theme: "alt", text: "The book, live", link: "/the-book" },
    { theme: "alt", text: "Playground", link: "/playground/", target: "_self" },
  ],
};
