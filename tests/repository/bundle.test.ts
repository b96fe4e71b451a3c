import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { type BuildResult, build } from "esbuild";
import { build as buildByVite } from "vite";
import { describe, expect, it, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** What a web page would load of a module, where the library has further ops. A module of Node that is imported anywhere in it fails the build. */
const bundle = (contents: string, furtherOps = "", minifyIdentifiers = true) =>
  build({
    stdin: { contents, resolveDir: root, loader: "ts" },
    absWorkingDir: root,
    bundle: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    minifyWhitespace: true,
    minifySyntax: true,
    minifyIdentifiers,
    metafile: true,
    write: false,
    logLevel: "silent",
    plugins: [
      {
        name: "further-ops",
        setup: ({ onLoad, onResolve }) => {
          const further = join(root, "ops/further.ts");
          const list = furtherOps === "" ? "" : '\nexport * from "./further.ts";';
          onLoad({ filter: /ops.index\.ts$/ }, ({ path }) => ({ contents: readFileSync(path, "utf8") + list, loader: "ts" }));
          onResolve({ filter: /^\.\/further\.ts$/ }, () => ({ path: further, sideEffects: false }));
          onLoad({ filter: /ops.further\.ts$/ }, () => ({ contents: furtherOps, loader: "ts" }));
        },
      },
    ],
  });
/** The modules that something is left of. */
const loaded = ({ metafile }: BuildResult): string[] =>
  Object.values(metafile?.outputs ?? {}).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : [])),
  );
const textOf = (bundled: BuildResult): string => bundled.outputFiles?.[0]?.text ?? "";
const everything = await bundle('export * from "./src/index.ts";');
const pageSource = `
  import { argmaxAccuracy, compile, crossentropy, dense, f32, graph, random, relu, softmax, spiralData, u8 } from "./src/index.ts";
  const generator = random(0);
  const { X, y } = spiralData(100, 3, { random: generator });
  const network = graph({ X: f32("batch", 2), y: u8("batch") }, ({ X, y }) => {
    const hidden = relu(dense(X, { units: 3 }));
    const probabilities = softmax(dense(hidden, { units: 3 }));
    return { probabilities, loss: crossentropy(probabilities, y), accuracy: argmaxAccuracy(probabilities, y) };
  });
  const { loss, accuracy } = compile(network, { random: generator }).run({ X, y });
  export const printed = [String(loss), String(accuracy)];
`;
const smallSource = `
  import { add, f32, graph, matmul, print, relu } from "./src/index.ts";
  console.log(print(graph({ x: f32("batch", 2), w: f32(2, 3) }, ({ x, w }) => ({ y: relu(add(matmul(x, w), 1)) }))));
`;
const page = await bundle(pageSource);
const small = await bundle(smallSource);

