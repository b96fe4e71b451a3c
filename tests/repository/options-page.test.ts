import { expect, test } from "vitest";
import { filesIn, readText } from "./pages.ts";

/** The interfaces of options that users may name: of the entries, and those that these extend. */
const exported = new Set(
  ["", "explorer/", "files/", "onnx/", "render/", "torch/", "engines/onnxruntime/", "vitest/", "worker/"].flatMap(
    (entry) => readText(`src/${entry}index.ts`).match(/\b\w+Options\b/g) ?? [],
  ),
);
/** A backend's own, which no user passes. */
const ofBackends = new Set(["PrepareOptions"]);

/** The options that an interface declares, in the files that have one of that name. */
const declared = [...filesIn("src", ".ts"), ...filesIn("graph", ".ts"), ...filesIn("ops", ".ts")]
  .filter((file) => !/^src\/(cli|backends\/wasm\/memory)/.test(file))
  .flatMap((file) =>
    Array.from(readText(file).matchAll(/export interface (\w*Options)\b[^{]*\{(.*?)\n\}/gs), ([, name, body]) => ({
      name: name as string,
      options: Array.from((body as string).matchAll(/^ {2}readonly (\w+)\??:/gm), ([, option]) => option as string),
    })),
  )
  .filter(({ name }) => exported.has(name) && !ofBackends.has(name));

const rows = filesIn("docs", ".md")
  .flatMap((page) => readText(page).split("\n"))
  .filter((line) => line.startsWith("|"))
  .join("\n");

test.each(declared)("every option of $name stands in a table of the docs", ({ options }) => {
  expect(options.filter((option) => !new RegExp(`\\b${option}\\b`).test(rows))).toEqual([]);
});

test("there are such interfaces", () => {
  expect(declared.length).toBeGreaterThan(25);
});
