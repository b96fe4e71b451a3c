import { expect, test } from "vitest";
import { opsPage } from "../../docs/generate-ops.ts";
import { families } from "../../docs/op-families.ts";
import { standardOps } from "../../ops/standard-ops.ts";
import { root } from "./pages.ts";

test("docs/ops.md is what `npm run docs` makes of the op files", async () => {
  await expect(opsPage(root)).toMatchFileSnapshot("../../docs/ops.md");
});

test("families name ops that exist, each once, and no title is the name of an op", () => {
  const named = families.flatMap(({ ops }) => ops ?? []);
  expect(named.filter((name) => !standardOps.has(name))).toEqual([]);
  expect(named.filter((name, index) => named.indexOf(name) !== index)).toEqual([]);
  const anchors = new Set([...standardOps.keys()].map((name) => name.toLowerCase()));
  expect(families.filter(({ title }) => anchors.has(title.toLowerCase()))).toEqual([]);
});
