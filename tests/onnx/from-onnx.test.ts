import {
  check,
  compile,
  crossentropy,
  dense,
  f32,
  fit,
  fromModel,
  graph,
  i32,
  include,
  mul,
  NdArray,
  parse,
  print,
  reference,
  sgd,
  softmax,
  type Tensor,
  text,
  toModel,
} from "dagrad";
import { fromOnnx, type OnnxOp, rareOps } from "dagrad/onnx";
import { describe, expect, it } from "vitest";
import { graphProto, node, smallModel, type TypeOfValue, tensor } from "./small-model.ts";

const weights = Array.from({ length: 24 }, (_, i) => (i % 7) / 8 - 0.25);
const x = new NdArray(Float32Array.from([1, 2, 3, 4, -1, 0.5, 0, 2]), [2, 4], "float32");
/** x · w of four features and six units, summed in float64. */
const product = [0, 1].map((row) =>
  Array.from({ length: 6 }, (_, unit) =>
    [0, 1, 2, 3].reduce((sum, k) => sum + (x.data[4 * row + k] as number) * (weights[6 * k + unit] as number), 0),
  ),
);

/** A layer with names as exporters make them. */
const layer = () =>
  smallModel({
    inputs: { "onnx::Flatten_0": ["float", "batch", 4] },
    outputs: ["39"],
    nodes: [node("MatMul", ["onnx::Flatten_0", "onnx::MatMul_34"], ["/fc/h"]), node("Relu", ["/fc/h"], ["39"])],
    initializers: [tensor("float", [4, 6], weights, "onnx::MatMul_34")],
  });

