import { graphProto, node, type SmallGraph, smallModel, tensor } from "./small-model.ts";

const counted = (length: number, by = 1): number[] => Array.from({ length }, (_, i) => (i % 11) * by);

const perceptron: SmallGraph = {
  inputs: { "onnx::Flatten_0": ["float", "batch", 2, 4] },
  outputs: ["39"],
  nodes: [
    node("Flatten", ["onnx::Flatten_0"], ["flat"]),
    node("Gemm", ["flat", "fc1.weight", "fc1.bias"], ["h"], { transB: 1 }),
    node("Relu", ["h"], ["r"]),
    node("Gemm", ["r", "fc2.weight"], ["logits"], { alpha: { float: 0.5 } }),
    node("Softmax", ["logits"], ["39"], { axis: -1 }),
  ],
  initializers: [
    tensor("float", [6, 8], counted(48, 0.01), "fc1.weight"),
    tensor("float", [6], counted(6, 0.1), "fc1.bias"),
    tensor("float", [6, 3], counted(18, 0.02), "fc2.weight"),
  ],
};

const convolution: SmallGraph = {
  inputs: { image: ["float", "n", 1, 8, 8] },
  outputs: ["y"],
  nodes: [
    node("Conv", ["image", "w", "b"], ["c"], { kernel_shape: [3, 3], pads: [1, 1, 1, 1], strides: [1, 1], dilations: [1, 1], group: 1 }),
    node("BatchNormalization", ["c", "b", "b", "b", "v"], ["n1"], { epsilon: { float: 1e-5 } }),
    node("MaxPool", ["n1"], ["p"], { kernel_shape: [2, 2], strides: [2, 2], auto_pad: "NOTSET", ceil_mode: 0 }),
    node("AveragePool", ["p"], ["a"], { kernel_shape: [2, 2], count_include_pad: 1 }),
    node("Pad", ["a", "pads"], ["padded"], { mode: "reflect" }),
    node("GlobalAveragePool", ["padded"], ["g"]),
    node("Flatten", ["g"], ["y"]),
  ],
  initializers: [
    tensor("float", [2, 1, 3, 3], counted(18, 0.1), "w"),
    tensor("float", [2], [0.5, 1], "b"),
    tensor("float", [2], [1, 2], "v"),
    tensor("int64", [8], [0, 0, 1, 1, 0, 0, 1, 1], "pads"),
  ],
};

/** Shapes that are worked out, and what could be made of them. */
const shapes: SmallGraph = {
  inputs: { x: ["float", 2, 6] },
  outputs: ["y", "z", "filled", "tiled", "expanded", "counts", "hot", "x3", "best"],
  nodes: [
    node("Shape", ["x"], ["s"]),
    node("Gather", ["s", "zero"], ["rows"], { axis: 0 }),
    node("Mul", ["rows", "two"], ["twice"]),
    node("Concat", ["twice", "rest"], ["to"], { axis: 0 }),
    node("Reshape", ["x", "to"], ["y"]),
    node("Slice", ["y", "zero", "two", "zero", "one"], ["z"]),
    node("ConstantOfShape", ["to4"], ["filled"], { value: tensor("float", [1], [2]) }),
    node("Tile", ["x", "to4"], ["tiled"]),
    node("Expand", ["one", "to4"], ["expanded"]),
    node("Range", ["from", "limit", "step"], ["counts"]),
    node("OneHot", ["zero", "limit", "values"], ["hot"], { axis: -1 }),
    node("Unsqueeze", ["x", "zero"], ["x3"]),
    node("TopK", ["x", "two"], ["best", "places"], { axis: 1, largest: 1, sorted: 1 }),
  ],
  initializers: [
    tensor("int64", [1], [0], "zero"),
    tensor("int64", [1], [1], "one"),
    tensor("int64", [1], [2], "two"),
    tensor("int64", [1], [-1], "rest"),
    tensor("int64", [2], [4, 3], "to4"),
    tensor("int64", [], [0], "from"),
    tensor("int64", [], [7], "limit"),
    tensor("int64", [], [2], "step"),
    tensor("float", [2], [0, 1], "values"),
  ],
};

