import * as jax from "@jax-js/jax";
import { permuted } from "./data.mjs";
import { arraysOf, stepsCompared } from "./expected.mjs";
import { labelsOf, networks } from "./networks.mjs";

const { blockUntilReady, jit, lax, nn, numpy: np, tree, valueAndGrad } = jax;

/** Its images are [batch, channels, height, width] and its weights [out, in, height, width]: arrays come in that order. */
const place = (data, shape) => {
  if (shape.length !== 4) return np.array(data).reshape(shape);
  return np.array(permuted(data, shape, [0, 3, 1, 2])).reshape([shape[0], shape[3], shape[1], shape[2]]);
};
const placeWeights = (data, shape) => {
  if (shape.length !== 4) return np.array(data).reshape(shape);
  // [height, width, channels, 1] of a depthwise convolution is [channels, 1, height, width], too.
  const order = shape[3] === 1 ? [2, 3, 0, 1] : [3, 2, 0, 1];
  return np.array(permuted(data, shape, order)).reshape(order.map((axis) => shape[axis]));
};

const activated = (y, b, activation) => {
  const sum = b ? y.add(b) : y;
  return activation === "relu" ? nn.relu(sum) : sum;
};
const channels = (b) => b?.reshape([1, b.shape[0], 1, 1]);

/** Each consumes its operands, as is the way of this library. */
const api = {
  conv: (x, w, { b, stride = 1, padding = "same", activation }) =>
    activated(lax.convGeneralDilated(x, w, [stride, stride], padding.toUpperCase()), channels(b), activation),
  depthwise: (x, w, { b, stride = 1, activation }) =>
    activated(lax.convGeneralDilated(x, w, [stride, stride], "SAME", { featureGroupCount: x.shape[1] }), channels(b), activation),
  maxPool: (x, size) => lax.reduceWindow(x, np.max, [size, size], [size, size]),
  spaceMean: (x) => np.mean(x, [2, 3]),
  flatten(x) {
    const [batch, depth, height, width] = x.shape;
    return np.transpose(x, [0, 2, 3, 1]).reshape([batch, depth * height * width]);
  },
  dense: (x, w, { b, activation }) => activated(np.matmul(x, w), b, activation),
  add: (x, y) => x.add(y),
  relu: nn.relu,
  gelu: (x) => nn.gelu(x, { approximate: true }),
  softmax: (x) => nn.softmax(x, -1),
  exp: np.exp,
  layerNorm(x, { scale, bias }) {
    const normed = nn.standardize(x, -1, { epsilon: 1e-5 });
    return scale ? normed.mul(scale).add(bias) : normed;
  },
  /** Its own dotProductAttention needs iterators of Node 22. */
  attention(q, k, v) {
    const scale = 1 / Math.sqrt(q.shape[3]);
    const [a, b, c] = [q, k, v].map((x) => np.transpose(x, [0, 2, 1, 3]));
    const p = nn.softmax(np.matmul(a, np.transpose(b, [0, 1, 3, 2])).mul(scale), -1);
    return np.transpose(np.matmul(p, c), [0, 2, 1, 3]);
  },
  reshape: (x, shape) => x.reshape(shape),
  meanSquare: (y) => np.mean(np.square(y)),
  crossentropy: (logits, hot) => np.mean(np.negative(np.sum(nn.logSoftmax(logits, 1).mul(hot), 1))),
  lstm(x, w, u, b) {
    const [batch, time, features] = x.shape;
    const units = u.shape[0];
    const inputs = np
      .matmul(x.reshape([batch * time, features]), w)
      .add(b)
      .reshape([batch, time, 4 * units]);
    let h;
    let c;
    for (let t = 0; t < time; t++) {
      const z = inputs.ref.slice([], t);
      const [i, f, g, o] = gatesOf(h ? z.add(np.matmul(h, u.ref)) : z, units);
      const written = nn.sigmoid(i).mul(np.tanh(g));
      if (c === undefined) f.dispose();
      c = c === undefined ? written : nn.sigmoid(f).mul(c).add(written);
      h = nn.sigmoid(o).mul(np.tanh(c.ref));
    }
    inputs.dispose();
    u.dispose();
    c.dispose();
    return h;
  },
};

function gatesOf(z, units) {
  const gates = [0, 1, 2, 3].map((k) => z.ref.slice([], [k * units, (k + 1) * units]));
  z.dispose();
  return gates;
}

/** Arguments are consumed, but a network may use a tensor several times: each op is given references of its own. */
const referring = (value) => {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
  if ("ref" in value) return value.ref;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, referring(one)]));
};
const shared = Object.fromEntries(Object.entries(api).map(([name, op]) => [name, (...operands) => op(...operands.map(referring))]));

const inOrder = (y) => {
  if (y.shape.length !== 4) return y.dataSync();
  const [batch, depth, height, width] = y.shape;
  return permuted(y.dataSync(), [batch, depth, height, width], [0, 2, 3, 1]);
};

export function jaxNetworks() {
  return {
    async network({ name }) {
      const { input, parameters, forward } = networks[name];
      const arrays = arraysOf(name);
      const x = place(arrays.x, input);
      const W = Object.fromEntries(Object.entries(parameters).map(([key, shape]) => [key, placeWeights(arrays.parameters[key], shape)]));
      await blockUntilReady([x, W]);
      const f = jit((x, W) => forward(shared, x, W));
      return {
        awaited: true,
        async run() {
          const y = f(x.ref, tree.ref(W));
          await blockUntilReady(y);
          y.dispose();
        },
        check: () => inOrder(f(x.ref, tree.ref(W))),
        dispose: () => x.dispose(),
      };
    },

    async networkStep({ name }) {
      const { input, parameters, forward, loss, labels, rate } = networks[name];
      const arrays = arraysOf(name);
      const x = place(arrays.x, input);
      const hot = labels && nn.oneHot(np.array(labelsOf(networks[name])), labels);
      let W = Object.fromEntries(Object.entries(parameters).map(([key, shape]) => [key, placeWeights(arrays.parameters[key], shape)]));
      await blockUntilReady([x, W]);
      const lossAndGradients = valueAndGrad((W, x, hot) => loss(shared, forward(shared, x, W), hot));
      const step = jit((W, x, hot) => {
        const [value, g] = lossAndGradients(tree.ref(W), x, hot);
        return [value, Object.fromEntries(Object.keys(W).map((key) => [key, W[key].sub(g[key].mul(rate))]))];
      });
      const one = () => {
        const [value, next] = step(W, x.ref, hot?.ref ?? x.ref);
        W = next;
        return value;
      };
      return {
        awaited: true,
        /** Steps that nobody waits for pile up and get slower. */
        async run() {
          one().dispose();
          await blockUntilReady(W);
        },
        check: () => Array.from({ length: stepsCompared }, () => one().dataSync()[0]),
      };
    },
  };
}
