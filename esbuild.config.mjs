/**
 * Bundles the compiled modules: for Node, where loading hundreds of small files takes most of a short program's time, into readable files
 * in dist/node; for pages without a bundler, the core entry with all that it needs into one small file, dist/browser/dagrad.js, beside
 * which lies the file that its workers start with.
 * Bundlers get the modules themselves. Why, and what it brings: docs/decisions/plain-bundles.md.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const entryPoints = {
  index: "dist/src/index.js",
  files: "dist/src/files/index.js",
  render: "dist/src/render/index.js",
  onnx: "dist/src/onnx/index.js",
  torch: "dist/src/torch/index.js",
  onnxruntime: "dist/src/engines/onnxruntime/index.js",
  worker: "dist/src/worker/index.js",
  "dagrad-worker": "dist/src/worker/dagrad-worker.js",
  vitest: "dist/src/vitest/index.js",
  explorer: "dist/src/explorer/index.js",
  main: "dist/src/cli/main.js",
  "typescript-hooks": "dist/src/cli/typescript-hooks.js",
  "explore-child": "dist/src/cli/serve/explore-child.js",
  "record-imports": "dist/src/cli/serve/record-imports.js",
};

const distFile = (path) => fileURLToPath(new URL(`dist/${path}`, import.meta.url));
const core = distFile("src/index.js");

/** Has every other entry import the core as a whole, which makes it one file; else there is one for each set of entries that share a module. */
const oneCore = {
  name: "one-core",
  setup({ onLoad }) {
    onLoad(
      {
        filter:
          /src.(?:files.index|render.index|onnx.index|torch.index|engines.onnxruntime.index|worker.index|vitest.index|explorer.index|cli.main)\.js$/,
      },
      ({ path }) => ({
        contents: `${readFileSync(path, "utf8")}\nimport * as core from ${JSON.stringify(core)};`,
      }),
    );
  },
};

/** Packages are loaded when what they export is first called: no program waits for what it does not use. */
const packagesWhenUsed = {
  name: "packages-when-used",
  setup({ onLoad }) {
    const packages = {
      fflate: ["gzipSync", "inflateSync", "zipSync"],
      immer: ["current", "enablePatches", "Immer", "isDraft"],
      papaparse: ["parse"],
    };
    for (const [name, uses] of Object.entries(packages)) {
      const load = `import { createRequire } from "node:module"; let it; const of = () => (it ??= createRequire(import.meta.url)("${name}"));`;
      const exports = uses.map(
        (use) => `export function ${use}(...x) { return new.target ? new (of().${use})(...x) : of().${use}(...x); }`,
      );
      // Of a CommonJS package, the default export is what has the functions.
      const all = `export default { ${uses.join(", ")} };`;
      onLoad({ filter: new RegExp(`node_modules.${name}.`) }, () => ({ contents: [load, ...exports, all].join("\n") }));
    }
  },
};

/** The file that draws in pages imports the core from ./dagrad.js, and Graphviz, where no import map says where it is, from ./viz.js. */
const coreBeside = {
  name: "core-beside",
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /(?:graph.errors|export.(?:dot|theme))\.js$/ }, () => ({ path: "./dagrad.js", external: true }));
    onLoad({ filter: /render.draw-in-page\.js$/ }, ({ path }) => ({
      contents: readFileSync(path, "utf8").replace('import("@viz-js/viz")', '$&.catch(() => import("./viz.js"))'),
    }));
  },
};

for (const folder of ["dist/node", "dist/browser", "dist/explorer", "dist/playground"]) rmSync(folder, { recursive: true, force: true });

