import { fileURLToPath } from "node:url";
import { createTransformerFactory } from "@shikijs/twoslash/core";
import { defineConfig } from "vitepress";
import { slug } from "../../../tests/repository/markdown.ts";
import { coloursOfPages } from "../colours.ts";
import { explorersOf } from "../explorers/write-subjects.ts";
import { cells } from "../markdown/cells.ts";
import { codeMarkup, stylesOfCode } from "../markdown/code-markup.ts";
import { formulas } from "../markdown/formulas.ts";
import { highlightedOnce } from "../markdown/highlighted-once.ts";
import type { MarkdownIt } from "../markdown/markdown-it.ts";
import { pictures } from "../markdown/pictures.ts";
import { steps } from "../markdown/steps.ts";
import { tableHeads } from "../markdown/table-heads.ts";
import { sidebarOf } from "../navigation.ts";
import { originsOf, writePages } from "../pages/write-pages.ts";
import { partsOfPages } from "../parts-of-pages.ts";
import { textOnce } from "../scripts-of-pages.ts";
import { searchOptions } from "../search-options.ts";
import { cachedTypes } from "../types/cached-types.ts";
import { listingHovers } from "../types/listing-hovers.ts";

/** The config is bundled where it stands, so this is docs/site/.vitepress. */
const root = fileURLToPath(new URL("../../../", import.meta.url));
const explorers = await explorersOf(root);
const hovers = listingHovers(cachedTypes(root, originsOf(root), `${root}out/site-cache/types.json`));
const write = () => writePages(root, `${root}out/site-pages`, explorers, hovers.files);
const pages = write();

/** Twoslash's transformer, asked for numbers of types: all listings are compiled at once, and what it would write is in files beside the pages. */
const types = createTransformerFactory(hovers.twoslasher, {
  nodeStaticInfo: ({ text }, node) => ({ type: "element", tagName: "span", properties: { "data-t": text }, children: [node] }),
})({ filter: (_, code) => hovers.fileOf(code) !== undefined });

export default defineConfig({
  lang: "en-GB",
  title: "dagrad",
  description: "Neural networks as graphs that you can read, draw, run, differentiate and train.",
  srcDir: "../../out/site-pages",
  outDir: "../../out/site",
  cacheDir: "../../out/site-cache",
  cleanUrls: false,
  metaChunk: true,
  router: { prefetchLinks: false },
  head: [["link", { rel: "icon", href: "/icon.svg" }]],
  buildEnd: ({ outDir }) => textOnce(outDir),
  markdown: {
    attrs: { disable: true },
    anchor: { slugify: slug },
    headers: { slugify: slug },
    toc: { slugify: slug },
    image: {},
    theme: { light: "github-light-high-contrast", dark: "github-dark-high-contrast" },
    codeTransformers: [types, codeMarkup(hovers.fileOf) as never],
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
  // Pictures are where they say: a page whose addresses are not looked up is text, which takes a third of the bytes.
  vue: { template: { transformAssetUrls: false, compilerOptions: { isCustomElement: (tag) => tag.startsWith("dagrad-") } } },
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
    search: { provider: "local", options: searchOptions },
    docFooter: { prev: "Before", next: "Next" },
  },
  vite: {
    resolve: {
      alias: [{ find: /^.*\/VPSidebarGroup\.vue$/, replacement: fileURLToPath(new URL("theme/side-menu.vue", import.meta.url)) }],
    },
    server: { fs: { allow: [root] } },
    plugins: [
      partsOfPages(root),
      {
        // While pages are written: what is saved in docs/ is made into pages anew.
        name: "dagrad-pages",
        configureServer({ watcher }) {
          watcher.add(`${root}docs`);
          watcher.on("change", (file) => {
            if (file.endsWith(".md") && !file.includes("site-pages")) write();
          });
        },
      },
      {
        name: "dagrad-colours",
        resolveId: (id) => (id === "virtual:colours.css" ? `\0colours.css` : undefined),
        load: (id) => (id === `\0colours.css` ? coloursOfPages() + stylesOfCode() : undefined),
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
