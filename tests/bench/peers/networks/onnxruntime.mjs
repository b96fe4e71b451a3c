import { onnxModel } from "../contenders/onnx-model.mjs";
import { permuted } from "./data.mjs";
import { arraysOf } from "./expected.mjs";
import { networks } from "./networks.mjs";

const imageShape = ([batch, height, width, channels]) => [batch, channels, height, width];
const images = (data, shape) => (shape.length === 4 ? permuted(data, shape, [0, 3, 1, 2]) : data);

/** Writes nodes while a network is called; a tensor is { name, shape }, of images in the order [batch, channels, height, width]. */
function writer(W) {
  const nodes = [];
  const constants = {};
  const node = (op, inputs, shape, attributes) => {
    const name = `t${nodes.length}`;
    nodes.push([op, inputs.map((one) => one?.name ?? ""), name, attributes]);
    return { name, shape };
  };
  const constant = (data, shape) => {
    const name = `c${Object.keys(constants).length}`;
    constants[name] = [data, shape];
    return { name, shape };
  };
  const whole = (...numbers) => constant(BigInt64Array.from(numbers, BigInt), [numbers.length]);
  const scalar = (number) => constant(Float32Array.of(number), []);
  const weights = ({ key, shape }, order = shape.map((_, axis) => axis)) =>
    constant(
      permuted(W[key], shape, order),
      order.map((axis) => shape[axis]),
    );
  const activated = (y, activation) => (activation === "relu" ? api.relu(y) : y);
  const convolved = (x, w, b, outer, [height, width], stride, padding, group) => {
    const size = (length, kernel) => (padding === "same" ? Math.ceil(length / stride) : Math.floor((length - kernel) / stride) + 1);
    const shape = [x.shape[0], outer, size(x.shape[2], height), size(x.shape[3], width)];
    const attributes = { strides: [stride, stride], auto_pad: padding === "same" ? "SAME_UPPER" : "VALID", group };
    return node("Conv", [x, w, b], shape, attributes);
  };
  const api = {
    conv(x, w, { b, stride = 1, padding = "same", activation }) {
      const outer = w.shape[3];
      return activated(convolved(x, weights(w, [3, 2, 0, 1]), b && weights(b), outer, w.shape, stride, padding, 1), activation);
    },
    depthwise(x, w, { b, stride = 1, activation }) {
      const channels = w.shape[2];
      return activated(convolved(x, weights(w, [2, 3, 0, 1]), b && weights(b), channels, w.shape, stride, "same", channels), activation);
    },
    maxPool(x, size) {
      const [batch, channels, height, width] = x.shape;
      const shape = [batch, channels, Math.floor(height / size), Math.floor(width / size)];
      return node("MaxPool", [x], shape, { kernel_shape: [size, size], strides: [size, size] });
    },
    spaceMean: (x) => api.reshape(node("GlobalAveragePool", [x], [...x.shape.slice(0, 2), 1, 1]), x.shape.slice(0, 2)),
    flatten(x) {
      const [batch, channels, height, width] = x.shape;
      const last = node("Transpose", [x], [batch, height, width, channels], { perm: [0, 2, 3, 1] });
      return api.reshape(last, [batch, channels * height * width]);
    },
    dense(x, w, { b, activation }) {
      const shape = [...x.shape.slice(0, -1), w.shape[1]];
      const product = b ? node("Gemm", [x, weights(w), weights(b)], shape) : node("MatMul", [x, weights(w)], shape);
      return activated(product, activation);
    },
    add: (x, y) => node("Add", [x, y], x.shape),
    relu: (x) => node("Relu", [x], x.shape),
    gelu: (x) => node("Gelu", [x], x.shape, { approximate: "tanh" }),
    softmax: (x) => node("Softmax", [x], x.shape, { axis: -1 }),
    exp: (x) => node("Exp", [x], x.shape),
    layerNorm(x, { scale, bias }) {
      const size = x.shape.at(-1);
      const factor = scale ? weights(scale) : constant(new Float32Array(size).fill(1), [size]);
      return node("LayerNormalization", [x, factor, bias && weights(bias)], x.shape, { axis: -1, epsilon: { float: 1e-5 } });
    },
    attention(q, k, v) {
      const [batch, tokens, heads, size] = q.shape;
      const byHeads = (x) => node("Transpose", [x], [batch, heads, tokens, size], { perm: [0, 2, 1, 3] });
      const turned = node("Transpose", [k], [batch, heads, size, tokens], { perm: [0, 2, 3, 1] });
      const scores = node("MatMul", [byHeads(q), turned], [batch, heads, tokens, tokens]);
      const p = api.softmax(node("Mul", [scores, scalar(1 / Math.sqrt(size))], scores.shape));
      const y = node("MatMul", [p, byHeads(v)], [batch, heads, tokens, size]);
      return node("Transpose", [y], q.shape, { perm: [0, 2, 1, 3] });
    },
    reshape: (x, shape) => node("Reshape", [x, whole(...shape)], shape),
    lstm(x, w, u, b) {
      const [batch, time, features] = x.shape;
      const units = u.shape[0];
      // Its gates are i o f c, each a row of its own.
      const gates = (data, rows) =>
        Float32Array.from({ length: data.length }, (_, i) => {
          const [unit, row] = [Math.floor(i / rows), i % rows];
          const from = [0, 3, 1, 2][Math.floor(unit / units)] * units + (unit % units);
          return data[row * 4 * units + from];
        });
      const bias = Float32Array.from([...gates(W[b.key], 1), ...new Float32Array(4 * units)]);
      const turned = node("Transpose", [x], [time, batch, features], { perm: [1, 0, 2] });
      const operands = [
        turned,
        constant(gates(W[w.key], features), [1, 4 * units, features]),
        constant(gates(W[u.key], units), [1, 4 * units, units]),
        constant(bias, [1, 8 * units]),
      ];
      nodes.push(["LSTM", operands.map(({ name }) => name), ["", "last"], { hidden_size: units }]);
      return api.reshape({ name: "last" }, [batch, units]);
    },
  };
  return { api, nodes, constants };
}

/** The networks of today on a build of ONNX Runtime; it has no training. */
export function onnxruntimeNetworks(ort, provider) {
  return {
    async network({ name }) {
      const { input, parameters, forward } = networks[name];
      const arrays = arraysOf(name);
      const written = writer(arrays.parameters);
      const image = input.length === 4;
      const shape = image ? imageShape(input) : input;
      const W = Object.fromEntries(Object.entries(parameters).map(([key, size]) => [key, { key, shape: size }]));
      const y = forward(written.api, { name: "x", shape }, W);
      const model = onnxModel({
        opset: 20,
        inputs: { x: [shape, "float32"] },
        outputs: { [y.name]: [y.shape, "float32"] },
        constants: written.constants,
        nodes: written.nodes,
      });
      const options = { executionProviders: [provider], intraOpNumThreads: 1, graphOptimizationLevel: "all", logSeverityLevel: 3 };
      const session = await ort.InferenceSession.create(model, options);
      const feeds = { x: new ort.Tensor("float32", images(arrays.x, input), shape) };
      return {
        awaited: true,
        run: () => session.run(feeds),
        async check() {
          const { data } = (await session.run(feeds))[y.name];
          return image && y.shape.length === 4 ? permuted(data, y.shape, [0, 2, 3, 1]) : data;
        },
        dispose: () => session.release(),
      };
    },
  };
}