const settings = { bundle: true, format: "esm", logLevel: "warning" };
await build({
  ...settings,
  entryPoints,
  outdir: "dist/node",
  splitting: true,
  chunkNames: "shared-[hash]",
  platform: "node",
  target: "node20",
  external: ["graphviz-cli", "@viz-js/viz", "cli-progress", "@observablehq/plot", "linkedom", "vitest", "@vitest/*"],
  plugins: [oneCore, packagesWhenUsed],
});
// A class that names itself would be called _NdArray by what prints it, console.log and stacks; inside of it, its own name means the same.
for (const name of readdirSync("dist/node")) {
  const file = join("dist/node", name);
  const text = readFileSync(file, "utf8");
  const classes = Array.from(text.matchAll(/\b(\w+) = class _\1\b/g), ([, own]) => own);
  if (classes.length > 0) writeFileSync(file, text.replace(new RegExp(`\\b_(${classes.join("|")})\\b`, "g"), "$1"));
}
const inPage = {
  ...settings,
  platform: "browser",
  target: "es2022",
  minify: true,
  define: { "process.env.NODE_ENV": '"production"' },
};
await build({
  ...inPage,
  entryPoints: ["dist/src/browser.js"],
  outfile: "dist/browser/dagrad.js",
  banner: {
    js: "/*! dagrad, with immer by Michel Weststrate, fflate by Arjun Barrett and Papa Parse by Matthew Holt; all under the MIT licence. */",
  },
});
await build({
  ...inPage,
  entryPoints: ["dist/src/render/index.js"],
  outfile: "dist/browser/render.js",
  external: ["@viz-js/viz", "./viz.js"],
  plugins: [coreBeside],
});
writeFileSync("dist/browser/dagrad-worker.js", 'import { serve } from "./dagrad.js";\n\nserve();\n');

/**
 * Pages of the book run on the reference backend: the engine, which would take longer to load than to be of use, stays out. So do what compares
 * two graphs and what trains: the script with all ops has both.
 */
const ofBook = {
  name: "of-book",
  setup({ onResolve }) {
    onResolve({ filter: /backends\/auto\.js$/ }, () => ({ path: distFile("src/explorer/reference-alone.js") }));
    onResolve({ filter: /compare\/parts\.js$/ }, () => ({ path: distFile("src/explorer/compare/no-parts.js") }));
    onResolve({ filter: /time\/parts\.js$/ }, () => ({ path: distFile("src/explorer/time/no-parts.js") }));
    onResolve({ filter: /\/trainer\.js$/ }, () => ({ path: distFile("src/explorer/time/no-trainer.js") }));
  },
};
/** The scripts of pages that hold all they show: each is put into the page as it is. */
const inExplorer = {
  ...inPage,
  outdir: "dist/explorer",
  banner: {
    js: "/*! dagrad, with Preact and its signals by the Preact Authors and immer by Michel Weststrate; all under the MIT licence. */",
  },
};
await build({ ...inExplorer, entryPoints: { "page-book-ops": "dist/src/explorer/page-book-ops.js" }, plugins: [ofBook] });
await build({ ...inExplorer, entryPoints: { "page-all-ops": "dist/src/explorer/page-all-ops.js" } });
await build({ ...inExplorer, entryPoints: { "page-served": "dist/src/explorer/page-served.js" } });

/** KaTeX with its style and the fonts that formulas are written in: loaded where a formula is written. */
const katexFile = (path) => new URL(`node_modules/katex/dist/${path}`, import.meta.url);
const katexFonts = readdirSync(katexFile("fonts")).filter(
  (name) => name.endsWith(".ttf") && !/Fraktur|Script|SansSerif|Typewriter/.test(name),
);
await build({
  ...inExplorer,
  entryPoints: { katex: "dist/src/explorer/formulas/katex.js" },
  define: {
    ...inPage.define,
    KATEX_STYLE: JSON.stringify(readFileSync(katexFile("katex.min.css"), "utf8")),
    KATEX_FONTS: JSON.stringify(Object.fromEntries(katexFonts.map((name) => [name, readFileSync(katexFile(`fonts/${name}`), "base64")]))),
  },
  banner: { js: "/*! KaTeX by Khan Academy and other contributors, under the MIT licence. */" },
});

