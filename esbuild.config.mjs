/**
 * Joins the modules for Node, where loading hundreds of small ones takes most of a short program's time. Browsers and bundlers get the
 * modules themselves, and drop what a page does not use. Why, and what it brings: docs/decisions/joined-modules-for-node.md.
 *
 *   core.js        what it takes to build, check and run a graph; once, so that classes are the same whichever entry they come from
 *   drawing.cjs …  parts that are loaded when one of their functions is called; the core has a function of the same name that does it
 *   index.js …     the entries: what they have beyond that
 */
import { readFileSync, rmSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { build } from "esbuild";
import { compileFirst } from "./eager.config.mjs";

const entryPoints = {
  index: "dist/src/index.js",
  files: "dist/src/files/index.js",
  render: "dist/src/render/index.js",
  vitest: "dist/src/vitest/index.js",
  main: "dist/src/cli/main.js",
  "typescript-hooks": "dist/src/cli/typescript-hooks.js",
};

const modules = (folder, names) => names.split(" ").map((name) => `dist/${folder}/${name}.js`);

/** The modules that lead into each part: what they export is all that others take from it, and must be functions. */
const parts = {
  drawing: modules("src/export", "diff-dot dot latex numpy text"),
  training: [
    ...modules("src/train", "adagrad adam check-gradients checkpoint classification-report confusion-matrix evaluate fit predict"),
    ...modules("src/train", "gradients print-gradient-check rmsprop schedule sgd train-step"),
  ],
  data: [
    ...modules("src/data", "class-weights idx npy npz one-hot-encode safetensors scaling"),
    ...modules("src/data", "sine spiral train-test-split vertical"),
  ],
  kernels: [
    ...modules("src/backends/wasm/kernels", "argmax broadcast-to concat gather matmul max mean one-hot random-uniform"),
    ...modules("src/backends/wasm/kernels", "size slice sum transpose"),
    ...modules("src/backends/wasm/write", "loop product"),
  ],
  threads: modules("src/backends/wasm/threads", "threading"),
  editing: modules("graph", "apply-edit edit rewire"),
  reading: [
    ...modules("graph", "check diff form invariants parse print print-array print-diff print-number violation"),
    ...modules("src", "backends/wasm/print plan/print-plan run/trace"),
  ],
};
const leadsInto = new Map(Object.entries(parts).flatMap(([part, into]) => into.map((module) => [module, part])));

const settings = {
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node20",
  // Of immer what is used is joined in. The others are loaded by those who need them.
  external: ["graphviz-cli", "@viz-js/viz", "cli-progress", "@observablehq/plot", "linkedom", "vitest", "@vitest/*", "fflate"],
  legalComments: "inline",
  minifyWhitespace: true,
  minifySyntax: true,
  // Node shows the line that threw an error which nobody catches.
  lineLimit: 160,
  logLevel: "warning",
};

const look = await build({ ...settings, entryPoints, outdir: "dist/node", splitting: true, metafile: true, write: false });
const home = homes(look.metafile.inputs);
const given = await asked();

rmSync("dist/node", { recursive: true, force: true });

await build({
  ...settings,
  stdin: exporting(given.keys()),
  outfile: "dist/node/core.js",
  plugins: [
    instead("functions", (module) => leadsInto.has(module), loadingPart),
    instead("parts", (module) => module === "parts", loadingParts),
  ],
});

for (const [part, into] of Object.entries(parts)) {
  await build({
    ...settings,
    stdin: exporting(into),
    outfile: `dist/node/${part}.cjs`,
    // A function of what the core exports; in parentheses, V8 compiles it at once.
    format: "cjs",
    banner: { js: "module.exports=(function(core){const module={};" },
    footer: { js: "return module.exports});" },
    plugins: [
      instead(
        "core",
        (module) => given.has(module) && home.get(module) !== part,
        (module) => `export const { ${given.get(module).map(([name, inCore]) => `${inCore}: ${name}`)} } = core;`,
      ),
      // fflate fills its tables when it is loaded, which takes 8 ms: it is loaded when something is packed or unpacked.
      instead(
        "fflate",
        (module) => module === "fflate",
        () =>
          ["inflateSync", "gzipSync", "zipSync"]
            .map((name) => `export const ${name} = (...given) => require("fflate").${name}(...given);`)
            .join(""),
      ),
    ],
  });
}

await build({
  ...settings,
  entryPoints,
  outdir: "dist/node",
  splitting: true,
  plugins: [
    instead(
      "core",
      (module) => given.has(module),
      (module) => `export { ${given.get(module).map(([name, inCore]) => `${inCore} as ${name}`)} } from "./core.js";`,
      { copies: true },
    ),
  ],
});

await compileFirst("dist/node");

/** Where each module goes: "core", the name of a part, or "entries". What several of them need goes into the core. */
function homes(inputs) {
  const reached = (from, found = new Set()) => {
    for (const module of from) {
      if (found.has(module)) continue;
      if (inputs[module] === undefined)
        throw new Error(`esbuild.config: ${module} must be needed by an entry; correct its name in the parts`);
      const imports = inputs[module].imports.filter(({ path, external }) => !external && !leadsInto.has(path));
      reached(
        imports.map(({ path }) => path),
        found.add(module),
      );
    }
    return found;
  };
  const outside = reached(Object.values(entryPoints));
  const inside = Object.entries(parts).map(([part, into]) => [part, reached(into)]);
  const isShared = (module) => outside.has(module) || inside.filter(([, its]) => its.has(module)).length > 1;
  const core = reached([entryPoints.index, ...inside.flatMap(([, its]) => [...its].filter(isShared))]);
  const placeOf = (module) => (core.has(module) ? "core" : (inside.find(([, its]) => its.has(module))?.[0] ?? "entries"));
  return new Map(Object.keys(inputs).map((module) => [module, placeOf(module)]));
}

/** What modules take from the core, or from a part that they are not in: module → [its name, its name in the core][]. */
async function asked() {
  const index = await import(resolve(entryPoints.index));
  const taken = new Set(Object.keys(index));
  const asked = new Map([[entryPoints.index, [...taken].map((name) => [name, name])]]);
  for (const request of new Set([...home.keys()].flatMap(requests))) {
    const [from, name] = request.split(" ");
    const exported = await import(resolve(from));
    if (leadsInto.has(from) && (typeof exported[name] !== "function" || String(exported[name]).startsWith("class")))
      throw new Error(`esbuild.config: a part gives functions only, and ${name} of ${from} is none; leave its module in the core`);
    let inCore = name;
    if (index[name] !== exported[name]) for (let i = 2; taken.has(inCore); i++) inCore = `${name}${i}`;
    taken.add(inCore);
    asked.set(from, [...(asked.get(from) ?? []), [name, inCore]]);
  }
  return asked;
}

/** What a module imports by name from modules that go elsewhere, as "module name". */
function requests(module) {
  const elsewhere = ([from]) => home.get(from) !== home.get(module) && home.get(from) !== "entries";
  return importsOf(module)
    .filter(elsewhere)
    .map((request) => request.join(" "));
}

/** What a module imports by name from others: [module, name][]. */
function importsOf(module) {
  const imports = readFileSync(module, "utf8").matchAll(/^(?:import|export) \{([^}]*)\} from "(\.[^"]*)";$/gm);
  return Array.from(imports).flatMap(([, names, path]) =>
    names.split(",").map((name) => [relative(".", resolve(dirname(module), path)), name.trim().split(" as ")[0]]),
  );
}

