import { describe, expect, it, test } from "vitest";
import { apply, type Named, type Operand } from "../../graph/apply.ts";
import { graph } from "../../graph/build.ts";
import { defineOp } from "../../graph/define-op.ts";
import { f32 } from "../../graph/input.ts";
import { array } from "../../graph/ndarray.ts";
import { print } from "../../graph/print/print.ts";
import type { Tensor } from "../../graph/tensor.ts";
import * as ops from "../../ops/index.ts";
import { standardOps } from "../../ops/standard-ops.ts";
import { thrown } from "../graph/thrown.ts";
import { op } from "../graph/untyped-ops.ts";

/** What an untyped call inside of a graph with the input X, float32[batch, 4], is refused with. */
const refused = (build: (X: any, g: any) => unknown): string =>
  thrown(() => graph({ X: f32("batch", 4) }, ({ X }, g) => ({ y: build(X, g) as Tensor })));

test("attributes in the place of the object of options are refused with the new form", () => {
  expect([
    refused((X) => op.transpose(X, [1, 0])),
    refused((X) => op.reshape(X, [-1])),
    refused((X) => op.broadcastTo(X, [2, "batch", 4])),
    refused((X) => op.expandDims(X, 0)),
    refused((X) => op.cast(X, "float64")),
    refused((X) => op.clip(X, 0, 1)),
    refused((X) => op.dropout(X, 0.1)),
    refused((X) => op.l2(X, 5e-4)),
    refused((X) => op.oneHot(X, 3)),
    refused((X) => op.classLabels(X, 3)),
    refused((X) => op.sum(X, 0)),
    refused((X) => op.softmax(X, -1)),
    refused((X) => op.dense(X, 64)),
    refused((X) => op.concat([X, X], 1)),
    refused((X) => op.crossentropy(X, X, "sum")),
    refused((X) => op.relu(X, "hidden")),
    refused((X) => op.add(X, X, X)),
    refused((X) => op.randomUniform(1, X)),
  ]).toMatchInlineSnapshot(`
    [
      "OpError bad-option
    transpose: options must be an object, some of { perm, name }, got [1, 0]; write { perm: [1, 0] }",
      "OpError bad-option
    reshape: options must be an object, some of { shape, name }, got [-1]; write { shape: [-1] }",
      "OpError bad-option
    broadcastTo: options must be an object, some of { shape, name }, got [2, "batch", 4]; write { shape: [2, "batch", 4] }",
      "OpError bad-option
    expandDims: options must be an object, some of { axis, name }, got 0; write { axis: 0 }",
      "OpError bad-option
    cast: options must be an object, some of { dtype, name }, got "float64"; write { dtype: "float64" }",
      "OpError bad-option
    clip: options must be an object, some of { min, max, name }, got 0; write { min: 0 }",
      "OpError bad-option
    dropout: options must be an object, some of { rate, mask, name }, got 0.1; write { rate: 0.1 }",
      "OpError bad-option
    l2: options must be an object, some of { lambda, name }, got 0.0005; write { lambda: 0.0005 }",
      "OpError bad-option
    oneHot: options must be an object, some of { depth, axis, dtype, name }, got 3; write { depth: 3 }",
      "OpError bad-option
    classLabels: options must be an object, some of { classes, name }, got 3; write { classes: 3 }",
      "OpError bad-option
    sum: options must be an object, some of { axis, keepdims, name }, got 0; write { axis: 0 }",
      "OpError bad-option
    softmax: options must be an object, some of { axis, name }, got -1; write { axis: -1 }",
      "OpError bad-option
    dense: options must be an object, some of { units, init, bias, activation, l1, l2, weights, name }, got 64; write { units: 64 }",
      "OpError bad-option
    concat: options must be an object, some of { axis, name }, got 1; write { axis: 1 }",
      "OpError bad-option
    crossentropy: options must be an object, some of { reduction, name }, got "sum"; write { reduction: "sum" }",
      "OpError bad-option
    relu: options must be an object, some of { name }, got "hidden"; write { name: "hidden" }",
      "OpError bad-option
    add: options must be an object, some of { name }, got a tensor; name what you give",
      "OpError bad-option
    randomUniform: options must be an object, some of { shape, dtype, seed, stream, name }, got a tensor; name what you give",
    ]
  `);
});

/** Functions of layers take fewer operands than their ops: they make the others, or take them as options. */
const ownParameters: Readonly<Record<string, { readonly operands: number; readonly options: object }>> = {
  embedding: { operands: 1, options: { size: 3, units: 3 } },
  multiHeadAttention: { operands: 1, options: { heads: 1 } },
  bilinear: { operands: 2, options: { units: 3 } },
};
const layerOf = (name: string, inputs: readonly string[]): (typeof ownParameters)[string] | undefined =>
  ownParameters[name] ?? (["weights", "mean", "slope"].includes(inputs[1] ?? "") ? { operands: 1, options: { units: 3 } } : undefined);

