import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { array } from "../../../graph/ndarray.ts";
import { toNpy } from "../../../src/data/npy.ts";
import { type Called, models, output } from "./call.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/*
 * The built program in a process of its own: what a test in this process cannot show, since vitest loads modules its own way.
 */

const main = fileURLToPath(new URL("../../../dist/node/main.js", import.meta.url));
const environment = { ...process.env, NODE_OPTIONS: "" };

const start = (words: readonly string[], cwd: string): ChildProcess =>
  spawn(process.execPath, [main, ...words], { cwd, env: environment, stdio: ["ignore", "pipe", "pipe"] });

/** Runs the built program to its end. */
function spawned(line: string, cwd = models): Promise<Called> {
  return new Promise((resolve, reject) => {
    const child = start(line.split(" "), cwd);
    let [stdout, stderr] = ["", ""];
    child.stdout?.on("data", (data) => {
      stdout += data;
    });
    child.stderr?.on("data", (data) => {
      stderr += data;
    });
    child.on("error", reject);
    child.on("close", (code) => resolve({ code: code ?? -1, stdout, stderr }));
  });
}

beforeAll(() => {
  if (!existsSync(main)) throw new Error("the program is not built; run npm run build, as npm test does");
});

describe("the built program", () => {
  test("loads a TypeScript model with the tools of this repository, and prints the same as for JavaScript", async () => {
    const { code, stdout, stderr } = await spawned("check network.ts");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toBe(await output("check network.mjs"));
  });

  test("prints an output without anything else on stdout", async () => {
    expect(await spawned("run neuron.mjs --input x=[1,2,3,2.5]")).toEqual({ code: 0, stdout: "y: float64[] = 4.8\n", stderr: "" });
  });

  test("sends what a model logs to stderr", async () => {
    const { code, stdout, stderr } = await spawned("print talkative.mjs");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "loading\n" });
    expect(stdout).toMatch(/^x = input/);
  });

  test.each(["check", "print", "draw", "formula", "run", "train", "predict", "evaluate", "diff network.mjs"])(
    "%s says that a model with a top-level await that nothing settles does not load",
    async (command) => {
      const folder = await temporaryFolder({
        "network.mjs": `export { default } from ${JSON.stringify(pathToFileURL(join(models, "network.mjs")).href)};`,
        "pending.mjs": "await new Promise(() => {});",
      });
      expect(await spawned(`${command} pending.mjs`, folder)).toEqual({
        code: command.startsWith("diff") ? 2 : 1,
        stdout: "",
        stderr:
          "dagrad: pending.mjs: the model must load, got a top-level await that nothing is left to settle; let what it waits for resolve or reject\n",
      });
    },
  );

  test.each([
    ["training()", "() => new Promise(() => {})", "training.mjs: training() must return, got"],
    [
      "training.data",
      `{ ...whole, data: async function* () { yield { X: [[0, 1]], y: [0] }; await new Promise(() => {}); } }`,
      "training.data: its batches must come, got",
    ],
  ])("train says that %s waits for what nothing settles", async (_, training, problem) => {
    const folder = await temporaryFolder({
      "training.mjs": `import graph, { training as made } from ${JSON.stringify(pathToFileURL(join(models, "trainable.mjs")).href)};
        const { data, validation, ...whole } = made();
        export default graph;
        export const training = ${training};`,
    });
    const { code, stderr } = await spawned("train training.mjs --out out", folder);
    expect([code, stderr.split("\n").at(-2)]).toEqual([
      1,
      `dagrad: ${problem} a promise that nothing is left to settle; let it resolve or reject`,
    ]);
  });

  test("names the line of the model that is wrong, of TypeScript as it was written", async () => {
    for (const name of ["wrong-line.ts", "wrong-shape.mjs"]) {
      const lines = (await readFile(join(models, name), "utf8")).split("\n");
      const at = lines.findIndex((line) => line.includes("matmul(x, w)"));
      const place = `${name}:${at + 1}:${(lines[at] as string).indexOf("matmul") + 1}`;
      const { code, stderr } = await spawned(`check ${name}`);
      expect({ code, stderr }).toEqual({
        code: 1,
        stderr:
          "dagrad: matmul: last axis of a must equal second-to-last axis of b, got float32[2, 4] and float32[5, 3] (4 against 5) " +
          `(node "matmul1"); transpose or resize one of them (at ${place})\n`,
      });
    }
  });

  test("trains a module, predicts with the file that it wrote, and measures it, by what each command says comes next", async () => {
    const out = await temporaryFolder({ "X.npy": toNpy(array([[0.5, 0.25]])) });
    const trained = await spawned(`train trainable.mjs --epochs 1 --no-report -o ${out}`);
    const next = /^predict with it: dagrad (.+)$/m.exec(trained.stderr)?.[1] ?? "";
    expect(next).toBe(`predict ${join(out, "model.safetensors")} --input X=X.npy`);
    const { code, stdout, stderr } = await spawned(next, out);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toBe(await output(next, out));
    const measured = await spawned('evaluate model.safetensors {"X":[[0,1],[1,0]],"y":[0,2]}', out);
    expect({ ...measured, stdout: measured.stdout.split("\n")[0] }).toEqual({ code: 0, stdout: "rows:      2", stderr: "" });
  });

  test("shows help and version, and fails without a command", async () => {
    expect(await spawned("--help")).toEqual({ code: 0, stdout: await output("--help"), stderr: "" });
    expect(await spawned("--version")).toEqual({ code: 0, stdout: await output("--version"), stderr: "" });
    expect((await spawned("chekc network.ts")).code).toBe(1);
  });

  test("exits with 1 for graphs that differ and 2 for trouble", async () => {
    expect((await spawned("diff network.ts network.mjs")).code).toBe(0);
    expect((await spawned("diff network.ts neuron.mjs")).code).toBe(1);
    expect((await spawned("diff network.ts nowhere.ts")).code).toBe(2);
  });

  test("ends when its work is done, whatever timers a model leaves behind, with all of a long output written", async () => {
    const graph = JSON.stringify({ format: "dagrad/graph/1", nodes: {}, inputs: [], outputs: {}, updates: {} });
    const folder = await temporaryFolder({ "lively.mjs": `setInterval(() => {}, 1000);\nexport const graph = ${graph};\n` });
    expect((await spawned("check lively.mjs", folder)).code).toBe(0);
    const { stdout } = await spawned("print network.mjs --json");
    expect(stdout).toBe(await output("print network.mjs --json"));
  });

  test("ends quietly when the reader of a pipe goes away", async () => {
    const child = start(["print", "network.mjs", "--json"], models);
    let stderr = "";
    child.stderr?.on("data", (data) => {
      stderr += data;
    });
    child.stdout?.destroy();
    const code = await new Promise((resolve) => child.on("close", resolve));
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  });
});

