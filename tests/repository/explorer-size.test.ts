import { gzipSync } from "node:zlib";
import { conv2d, dense, f32, graph, relu } from "dagrad";
import { explorerHtml } from "dagrad/explorer";
import { expect, test } from "vitest";
import { scriptFor } from "../../src/explorer/script-for.ts";
import { chapter5 } from "../browser/explorer/chapter-5.ts";

const { graph: network, feeds, parameters } = chapter5();

test("the page of chapter 5, with its data, formulas and their fonts, is at most 200 kB, gzipped", async () => {
  const html = await explorerHtml(network, { title: "Chapter 5", feeds: feeds ?? {}, parameters: parameters ?? {} });
  expect(html).toContain('class=\\"katex\\"');
  expect(gzipSync(html, { level: 9 }).length).toBeLessThanOrEqual(200_000);
});

test("a graph of the book's ops has the small script, one with another op or one that is compared the whole one", () => {
  const images = graph({ x: f32("batch", 8, 8, 1) }, ({ x }) => ({ y: conv2d(x, { filters: 2, size: 3 }) }));
  expect(scriptFor({ graph: network })).toBe("book");
  expect(scriptFor({ graph: images })).toBe("all");
  expect(scriptFor({ graph: network, compare: { title: "before", graph: network } })).toBe("all");
  expect(scriptFor({ graph: network, snapshots: [] })).toBe("all");
});

test("what the book's script leaves out is not in it: the engine, training and comparing", async () => {
  const plain = graph({ x: f32("batch", 2) }, ({ x }) => ({ y: relu(dense(x, { units: 2 })) }));
  const html = await explorerHtml(plain);
  expect(html).not.toMatch(/WebAssembly\.(?:Module|Instance|compile)/);
  expect(html).not.toContain("learningRate must be");
});
