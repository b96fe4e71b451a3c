import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readFile, rename, rm, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { standardOps } from "../../../../src/all-ops.ts";
import { readSubject } from "../../../../src/explorer/subject.ts";
import { lacks } from "../../../lacks.ts";
import { models, refusals } from "../call.ts";
import { type Exploring, exploring, main } from "./explore-process.ts";
import { modelFolder } from "./model-folder.ts";

/* The built program serves what it follows. */

beforeAll(() => {
  if (!existsSync(main)) throw new Error("the program is not built; run npm run build, as npm test does");
});

const network = (units: string): string => `import { dense, f32, graph, relu } from "dagrad";
import { units } from "./parts/units.mjs";
export default graph({ x: f32("batch", 2) }, ({ x }) => ({ y: relu(dense(x, { units: ${units} })) }));
`;

async function started(): Promise<Exploring & { readonly file: string; readonly part: string }> {
  const folder = await modelFolder({ "network.mjs": network("units") });
  await mkdir(join(folder, "parts"));
  const [file, part] = [join(folder, "network.mjs"), join(folder, "parts/units.mjs")];
  await writeFile(part, "export const units = 3;\n");
  const process = await exploring(["explore", "network.mjs"], folder);
  await process.until(({ subject }) => subject !== undefined);
  return { ...process, file, part };
}

const shapeIn = async ({ address }: Exploring): Promise<unknown> =>
  readSubject(await (await fetch(`${address}subject`)).text(), standardOps).graph.nodes.relu1?.shape;

test("a module is followed, and what it imports: changed, wrong, deleted, renamed over, moved away with its folder, and right again", async () => {
  const process = await started();
  const { file, part, until } = process;
  expect(await shapeIn(process)).toEqual(["batch", 3]);
  let { subject: last = 0 } = await process.state();
  const good = async (units: number): Promise<void> => {
    const { problem, subject } = await until(({ subject, loading }) => subject !== undefined && subject > last && !loading);
    expect(problem).toBeUndefined();
    last = subject as number;
    expect(await shapeIn(process)).toEqual(["batch", units]);
  };
  const wrong = async (message: RegExp): Promise<void> => {
    const { problem, subject } = await until(({ problem, loading }) => problem !== undefined && !loading && message.test(problem.message));
    expect([message.test(problem?.message ?? ""), subject]).toEqual([true, last]);
  };
  await writeFile(part, "export const units = 4;\n");
  await good(4);
  await writeFile(part, "export const units = -1;\n");
  await wrong(/units must be a whole number ≥ 1, got -1/);
  await writeFile(`${part}.new`, "export const units = 5;\n");
  await rename(`${part}.new`, part);
  await good(5);
  await unlink(part);
  await wrong(/its imports must be found/);
  await writeFile(part, "process.exit(1); export const units = 1;\n");
  await wrong(/a model must not end the process/);
  await rm(join(part, ".."), { recursive: true });
  await wrong(/its imports must be found/);
  await mkdir(join(part, ".."));
  await writeFile(part, "export const units = 6;\n");
  await good(6);
  await unlink(file);
  await wrong(/network\.mjs: must be a file that can be read, got no such file/);
  await writeFile(file, network("units + 1"));
  await good(7);
});

test("what does not come to an end is given up, and is ended when the file is saved again; the server answers all the while", async () => {
  const process = await started();
  const { part, until } = process;
  await writeFile(part, "export const units = 3; for (;;) {}\n");
  await until(({ loading }) => loading);
  expect(await shapeIn(process)).toEqual(["batch", 3]);
  await writeFile(part, "export const units = 8;\n");
  const { problem } = await until(({ subject, loading }) => (subject as number) > 1 && !loading);
  expect(problem).toBeUndefined();
  expect(await shapeIn(process)).toEqual(["batch", 8]);
  // Of the load that was ended nothing is told.
  expect(process.stderr()).toBe("Ctrl-C ends it\n");
});

test("a page may ask to look again", async () => {
  const { address, until } = await started();
  const { status } = await fetch(`${address}again`, { method: "POST", headers: { origin: new URL(address).origin } });
  expect(status).toBe(204);
  await until(({ subject }) => subject === 2);
});

describe.skipIf(lacks("POSIX", "signals"))("it ends", () => {
  test.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("with %s as a training does: exit code %i, and no process is left", async (signal, code) => {
    const { child, part, until, ended } = await started();
    await writeFile(part, "export const units = 3; for (;;) {}\n");
    await until(({ loading }) => loading);
    child.kill(signal);
    expect(await ended).toBe(code);
  });
});

test.each([
  [
    "a file that is not there",
    ["explore", "nothing.mjs"],
    "nothing.mjs: must be a file that can be read, got no such file or folder; correct the name",
  ],
  [
    "a name that was mistyped",
    ["play", "netwerk.mjs"],
    "netwerk.mjs: must be a file that can be read, got no such file or folder; did you mean network.mjs?",
  ],
  ["a folder", ["explore", "."], ".: must be a file, got a folder; name a file"],
])("%s ends it before anything is served or opened", async (_, words, message) => {
  const folder = await modelFolder({ "network.mjs": "export default 1;" });
  await expect(exploring(words, folder)).rejects.toThrow(`it ended with 1: dagrad: ${message}`);
});

