import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { beforeAll, expect, it } from "vitest";

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

/** The compiler's diagnostics of one file of the project, whose text is `text`. */
function diagnostics(file: string, text: string): readonly ts.Diagnostic[] {
  const { config } = ts.readConfigFile(path("../../tsconfig.json"), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: [file] }, ts.sys, path("../.."));
  const host = ts.createCompilerHost(options);
  const { getSourceFile } = host;
  host.getSourceFile = (name, target, ...rest) =>
    name === file ? ts.createSourceFile(name, text, target) : getSourceFile(name, target, ...rest);
  const program = ts.createProgram([file], options, host);
  return program.getSemanticDiagnostics(program.getSourceFile(file));
}

/** What an editor shows: the line, the argument that is red, and what is said there. */
function show({ file, start = 0, length = 0, messageText }: ts.Diagnostic, text: string): string {
  const { line } = ts.getLineAndCharacterOfPosition(file as ts.SourceFile, start);
  const lines = ts.flattenDiagnosticMessageText(messageText, "\n").split("\n");
  const said =
    / is not assignable to (?:parameter of )?type '"(.*)"'\.$/.exec(lines[0] as string)?.[1] ??
    lines.find((one) => /^\s*Property/.test(one))?.trim() ??
    lines[0];
  // Whether a shape may be written to is no matter here.
  return `${text.split("\n")[line]?.trim()}\n  ${text.slice(start, start + length)}\n    ${said?.replaceAll("readonly [", "[")}`;
}

const directive = "// mistake";
const file = path("./mistakes.ts");
const mistakes = { file, text: readFileSync(file, "utf8").replaceAll("// @ts-expect-error", directive) };
let said: readonly ts.Diagnostic[] = [];
beforeAll(() => {
  said = diagnostics(mistakes.file, mistakes.text);
}, 60_000);