/** The licences of the packages in bundles: LICENCES.txt beside them. */
function writeLicences(folder, ...builds) {
  const inputs = builds.flatMap(({ metafile }) => Object.keys(metafile.inputs));
  const packages = new Set(inputs.flatMap((path) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []));
  const texts = [...packages].sort().map((path) => {
    const { name, version, license } = JSON.parse(readFileSync(join(path, "package.json"), "utf8"));
    const files = readdirSync(path).filter((file) => /^(?:licen[cs]e|notice|thirdpartynotice)/i.test(file));
    if (files.length === 0)
      throw new Error(`${name}: a bundled package must have its licence in a file, got none; leave it out of ${folder}`);
    return [`${name} ${version} (${license})`, ...files.map((file) => readFileSync(join(path, file), "utf8").trim())].join("\n\n");
  });
  writeFileSync(join(folder, "LICENCES.txt"), `${texts.join(`\n\n${"-".repeat(80)}\n\n`)}\n`);
}

/**
 * The editor, the runner and the worker that checks code, for pages that load them when they are first used: dist/editor. The compiler is a
 * file of its own, written where that of its version is not there yet, since it is large.
 */
const { flattenDeclarations } = await import("./dist/src/editor/types/flatten-declarations.js");
const { standardDeclarations } = await import("./dist/src/editor/types/standard-declarations.js");
const { default: ts } = await import("typescript");

const banner = (text) => ({ js: `/*! ${text} */` });
mkdirSync("dist/editor", { recursive: true });

/** Of Node, the compiler asks for what it does not use in a page. */
const nothingOfNode = {
  name: "nothing-of-node",
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^(?:node:)?(?:crypto|fs|inspector|os|path|perf_hooks|source-map-support)$/ }, ({ path }) => ({
      path,
      namespace: "node",
    }));
    onLoad({ filter: /./, namespace: "node" }, () => ({ contents: "module.exports = {};" }));
  },
};
const compiler = `typescript-${ts.version}.js`;
for (const name of readdirSync("dist/editor")) if (name !== compiler) rmSync(join("dist/editor", name), { recursive: true });
if (!existsSync(join("dist/editor", compiler))) {
  await build({
    ...inPage,
    stdin: { contents: 'import ts from "typescript";\nexport default ts;', resolveDir: "." },
    outfile: join("dist/editor", compiler),
    plugins: [nothingOfNode],
    legalComments: "none",
    banner: banner(`TypeScript ${ts.version} by Microsoft Corporation, under the Apache licence 2.0: LICENCES.txt.`),
  });
}
const compilerBeside = {
  name: "compiler-beside",
  setup({ onResolve }) {
    onResolve({ filter: /^typescript$/ }, () => ({ path: `./${compiler}`, external: true }));
  },
};
const editor = await build({
  ...inPage,
  metafile: true,
  entryPoints: {
    editor: "dist/src/editor/editor.js",
    "types-worker": "dist/src/editor/types/types-worker.js",
  },
  outdir: "dist/editor",
  plugins: [compilerBeside],
  banner: banner("dagrad, with CodeMirror and Lezer by Marijn Haverbeke and others, all under the MIT licence: LICENCES.txt."),
});
const programWorker = await build({
  ...inPage,
  format: "iife",
  entryPoints: ["dist/src/editor/run/program-worker.js"],
  write: false,
});
/** Node needs sucrase as CommonJS; of its parser, the main file must not bring along a second. */
const oneParser = {
  name: "one-parser",
  setup({ onResolve, resolve }) {
    onResolve({ filter: /^sucrase.dist.parser/ }, ({ path, resolveDir }) =>
      resolve(path.replace("dist/", "dist/esm/"), { resolveDir, kind: "import-statement" }),
    );
  },
};
const runner = await build({
  ...inPage,
  metafile: true,
  entryPoints: { run: "dist/src/editor/run/run.js" },
  outdir: "dist/editor",
  plugins: [oneParser],
  define: { ...inPage.define, PROGRAM_WORKER: JSON.stringify(programWorker.outputFiles[0].text) },
  banner: banner("dagrad, with sucrase by Alan Pierce and others, under the MIT licence: LICENCES.txt."),
});
/**
 * What programs import: dagrad's entries, which share one core, so that classes are the same whichever they come from. Names are kept, since a
 * program that prints an array prints the name of its class.
 */
