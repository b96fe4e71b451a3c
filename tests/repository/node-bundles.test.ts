import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { beforeAll, expect, test } from "vitest";
import { filesIn, readText, root } from "./pages.ts";

/*
 * dist/node in processes of its own: vitest would load its files its own way.
 */

const run = (program: string) =>
  spawnSync(process.execPath, ["--expose-gc", "--input-type=module", "--eval", program], { cwd: root, encoding: "utf8" });

/** What a program prints that imports from the built entries, and may call gc: values, as JSON, one a line. */
function printed(program: string): unknown[] {
  const { stdout, stderr } = run(program);
  expect(stderr).toBe("");
  return stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as unknown);
}

const network = `graph({ X: f32("batch", 2), y: u8("batch") }, ({ X, y }) => {
  const probabilities = softmax(dense(relu(dense(X, { units: 3 })), { units: 3 }));
  return { loss: crossentropy(probabilities, y), accuracy: argmaxAccuracy(probabilities, y) };
})`;

beforeAll(() => {
  if (!existsSync(join(root, "dist/node/index.js"))) throw new Error("nothing is built; run npm run build, as npm test does");
});

test.each(["index", "files", "render", "worker"])("%s exports what its module exports", (entry) => {
  const [bundle, module] = printed(`
    for (const path of ["./dist/node/${entry}.js", "./dist/src/${entry === "index" ? "" : `${entry}/`}index.js"])
      console.log(JSON.stringify(Object.keys(await import(path)).sort()));
  `);
  expect((bundle as string[]).length).toBeGreaterThan(1);
  expect(bundle).toEqual(module);
});

test("an array and a program print under the names of their classes, as those of the modules do", () => {
  const [bundle, module] = printed(`
    import { inspect } from "node:util";
    for (const path of ["./dist/node/index.js", "./dist/src/index.js"]) {
      const { array, compile, f32, graph, relu } = await import(path);
      const program = compile(graph({ x: f32(2) }, ({ x }) => ({ y: relu(x) })));
      console.log(JSON.stringify([inspect(array([1], "float32")), inspect(program, { depth: -1 }), array([[1, 2]], "float32").reshape(2).toString()]));
    }
  `);
  expect((module as string[])[0]).toMatch(/^NdArray \{/);
  expect(bundle).toEqual(module);
});

test("vitest exports what its module exports", async () => {
  const names = (path: string): string[] =>
    (/^export \{([^}]*)\};$/m.exec(readText(path))?.[1] ?? "").split(",").map((name) => name.trim().replace(/^.* as /, ""));
  expect(names("dist/node/vitest.js").sort()).toEqual(Object.keys(await import("dagrad/vitest")).sort());
});

test("chapter 5, a training of it, its picture, formula and packed weights are those of the modules, to the bit", () => {
  const program = (from: string): string => `
    import * as dagrad from "${from}";
    const { adam, argmaxAccuracy, compile, crossentropy, dense, dot, edit, f32, fromNpz, graph, insertAfter, latex, print, random, relu } = dagrad;
    const { reference, softmax, spiralData, toNpz, trainStep, u8 } = dagrad;
    const network = ${network};
    const show = (value) => console.log(JSON.stringify(value));
    const generator = random(0);
    const { X, y } = spiralData(100, 3, { random: generator });
    const { loss, accuracy } = compile(network, { random: generator, backend: reference }).run({ X, y });
    show([String(loss), String(accuracy)]);
    const step = trainStep(network, { minimize: "loss", optimizer: adam({ learningRate: 0.05 }) });
    const training = compile(step, { random: random(0) });
    show(Array.from(training.steps(100, { X, y }, ["loss"]).loss.data));
    show(Object.entries(fromNpz(toNpz(training.parameters, { compress: true }))).map(([id, { data }]) => [id, Array.from(data)]));
    show([print(step), dot(network), latex(network, "loss")]);
    show(edit(network, (draft) => insertAfter(draft, "relu1", "again", { op: "relu" })).graph);
  `;
  const lines = printed(program("./dist/node/index.js"));
  // NNFS, chapter 5: loss: 1.0986104, acc: 0.34.
  expect(lines[0]).toEqual(["1.0986104", "0.34"]);
  expect((lines[1] as number[])[0]).toBeLessThan(1.0986104);
  expect(lines).toEqual(printed(program("./dist/src/index.js")));
});

