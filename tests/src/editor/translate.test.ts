import { expect, test } from "vitest";
import { findImports } from "../../../src/editor/run/find-imports.ts";
import { placeOf, translate } from "../../../src/editor/run/translate.ts";

const modules = { dagrad: "/m/dagrad.js", "dagrad/onnx": "/m/onnx.js" };

/** The module that runs, without the line that tells what is declared. */
function translated(...blocks: readonly string[]): string {
  const made = translate(blocks, modules);
  if ("message" in made) throw new Error(made.message);
  return made.code.replace(/^dagrad\$declares\(.*?\}\); /, "");
}

test("types go, lines stay", () => {
  const code = `import { graph, type Graph } from "dagrad";
interface Size {
  rows: number;
}
const f = <T,>(x: T): T => x!;
let size = { rows: 1 } as Size satisfies Size;
f(size);
graph;`;
  const lines = translated(code).split("\n");
  expect(lines[0]).toMatch(/^import \{ graph,? *\} from "\/m\/dagrad\.js";$/);
  expect(lines.slice(1, 4).join("").trim()).toBe("");
  expect(lines[4]?.replaceAll(" ", "")).toBe("constf=(x)=>x;");
  expect(lines[6]).toBe("f(size);");
});

test("all ways to import come from the addresses of the modules; texts, templates, patterns and members that look like imports stay", () => {
  const code = [
    'import all, { a as b } from "dagrad";',
    "import * as onnx from 'dagrad/onnx';",
    'import "dagrad";',
    'export { x } from "dagrad";',
    'export * from "dagrad/onnx";',
    'export * as y from "dagrad";',
    'const later = await import("dagrad/onnx");',
    "const text = 'import \"dagrad\"';",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: code with a template
    'const template = `import ${"dagrad"} from "dagrad"`;',
    'const pattern = /import "dagrad"/;',
    'const from = { import: "dagrad", export: from };',
    'from.import("dagrad");',
    'export const w = "dagrad";',
    'export default "dagrad";',
    "[all, b, onnx, later, import.meta.url];",
  ].join("\n");
  const found = findImports(code).imports.map(({ module, from }) => `${code.slice(0, from).split("\n").length} ${module}`);
  expect(found).toEqual(["1 dagrad", "2 dagrad/onnx", "3 dagrad", "4 dagrad", "5 dagrad/onnx", "6 dagrad", "7 dagrad/onnx"]);
});

test("what a program declares at its top is told with its block, whatever declares it", () => {
  const blocks = [
    "const a = 1, { b, c: d, ...e } = {};\nlet [f] = [1];\nif (a) { const hidden = 1; }",
    "function g(hidden) { var hidden2; }\nclass K {}\nexport const h = 1;\nfor (const hidden of []) {}",
  ];
  const made = translate(blocks, modules);
  const declared = "code" in made ? made.code.split(" }); ")[0] : "";
  expect(declared?.match(/"\w+": \[\d/g)).toEqual(
    ["a", "b", "d", "e", "f"].map((n) => `"${n}": [0`).concat(["g", "K", "h"].map((n) => `"${n}": [1`)),
  );
});

test("blocks are one module; a line of it is one of a block", () => {
  const blocks = ["a();\nb();", "c(); // says no more", "d();\n"];
  const lines = translated(...blocks).split("\n");
  for (const [line, text] of [
    [1, "a();"],
    [2, "b();"],
    [4, "c(); // says no more"],
    [6, "d();"],
  ] as const) {
    expect(lines[line - 1]).toBe(text);
    const place = placeOf(line, blocks);
    expect(blocks[place.block]?.split("\n")[place.line - 1]).toBe(text);
  }
});

test("a module that a page does not have, or that code makes up, is refused with its place", () => {
  expect(translate(["1;", '\nimport "node:fs";'], modules)).toEqual({
    message: 'run: imports must be of "dagrad" or "dagrad/onnx", got "node:fs"; a page has no other modules',
    at: { block: 1, line: 2 },
  });
  expect(translate(["await import(name);"], modules)).toMatchObject({ message: expect.stringContaining('got "name"') });
});

test("what is no TypeScript is refused with its place", () => {
  expect(translate(["const a = 1;", "\nlet = ;"], modules)).toEqual({
    name: "SyntaxError",
    message: "Unexpected token",
    at: { block: 1, line: 2 },
  });
});
