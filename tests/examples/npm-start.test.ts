import { execFileSync, execSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { main } from "../../examples/start.ts";
import { runExample } from "./run-example.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const started = join(root, "dist/examples/start.js");
let folder: string;

beforeAll(() => {
  if (!existsSync(started)) execSync("npm run -s build", { cwd: root });
  folder = mkdtempSync(join(tmpdir(), "dagrad-start-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

test("the built start, in a process of its own, prints and writes the same bytes, into out/, and ends by naming every file", async () => {
  const printed = execFileSync(process.execPath, [started], { cwd: folder, encoding: "utf8" });
  const here = await runExample(main);
  const names = Object.keys(here.files);
  expect(printed).toBe(`${here.printed}\nwrote ${names.map((name) => join("out", name)).join(", ")}\n`);
  expect(Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, "out", name), "utf8")]))).toEqual(here.files);
});