test("import and a first result load no package; packing loads fflate, an edit loads immer, and a table loads papaparse", () => {
  const packages = printed(`
    import { createRequire } from "node:module";
    import { argmaxAccuracy, compile, crossentropy, dense, edit, f32, fromCsv, graph, relu, softmax, toNpz, u8, zeros } from "dagrad";
    import "dagrad/files";
    import "dagrad/render";
    const network = ${network};
    const show = () => {
      const paths = Object.keys(createRequire(import.meta.url).cache);
      const packages = paths.flatMap((path) => /node_modules.((?:@[^/]+.)?[^/\\\\]+)/.exec(path)?.[1] ?? []);
      console.log(JSON.stringify([...new Set(packages)]));
    };
    compile(network).run({ X: new Float32Array(6), y: new Uint8Array(3) });
    show();
    toNpz({ a: zeros([2]) });
    show();
    edit(network, () => {});
    show();
    fromCsv("a,b\\n1,2\\n");
    show();
  `);
  expect(packages).toEqual([[], ["fflate"], ["fflate", "immer"], ["fflate", "immer", "papaparse"]]);
  const imported = filesIn("dist/node", ".js").flatMap((path) =>
    Array.from(readText(path).matchAll(/^(?:import|\} from) .*?"((?!\.|node:)[^"]+)";$/gm), ([, name]) => name),
  );
  expect([...new Set(imported)]).toEqual(["vitest"]);
});

test("Node shows a readable line of dagrad for an error that nobody catches, and the names of its functions", () => {
  const { stderr } = run(`
    import { f32, graph, matmul } from "dagrad";
    graph({ X: f32("batch", 2), w: f32(3, 3) }, ({ X, w }) => ({ y: matmul(X, w) }));
  `);
  const [place, line, mark, , message] = stderr.split("\n");
  expect(place).toMatch(/dist.node.[\w-]+\.js:\d+$/);
  expect(line).toMatch(/^ {4}throw new OpError\(.*\);$/);
  expect(line?.length).toBeLessThanOrEqual(140);
  expect(mark).toBe("          ^");
  expect(message).toMatch(/^OpError: matmul: last axis of a must equal second-to-last axis of b, got /);
  expect(stderr).toMatch(/^ {4}at matmul \(/m);
});

test("classes are the same whichever entry they come from", () => {
  const same = printed(`
    import { FormatError, fromNpy, GraphError, NdArray, parse, latex, graph, f32, zeros, toNpy } from "dagrad";
    import { readArray, saveFile } from "dagrad/files";
    import { svg } from "dagrad/render";
    import { mkdtempSync, rmSync } from "node:fs";
    import { tmpdir } from "node:os";
    import { join } from "node:path";
    const folder = mkdtempSync(join(tmpdir(), "dagrad-classes-"));
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

test.each(["dagrad", "./dist/src/index.js"])(
  "fitInWorker beside %s trains in a thread of Node as fit does, and the process ends with it",
  (core) => {
    const lines = printed(`
    import { adam, crossentropy, dense, f32, fit, graph, argmaxAccuracy, random, relu, softmax, spiralData, u8 } from "${core}";
    import { fitInWorker } from "${core === "dagrad" ? "dagrad/worker" : "./dist/src/worker/index.js"}";
    const network = ${network};
    const data = spiralData(50, 3, { random: random(0) });
    const options = () => ({ minimize: "loss", optimizer: adam(), data, epochs: 3, batchSize: 32, random: random(1) });
    const [here, there] = [await fit(network, options()), await fitInWorker(network, options())];
    for (const { epochs, step } of [here, there]) {
      const parameters = Object.values(step.parameters).map(({ data }) => [...data]);
      console.log(JSON.stringify([epochs.map(({ metrics }) => metrics.loss), parameters]));
    }
    // Nobody goes on: the thread must not hold up the end.
    await fitInWorker(network, options())[Symbol.asyncIterator]().next();
  `);
    expect(lines).toHaveLength(2);
    expect(lines[1]).toEqual(lines[0]);
  },
);

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

test("a bundler for Node takes the modules, not the bundles", async () => {
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
