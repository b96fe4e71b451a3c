import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "../../../graph/check/parse.ts";
import { diff } from "../../../graph/edit/diff.ts";
import { standardOps } from "../../../ops/standard-ops.ts";
import { diffDot } from "../../../src/export/diff-dot.ts";
import { call, models, output } from "./call.ts";
import { temporaryFolder } from "./temporary-folder.ts";

test("dagrad diff prints nothing and exits with 0 for a module and its own JSON", async () => {
  const folder = await temporaryFolder({ "network.json": await output("print network.mjs --json") });
  expect(await call(["diff", `${models}/network.mjs`, "network.json"], folder)).toEqual({ code: 0, stdout: "", stderr: "" });
});

test("dagrad diff prints a line per change and exits with 1", async () => {
  const json = await output("print network.mjs --json");
  const folder = await temporaryFolder({
    "before.json": json,
    "after.json": json.replace('"reduction": "mean"', '"reduction": "sum"').replace('"op": "relu"', '"op": "sigmoid"'),
  });
  const { code, stdout, stderr } = await call("diff before.json after.json", folder);
  expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
  expect(stdout).toMatchInlineSnapshot(`
    "~ relu1 op: relu → sigmoid
    ~ crossentropy1 {reduction}: "mean" → "sum"
    "
  `);
});

test("dagrad diff takes --export for the modules only", async () => {
  const folder = await temporaryFolder({ "squashed.json": await output("print two-graphs.mjs --export squashed --json") });
  const line = ["diff", `${models}/two-graphs.mjs`, "squashed.json", "--export"];
  expect((await call([...line, "squashed"], folder)).code).toBe(0);
  expect((await call([...line, "rectified"], folder)).code).toBe(1);
});

test("dagrad diff -o draws the difference, equal graphs too", async () => {
  const json = await output("print network.mjs --json");
  const after = json.replace('"op": "relu"', '"op": "sigmoid"');
  const folder = await temporaryFolder({ "before.json": json, "after.json": after });
  const { code, stderr } = await call("diff before.json after.json -o changes.dot", folder);
  expect({ code, stderr }).toEqual({ code: 1, stderr: "wrote changes.dot\n" });
  const [a, b] = [parse(json, standardOps), parse(after, standardOps)];
  expect((await readFile(join(folder, "changes.dot"), "utf8")).trimEnd()).toBe(diffDot(diff(a, b), a, b).trimEnd());
  expect((await call("diff before.json before.json -o same.svg --theme auto", folder)).code).toBe(0);
  expect(await readFile(join(folder, "same.svg"), "utf8")).toContain("no difference");
  expect(await call("diff before.json after.json -o changes.pdf", folder)).toMatchInlineSnapshot(`
    {
      "code": 2,
      "stderr": "dagrad: changes.pdf: the name of a picture must end in .svg, .dot or .png, got .pdf; rename it
    ",
      "stdout": "",
    }
  `);
});
