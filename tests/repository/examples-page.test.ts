import { expect, test } from "vitest";
import { links } from "./markdown.ts";
import { filesIn, readText } from "./pages.ts";

const page = readText("docs/examples.md");
const programs = filesIn("examples", ".ts").filter((path) => readText(path).includes("if (isMain(import.meta.url))"));

test("docs/examples.md names every program of examples/, but the one that npm start runs", () => {
  const named = new Set(links(page));
  expect(programs.length).toBeGreaterThan(15);
  expect(programs.filter((path) => !named.has(`../${path}`))).toEqual(["examples/start.ts"]);
});

test("the first comment of each program says how it is run", () => {
  const runs = (path: string): boolean => readText(path).includes(`node dist/${path.replace(/\.ts$/, ".js")}`);
  expect(
    programs
      .filter((path) => readText(path).includes("export const training") || readText(path).includes("export function training"))
      .filter((path) => !runs(path)),
  ).toEqual([]);
});