const modules = await build({
  ...inPage,
  keepNames: true,
  metafile: true,
  entryPoints: {
    dagrad: "dist/src/browser.js",
    onnx: "dist/src/onnx/index.js",
    render: "dist/src/render/index.js",
    torch: "dist/src/torch/index.js",
  },
  outdir: "dist/editor/modules",
  splitting: true,
  chunkNames: "shared-[hash]",
  external: ["@viz-js/viz"],
  banner: banner(
    "dagrad, with immer by Michel Weststrate, fflate by Arjun Barrett and Papa Parse by Matthew Holt; all under the MIT licence.",
  ),
});
const declared = { dagrad: "src/index.d.ts", ...entriesOf("onnx", "render", "torch") };
const compilerPackage = { metafile: { inputs: { "node_modules/@typescript/old/lib/typescript.js": {} } } };
writeLicences("dist/editor", compilerPackage, editor, runner, modules);
const library = dirname(createRequire(createRequire(import.meta.url).resolve("typescript")).resolve("@typescript/old"));
writeFileSync(
  "dist/editor/declarations.json",
  JSON.stringify({
    "/standard.d.ts": standardDeclarations("es2023", (file) => readFileSync(join(library, file), "utf8")),
    "/dagrad.d.ts": flattenDeclarations(declared, (path) =>
      existsSync(`dist/${path}`) ? readFileSync(`dist/${path}`, "utf8") : undefined,
    ),
  }),
);

function entriesOf(...names) {
  return Object.fromEntries(names.map((name) => [`dagrad/${name}`, `src/${name}/index.d.ts`]));
}

/** The texts of those scripts as modules, for pages of others that write such pages: bundlers load them when they are asked for. */
for (const name of ["page-book-ops", "page-all-ops"]) {
  await build({
    ...inExplorer,
    banner: {},
    entryPoints: { [`${name}-text`]: `dist/src/explorer/texts/${name}.js` },
    define: { SCRIPT: JSON.stringify(readFileSync(`dist/explorer/${name}.js`, "utf8")) },
  });
}

/** The entry for pages of others: with the packages that it shows by inside, and dagrad's core outside, which such a page has anyway: ops travel with graphs. */
const coreOutside = {
  name: "core-outside",
  setup({ onResolve }) {
    onResolve({ filter: /^\.\.?\// }, ({ path, resolveDir, kind }) => {
      if (kind === "entry-point") return undefined;
      const inDist = relative(distFile(""), resolve(resolveDir, path)).replaceAll("\\", "/");
      const lazily = { "src/explorer/formulas/katex.js": "./katex.js" };
      for (const name of ["page-book-ops", "page-all-ops"]) lazily[`src/explorer/texts/${name}.js`] = `./${name}-text.js`;
      if (inDist in lazily) return { path: lazily[inDist], external: true };
      if (/^(?:graph|ops|src\/(?!explorer\/|page\/))/.test(inDist)) return { path: `../${inDist}`, external: true, sideEffects: false };
      return undefined;
    });
  },
};
await build({ ...inExplorer, entryPoints: { index: "dist/src/explorer/index.js" }, plugins: [coreOutside] });

/** What a playground loads later is shown by the Preact of its first script, which leaves it under the names of its modules. */
const sharedPreact = {
  name: "shared-preact",
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^preact(?:\/hooks|\/jsx-runtime)?$/ }, ({ path }) => ({ path, namespace: "shared" }));
    onLoad({ filter: /./, namespace: "shared" }, ({ path }) => ({
      contents: `module.exports = globalThis.dagradShared?.[${JSON.stringify(path)}] ?? {};`,
    }));
  },
};

/** Scripts that run as classic ones, too: in workers, and side by side in one page. */
const inPlayground = { ...inPage, format: "iife", outdir: "dist/playground" };
await build({
  ...inPlayground,
  entryPoints: {
    playground: "dist/src/playground/start.js",
    explorer: "dist/src/playground/explorer-script.js",
    follow: "dist/src/playground/follow-server.js",
  },
});
await build({ ...inPlayground, entryPoints: { later: "dist/src/playground/later.js" }, plugins: [sharedPreact] });