// What scans take is not operands and options: tests/ops/scan.test.ts.
const names = [...standardOps].filter(([, { attrs }]) => !("body" in attrs)).map(([name]) => name);
describe.each(names)("%s", (name) => {
  const given = (ops as unknown as Record<string, (...operands: unknown[]) => Tensor>)[name] as (...operands: unknown[]) => Tensor;
  const call = name === "einsum" ? (...operands: unknown[]) => given("ab->ba", ...operands) : given;
  const inputs = standardOps.get(name)?.inputs as readonly string[];
  const several = inputs[0]?.startsWith("...") && name !== "einsum";
  const layer = layerOf(name, inputs);
  const count = inputs[0]?.startsWith("...") ? 1 : inputs.filter((input) => !input.endsWith("?")).length;
  const operands = (X: Tensor): unknown[] => (several ? [[X]] : new Array<Tensor>(layer?.operands ?? count).fill(X));
  const lists = (one: unknown): unknown[] => (several ? [[one]] : [one]);

  it("refuses an option that it does not take, with a code, and one that is no object", () => {
    expect(refused((X) => call(...operands(X), { nmae: "y" }))).toMatch(
      new RegExp(`^OpError bad-option\\n${name}: options must be some of \\{.*name \\}, got "nmae"; did you mean name\\?$`),
    );
    expect(refused((X) => call(...operands(X), Promise.resolve({ name: "y" })))).toContain(`${name}: options must be an object`);
    expect(refused((X) => call(...operands(X), null))).toContain(`${name}: options must be an object`);
  });

  it("refuses what is no tensor by the name of the operand", () => {
    for (const [wrong, shown] of [
      [undefined, "nothing"],
      [null, "null"],
      ["X", '"X"'],
      [{}, "an object"],
      [Promise.resolve(1), "a promise"],
      [ops.relu, "a function"],
    ]) {
      const text = refused((X) => call(...[...lists(wrong), ...operands(X).slice(1)], { ...layer?.options }));
      expect(text, String(shown)).toContain("GraphError not-a-tensor");
      expect(text).toContain(`${name}: ${inputs[0]?.replace("...", "")} must be `);
      expect(text).toContain(`got ${shown as string}; `);
    }
  });

  it("refuses a tensor of another graph", () => {
    let foreign: unknown;
    graph({ Z: f32("batch", 4) }, ({ Z }) => {
      foreign = Z;
      return { Z };
    });
    if (count < 2 || name === "where" || layer !== undefined) return;
    expect(refused((X) => call(X, ...new Array(count - 1).fill(foreign)))).toMatch(/^GraphError foreign-handle at Z/);
  });
});

test("an op of one's own refuses unknown options, too, whatever form its function has", () => {
  const scaledOp = defineOp<{ readonly factor: number }>({
    name: "scaled",
    inputs: ["x"],
    attrs: { factor: "number" },
    infer: ([x]) => x,
    scalar: (s, [x], { factor }) => s.mul(x, factor),
    vjp: "not-differentiable",
  });
  interface Options extends Named {
    readonly factor?: number;
  }
  const whole = (x: Tensor, options?: Options) => apply(scaledOp, [x], { factor: options?.factor ?? 2 }, options);
  const rest = (x: Tensor, { factor = 2, ...options }: Options = {}) => apply(scaledOp, [x], { factor }, options);
  for (const scaled of [whole, rest] as ((x: Tensor, options?: any) => Tensor)[]) {
    expect(refused((X) => scaled(X, { facto: 3 }))).toContain(
      'scaled: options must be some of { factor, name }, got "facto"; did you mean factor?',
    );
    expect(print(graph({ X: f32(2) }, ({ X }) => ({ y: scaled(X, { factor: 3, name: "y" }) })))).toContain("y = scaled(X) {factor: 3}");
  }
  expect(refused((X) => whole(X, 3 as never))).toContain("got 3; write { factor: 3 }");
  expect(refused((X) => apply(ops.relu as never, [X]))).toContain("pass reluOp where relu is the function");
});

