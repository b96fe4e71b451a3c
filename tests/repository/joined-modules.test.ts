import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { beforeAll, expect, test } from "vitest";
import { readText, root } from "./pages.ts";

/*
 * dist/node in a process of its own: vitest would load its files its own way.
 */

/** What a program prints that imports from the built entries, and may call gc. */
const printed = (program: string): unknown[] => {
  const out = execFileSync(process.execPath, ["--expose-gc", "--input-type=module", "--eval", program], { cwd: root, encoding: "utf8" });
  return out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as unknown);
};

const network = `graph({ X: f32("batch", 2), y: u8("batch") }, ({ X, y }) => ({
  loss: crossentropy(softmax(dense(relu(dense(X, { units: 3 })), { units: 3 })), y),
}))`;

/** As V8 writes it to the folder that NODE_V8_COVERAGE names. */
interface CoveredScript {
  readonly url: string;
  readonly functions: readonly { readonly ranges: readonly [{ startOffset: number; endOffset: number; count: number }] }[];
}

beforeAll(() => {
  if (!existsSync(join(root, "dist/node/core.js"))) throw new Error("nothing is built; run npm run build, as npm test does");
});

test("a first result loads the core and no part", () => {
  const [loss, parts] = printed(`
    import { createRequire } from "node:module";
    import { compile, crossentropy, dense, f32, graph, relu, softmax, u8 } from "dagrad";
    const { loss } = compile(${network}).run({ X: new Float32Array(6), y: new Uint8Array(3) });
    console.log(loss.item().toFixed(4));
    console.log(JSON.stringify(Object.keys(createRequire(import.meta.url).cache)));
  `);
  expect(loss).toBe(1.0986);
  expect(parts).toEqual([]);
});

test("what a first result calls stands in parentheses, for V8 to compile it with the core", () => {
  const folder = mkdtempSync(join(tmpdir(), "dagrad-called-"));
  execFileSync(
    process.execPath,
    [
      "--input-type=module",
      "--eval",
      `import { compile, crossentropy, dense, f32, graph, relu, softmax, u8 } from "dagrad";
       compile(${network}).run({ X: new Float32Array(8), y: new Uint8Array(4) });`,
    ],
    { cwd: root, env: { ...process.env, NODE_V8_COVERAGE: folder } },
  );
  const { result } = JSON.parse(readFileSync(join(folder, readdirSync(folder)[0] as string), "utf8")) as { result: CoveredScript[] };
  rmSync(folder, { recursive: true });
  const functions = result.find(({ url }) => url.endsWith("dist/node/core.js"))?.functions ?? [];
  const text = readText("dist/node/core.js");
  const called = functions.flatMap(({ ranges: [whole] }) => (whole.count > 0 ? [text.slice(whole.startOffset - 1, whole.endOffset)] : []));
  const expressions = called.filter((one) => /^[^}]function\b/.test(one));
  expect(expressions.length).toBeGreaterThan(250);
  expect(expressions.filter((one) => !one.startsWith("("))).toEqual([]);
});

test("functions of every part do what those of the modules do", () => {
  const program = (from: string): string => `
    import { createRequire } from "node:module";
    import * as dagrad from "${from}";
    const { crossentropy, dense, edit, f32, fromNpz, graph, insertAfter, latex, print, relu, sgd, softmax, toNpz, trainStep, u8, zeros } = dagrad;
    const network = ${network};
    const show = (value) => console.log(JSON.stringify(value));
    show(latex(network, "loss"));
    show(print(trainStep(network, { minimize: "loss", optimizer: sgd({ learningRate: 1 }) })));
    show(fromNpz(toNpz({ a: zeros([2]) })).a.shape);
    show(edit(network, (draft) => insertAfter(draft, "relu1", "again", { op: "relu" })).graph);
    show(Object.keys(createRequire(import.meta.url).cache).flatMap((path) => /dist.node.(.*)/.exec(path)?.[1] ?? []).sort());
  `;
  const joined = printed(program("./dist/node/index.js"));
  expect(joined.slice(0, -1)).toEqual(printed(program("./dist/src/index.js")).slice(0, -1));
  expect(joined.at(-1)).toEqual(["data.cjs", "drawing.cjs", "editing.cjs", "reading.cjs", "training.cjs"]);
});

test("classes are the same whichever entry or part they come from", () => {
  const same = printed(`
    import { FormatError, fromNpy, GraphError, NdArray, parse, latex, graph, f32, zeros, toNpy } from "dagrad";
    import { readArray, saveFile } from "dagrad/files";
    import { svg } from "dagrad/render";
    import { mkdtempSync, rmSync } from "node:fs";
    import { tmpdir } from "node:os";
    import { join } from "node:path";
    const folder = mkdtempSync(join(tmpdir(), "dagrad-joined-"));
    const path = join(folder, "a.npy");
    const thrown = async (wrong) => { try { await wrong(); } catch (error) { return error; } };
    await saveFile(path, toNpy(zeros([2])));
    console.log(fromNpy(toNpy(zeros([2]))) instanceof NdArray && (await readArray(path)) instanceof NdArray);
    rmSync(folder, { recursive: true });
    console.log((await thrown(() => parse("{}"))) instanceof FormatError);
    console.log((await thrown(() => latex(graph({ x: f32(2) }, ({ x }) => ({ y: x })), "z"))) instanceof GraphError);
    console.log((await thrown(() => svg("digraph {"))) instanceof FormatError);
  `);
  expect(same).toEqual([true, true, true, true]);
});

test("a program with threads may be collected: the process goes on, and so do programs after it", () => {
  const lines = printed(`
    import { compile, f32, graph, matmul, wasm } from "dagrad";
    import { setTimeout } from "node:timers/promises";
    const square = graph({ a: f32(256, 256), b: f32(256, 256) }, ({ a, b }) => ({ y: matmul(a, b) }));
    const a = new Float32Array(256 * 256);
    const run = () => compile(square, { backend: wasm({ threads: 2 }) }).run({ a, b: a }).y.shape;
    console.log(JSON.stringify(run()));
    for (let i = 0; i < 10; i++) {
      gc();
      await setTimeout(10);
    }
    console.log(JSON.stringify(run()));
  `);
  expect(lines).toEqual([
    [256, 256],
    [256, 256],
  ]);
});

test("a bundler for Node takes the modules, not the joined files", async () => {
  const { metafile } = await build({
    stdin: { contents: 'export { dot } from "dagrad"; export { loadWeights } from "dagrad/files";', resolveDir: root },
    absWorkingDir: root,
    // Not by the paths that types are found by, but as packages are.
    tsconfigRaw: {},
    bundle: true,
    format: "esm",
    platform: "node",
    metafile: true,
    write: false,
  });
  const inputs = Object.keys(metafile.inputs);
  expect(inputs).toContain("dist/src/export/dot.js");
  expect(inputs.filter((path) => path.includes("dist/node/"))).toEqual([]);
});
