import ts from "typescript";
import { expect, test } from "vitest";
import { codeChecker } from "../../../src/editor/types/code-checker.ts";
import { codeBlocks } from "../../repository/markdown.ts";
import { readText } from "../../repository/pages.ts";
import { builtDeclarations } from "./declarations.ts";

const checker = codeChecker(ts, builtDeclarations());

const imports = 'import { crossentropy, dense, f32, graph, matmul, relu, softmax, u8 } from "dagrad";\n';
const network = (rows: number): string => `${imports}const network = graph({ X: f32("batch", 2), y: u8("batch") }, ({ X, y }, g) => {
  const w = g.parameter("w", [${rows}, 3], { init: "zeros" });
  const hidden = relu(matmul(X, w));
  return { loss: crossentropy(softmax(dense(hidden, { units: 3 })), y) };
});
`;

test("a network that fits has no marks", () => {
  expect(checker.check({ text: network(2) })).toEqual([]);
});

test("a wrong shape is told in dagrad's words first, at its place, the compiler's words behind", () => {
  const text = network(4);
  const marks = checker.check({ text });
  expect(marks).toHaveLength(1);
  const [mark] = marks;
  expect(mark?.sentence).toBe("matmul: [batch, 2] x [4, 3]: inner dims 2 and 4 differ");
  expect(mark?.details).toContain("is not assignable to parameter of type");
  expect(text.slice(0, mark?.from).split("\n")).toHaveLength(4);
  expect(text.slice(mark?.from, mark?.to)).toBe("w");
});

test("what the documentation says of an error's text is what is told", () => {
  const listed = codeBlocks(readText("docs/getting-started.md")).find(({ code }) => code.includes("@ts-expect-error"));
  const sentence = /@ts-expect-error (.+)/.exec(listed?.code ?? "")?.[1];
  const text = `${imports}${listed?.code.replace(/^import.*$/m, "").replace("@ts-expect-error", "")}`;
  expect(checker.check({ text }).map((mark) => mark.sentence)).toEqual([sentence]);
});

test("code above is known, and nothing is said of it", () => {
  const before = network(4);
  expect(checker.check({ before, text: "const g: number = network;" })).toMatchObject([{ from: 6, to: 7, severity: "error" }]);
  expect(checker.check({ before, text: "network.nodes;" })).toEqual([]);
});

test("where code is no TypeScript yet, that alone is said; what is wrong above it stays", () => {
  const text = "const x: string = 1;\nconst = 2;\nconst y: string = 1;";
  const places = checker.check({ text }).map(({ from }) => text.slice(0, from).split("\n").length);
  expect(new Set(places)).toEqual(new Set([1, 2]));
});

test("what a page does not have is said without advice to install it", () => {
  const sentences = (text: string): string[] => checker.check({ text }).map(({ sentence }) => sentence);
  expect(sentences('import { readFileSync } from "node:fs";\nreadFileSync;')).toEqual([
    'programs in a page have nothing of Node, got "node:fs"',
  ]);
  expect(sentences("process.exit();")).toEqual(['programs in a page have nothing of Node, got "process"']);
  expect(sentences('import { z } from "zod";\nz;')).toEqual([
    'programs in a page import "dagrad" or "dagrad/onnx" or "dagrad/render" or "dagrad/torch", got "zod"',
  ]);
  expect(sentences("document.title;")).toEqual(["Cannot find name 'document'."]);
});

test("a name tells its type and its comment, without the words of its import", () => {
  const text = network(2);
  const hover = checker.hover({ text }, text.indexOf("hidden ="));
  expect(hover).toMatchObject({ declaration: 'const hidden: Tensor<["batch", 3], "float32", "X">' });
  const op = checker.hover({ text }, text.indexOf("relu(matmul"));
  expect(op?.comment).toContain("max(0, x)");
  expect(op?.declaration).not.toMatch(/alias|import/);
});

test("a name that is begun may become an op, an option of one, or what the code above declares", () => {
  const begun = (text: string, before?: string): string[] => {
    const { from, completions } = checker.complete({ text, ...(before !== undefined && { before }) }, text.length);
    expect(text.slice(from)).toMatch(/^\w*$/);
    return completions.map(({ name }) => name);
  };
  expect(begun(`${imports}cros`)).toContain("crossentropy");
  expect(begun("const { a } = { a: drop")).toContain("dropout");
  expect(begun("const n = Math.")).not.toContain("dropout");
  expect(checker.complete({ text: "drop" }, 4).completions.find(({ name }) => name === "dropout")?.module).toBe("dagrad");
  expect(
    checker.complete({ text: `${imports}cros` }, imports.length + 4).completions.filter(({ name }) => name === "crossentropy"),
  ).toEqual([{ name: "crossentropy", kind: "alias" }]);
  expect(checker.describe({ text: "drop" }, 4, "dropout", "dagrad")?.comment).toContain("dropout");
  expect(begun('import { den } from "dagrad"'.slice(0, 12))).not.toEqual([]);
  expect(begun("net", network(2))).toContain("network");
  expect(begun("const n = network.", network(2))).toContain("outputs");
  expect(checker.describe({ text: `${imports}cros` }, imports.length + 4, "crossentropy")?.declaration).toContain("crossentropy");
});

test("the declarations know all their own names, and the listings' standard library", () => {
  const { "/dagrad.d.ts": dagrad = "", "/standard.d.ts": standard = "" } = builtDeclarations();
  const missing = [...dagrad.matchAll(/(?:from |import\()"(dagrad:[^"]+)"/g)].filter(
    ([, name]) => !dagrad.includes(`declare module "${name}"`),
  );
  expect(missing.map(([, name]) => name)).toEqual([]);
  expect(dagrad).not.toContain('from "./');
  expect(
    checker.check({ text: "[1, 2].toSorted(); new Map([[1, 2]]).get(1); console.log(performance.now(), structuredClone({ a: 1 }).a);" }),
  ).toEqual([]);
  expect(standard).not.toContain("reference lib");
});
