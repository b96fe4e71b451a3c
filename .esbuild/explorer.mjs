/** Bundles the explorer: scripts of pages of one file, KaTeX beside them, and the entry dagrad/explorer. */
import { readdirSync, readFileSync } from "node:fs";
import { relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const distFile = (path) => fileURLToPath(new URL(`../dist/${path}`, import.meta.url));

/**
 * Pages of the book run on the reference backend: the engine, which would take longer to load than to be of use, stays out. So do what compares
 * two graphs, what trains, what shows a training step, and what opens large graphs: the script with all ops has them.
 */
const ofBook = {
  name: "of-book",
  setup({ onResolve }) {
    onResolve({ filter: /backends\/auto\.js$/ }, () => ({ path: distFile("src/explorer/reference-alone.js") }));
    onResolve({ filter: /compare\/parts\.js$/ }, () => ({ path: distFile("src/explorer/compare/no-parts.js") }));
    onResolve({ filter: /formulas\/parts\.js$/ }, () => ({ path: distFile("src/explorer/formulas/no-parts.js") }));
    onResolve({ filter: /large\/parts\.js$/ }, () => ({ path: distFile("src/explorer/large/no-parts.js") }));
    onResolve({ filter: /time\/parts\.js$/ }, () => ({ path: distFile("src/explorer/time/no-parts.js") }));
    onResolve({ filter: /^\.\/(?:backward|fold-held)\.js$/ }, () => ({ path: distFile("src/explorer/picture/no-backward.js") }));
    onResolve({ filter: /^\.\/open-loops\.js$/ }, () => ({ path: distFile("src/explorer/loops/no-open-loops.js") }));
    onResolve({ filter: /loops\/loops\.js$/ }, () => ({ path: distFile("src/explorer/loops/no-loops.js") }));
    onResolve({ filter: /\/explain-update\.js$/ }, () => ({ path: distFile("src/explorer/stepper/no-update.js") }));
    onResolve({ filter: /\/trainer\.js$/ }, () => ({ path: distFile("src/explorer/time/no-trainer.js") }));
  },
};

/** The entry for pages of others: with the packages that it shows by inside, and dagrad's core outside, which such a page has anyway: ops travel with graphs. */
const coreOutside = {
  name: "core-outside",
  setup({ onResolve }) {
    onResolve({ filter: /^\.\.?\// }, ({ path, resolveDir, kind }) => {
      if (kind === "entry-point") return undefined;
      const inDist = relative(distFile(""), resolve(resolveDir, path)).replaceAll("\\", "/");
      if (inDist === "src/explorer/page-scripts.js") return { path: distFile("src/explorer/page-scripts-in-page.js") };
      const lazily = { "src/explorer/formulas/katex.js": "./katex.js" };
      for (const name of ["page-book-ops", "page-all-ops"]) lazily[`src/explorer/texts/${name}.js`] = `./${name}-text.js`;
      if (inDist in lazily) return { path: lazily[inDist], external: true };
      if (/^(?:graph|ops|src\/(?!explorer\/|page\/))/.test(inDist)) return { path: `../${inDist}`, external: true, sideEffects: false };
      return undefined;
    });
  },
};

const katexFile = (path) => new URL(`../node_modules/katex/dist/${path}`, import.meta.url);
const katexFonts = readdirSync(katexFile("fonts")).filter(
  (name) => name.endsWith(".ttf") && !/Fraktur|Script|SansSerif|Typewriter/.test(name),
);

/** Every character that fonts map. */
const allCharacters = new Set(Array.from({ length: 0xffff }, (_, character) => character));

/** Into dist/explorer; `inPage` are the settings of all that pages load. */
export async function bundleExplorer(inPage) {
  const { subsetFont } = await import("../dist/src/explorer/formulas/subset-font.js");
  // The scripts of pages that hold all they show: each is put into the page as it is.
  const inExplorer = {
    ...inPage,
    outdir: "dist/explorer",
    banner: {
      js: "/*! dagrad, with Preact and its signals by the Preact Authors and immer by Michel Weststrate; all under the MIT licence. */",
    },
  };
  await build({ ...inExplorer, entryPoints: { "page-book-ops": "dist/src/explorer/page-book-ops.js" }, plugins: [ofBook] });
  // As a classic script, too, which leaves none of its names: a playground that is one file loads it so.
  await build({ ...inExplorer, format: "iife", entryPoints: { "page-all-ops": "dist/src/explorer/page-all-ops.js" } });

  // Hints, which no page gets, are half of a font.
  const woffOf = (ttf) => Buffer.from(subsetFont(ttf, allCharacters)).toString("base64");
  // KaTeX with its style and the fonts that formulas are written in: loaded where a formula is written.
  await build({
    ...inExplorer,
    entryPoints: { katex: "dist/src/explorer/formulas/katex.js" },
    define: {
      ...inPage.define,
      KATEX_STYLE: JSON.stringify(readFileSync(katexFile("katex.min.css"), "utf8")),
      KATEX_FONTS: JSON.stringify(Object.fromEntries(katexFonts.map((name) => [name, woffOf(readFileSync(katexFile(`fonts/${name}`)))]))),
    },
    banner: { js: "/*! KaTeX by Khan Academy and other contributors, under the MIT licence. */" },
  });

  // The texts of those scripts as modules, gzipped: for Node and servers, and for pages of others that write such pages, whose bundlers load them
  // when they are asked for. The scripts themselves are not published.
  for (const name of ["page-book-ops", "page-all-ops"]) {
    await build({
      ...inExplorer,
      banner: {},
      entryPoints: { [`${name}-text`]: `dist/src/explorer/texts/${name}.js` },
      define: { SCRIPT: JSON.stringify(gzipSync(readFileSync(`dist/explorer/${name}.js`), { level: 9 }).toString("base64")) },
    });
  }

  // The entry for pages of others.
  await build({ ...inExplorer, entryPoints: { index: "dist/src/explorer/index.js" }, plugins: [coreOutside] });
}
