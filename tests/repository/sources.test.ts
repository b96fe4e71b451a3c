import { expect, test } from "vitest";
import { filesIn, pages, readText } from "./pages.ts";

const sources = ["graph", "ops", "src", "examples", "docs", "tests"].flatMap((folder) => filesIn(folder, ".ts"));
const texts = [...sources, ...pages, "package.json"];

/** `file:line: text` of the lines that match. */
const linesWith = (pattern: RegExp, files: readonly string[]): string[] =>
  files.flatMap((file) =>
    readText(file)
      .split("\n")
      .flatMap((line, i) => (pattern.test(line) ? [`${file}:${i + 1}: ${line.trim()}`] : [])),
  );

test("no file holds an absolute path of somebody's machine", () => {
  const home = /(?<![\w.])\/(?:home|Users|root|work|tmp|var|private)\/\w|\b[A-Z]:\\+(?:Users|Windows)/;
  expect(
    linesWith(
      home,
      texts.filter((file) => file !== "tests/repository/sources.test.ts"),
    ),
  ).toEqual([]);
});

test("no comment leaves work to do without naming an issue", () => {
  expect(
    linesWith(
      /\b(?:TODO|FIXME|XXX|HACK)\b(?!\(#\d+\))/,
      texts.filter((file) => file !== "tests/repository/sources.test.ts"),
    ),
  ).toEqual([]);
});

test("no file is called utils, helpers, misc, common or types", () => {
  expect(sources.filter((file) => /(?:^|\/)(?:utils?|helpers?|misc|common|types)\.ts$/.test(file))).toEqual([]);
});

test("no test is skipped or alone", () => {
  const tests = sources.filter((file) => file.startsWith("tests/") && file.endsWith(".test.ts"));
  expect(linesWith(/\b(?:test|it|describe)\.(?:skip|only|todo)\b/, tests)).toEqual([]);
});
