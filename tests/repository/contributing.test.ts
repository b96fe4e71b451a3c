import { expect, test } from "vitest";
import * as ops from "../../ops/index.ts";
import { exists, readText } from "./pages.ts";

const page = readText("CONTRIBUTING.md");

test("CONTRIBUTING offers at least ten first tasks, and none of their ops exists", () => {
  const tasks = page.split("\n").filter((line) => line.startsWith("- [ ] "));
  expect(tasks.length).toBeGreaterThanOrEqual(10);
  // Before the colon stand the ops that a task adds.
  const offered = tasks.flatMap((task) => Array.from(task.split(":")[0]?.matchAll(/`(\w+)[`(]/g) ?? [], ([, name]) => name as string));
  expect(offered).toEqual(expect.arrayContaining(["hypot", "softsign", "hinge", "log1p"]));
  expect(offered.filter((name) => name in ops)).toEqual([]);
});

test("every source file that CONTRIBUTING names exists", () => {
  const named = Array.from(page.matchAll(/`((?:graph|ops|src|tests|docs)\/[\w./-]+\.(?:ts|md|py))`/g), ([, path]) => path as string);
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter((path) => !exists(path))).toEqual([]);
});