describe("a model that cannot be loaded gets one line on stderr", () => {
  const files = {
    "syntax.ts": "const a: number = 1;\nexport default graph(;\n",
    "syntax.mjs": "const a = 1;\nexport default graph(;\n",
    "script.js": "import { graph } from 'dagrad';\nexport default graph;\n",
    "package.json": '{ "type": "commonjs" }',
    "nested.mjs": "import './missing.mjs';\n",
    "nested.ts": "import './syntax.ts';\n",
    "package.mjs": "import 'no-such-package';\n",
    "export.mjs": "import { nothing } from 'node:fs';\n",
    "throws.mjs": "throw new TypeError('units\\nmust be \\u001b[31m3');\n",
    "text.mjs": "throw 'a text';\n",
    "number.cjs": "module.exports = 3;\n",
  };

  const shown = async (names: readonly string[]): Promise<string> => {
    const folder = await temporaryFolder(files);
    const called = await Promise.all(names.map((name) => spawned(`check ${name}`, folder)));
    return called.map(({ code, stdout, stderr }) => `${code} ${stdout}${stderr}`).join("");
  };

  test("missing imports, and what it throws", async () => {
    expect(await shown(["nested.mjs", "package.mjs", "export.mjs", "throws.mjs", "text.mjs", "number.cjs"])).toMatchInlineSnapshot(`
      "1 dagrad: nested.mjs: its imports must be found, got "Cannot find module 'missing.mjs'"; correct the path, with its ending, or install the package
      1 dagrad: package.mjs: its imports must be found, got "Cannot find package 'no-such-package'"; correct the path, with its ending, or install the package
      1 dagrad: export.mjs: its imports must be found, got "The requested module 'node:fs' does not provide an export named 'nothing'"; correct the name, or update the package
      1 dagrad: throws.mjs: the module must load, got TypeError: units must be �[31m3 (at throws.mjs:1:7); run again with --debug for the stack
      1 dagrad: text.mjs: the model must load, got a text thrown; throw Errors
      1 dagrad: number.cjs: the module must export a graph, got default (a number); export what graph(…) returns
      "
    `);
  });

  test("syntax errors with their place, in the words of the engine", async () => {
    const [typescript, javascript, nested, script] = (await shown(["syntax.ts", "syntax.mjs", "nested.ts", "script.js"])).split("\n");
    expect(javascript).toMatch(/^1 dagrad: syntax\.mjs: the module must be valid, got "syntax\.mjs:2: .+"; correct it$/);
    expect(typescript).toMatch(/^1 dagrad: syntax\.ts: the module must be valid, got ".+"; correct it$/);
    expect(nested).toMatch(/^1 dagrad: nested\.ts: the module must be valid, got ".+"; correct it$/);
    expect(script).toMatch(/^1 dagrad: script\.js: .+, got ".+"; (rename it to \.mjs, or set "type": "module" in its package\.json|.+)$/);
    // The place is that of ";", whether esbuild or Node itself takes types away.
    expect([typescript, nested].join()).toMatch(/"syntax\.ts:2:22: .+,.+"syntax\.ts:2:22: /);
  });

  test("--debug adds the stack of what it threw", async () => {
    const folder = await temporaryFolder(files);
    const { code, stderr } = await spawned("check throws.mjs --debug", folder);
    expect(code).toBe(1);
    expect(stderr).toContain("caused by: TypeError: units");
    expect(stderr).toContain("throws.mjs:1:7");
  });
});