test("a file is followed whose path has a space and letters beyond ASCII", async () => {
  const folder = await modelFolder({});
  await mkdir(join(folder, "mein Ordner"));
  const file = join(folder, "mein Ordner", "Übung 1.mjs");
  await writeFile(file, network("3").replace(/^.*units\.mjs.*$/m, ""));
  const { until } = await exploring(["explore", join("mein Ordner", "Übung 1.mjs")], folder);
  const { subject } = await until((state) => state.subject !== undefined);
  await writeFile(file, `${await readFile(file, "utf8")}\n// saved\n`);
  await until((state) => state.subject !== undefined && state.subject > (subject as number));
});

test("two explore two models at once; a port that is taken is an error", async () => {
  const [a, b] = [await started(), await started()];
  expect(a.address).not.toBe(b.address);
  const { port } = new URL(a.address);
  await expect(exploring(["explore", a.file, "--port", port], join(a.file, ".."))).rejects.toThrow(
    `it ended with 1: dagrad: --port: must be a free port, got ${port}, another program has it; choose another, or leave it out`,
  );
});

test("a playground is served with the files of its editor, and with nothing that lies beside them", async () => {
  const { address } = await exploring(["play"], await modelFolder({}));
  const asked = async (name: string) => (await fetch(`${address}${name}`)).status;
  expect(await Promise.all(["", "playground.js", "dagrad.js", "editor/editor.js", "editor/LICENCES.txt"].map(asked))).toEqual([
    200, 200, 200, 200, 200,
  ]);
  const others = [
    "editor",
    "editor/",
    "editor/modules/dagrad.js",
    "editor/editor.js.br",
    "editor/..%2f..%2fpackage.json",
    "editor//editor.js",
    "subject",
    "state",
    "render.js",
  ];
  expect(await Promise.all(others.map(asked))).toEqual(others.map(() => 404));
});

test("--out writes one page, without a server", async () => {
  const folder = await modelFolder({});
  const [code, stderr] = await new Promise<[unknown, string]>((done) => {
    execFile(process.execPath, [main, "explore", join(models, "network.mjs"), "-o", "page.html"], { cwd: folder }, (error, _, stderr) =>
      done([error?.code ?? 0, stderr]),
    );
  });
  expect([code, stderr]).toEqual([0, "wrote page.html\n"]);
  expect(await readFile(join(folder, "page.html"), "utf8")).toMatch(/^<!doctype html>/);
});

test("what is wrong with the line", async () => {
  expect(
    await refusals([
      "explore",
      "explore network.mjs --port 70000",
      "explore network.mjs --port abc",
      "explore network.mjs --timeout 0",
      "explore network.mjs --timeout ten",
      "explore network.mjs --fetch loss",
      "explore missing.mjs -o page.html",
      "explore network.mjs -o no/such/folder.html",
      "explore network.mjs -o page.html --rows 0",
      "explore network.mjs -o page.html --seed x",
      "explore network.mjs -o page.html --of nothing",
      "explore network.mjs -o page.html --step",
      "explore network.mjs -o page.html --data missing.csv",
      "explore network.mjs -o page.html -i z=[1]",
      "explore network.mjs -o page.html -p missing.safetensors",
      "explore network.mjs -o page.html --compare missing.mjs",
      "play --seed 1",
      "play --export network",
      "play network.mjs -o page.html",
      "play custom-op.mjs -o page.html",
    ]),
  ).toMatchInlineSnapshot(`
    "1 dagrad: explore: <model> must be given, got nothing; type: dagrad explore <model>
    1 dagrad: --port: must be a whole number 0 … 65535, got "70000"; correct it
    1 dagrad: --port: must be a whole number 0 … 65535, got "abc"; correct it
    1 dagrad: --timeout: must be a whole number 1 … 86400, got "0"; correct it
    1 dagrad: --timeout: must be a whole number 1 … 86400, got "ten"; correct it
    1 dagrad: explore: takes no option --fetch; see dagrad explore --help
    1 dagrad: missing.mjs: must be a file that can be read, got no such file or folder; correct the name
    1 dagrad: no/such/folder.html: must be a file that can be written, got no such file or folder; choose another place
    1 dagrad: --rows: must be a whole number 1 … 1000000, got "0"; correct it
    1 dagrad: --seed: must be a whole number 0 … 4294967295, got "x"; correct it
    1 dagrad: --of: must name an output, got "nothing"; choose from probabilities, loss, accuracy
    1 dagrad: --step: the model must say how it is trained, got network.mjs, which does not; export const training = { minimize: "loss", optimizer: adam(), data: { X, y } }
    1 dagrad: missing.csv: must be a file that can be read, got no such file or folder; correct the name
    1 dagrad: --input: must name an input, got "z"; choose from X, y
    1 dagrad: missing.safetensors: must be a file that can be read, got no such file or folder; correct the name
    1 dagrad: missing.mjs: must be a file that can be read, got no such file or folder; correct the name
    1 dagrad: play: --seed is said of a module, got none; name it, or leave it out
    1 dagrad: play: --export is said of a module, got none; name it, or leave it out
    1 dagrad: network.mjs: the module must export "training", got none; export const training = { minimize: "loss", optimizer: adam(), data: { X, y } }
    1 dagrad: custom-op.mjs: the module must export "training", got none; export const training = { minimize: "loss", optimizer: adam(), data: { X, y } }
    "
  `);
});
