import ts from "typescript";
import { describe, expect, it } from "vitest";
import { instructions } from "../../graph/scalar.ts";
import { standardOps } from "../../ops/standard-ops.ts";
import { filesIn, readText } from "./pages.ts";

/*
 * Passes and backends ask an op what it declares, never what it is called: then an op of a user's own is treated as dagrad's own are,
 * and a new one touches nothing but its file.
 */

/** Words of other lists: an instruction, a fold or a product in quotes is no op, unless it is compared with the name of one. */
const otherWords = new Set<string>([...Object.keys(instructions), "sum", "mean", "max", "argmax", "matmul", "take"]);

/** Names of ops that stand in quotes for something else: the file, the word, what it is there. */
const allowed: readonly (readonly [file: string, word: string, reason: string])[] = [
  ["src/cli/commands/check.ts", "step", "the singular of the steps of a plan"],
  ["src/data/draw-array.ts", "size", "the argument of NumPy's functions"],
  ["src/data/random.ts", "size", "the argument of NumPy's functions"],
  ["src/export/formula/formula-names.ts", "std", "four letters of the alphabet, the names of tensors"],
  ["src/train/early-stopping.ts", "min", "the option mode: the metric is to be small"],
  ["src/train/training.ts", "min", "the option mode of early stopping"],
  ["src/export/dot-layers.ts", "repeat", "a part of a drawing that stands for layers of one kind"],
  ["src/export/drawing/drawing.ts", "repeat", "a part of a drawing that stands for layers of one kind"],
  ["src/export/drawing/fold-runs.ts", "repeat", "a part of a drawing that stands for layers of one kind"],
  ["src/export/drawing/fold.ts", "repeat", "a part of a drawing that stands for layers of one kind"],
  ["src/engines/onnxruntime/options.ts", "all", "a level of optimisation of ONNX Runtime"],
  ["src/run/trace.ts", "repeat", "an option: how often the program runs"],
  ["src/torch/training/optimizer-class.ts", "step", "what an optimiser's rule is told: the steps done before"],
  ["src/export/dot-execution.ts", "step", "a word of the heading: a step of training"],
  ["src/explorer/edit/edit-graph.ts", "resize", "a kind of edit: another size of an axis"],
  ["src/explorer/edit/graph-edit.ts", "resize", "a kind of edit: another size of an axis"],
  ["src/cli/serve/built-routes.ts", "all", "the script of pages with all ops"],
  ["src/explorer/explorer-html.ts", "all", "the script of pages with all ops"],
  ["src/explorer/script-for.ts", "all", "the script of pages with all ops"],
  ["src/explorer/share.ts", "step", "a part of an address: the step that is shown"],
];

/** ONNX has a list of ops of its own: what translates between the two lists names both (docs/decisions/onnx-forms-beside-the-ops.md). */
const asksOps = (file: string): boolean => !file.startsWith("src/onnx/") && !ofPython.includes(file) && !ofControls.includes(file);

/** So have NumPy and PyTorch: one names their functions, the other those of Python that notations of ops call. */
const ofPython = ["src/torch/from-numpy.ts", "src/torch/functions.ts"];

/** Controls of a page offer ops by name, and write programs of them: they use ops as any program does, and ask none. */
const ofControls = ["settings", "settings-hash", "presets", "network-of", "network-parts", "first/network-parts", "code-of"].map(
  (name) => `src/playground/${name}.ts`,
);

/** `line: what` of each place in a TypeScript text where code depends on the name of an op. */
function opNamesIn(text: string): { readonly line: number; readonly word: string }[] {
  const file = ts.createSourceFile("source.ts", text, ts.ScriptTarget.Latest, true);
  const found: { line: number; word: string }[] = [];
  const report = (node: ts.Node, word: string): void => {
    found.push({ line: file.getLineAndCharacterOfPosition(node.getStart()).line + 1, word });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node) && standardOps.has(node.text) && !isName(node)) {
      if (!otherWords.has(node.text) || isComparedWithName(node)) report(node, node.text);
    }
    if (ts.isObjectLiteralExpression(node)) {
      const keys = node.properties.flatMap(({ name }) => (name !== undefined && "text" in name ? [name.text] : []));
      const named = keys.filter((key) => standardOps.has(key) && !otherWords.has(key));
      if (named.length > 1) report(node, `table of ${named.join(", ")}`);
    }
    if (ts.isElementAccessExpression(node) && isNameOfOp(node.argumentExpression)) report(node, node.getText());
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** True of the word of an import or an export, and of a property that a type picks or omits. */
const isName = ({ parent }: ts.Node): boolean => ts.isImportDeclaration(parent) || ts.isExportDeclaration(parent) || isPicked(parent);

/** True in `Pick<Part, "step">`. */
function isPicked(type: ts.Node): boolean {
  if (!ts.isLiteralTypeNode(type)) return false;
  const picking = ts.isUnionTypeNode(type.parent) ? type.parent.parent : type.parent;
  return ts.isTypeReferenceNode(picking) && /^(?:Pick|Omit)$/.test(picking.typeName.getText());
}

/** `node.op`, `op.name`, `step.op.name`: what an op is called. */
const isNameOfOp = (node: ts.Node): boolean =>
  /(?:^|\.)(?:\w*[nN]ode|\w*[sS]tep|consumer|producer)\??\.op$|\b\w*[oO]p\??\.name$/.test(node.getText());

/** True of a word that is compared with the name of an op, a case of a switch on it, or in a list or set that is asked for it. */
function isComparedWithName(word: ts.Node): boolean {
  const { parent } = word;
  if (ts.isBinaryExpression(parent)) return isNameOfOp(parent.left) || isNameOfOp(parent.right);
  if (ts.isCaseClause(parent)) return isNameOfOp(parent.parent.parent.expression);
  const list = ts.isArrayLiteralExpression(parent) ? parent.parent : undefined;
  if (list === undefined || !ts.isPropertyAccessExpression(list) || !ts.isCallExpression(list.parent)) return false;
  return list.parent.arguments.some(isNameOfOp);
}

describe("src/ asks ops what they declare", () => {
  it("names none in quotes, in a table, a comparison or a switch, but for words that mean something else", () => {
    const found = filesIn("src", ".ts")
      .filter(asksOps)
      .flatMap((file) =>
        opNamesIn(readText(file)).flatMap(({ line, word }) =>
          allowed.some(([path, name]) => path === file && name === word) ? [] : [`${file}:${line}: ${word}`],
        ),
      );
    expect(found).toEqual([]);
  });

  it("has each of the words that are allowed", () => {
    for (const [file, word] of allowed)
      expect(
        opNamesIn(readText(file)).map((one) => one.word),
        `${file}: ${word}`,
      ).toContain(word);
  });

  it.each([
    ['if (node.op === "softmax") fuse(node);', "softmax"],
    ['if (step.op.name === "add") fuse(step);', "add"],
    ['switch (op.name) { case "exp": write(); }', "exp"],
    ['const inPlace = ["add", "sub"].includes(op.name);', "add"],
    ['const moves = new Set(["concat", "slice"]);', "concat"],
    ["const emitters = { relu: emitRelu, softmax: emitSoftmax };", "table of relu, softmax"],
    ["const emit = emitters[node.op];", "emitters[node.op]"],
  ])("would find %s", (text, word) => {
    expect(opNamesIn(text).map((one) => one.word)).toContain(word);
  });

  it("lets instructions and folds pass", () => {
    expect(opNamesIn('const emitters = { add: emitAdd, sub: emitSub }; if (fold === "sum" || instruction === "exp") emit();')).toEqual([]);
  });
});
