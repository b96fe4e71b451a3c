import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** The core entry as a web page would load it. A module of Node that is imported anywhere in it fails the build. */
const bundled = await build({
  entryPoints: ["src/index.ts"],
  absWorkingDir: root,
  bundle: true,
  format: "esm",
  platform: "browser",
  target: "es2022",
  minify: true,
  metafile: true,
  write: false,
  logLevel: "silent",
});

test("the core entry bundles for a browser, without a module of Node and without graphviz-cli", () => {
  const packages = Object.keys(bundled.metafile.inputs).flatMap((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []);
  expect(new Set(packages)).toEqual(new Set(["immer"]));
  const external = Object.values(bundled.metafile.inputs).flatMap(({ imports }) => imports.filter((one) => one.external));
  expect(external).toEqual([]);
  expect(Object.keys(bundled.metafile.inputs).filter((path) => /^src\/(render|cli|vitest)\//.test(path))).toEqual([]);
});

test("the core entry is at most 45 kB, minified and gzipped", () => {
  const [{ contents }] = bundled.outputFiles as [{ contents: Uint8Array }];
  expect(gzipSync(contents, { level: 9 }).length).toBeLessThanOrEqual(45_000);
});

test("the bundle alone builds and runs a network", async () => {
  const [{ text }] = bundled.outputFiles as [{ text: string }];
  const { graph, f32, softmax, compile } = (await import(
    `data:text/javascript;base64,${Buffer.from(text).toString("base64")}`
  )) as typeof import("dagrad");
  const network = graph({ x: f32(2) }, ({ x }) => ({ y: softmax(x) }));
  expect(Array.from((compile(network).run({ x: [0, 0] }) as { y: { data: Iterable<number> } }).y.data)).toEqual([0.5, 0.5]);
});