it("says at the argument what is wrong, with the shapes", () => {
  const shown = said.map((diagnostic) => show(diagnostic, mistakes.text));
  expect(`\n${shown.join("\n")}\n`).toMatchInlineSnapshot(`
    "
    add(x, five);
      five
        add: cannot broadcast [batch, 4] with [batch, 5] (4 vs 5)
    mul(x, [1, 2, 3]);
      [1, 2, 3]
        mul: cannot broadcast [batch, 4] with [3] (4 vs 3)
    mul([[1, 2, 3]], x);
      x
        mul: cannot broadcast [1, 3] with [batch, 4] (3 vs 4)
    add(x, y);
      y
        add: dtypes float32 and int32 differ; cast() one
    neg(c);
      c
        neg: x must be numbers, got bool[batch]; cast() it
    add(c, c);
      c
        add: a must be numbers, got bool[batch]; cast() it
    pow(y, 2);
      2
        pow: a must be a float tensor, got int32[batch]; cast() it
    add(1, 2);
      2
        add: one operand must be a tensor of the graph; make one with g.constant
    relu(y);
      y
        relu: x must be a float tensor, got int32[batch]; cast() it
    matmul(x, w);
      w
        matmul: [batch, 4] x [5, 3]: inner dims 4 and 5 differ
    matmul(x, [1, 2, 3]);
      [1, 2, 3]
        matmul: [batch, 4] x [3]: inner dims 4 and 3 differ
    matmul(s, w);
      w
        matmul: operands must have at least one axis, left side is a scalar; use mul
    matmul(g.parameter("a", [2, 3, 4]), g.parameter("b", [5, 4, 3]));
      g.parameter("b", [5, 4, 3])
        matmul: batch dims of [2, 3, 4] x [5, 4, 3] do not broadcast (2 vs 5)
    dense(s, { units: 3 });
      s
        dense: x must have at least one axis, got a scalar; reshape it to [1]
    dense(seq, { units: 3 });
      seq
        dense: last axis of x must be a number, got [batch, time]; give the feature size as a number
    dense(y, { units: 3 });
      y
        dense: x must be a float tensor, got int32[batch]; cast() it
    dense(x, { unit: 3 });
      unit
        Object literal may only specify known properties, and 'unit' does not exist in type 'GivenParameters<never, never> | OwnParameters<never>'.
    dense(x, { units: 3, activation: "relu" });
      activation
        Type 'string' is not assignable to type 'Activation'.
    dropout(x, { rate: 0.5, mask: [1, 0, 1] });
      mask
        dropout: mask must broadcast to x, [batch, 4], got [3]
    dropout(x, 0.5);
      0.5
        Argument of type 'number' is not assignable to parameter of type 'DropoutOptions<never>'.
    relu(x, { axis: 1 });
      axis
        Object literal may only specify known properties, and 'axis' does not exist in type 'Named'.
    dense(x, { weights: w });
      weights
        dense: last axis of x must equal first axis of weights, got [batch, 4] and [5, 3]; transpose or resize weights
    dense(five, { weights: w, biases: g.parameter("biases", [5]) });
      biases
        dense: biases must be [3], got [5]; give one bias per unit
    softmax(s);
      s
        softmax: x must have at least one axis, got a scalar; reshape it to [1]
    softmax(x, { axis: 2 });
      axis
        softmax: axis 2 is not in [batch, 4]
    sum(x, { axis: 2 });
      axis
        sum: axis 2 is not in [batch, 4]
    sum(x, { axis: "time" });
      axis
        sum: axis time is not in [batch, 4]
    sum(image, { axis: [0, 7] });
      axis
        sum: axis 7 is not in [batch, 28, 28]
    sum(image, { axis: [1, -2] });
      axis
        sum: axis -2 of [batch, 28, 28] is named twice
    mean(y);
      y
        mean: x must be a float tensor, got int32[batch]; cast() it
    argmax(p, { axis: -3 });
      axis
        argmax: axis -3 is not in [batch, 3]
    crossentropy(p, five);
      five
        crossentropy: y must be int labels [batch] or targets [batch, 3], got float32[batch, 5]; reshape or cast() y
    crossentropy(p, sum(y));
      sum(y)
        crossentropy: y must be int labels [batch] or targets [batch, 3], got int32[]; reshape or cast() y
    crossentropy(p, y, { reduction: "max" });
      reduction
        Type '"max"' is not assignable to type '"none" | "mean" | "sum" | undefined'.
    argmaxAccuracy(y, y);
      y
        argmaxAccuracy: p must be a float tensor, got int32[batch]; cast() it
    meanSquaredError(p, y);
      y
        meanSquaredError: y must have the shape of p, [batch, 3], got int32[batch]; reshape one of them
    l2(y, { lambda: 0.1 });
      y
        l2: w must be a float tensor, got int32[batch]; cast() it
    randomUniform(x, { shape: [2] });
      x
        randomUniform: counter must be one number, got float32[batch, 4]; pass a scalar, such as a step counter
    broadcastTo(x, { shape: ["batch", 5] });
      shape
        broadcastTo: [batch, 4] does not broadcast to [batch, 5]
    gather(image, y);
      y
        gather: indices must be [batch, 28], the shape of x without its last axis, got int32[batch]; reshape the indices
    gather(p, argmax(image));
      argmax(image)
        gather: indices must be [batch], the shape of x without its last axis, got int32[batch, 28]; reshape the indices
    oneHot(x, { depth: 3 });
      x
        oneHot: indices must be an int tensor, got float32[batch, 4]; cast() it
    transpose(image, { perm: [0, 1] });
      perm
        transpose: perm has 2 axes, [batch, 28, 28] has 3
    transpose(image, { perm: [0, 1, 1] });
      perm
        transpose: axis 1 of [batch, 28, 28] is named twice
    reshape(image, { shape: ["batch", 783] });
      shape
        reshape: [batch, 28, 28] to [batch, 783]: 784 elements into 783
    reshape(image, { shape: [10, 784] });
      shape
        reshape: named dims of [batch, 28, 28] and [10, 784] differ; keep each name, or use -1 for one dim
    reshape(image, { shape: ["batch", -1, 5] });
      shape
        reshape: -1 in [batch, -1, 5] is no one dim for [batch, 28, 28]
    expandDims(x, { axis: 3 });
      axis
        expandDims: axis 3 is not in the result, [batch, 4] and one axis more
    slice(x, { axis: 2, stop: 2 });
      axis
        slice: axis 2 is not in [batch, 4]
    concat([x, p]);
      [x, p]
        concat: shapes must be equal but for one axis, got [batch, 4], [batch, 3]
    concat([x, image], { axis: 1 });
      [x, image]
        concat: shapes must be equal but for one axis, got [batch, 4], [batch, 28, 28]
    where(x, x, 0);
      x
        where: condition must be a bool tensor, got float32[batch, 4]; cast() it
    where(c, x, 0);
      0
        where: cannot broadcast the condition [batch] with [batch, 4] (batch vs 4)
    shaped(x, ["batch", 5]);
      ["batch", 5]
        shaped: x is [batch, 4], not [batch, 5]
    const bad = add(five, p);
      p
        add: cannot broadcast [batch, 5] with [batch, 3] (5 vs 3)
    run({ x: [[1, 2, 3, 4]] }, ["loss"]);
      { x: [[1, 2, 3, 4]] }
        Property 'y' is missing in type '{ x: number[][]; }' but required in type '{ readonly x: Feed<["batch", 4], "float32">; readonly y: Feed<["batch"], "int32">; }'.
    run({ x: bytes }, ["p"]);
      x
        Type 'DataView<ArrayBufferLike>' is not assignable to type 'Feed<["batch", 4], "float32">'.
    run({ x: [1, 2, 3, 4] }, ["p"]);
      1
        Type 'number' is not assignable to type 'NumberBuffer | readonly (number | bigint)[]'.
    run({ x: [1, 2, 3, 4] }, ["p"]);
      2
        Type 'number' is not assignable to type 'NumberBuffer | readonly (number | bigint)[]'.
    run({ x: [1, 2, 3, 4] }, ["p"]);
      3
        Type 'number' is not assignable to type 'NumberBuffer | readonly (number | bigint)[]'.
    run({ x: [1, 2, 3, 4] }, ["p"]);
      4
        Type 'number' is not assignable to type 'NumberBuffer | readonly (number | bigint)[]'.
    run({ x: [[1, 2, 3, 4]], z: 1 }, ["p"]);
      z
        Object literal may only specify known properties, and 'z' does not exist in type '{ readonly x: Feed<["batch", 4], "float32">; readonly y?: Feed<["batch"], "int32">; }'.
    run({ x: [[1, 2, 3, 4]] }, ["q"]);
      "q"
        run: no output is named q
    include(g, network, { x: five, y });
      x
        include: input x is float32[batch, 4], got float32[batch, 5]
    include(g, network, { x: s, y });
      x
        include: input x is float32[batch, 4], got float32[]
    include(g, network, { x: y, y });
      x
        include: input x is float32[batch, 4], got int32[batch]
    include(g, network, { x });
      { x }
        Property 'y' is missing in type '{ x: Tensor<["batch", 4], "float32", "x">; }' but required in type '{ readonly x: Tensor<Shape, DType, string>; readonly y: Tensor<Shape, DType, string>; }'.
    include(g, network, { x, y, z: y });
      z
        include: no input is named z
    fit(network, { ...settings, data: { x: floats } });
      data
        Property 'y' is missing in type '{ x: NdArray<"float32">; }' but required in type '{ readonly x: Feed<["batch", 4], "float32">; readonly y: Feed<["batch"], "int32">; }'.
    fit(network, { ...settings, data: { x: floats, Y: [1] } });
      Y
        Object literal may only specify known properties, and 'Y' does not exist in type 'Data<NoInfer<{ ...; }>, NoInfer<{ ...; }>, { ...; }>'.
    fit(network, { ...settings, data: () => [{ x: floats }] });
      data
        Property 'y' is missing in type '{ x: NdArray<"float32">; }' but required in type '{ readonly x: Feed<["batch", 4], "float32">; readonly y: Feed<["batch"], "int32">; }'.
    fit(network, { ...settings, data: { x: floats, y: [1] }, validation: { y: [1] } });
      validation
        Property 'x' is missing in type '{ y: number[]; }' but required in type '{ readonly x: Feed<["batch", 4], "float32">; readonly y: Feed<["batch"], "int32">; }'.
    "
  `);
});

it("says something of every mistake, and nothing of what follows from one", () => {
  const lines = mistakes.text.split("\n");
  const wrong = lines.flatMap((line, i) => (line.includes(directive) ? [i + 1] : []));
  const red = said.map(({ start = 0 }) => mistakes.text.slice(0, start).split("\n").length - 1);
  expect(wrong.length).toBeGreaterThanOrEqual(30);
  expect([...new Set(red)]).toEqual(wrong);
});