/** A module that exports what is taken from these ones, by the names in the core. */
function exporting(from) {
  const exports = new Map(
    Array.from(from).flatMap((module) =>
      given.get(module).map(([name, inCore]) => [inCore, `export { ${name} as ${inCore} } from "./${module}";`]),
    ),
  );
  return { contents: [...exports.values()].join("\n"), resolveDir: "." };
}

/** In the core, for a module that leads into a part: functions that load the part. */
function loadingPart(module) {
  const part = leadsInto.get(module);
  const functions = given
    .get(module)
    .map(([name, inCore]) => `export function ${name}(...given) { return ${part}().${inCore}(...given); }`);
  return `import { ${part} } from "./parts";${functions.join("")}`;
}

/** Functions by the names of the parts, which give their exports. The core hands itself to each. */
function loadingParts() {
  const functions = Object.keys(parts).map((part) => `let its_${part}; export const ${part} = () => its_${part} ??= load("${part}");`);
  return `
    import { createRequire } from "node:module";
    import * as core from "./core.js";
    const load = (part) => createRequire(import.meta.url)("./" + part + ".cjs")(core);
    ${functions.join("\n")}`;
}

/** For the modules that `concerns` picks, by their path from here, other contents; with `copies`, once for each that imports them. */
function instead(name, concerns, contents, { copies = false } = {}) {
  return {
    name,
    setup(plugin) {
      plugin.onResolve({ filter: /^\.|^fflate$|^dist/ }, ({ path, resolveDir, importer, namespace }) => {
        if (namespace !== "file" && ["./core.js", "fflate"].includes(path)) return { path, external: true };
        const module = path.startsWith(".") ? relative(".", resolve(resolveDir, path)) : path;
        return concerns(module) ? { path: module, namespace: name, suffix: copies ? `?from=${importer}` : "" } : undefined;
      });
      plugin.onLoad({ filter: /.*/, namespace: name }, ({ path }) => ({
        contents: contents(path),
        resolveDir: resolve("."),
      }));
    },
  };
}
