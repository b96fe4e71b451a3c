/**
 * Bundles the editor, the runner and the worker that checks code, for pages that load them when they are first used. The compiler is a file of
 * its own, written where that of its version is not there yet, since it is large.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { bundleCompiler, compilerFolder } from "./compiler.mjs";

const banner = (text) => ({ js: `/*! ${text} */` });

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

/** Node needs sucrase as CommonJS; of its parser, the main file must not bring along a second. */
const oneParser = {
  name: "one-parser",
  setup({ onResolve, resolve }) {
    onResolve({ filter: /^sucrase.dist.parser/ }, ({ path, resolveDir }) =>
      resolve(path.replace("dist/", "dist/esm/"), { resolveDir, kind: "import-statement" }),
    );
  },
};

function entriesOf(...names) {
  return Object.fromEntries(names.map((name) => [`dagrad/${name}`, `src/${name}/index.d.ts`]));
}

/** Into dist/editor; `inPage` are the settings of all that pages load. */
export async function bundleEditor(inPage) {
  const { flattenDeclarations } = await import("../dist/src/editor/types/flatten-declarations.js");
  const { standardDeclarations } = await import("../dist/src/editor/types/standard-declarations.js");
  const { default: ts } = await import("typescript");

  mkdirSync("dist/editor", { recursive: true });

  const compiler = `typescript-${ts.version}.js`;
  for (const name of readdirSync("dist/editor")) if (name !== compiler) rmSync(join("dist/editor", name), { recursive: true });
  // Made of the same compiler in the same way, it is the same.
  const made = statSync(join("dist/editor", compiler), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (made < statSync(".esbuild/compiler.mjs").mtimeMs) {
    const licence = `Parts of TypeScript ${ts.version} by Microsoft Corporation, changed by dagrad's build: those that check code; under the Apache licence 2.0: LICENCES.txt.`;
    await bundleCompiler({ ...inPage, banner: banner(licence) }, join("dist/editor", compiler));
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
  const runner = await build({
    ...inPage,
    metafile: true,
    entryPoints: { run: "dist/src/editor/run/run.js" },
    outdir: "dist/editor",
    plugins: [oneParser],
    define: { ...inPage.define, PROGRAM_WORKER: JSON.stringify(programWorker.outputFiles[0].text) },
    banner: banner("dagrad, with sucrase by Alan Pierce and others, under the MIT licence: LICENCES.txt."),
  });
  // What programs import: dagrad's entries, which share one core, so that classes are the same whichever they come from. Names are kept, since a
  // program that prints an array prints the name of its class.
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
  writeFileSync(
    "dist/editor/declarations.json",
    JSON.stringify({
      "/standard.d.ts": standardDeclarations("es2023", (file) => readFileSync(join(compilerFolder, file), "utf8")),
      "/dagrad.d.ts": flattenDeclarations(declared, (path) =>
        existsSync(`dist/${path}`) ? readFileSync(`dist/${path}`, "utf8") : undefined,
      ),
    }),
  );
}
