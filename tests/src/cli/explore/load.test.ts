import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { standardOps } from "../../../../src/all-ops.ts";
import type { SubjectGiven } from "../../../../src/cli/explore/request.ts";
import { type Loaded, loadInChild } from "../../../../src/cli/serve/run-child.ts";
import { builtFile } from "../../../../src/explorer/page-scripts.ts";
import { readSubject, type Subject } from "../../../../src/explorer/subject.ts";
import { models } from "../call.ts";
import { modelFolder } from "./model-folder.ts";

/* Models are loaded by the built program, in processes of their own. */

beforeAll(() => {
  if (!existsSync(builtFile("../node/explore-child.js"))) throw new Error("the program is not built; run npm run build, as npm test does");
});

interface LoadedModel {
  readonly loaded: Loaded;
  /** Names of the files that it is made of, in the order in which they were asked for. */
  readonly files: readonly string[];
  readonly printed: string;
}

async function load(cwd: string, file: string, given: SubjectGiven = {}, timeout = 30): Promise<LoadedModel> {
  const files: string[] = [];
  let printed = "";
  const loaded = await loadInChild(
    { purpose: "explore", file, cwd, given },
    { timeout, onFile: (path) => void files.push(basename(path)), onOutput: (text) => void (printed += text) },
  );
  return { loaded, files, printed };
}

async function subjectOf(cwd: string, file: string, given?: SubjectGiven): Promise<Subject> {
  const { loaded } = await load(cwd, file, given);
  if ("problem" in loaded) throw new Error(loaded.problem.message);
  return readSubject(loaded.subject, standardOps);
}

async function problemOf(files: Readonly<Record<string, string>>, timeout?: number) {
  const { loaded, files: found } = await load(await modelFolder(files), "model.mjs", {}, timeout);
  return "problem" in loaded ? { ...loaded.problem, files: found } : undefined;
}

const network = `import { adam, crossentropy, dense, f32, graph, relu, softmax, u8 } from "dagrad";
import { units } from "./units.mjs";

export default graph({ X: f32("batch", 2), y: u8("batch") }, ({ X, y }) => {
  const hidden = relu(dense(X, { units }));
  const probabilities = softmax(dense(hidden, { units: 3 }));
  return { probabilities, loss: crossentropy(probabilities, y) };
});
export const training = {
  minimize: "loss",
  optimizer: adam(),
  data: { X: Array.from({ length: 1000 }, (_, i) => [i, -i]), y: Array.from({ length: 1000 }, (_, i) => i % 3) },
  seed: 7,
};
`;

describe("a module is loaded in a process of its own", () => {
  test("with its training data, its seed, and where in which file each node was made", async () => {
    const folder = await modelFolder({ "model.mjs": network, "units.mjs": "export const units = 5;\n" });
    const { loaded, files } = await load(folder, "model.mjs", { rows: "4" });
    if ("problem" in loaded) throw new Error(loaded.problem.message);
    const { title, graph, feeds, seed, of, sources, notes } = readSubject(loaded.subject, standardOps);
    expect({ title, seed, of, notes }).toEqual({
      title: "model.mjs",
      seed: 7,
      of: "loss",
      notes: ["4 of 1,000 rows of training.data"],
    });
    expect(graph.nodes.dense1?.shape).toEqual(["batch", 5]);
    expect(feeds?.X?.tolist()).toEqual([0, 250, 500, 750].map((i) => [i, -i]));
    expect(feeds?.y?.tolist()).toEqual([0, 250 % 3, 500 % 3, 750 % 3]);
    expect(sources?.files).toEqual({ "model.mjs": network });
    expect(sources?.places.relu1).toEqual({ file: "model.mjs", line: 5, column: 18 });
    expect(sources?.places.dense1).toEqual({ file: "model.mjs", line: 5, column: 23 });
    expect(files).toEqual(["model.mjs", "units.mjs"]);
  });

  test("with what the command line feeds, as many rows of the rest, and a step of its training where it is asked for", async () => {
    const folder = await modelFolder({ "model.mjs": network, "units.mjs": "export const units = 5;\n" });
    const { feeds, graph, title, notes } = await subjectOf(folder, "model.mjs", { input: ["X=[[1,2],[3,4]]"], step: true, seed: "1" });
    expect(feeds?.X?.tolist()).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(feeds?.y?.shape).toEqual([2]);
    expect(notes).toEqual(["2 of 1,000 rows of training.data"]);
    expect(title).toBe("model.mjs, a step of its training");
    expect(Object.keys(graph.updates)).toContain("dense1.weights");
  });

  test("but not where what is fed does not fit", async () => {
    const folder = await modelFolder({ "model.mjs": network, "units.mjs": "export const units = 4;" });
    const { loaded } = await load(folder, "model.mjs", { input: ["X=[[1,2,3]]"] });
    expect("problem" in loaded && loaded.problem.message).toContain('feed "X" must be float32[batch, 2], got [1, 3]');
  });

  test("with another graph to compare with", async () => {
    const folder = await modelFolder({
      "model.mjs": network,
      "units.mjs": "export const units = 5;\n",
      "other.mjs": network.replace("relu(", "softmax("),
    });
    const { compare, graph } = await subjectOf(folder, "model.mjs", { compare: "other.mjs" });
    expect([graph.nodes.relu1?.op, compare?.title, compare?.graph.nodes.relu1, compare?.graph.nodes.softmax1?.op]).toEqual([
      "relu",
      "other.mjs",
      undefined,
      "softmax",
    ]);
    const { loaded } = await load(folder, "model.mjs", { compare: join(models, "custom-op.mjs") });
    expect("problem" in loaded && loaded.problem.message).toContain("--compare: a page must have all ops of");
  });

  test("with values of ops of its own that only Node can compute", async () => {
    const { trace, notes, graph } = await subjectOf(models, "custom-op.mjs", { input: ["x=[1,2,3]"] });
    expect(graph.nodes.square1?.op).toBe("square");
    expect(trace?.ops.map(({ name }) => name)).toEqual(["square"]);
    expect(trace?.values.square1?.tolist()).toEqual([1, 4, 9]);
    expect(notes?.[0]).toContain('the op "square" is the model\'s own');
  });

  test("and what it prints, however, is not taken for anything", async () => {
    const { loaded, printed } = await load(models, "talkative.mjs");
    expect("subject" in loaded).toBe(true);
    expect(printed).not.toBe("");
  });
});