test("the core entry bundles for a browser, without a module of Node and without graphviz-cli", () => {
  const inputs = Object.keys(everything.metafile.inputs);
  const packages = inputs.flatMap((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []);
  expect([...new Set(packages)].sort()).toEqual(["fflate", "immer", "papaparse"]);
  expect(Object.values(everything.metafile.inputs).flatMap(({ imports }) => imports.filter((one) => one.external))).toEqual([]);
  expect(inputs.filter((path) => /^src\/(render|cli|files|vitest)\//.test(path))).toEqual([]);
});

test("a page with the chapter-5 network on its data, the engine with it, loads at most 79.6 kB, minified and gzipped, and no package", () => {
  expect(loaded(page).filter((path) => path.includes("node_modules"))).toEqual([]);
  expect(gzipSync(textOf(page), { level: 9 }).length).toBeLessThanOrEqual(79_600);
});

test("dist/browser/dagrad.js, everything in one file, is at most 260 kB, gzipped", () => {
  expect(gzipSync(readFileSync(join(root, "dist/browser/dagrad.js")), { level: 9 }).length).toBeLessThanOrEqual(260_000);
});

describe("a page loads the engine's extension with an op that it is for or with a graph's text, and not without,", () => {
  const source = (name: string): string => `import { compile, ${name} } from "./dist/src/index.js"; console.log(compile, ${name});`;
  const part = "dist/src/backends/fuse/lines-groups.js";
  const bundlers: Readonly<Record<string, (name: string) => Promise<boolean>>> = {
    esbuild: async (name) => {
      const { metafile } = await bundle(source(name));
      return Object.values(metafile?.outputs ?? {}).some(({ inputs }) => (inputs[part]?.bytesInOutput ?? 0) > 0);
    },
    rolldown: async (name) => {
      const page = join(root, "page.js");
      const plugins = [
        {
          name: "page",
          resolveId: (id: string) => (id === page ? id : undefined),
          load: (id: string) => (id === page ? source(name) : undefined),
        },
      ];
      const options = { rolldownOptions: { input: page, preserveEntrySignatures: false as const }, write: false, minify: false };
      const made = await buildByVite({ root, configFile: false, logLevel: "silent", plugins, build: options });
      return [made]
        .flat()
        .some(
          (one) => "output" in one && one.output.some((chunk) => "moduleIds" in chunk && chunk.moduleIds.some((id) => id.endsWith(part))),
        );
    },
  };
  it.each(Object.keys(bundlers))("bundled by %s", async (by) => {
    const hasExtension = bundlers[by] as (name: string) => Promise<boolean>;
    const found = await Promise.all(["dense", "softmax", "fit", "conv2d", "layerNorm", "parse", "fromModel"].map(hasExtension));
    expect(found).toEqual([false, false, false, true, true, true, true]);
  });
});

test("src/ops.ts and src/extended-ops.ts name the same ops: what one has alone would not bring the extension", () => {
  const namesIn = (path: string): string[] =>
    /export \{([^}]+)\} from "\.[^"]*(?:extended-ops|ops\/index)\.ts"/.exec(readFileSync(join(root, path), "utf8"))?.[1]?.match(/\w+/g) ??
    [];
  expect(namesIn("src/ops.ts").length).toBeGreaterThan(50);
  expect(namesIn("src/ops.ts")).toEqual(namesIn("src/extended-ops.ts"));
});

test("that page loads nothing that draws, writes, differentiates or trains a graph", () => {
  const others = /^src\/(export|train)\/|^src\/passes\/(differentiate|gradient-path)/;
  expect(loaded(page).filter((path) => others.test(path))).toEqual([]);
  // They are found where there are some.
  expect(loaded(everything)).toEqual(expect.arrayContaining(["src/export/form-of.ts", "src/passes/differentiate.ts", "src/train/fit.ts"]));
});

test("that page loads the ops that it uses and those that they are made of, with all that they say, and no other", () => {
  const ops = loaded(page).filter((path) => /^ops\/(?!shared\/)\w+\//.test(path));
  const composites = ["losses/argmax-accuracy", "losses/crossentropy", "layers/dense", "elementwise/relu", "reduce/softmax"];
  expect(ops).toEqual(expect.arrayContaining(composites.map((name) => `ops/${name}.ts`)));
  for (const other of ["layers/dropout", "elementwise/tanh", "elementwise/sin", "move/concat", "random/random-uniform", "losses/l2"]) {
    expect(ops).not.toContain(`ops/${other}.ts`);
    expect(loaded(everything)).toContain(`ops/${other}.ts`);
  }
  expect(/title:"Softmax"/.test(textOf(page))).toBe(true);
});

test("a page that builds and prints a graph of three ops loads at most 16.7 kB, and nothing that runs one or computes with arrays", () => {
  expect(gzipSync(textOf(small), { level: 9 }).length).toBeLessThanOrEqual(16_700);
  expect(loaded(small).filter((path) => /^src\/(backends|plan|run)\/|^graph\/ndarray/.test(path))).toEqual([]);
});

test("neither page changes by a byte when an op is added to the library", async () => {
  const doubled = `
    import { apply } from "../graph/apply.ts";
    import { defineOp } from "../graph/op.ts";
    export const doubledOp = defineOp({ name: "doubled", inputs: ["x"], attrs: {}, infer: ([x]) => x, scalar: (s, [x]) => s.add(x, x), vjp: (dy) => [() => dy] });
    export const doubled = (x) => apply(doubledOp, [x], {});`;
  for (const source of [pageSource, smallSource]) {
    // Which letters short names get may depend on what else there is.
    const [larger, same] = await Promise.all([bundle(source, doubled, false), bundle(source, "", false)]);
    expect(textOf(larger)).toBe(textOf(same));
  }
  expect(textOf(await bundle(pageSource, doubled)).length).toBe(textOf(page).length);
  // A page that uses it has it.
  expect(textOf(await bundle(smallSource.replaceAll("relu", "doubled"), doubled))).toContain("doubled");
});

test("that page computes the book's loss within 4e-7, and its accuracy", async () => {
  const { printed } = (await import(`data:text/javascript;base64,${Buffer.from(textOf(page)).toString("base64")}`)) as {
    readonly printed: readonly string[];
  };
  // NNFS, chapter 5: loss: 1.0986104, acc: 0.34.
  expect(Math.abs(Number(printed[0]) - 1.0986104)).toBeLessThanOrEqual(4e-7);
  expect(printed[1]).toBe("0.34");
});