test("wrong kinds of values are refused by the name of the attribute", () => {
  expect([
    refused((X) => op.sum(X, { axis: "1" })),
    refused((X) => op.sum(X, { axis: null })),
    refused((X) => op.sum(X, { keepdims: "yes" })),
    refused((X) => op.softmax(X, { axis: 1.5 })),
    refused((X) => op.transpose(X, { perm: "10" })),
    refused((X) => op.reshape(X, {})),
    refused((X) => op.reshape(X, { shape: 4 })),
    refused((X) => op.cast(X, { dtype: "float" })),
    refused((X) => op.clip(X, { min: "0" })),
    refused((X) => op.dropout(X, { rate: "0.1" })),
    refused((X) => op.l2(X, {})),
    refused((X) => op.expandDims(X, { axis: "0" })),
    refused((X) => op.slice(X, { start: 1.5 })),
    refused((X) => op.crossentropy(X, X, { reduction: "none of them" })),
    refused((X) => op.concat(X, X)),
    refused((X) => op.add([X, X], X)),
    refused((X) => op.relu(X, { name: 3 })),
  ]).toMatchInlineSnapshot(`
    [
      "OpError axis at X
    sum: axis must be a position or a dim's name, got "1" for [batch, 4] (node "X"); correct axis",
      "OpError axis at X
    sum: axis must be a position or a dim's name, got null for [batch, 4] (node "X"); correct axis",
      "OpError bad-attribute at sum1
    sum: attribute keepdims must be true or false, got "yes" (node "sum1"); correct it",
      "OpError bad-attribute at softmax1
    softmax: attribute axis must be a whole number, got 1.5 (node "softmax1"); correct it",
      "OpError bad-attribute at transpose1
    transpose: attribute perm must be a list of whole numbers, got "10" (node "transpose1"); correct it",
      "OpError bad-attribute at reshape1
    reshape: attribute shape must be a list of sizes, names and expressions of names, got nothing (node "reshape1"); correct it",
      "OpError bad-attribute at reshape1
    reshape: attribute shape must be a list of sizes, names and expressions of names, got 4 (node "reshape1"); correct it",
      "OpError bad-attribute at cast1
    cast: attribute dtype must be a dtype, float32, float64, int32, uint8 or bool, got "float" (node "cast1"); correct it",
      "OpError bad-attribute at clip1
    clip: attribute min must be a number, got "0" (node "clip1"); correct it",
      "OpError bad-attribute at dropout1
    dropout: attribute rate must be a number, got "0.1" (node "dropout1"); correct it",
      "OpError bad-attribute at l21
    l2: attribute lambda must be a number, got nothing (node "l21"); correct it",
      "OpError bad-attribute at expandDims1
    expandDims: attribute axis must be a whole number, got "0" (node "expandDims1"); correct it",
      "GraphError dim-limit
    dim: a size must be a whole number below 2⁵³, got 1.5; make the sizes smaller",
      "OpError bad-attribute at crossentropy1
    crossentropy: attribute reduction must be "mean" | "sum" | "none", got "none of them" (node "crossentropy1"); correct it",
      "GraphError not-a-tensor
    concat: operands must be one list of tensors, got a tensor; write concat([a, b], { axis: 0 })",
      "FeedError not-a-number
    array: no number at [0]: expected a number, got an object; every list of one level needs the same length",
      "GraphError bad-name
    graph: the name of a node must start with a letter and hold letters, digits, _ and dots, got 3; rename it (titles of scopes may hold any text)",
    ]
  `);
});

test("an NdArray beside a tensor becomes a constant: floats of the tensor's float dtype, others of their own", () => {
  const network = graph({ X: f32("batch", 2) }, ({ X }) => {
    const sum = ops.add(X, array([0.1, 2]));
    const product = ops.matmul(X, array([[1], [2]], "float32"));
    return { sum, product, hit: ops.equal(ops.cast(X, { dtype: "int32" }), array([1, 2], "int32")), first: ops.sub(array([1, 2]), X) };
  });
  expect(print(network)).toMatchInlineSnapshot(`
    "X = input : float32[batch, 2]
    constant1 = constant [0.1, 2] : float32[2]
    add1 = add(X, constant1) : float32[batch, 2]
    constant2 = constant [1, 2] : float32[2, 1]
    matmul1 = matmul(X, constant2) : float32[batch, 1]
    cast1 = cast(X) {dtype: "int32"} : int32[batch, 2]
    constant3 = constant [1, 2] : int32[2]
    equal1 = equal(cast1, constant3) : bool[batch, 2]
    constant4 = constant [1, 2] : float32[2]
    sub1 = sub(constant4, X) : float32[batch, 2]
    output sum = add1
    output product = matmul1
    output hit = equal1
    output first = sub1"
  `);
  // As numbers and lists: beside floats an NdArray of whole numbers is not cast behind one's back.
  expect(refused((X) => ops.add(X, array([1, 2, 3, 4], "int32") as Operand as never))).toContain("inputs must have one dtype");
  expect(refused(() => ops.relu(array([1]) as never))).toContain("at least one operand must be a tensor of the graph, got only numbers");
});

test("clip has bounds on either side, or on one", () => {
  const bounded = (options: { readonly min?: number; readonly max?: number }) =>
    print(graph({ X: f32(2) }, ({ X }) => ({ y: ops.clip(X, options) })));
  expect(bounded({ min: 0 })).toContain('clip(X) {max: "Infinity", min: 0}');
  expect(bounded({ max: 1 })).toContain('clip(X) {max: 1, min: "-Infinity"}');
});
