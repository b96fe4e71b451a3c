import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { playgroundHtml, servedPlayground } from "../../src/playground/playground-page.ts";
import { root } from "../own-process.ts";

const [script = "", larger = ""] = ["playground", "later"].map((name) => readFileSync(join(root, `dist/playground/${name}.js`), "utf8"));
const size = (text: string): number => gzipSync(text, { level: 9 }).length;

test("a playground is at most 110 kB, gzipped, up to its first interaction: the page and the script that is its worker, too", () => {
  expect(size(playgroundHtml({ playground: script, later: "", explorer: "" }))).toBeLessThanOrEqual(110_000);
  expect(size(servedPlayground()) + size(script)).toBeLessThanOrEqual(110_000);
});

test("what the first script leaves to the larger one is not in it: the reference, what ops say of pictures and texts, rare ops", () => {
  const words = ["\\\\mathrm", "torch.relu", "the reference backend runs instead", 'name:"leakyRelu"', 'name:"binaryCrossentropy"'];
  expect(words.filter((word) => script.includes(word) || !larger.includes(word))).toEqual([]);
  // The engine, training and the book's data are in it.
  expect(["WebAssembly", "learningRate", 'name:"crossentropy"'].filter((word) => !script.includes(word))).toEqual([]);
});
