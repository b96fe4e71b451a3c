import { expect, test } from "vitest";
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