describe("a module that cannot be shown says so, with the place", () => {
  test("where it throws, in a file that it imports", async () => {
    const problem = await problemOf({ "model.mjs": network, "units.mjs": "export const units = 1;\n\nthrow new Error('no units');\n" });
    expect(problem).toMatchObject({
      message: "model.mjs: the module must load, got Error: no units",
      place: { file: "units.mjs", line: 3, column: 7, from: 1, lines: ["export const units = 1;", "", "throw new Error('no units');", ""] },
      files: ["model.mjs", "units.mjs"],
    });
  });

  test("where dagrad refuses what it builds", async () => {
    const problem = await problemOf({ "model.mjs": network, "units.mjs": "export const units = 0.5;" });
    expect(problem).toMatchObject({
      message: 'dense: units must be a whole number ≥ 1, got 0.5 (node "dense1"); correct units (at model.mjs:5:23)',
      place: { file: "model.mjs", line: 5, column: 23, from: 2 },
    });
  });

  test("where it is no valid JavaScript", async () => {
    const problem = await problemOf({ "model.mjs": "export const a = 1;\nexport const b = = 2;\n" });
    expect(problem?.message).toMatch(/^model\.mjs: the module must be valid, got "/);
    expect(problem?.place).toMatchObject({ file: "model.mjs", line: 2 });
  });

  test("where it imports what is not there, which is waited for", async () => {
    const problem = await problemOf({ "model.mjs": network });
    expect(problem?.message).toMatch(/^model\.mjs: its imports must be found, got "Cannot find module 'units\.mjs'/);
    expect(problem?.files).toEqual(["model.mjs", "units.mjs"]);
  });

  test("where it is not there itself", async () => {
    expect((await problemOf({}))?.message).toBe("model.mjs: must be a file that can be read, got no such file or folder; correct the name");
  });

  test("where it does not come to an end, within the time that is given", async () => {
    const problem = await problemOf({ "model.mjs": network, "units.mjs": "export const units = 1; for (;;) {}" }, 8);
    expect(problem).toEqual({
      message:
        "model.mjs: the model must load within 8 s, got no end; correct a loop that does not end, or give it more time with --timeout 48",
      files: ["model.mjs", "units.mjs"],
    });
  });

  test.each([
    ["process.exit(3)", "model.mjs: a model must not end the process, got process.exit(3); take the call out"],
    ["process.exit()", "model.mjs: a model must not end the process, got process.exit(0); take the call out"],
    ["process.kill(process.pid, 'SIGKILL')", "model.mjs: the model must load, got the process ended by SIGKILL; save it again"],
    [
      "await new Promise(() => {})",
      "model.mjs: the model must load, got a top-level await that nothing is left to settle; let what it waits for resolve or reject",
    ],
    ["setTimeout(() => { throw new TypeError('later'); }); await new Promise((done) => setTimeout(done, 1e6))", "TypeError: later"],
    ["Promise.reject(new RangeError('unheard')); await new Promise((done) => setTimeout(done, 1e6))", "RangeError: unheard"],
    ["throw 'text'", "model.mjs: the model must load, got text thrown; throw Errors"],
  ])("where it does %s", async (code, message) => {
    expect((await problemOf({ "model.mjs": code }))?.message).toBe(message);
  });

  test("what is shown is the user's file, not dagrad's", async () => {
    const text = await readFile(join(models, "wrong-shape.mjs"), "utf8");
    const { loaded } = await load(models, "wrong-shape.mjs");
    if (!("problem" in loaded)) throw new Error("it must not load");
    const { file, line, lines, from } = loaded.problem.place ?? { file: "", line: 0, lines: [], from: 0 };
    expect(file).toBe("wrong-shape.mjs");
    expect(text.split("\n")[line - 1]).toBe(lines[line - from]);
  });
});