describe("fromOnnx", () => {
  it("takes and gives values by the names of the file, which are titles of the nodes", () => {
    const model = fromOnnx(layer());
    check(model.graph);
    expect(model.names).toEqual({
      inputs: { "onnx::Flatten_0": "onnx_Flatten_0" },
      outputs: { 39: "y39" },
      types: { "onnx::Flatten_0": "float", 39: "float" },
    });
    const relu = product.map((row) => row.map((one) => Math.max(0, one)));
    expect(model.run({ "onnx::Flatten_0": x })["39"]).toBeAllClose(relu, { atol: 1e-6 });
    expect(print(model.graph)).toMatchInlineSnapshot(`
      "onnx_Flatten_0 = input "onnx::Flatten_0" : float32[batch, 4]
      onnx_MatMul_34 = parameter zeros "onnx::MatMul_34" : float32[4, 6]
      matmul1 = matmul(onnx_Flatten_0, onnx_MatMul_34) : float32[batch, 6]
      relu1 = relu(matmul1) : float32[batch, 6]
      output y39 = relu1"
    `);
  });

  it("keeps titles in JSON, and refuses one of two lines", () => {
    const { graph } = fromOnnx(layer());
    expect(print(parse(JSON.stringify(graph)))).toBe(print(graph));
    const bad = JSON.stringify(graph).replace('"onnx::Flatten_0"', String.raw`"two\nlines"`);
    expect(() => parse(bad)).toThrowErrorMatchingInlineSnapshot(
      `[FormatError: parse: nodes.onnx_Flatten_0 (input): attribute title must be one line of text, got "two\\nlines"; correct it]`,
    );
  });

  it("is a model that compile and toModel take, whose names a file keeps", () => {
    const model = fromOnnx(layer());
    const read = fromModel(toModel(model));
    expect(read.names).toEqual(model.names);
    const { y39 } = compile(read.graph, { parameters: read.parameters, backend: reference }).run({ onnx_Flatten_0: x } as never) as {
      y39: NdArray;
    };
    expect(y39).toBeAllClose(model.run({ "onnx::Flatten_0": x })["39"] as NdArray, { atol: 0, rtol: 0 });
  });

  it("is a network that fit goes on training, as a part of another", async () => {
    const { graph: network, parameters } = fromOnnx(layer());
    const tuned = graph({ x: f32("batch", 4), y: i32("batch") }, ({ x, y }, g) => {
      const { y39 } = include(g, network, { onnx_Flatten_0: x }, { name: "base" }) as { y39: Tensor };
      return { loss: crossentropy(softmax(dense(y39 as Tensor<["batch", 6]>, { units: 2 })), y) };
    });
    const initial = { "base.onnx_MatMul_34": parameters.onnx_MatMul_34 as NdArray };
    const training = await fit(tuned, {
      data: { x, y: [0, 1] },
      minimize: "loss",
      optimizer: sgd({ learningRate: 0.1 }),
      epochs: 20,
      initial,
    });
    expect(training.epochs.at(-1)?.metrics.loss).toBeLessThan(training.epochs[0]?.metrics.loss as number);
  });

  it("says which name was meant, and which is missing", () => {
    const model = fromOnnx(layer());
    expect(() => model.run({ onnx_Flatten_0: x })).toThrowErrorMatchingInlineSnapshot(
      `[FeedError: run: feeds must name inputs of the file, got "onnx_Flatten_0"; its name in the file is "onnx::Flatten_0"]`,
    );
    expect(() => model.run({})).toThrowErrorMatchingInlineSnapshot(
      `[FeedError: run: input "onnx::Flatten_0" must be fed a float32[batch, 4], got nothing; pass { "onnx::Flatten_0": … }]`,
    );
    expect(() => model.run({ "onnx::Flaten_0": x })).toThrowErrorMatchingInlineSnapshot(
      `[FeedError: run: feeds must name inputs of the file, got "onnx::Flaten_0"; did you mean onnx::Flatten_0?]`,
    );
    expect(() => model.run(x as never)).toThrowErrorMatchingInlineSnapshot(
      `[OpError: run: feeds must be values by the names of inputs, got float32[2, 4]; give { "onnx::Flatten_0": … }]`,
    );
  });

  it("reads weights as parameters, whether they are initialisers, Constant nodes or inputs with defaults", () => {
    const where = {
      initialiser: { nodes: [], initializers: [tensor("float", [4, 6], weights, "w")], inputs: {} },
      "constant node": { nodes: [node("Constant", [], ["w"], { value: tensor("float", [4, 6], weights) })], inputs: {} },
      "input with a default": { nodes: [], initializers: [tensor("float", [4, 6], weights, "w")], inputs: { w: ["float", 4, 6] } },
    } as const;
    for (const [kind, { nodes, inputs, ...rest }] of Object.entries(where)) {
      const model = fromOnnx(
        smallModel(
          {
            inputs: { x: ["float", "batch", 4], ...inputs },
            outputs: ["y"],
            nodes: [...nodes, node("MatMul", ["x", "w"], ["y"])],
            ...rest,
          },
          // Up to version 3 of the format, every initialiser stood among the inputs.
          { opset: 8, irVersion: 3 },
        ),
      );
      expect(Object.keys(model.parameters), kind).toEqual(["w"]);
      expect(model.graph.inputs, kind).toEqual(["x"]);
      expect(model.run({ x }).y, kind).toBeAllClose(product, { atol: 1e-6 });
    }
  });

  it("keeps a weight a parameter through what is computed of it alone", () => {
    const model = fromOnnx(
      smallModel({
        inputs: { x: ["float", "batch", 6] },
        outputs: ["y"],
        nodes: [node("Transpose", ["w"], ["wt"]), node("MatMul", ["x", "wt"], ["y"])],
        initializers: [tensor("float", [4, 6], weights, "w")],
      }),
    );
    expect(Object.keys(model.parameters)).toEqual(["w"]);
  });

  it("makes one parameter of a weight that is used twice, and none of what nothing reads", () => {
    const model = fromOnnx(
      smallModel({
        inputs: { x: ["float", 4, 4] },
        outputs: ["y"],
        nodes: [
          node("MatMul", ["x", "w"], ["a"]),
          node("MatMul", ["x", "w"], ["b"]),
          node("Add", ["a", "b"], ["y"]),
          node("MatMul", ["x", "unused"], ["c"]),
        ],
        initializers: [tensor("float", [4, 6], weights, "w"), tensor("float", [4, 6], weights, "unused")],
      }),
    );
    expect(Object.keys(model.parameters)).toEqual(["w"]);
    expect(text(model.graph, "y")).toBe("x w + x w");
  });

  it("keeps names of axes, makes ids of those that are none, and numbers of those that dims has", () => {
    const bytes = smallModel({
      inputs: {
        a: ["float", "batch", "p2o.DynamicDimension.0"],
        b: ["float", "batch-size", null, -1 as number],
        c: ["float", "2*batch", 3],
      },
      outputs: ["y", "z", "u"],
      nodes: [node("Relu", ["a"], ["y"]), node("Relu", ["b"], ["z"]), node("Relu", ["c"], ["u"])],
    });
    const shapes = (dims: Readonly<Record<string, number>>) => {
      const { graph } = fromOnnx(bytes, { dims });
      return graph.inputs.map((id) => graph.nodes[id]?.shape);
    };
    expect(shapes({})).toEqual([
      ["batch", "p2o.DynamicDimension.0"],
      ["batch_size", "b_1", "b_2"],
      ["2*batch", 3],
    ]);
    expect(shapes({ batch: 3, "batch-size": 5, b_1: 7 })).toEqual([
      [3, "p2o.DynamicDimension.0"],
      [5, 7, "b_2"],
      [6, 3],
    ]);
    expect(() => fromOnnx(bytes, { dims: { bach: 3 } })).toThrowErrorMatchingInlineSnapshot(
      `[FormatError: fromOnnx: dims must be names of axes of the inputs, got "bach"; did you mean batch?]`,
    );
    expect(() => fromOnnx(bytes, { dims: { batch: 1.5 } })).toThrowErrorMatchingInlineSnapshot(
      `[FormatError: fromOnnx: the size of "batch" must be a whole number ≥ 0, got 1.5; correct dims]`,
    );
  });

  it("carries int64 as int32 and keeps its type, and that of outputs", () => {
    const model = fromOnnx(
      smallModel({
        inputs: { i: ["int64", 3] },
        outputs: { y: ["int64", 3], f: ["float", 3] },
        nodes: [node("Add", ["i", "i"], ["y"]), node("Cast", ["i"], ["f"], { to: 1 })],
      }),
    );
    expect(model.graph.nodes.i?.dtype).toBe("int32");
    expect(model.names.types).toEqual({ i: "int64", y: "int64", f: "float" });
    expect([...(model.run({ i: new BigInt64Array([1n, 2n, 3n]) }).y?.data ?? [])]).toEqual([2, 4, 6]);
  });

  it("folds shapes however they are worked out", () => {
    // reshape(x, [shape(x)[0] · 2, −1])
    const model = fromOnnx(
      smallModel({
        inputs: { x: ["float", 2, 6] },
        outputs: ["y"],
        nodes: [
          node("Shape", ["x"], ["s"]),
          node("Gather", ["s", "zero"], ["rows"]),
          node("Mul", ["rows", "two"], ["twice"]),
          node("Concat", ["twice", "rest"], ["to"], { axis: 0 }),
          node("Reshape", ["x", "to"], ["y"]),
        ],
        initializers: [tensor("int64", [1], [0], "zero"), tensor("int64", [1], [2], "two"), tensor("int64", [1], [-1], "rest")],
      }),
    );
    expect(model.graph.nodes[model.graph.outputs.y as string]?.shape).toEqual([4, 3]);
  });

  it("takes values of inputs as constants where they must be known", () => {
    const bytes = smallModel({
      inputs: { x: ["float", 2, 6], shape: ["int64", 2] },
      outputs: ["y"],
      nodes: [node("Reshape", ["x", "shape"], ["y"])],
    });
    expect(() => fromOnnx(bytes)).toThrowErrorMatchingInlineSnapshot(
      `[FormatError: fromOnnx: Reshape "y": input "shape" must be known when the graph is built, got a computed value; pass constants: { "shape": … } if it is an input of the model, or dims where it depends on the size of an axis]`,
    );
    const model = fromOnnx(bytes, { constants: { shape: [3, 4] } });
    expect(model.graph.inputs).toEqual(["x"]);
    expect(model.graph.nodes[model.graph.outputs.y as string]?.shape).toEqual([3, 4]);
    expect(() => fromOnnx(bytes, { constants: { shap: [3, 4] } })).toThrowErrorMatchingInlineSnapshot(
      `[FormatError: fromOnnx: constants must be inputs of the model, got "shap"; its inputs are "x", "shape"]`,
    );
  });

  it("reads weights that lie beside the model, from where they stand there", () => {
    const external = { name: "w", dims: [4, 6], dataType: 1, dataLocation: 1 };
    const at = (location: string, offset: number) => ({
      ...external,
      externalData: [
        { key: "location", value: location },
        { key: "offset", value: String(offset) },
        { key: "length", value: "96" },
      ],
    });
    const data = new Uint8Array(8 + 96);
    data.set(new Uint8Array(Float32Array.from(weights).buffer), 8);
    const bytes = (offset: number) =>
      smallModel({
        inputs: { x: ["float", 2, 4] },
        outputs: ["y"],
        nodes: [node("MatMul", ["x", "w"], ["y"])],
        initializers: [at("w.bin", offset)],
      });
    expect(fromOnnx(bytes(8), { externalData: { "w.bin": data } }).run({ x }).y).toBeAllClose(product, { atol: 1e-6 });
    expect(() => fromOnnx(bytes(8))).toThrowErrorMatchingInlineSnapshot(
      `[FormatError: fromOnnx: tensor "w": its numbers lie in another file, got "w.bin"; pass externalData: { "w.bin": the bytes of that file }]`,
    );
    expect(() => fromOnnx(bytes(12), { externalData: { "w.bin": data } })).toThrowErrorMatchingInlineSnapshot(
      `[FormatError: fromOnnx: tensor "w": offset and length must lie in the file, got 96 at 12 of 104; this is another file, or it is cut short]`,
    );
  });

  it("tells apart weights of one name in two branches", () => {
    const branch = (scale: number) =>
      graphProto({
        outputs: ["out"],
        nodes: [node("MatMul", ["x", "w"], ["out"])],
        initializers: [
          tensor(
            "float",
            [4, 6],
            weights.map((one) => scale * one),
            "w",
          ),
        ],
      });
    const model = fromOnnx(
      smallModel({
        inputs: { x: ["float", 2, 4], c: ["bool"] },
        outputs: ["y"],
        nodes: [node("If", ["c"], ["y"], { then_branch: branch(1), else_branch: branch(2) })],
      }),
    );
    expect(Object.keys(model.parameters)).toEqual(["w", "w_2"]);
    expect(model.run({ x, c: true }).y).toBeAllClose(product, { atol: 1e-6 });
    expect(model.run({ x, c: false }).y).toBeAllClose(
      product.map((row) => row.map((one) => 2 * one)),
      { atol: 1e-6 },
    );
  });

  it("chooses the branch of a condition that is known", () => {
    const branch = (op: string) => graphProto({ outputs: ["out"], nodes: [node(op, ["x"], ["out"])] });
    const model = fromOnnx(
      smallModel({
        inputs: { x: ["float", "n"], c: ["bool"] },
        outputs: ["y"],
        nodes: [node("If", ["c"], ["y"], { then_branch: branch("Relu"), else_branch: branch("Neg") })],
      }),
      { constants: { c: 0 } },
    );
    expect(text(model.graph, "y")).toBe("−x");
  });

  it("leaves names that are words of JavaScript harmless", () => {
    const model = fromOnnx(
      smallModel({
        inputs: {
          ["__proto__"]: ["float", "constructor", "toString"] as TypeOfValue,
          constructor: ["float", "constructor", "toString"] as TypeOfValue,
        },
        outputs: ["hasOwnProperty", "__proto__2"],
        nodes: [node("Add", ["__proto__", "constructor"], ["hasOwnProperty"]), node("Sub", ["__proto__", "constructor"], ["__proto__2"])],
      }),
    );
    check(model.graph);
    expect(Object.entries(model.names.inputs)).toEqual([
      ["__proto__", "proto"],
      ["constructor", "xconstructor"],
    ]);
    const results = model.run(
      Object.fromEntries([
        ["__proto__", [[1, 2]]],
        ["constructor", [[3, 5]]],
      ]),
    );
    expect([...(results.hasOwnProperty as unknown as NdArray).data]).toEqual([4, 7]);
    expect(() => fromOnnx(smallModel({ inputs: { x: ["float"] }, outputs: ["y"], nodes: [node("constructor", ["x"], ["y"])] }))).toThrow(
      "its op must be one that is known, got constructor",
    );
  });

  it("takes ops that few models have, and your own, where they are given", () => {
    const bytes = smallModel({ inputs: { x: ["float", 2] }, outputs: ["y"], nodes: [node("com.acme.Twice", ["x"], ["y"])] });
    expect(() => fromOnnx(bytes)).toThrowErrorMatchingInlineSnapshot(
      `[FormatError: fromOnnx: com.acme.Twice "y": its op must be one that is known, got com.acme.Twice; pass ops: rareOps, which has those that few models need; fromOnnx takes one of your own: ops: { "com.acme.Twice": (call) => … }]`,
    );
    const twice: OnnxOp = (call) => mul(call.tensor(0), 2);
    expect(
      fromOnnx(bytes, { ops: { ...rareOps, "com.acme.Twice": twice } })
        .run({ x: [1, 3] })
        .y?.tolist(),
    ).toEqual([2, 6]);
  });
});