const branch = (op: string) => graphProto({ outputs: ["out"], nodes: [node(op, ["h"], ["out"])] });

const control: SmallGraph = {
  inputs: { x: ["float", "time", 2], h: ["float", 2], c: ["bool"] },
  outputs: ["end", "all", "chosen", "last", "named"],
  nodes: [
    node("Scan", ["h", "x"], ["end", "all"], {
      num_scan_inputs: 1,
      body: graphProto({
        inputs: { s: ["float", 2], e: ["float", 2] },
        outputs: ["next", "each"],
        nodes: [node("Add", ["s", "e"], ["sum"]), node("Tanh", ["sum"], ["next"]), node("Identity", ["next"], ["each"])],
      }),
    }),
    node("If", ["c"], ["chosen"], { then_branch: branch("Relu"), else_branch: branch("Neg") }),
    node("Loop", ["trips", "", "h"], ["last"], {
      body: graphProto({
        inputs: { i: ["int64"], go: ["bool"], s: ["float", 2] },
        outputs: ["go", "t"],
        nodes: [node("Add", ["s", "h"], ["t"])],
      }),
    }),
    node("own.Twice", ["h"], ["named"], { by: { float: 3 } }),
  ],
  initializers: [tensor("int64", [], [6], "trips")],
};
const functions = [
  {
    name: "Twice",
    domain: "own",
    input: ["a"],
    output: ["b"],
    attribute: ["by"],
    node: [node("Add", ["a", "a"], ["t"]), node("LeakyRelu", ["t"], ["b"], { alpha: { float: 0.1 } })],
  },
];

const recurrent: SmallGraph = {
  inputs: { x: ["float", 5, 1, 3] },
  outputs: ["Y", "Yh", "Yg"],
  nodes: [
    node("LSTM", ["x", "w", "r", "b"], ["Y", "Yh"], { hidden_size: 2, direction: "forward" }),
    node("GRU", ["x", "wg", "rg"], ["Yg"], { hidden_size: 2, linear_before_reset: 1 }),
  ],
  initializers: [
    tensor("float", [1, 8, 3], counted(24, 0.1), "w"),
    tensor("float", [1, 8, 2], counted(16, 0.1), "r"),
    tensor("float", [1, 16], counted(16, 0.01), "b"),
    tensor("float", [1, 6, 3], counted(18, 0.1), "wg"),
    tensor("float", [1, 6, 2], counted(12, 0.1), "rg"),
  ],
};

const words: SmallGraph = {
  inputs: { ids: ["int64", 3, 4] },
  outputs: ["y"],
  nodes: [
    node("Gather", ["table", "ids"], ["e"]),
    node("LayerNormalization", ["e", "g", "g"], ["n"], { axis: -1 }),
    node("Transpose", ["n"], ["t"], { perm: [0, 2, 1] }),
    node("MatMul", ["n", "t"], ["scores"]),
    node("Einsum", ["scores", "n"], ["mixed"], { equation: "bij,bjk->bik" }),
    node("Split", ["mixed"], ["left", "right"], { axis: 2, num_outputs: 2 }),
    node("Where", ["mask", "left", "right"], ["w"]),
    node("CumSum", ["w", "one"], ["k"]),
    node("ReduceSum", ["k", "one"], ["y"], { keepdims: 0 }),
  ],
  initializers: [
    tensor("float", [7, 6], counted(42, 0.1), "table"),
    tensor("float", [6], counted(6, 0.1), "g"),
    tensor("bool", [1], [1], "mask"),
    tensor("int64", [1], [1], "one"),
  ],
};

/** Models of many kinds of nodes, each of a kB or so. */
export const someModels: readonly Uint8Array[] = [
  smallModel(perceptron),
  smallModel(convolution),
  smallModel(shapes),
  smallModel(control, { functions }),
  smallModel(recurrent),
  smallModel(words, { opset: 18 }),
];
