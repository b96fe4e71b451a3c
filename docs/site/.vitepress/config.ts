import { fileURLToPath } from "node:url";
import { defineConfig } from "vitepress";
import { slug } from "../../../tests/repository/markdown.ts";
import { coloursOfPages } from "../colours.ts";
import { explorersOf } from "../explorers/write-subjects.ts";
import { cells } from "../markdown/cells.ts";
import { formulas } from "../markdown/formulas.ts";
import { highlightedOnce } from "../markdown/highlighted-once.ts";
import type { MarkdownIt } from "../markdown/markdown-it.ts";
import { pictures } from "../markdown/pictures.ts";
import { steps } from "../markdown/steps.ts";
import { tableHeads } from "../markdown/table-heads.ts";
import { sidebarOf } from "../navigation.ts";
import { writePages } from "../pages/write-pages.ts";
import { partsOfPages } from "../parts-of-pages.ts";

/** The config is bundled where it stands, so this is docs/site/.vitepress. */
const root = fileURLToPath(new URL("../../../", import.meta.url));
const explorers = await explorersOf(root);
const pages = writePages(root, `${root}out/site-pages`, explorers);

export default defineConfig({
  lang: "en-GB",
  title: "dagrad",
  description: "Neural networks as graphs that you can read, draw, run, differentiate and train.",
  srcDir: "../../out/site-pages",
  outDir: "../../out/site",
  cacheDir: "../../out/site-cache",
  cleanUrls: false,
  metaChunk: true,
  markdown: {
    attrs: { disable: true },
    anchor: { slugify: slug },
    headers: { slugify: slug },
    toc: { slugify: slug },
    image: {},
    theme: { light: "github-light-high-contrast", dark: "github-dark-high-contrast" },
    config: (md) => {
      const markdown = md as unknown as MarkdownIt;
      highlightedOnce(markdown);
      formulas(markdown);
      steps(markdown, explorers);
      cells(markdown, root);
      pictures(markdown, root);
      tableHeads(markdown);
    },
  },
  vue: { template: { compilerOptions: { isCustomElement: (tag) => tag.startsWith("dagrad-") } } },
  themeConfig: {
    nav: [
      { text: "Guide", link: "/getting-started", activeMatch: "^/(getting-started|training|arrays)" },
      { text: "Book", link: "/the-book", activeMatch: "^/(book/|the-book)" },
      { text: "Ops", link: "/ops", activeMatch: "^/ops" },
      { text: "Explorer", link: "/explorer" },
      { text: "Playground", link: "/playground/", target: "_self" },
      { text: "API", link: "/api/index.html", target: "_self" },
    ],
    sidebar: sidebarOf(pages),
    outline: [2, 3],
    search: { provider: "local" },
    docFooter: { prev: "Before", next: "Next" },
  },
  vite: {
    server: { fs: { allow: [root] } },
    plugins: [
      partsOfPages(root),
      {
        // While pages are written: what is saved in docs/ is made into pages anew.
        name: "dagrad-pages",
        configureServer({ watcher }) {
          watcher.add(`${root}docs`);
          watcher.on("change", (file) => {
            if (file.endsWith(".md") && !file.includes("site-pages")) writePages(root, `${root}out/site-pages`, explorers);
          });
        },
      },
      {
        name: "dagrad-colours",
        resolveId: (id) => (id === "virtual:colours.css" ? `\0colours.css` : undefined),
        load: (id) => (id === `\0colours.css` ? coloursOfPages() : undefined),
      },
      {
        // Of KaTeX's fonts, the format that all browsers of today read.
        name: "dagrad-one-font-format",
        enforce: "pre",
        transform: (code, id) =>
          id.endsWith("katex.min.css") ? code.replaceAll(/,url\([^)]*\.(?:woff|ttf)\) format\("(?:woff|truetype)"\)/g, "") : undefined,
      },
    ],
  },
});
