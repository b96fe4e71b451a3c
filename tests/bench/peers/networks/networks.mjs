/**
 * The networks that are measured, each written once over what a contender offers. Images are [batch, height, width, channels] and
 * convolution weights [height, width, in, out] as far as names and checks go; a contender may keep both in its own order.
 *
 * { input: shape, parameters: { name: shape }, scale of their normal numbers, forward(api, x, parameters) }, and where it is trained
 * { loss(api, y, labels), labels: how many classes, rate: of plain gradient steps, so large that a wrong gradient shows }
 *
 * The api of a contender, over its own tensors:
 *   conv(x, w, { b, stride = 1, padding = "same", activation })     depthwise(x, w, { b, stride = 1, activation })     w [height, width, channels, 1]
 *   maxPool(x, size)     spaceMean(x) → [batch, channels]           flatten(x), in the order of the names above
 *   dense(x, w, { b, activation })     add(x, y)     relu(x)        gelu(x), by tanh
 *   softmax(x)     layerNorm(x, { scale, bias }), epsilon 1e-5      exp(x)     copySums(x) = −x, and besides Σ x and Σ x² of the rows
 *   attention(q, k, v) of [batch, tokens, heads, size]              reshape(x, shape)
 *   lstm(x, w, u, b) of [batch, time, features], gates i f c o → the last state
 *   meanSquare(y)     crossentropy(logits, labels), the mean
 */
const convolution = (size, channels, side, batch) => ({
  input: [batch, side, side, channels],
  parameters: { w: [size, size, channels, channels] },
  scale: 1 / size / Math.sqrt(channels),
  forward: (api, x, { w }) => api.conv(x, w, {}),
  flops: 2 * batch * side ** 2 * size ** 2 * channels ** 2,
});

const residualBlock = {
  input: [8, 28, 28, 64],
  parameters: { w1: [3, 3, 64, 64], b1: [64], w2: [3, 3, 64, 64], b2: [64] },
  scale: 0.04,
  forward: (api, x, { w1, b1, w2, b2 }) => api.relu(api.add(x, api.conv(api.conv(x, w1, { b: b1, activation: "relu" }), w2, { b: b2 }))),
  loss: (api, y) => api.meanSquare(y),
  rate: 0.5,
  flops: 2 * 2 * 8 * 28 ** 2 * 9 * 64 ** 2,
};

/** Channels and stride of each depthwise block at a quarter of the width. */
const mobileBlocks = [
  [8, 16, 1],
  [16, 32, 2],
  [32, 32, 1],
  [32, 64, 2],
  [64, 64, 1],
  [64, 128, 2],
  ...Array.from({ length: 5 }, () => [128, 128, 1]),
  [128, 256, 2],
  [256, 256, 1],
];

/** √(2 ÷ inputs of a unit); a bias, of one axis, 0.1. */
const heNormal = (shape) => {
  const depthwise = shape.length === 4 && shape[3] === 1;
  return shape.length === 1 ? 0.1 : Math.sqrt(2 / shape.slice(0, depthwise ? 2 : -1).reduce((product, size) => product * size, 1));
};

const mobileNet = {
  input: [1, 128, 128, 3],
  parameters: {
    w0: [3, 3, 3, 8],
    b0: [8],
    ...Object.fromEntries(
      mobileBlocks.flatMap(([from, to], i) => [
        [`d${i}`, [3, 3, from, 1]],
        [`e${i}`, [from]],
        [`p${i}`, [1, 1, from, to]],
        [`q${i}`, [to]],
      ]),
    ),
    w: [256, 1000],
    b: [1000],
  },
  scale: heNormal,
  forward(api, x, W) {
    let h = api.conv(x, W.w0, { b: W.b0, stride: 2, activation: "relu" });
    for (const [i, [, , stride]] of mobileBlocks.entries()) {
      h = api.depthwise(h, W[`d${i}`], { b: W[`e${i}`], stride, activation: "relu" });
      h = api.conv(h, W[`p${i}`], { b: W[`q${i}`], activation: "relu" });
    }
    return api.softmax(api.dense(api.spaceMean(h), W.w, { b: W.b }));
  },
};

const leNet = {
  input: [64, 28, 28, 1],
  labels: 10,
  parameters: {
    w1: [5, 5, 1, 6],
    b1: [6],
    w2: [5, 5, 6, 16],
    b2: [16],
    w3: [400, 120],
    b3: [120],
    w4: [120, 84],
    b4: [84],
    w5: [84, 10],
    b5: [10],
  },
  scale: 0.1,
  forward(api, x, W) {
    const h = api.maxPool(api.conv(x, W.w1, { b: W.b1, activation: "relu" }), 2);
    const flat = api.flatten(api.maxPool(api.conv(h, W.w2, { b: W.b2, padding: "valid", activation: "relu" }), 2));
    const hidden = api.dense(api.dense(flat, W.w3, { b: W.b3, activation: "relu" }), W.w4, { b: W.b4, activation: "relu" });
    return api.dense(hidden, W.w5, { b: W.b5 });
  },
  loss: (api, logits, labels) => api.crossentropy(logits, labels),
  rate: 0.1,
};

/** Multi-head attention of x with itself, without biases. */
function selfAttention(api, x, { q, k, v, o }, [batch, tokens, width], heads) {
  const rows = api.reshape(x, [batch * tokens, width]);
  const size = width / heads;
  const split = (w) => api.reshape(api.dense(rows, w, {}), [batch, tokens, heads, size]);
  const y = api.attention(split(q), split(k), split(v));
  return api.reshape(api.dense(api.reshape(y, [batch * tokens, width]), o, {}), [batch, tokens, width]);
}

const attention = {
  input: [1, 256, 512],
  parameters: { q: [512, 512], k: [512, 512], v: [512, 512], o: [512, 512] },
  scale: 0.04,
  forward: (api, x, W) => selfAttention(api, x, W, attention.input, 8),
  loss: (api, y) => api.meanSquare(y),
  rate: 20,
};

const transformer = {
  input: [1, 256, 256],
  parameters: {
    s1: [256],
    t1: [256],
    q: [256, 256],
    k: [256, 256],
    v: [256, 256],
    o: [256, 256],
    s2: [256],
    t2: [256],
    w1: [256, 1024],
    b1: [1024],
    w2: [1024, 256],
    b2: [256],
  },
  scale: 0.06,
  forward(api, x, W) {
    const h = api.add(x, selfAttention(api, api.layerNorm(x, { scale: W.s1, bias: W.t1 }), W, transformer.input, 4));
    const rows = api.reshape(api.layerNorm(h, { scale: W.s2, bias: W.t2 }), [256, 256]);
    const y = api.dense(api.gelu(api.dense(rows, W.w1, { b: W.b1 })), W.w2, { b: W.b2 });
    return api.add(h, api.reshape(y, transformer.input));
  },
  loss: (api, y) => api.meanSquare(y),
  rate: 10,
};

/** The block twelve times, each with weights of its own. */
const blocks = Array.from({ length: 12 }, (_, i) => i);
const transformers = {
  input: transformer.input,
  parameters: Object.fromEntries(
    blocks.flatMap((i) => Object.entries(transformer.parameters).map(([key, shape]) => [`${key}_${i}`, shape])),
  ),
  scale: 0.06,
  forward: (api, x, W) =>
    blocks.reduce(
      (h, i) => transformer.forward(api, h, Object.fromEntries(Object.keys(transformer.parameters).map((key) => [key, W[`${key}_${i}`]]))),
      x,
    ),
};

const recurrent = {
  input: [16, 64, 128],
  parameters: { w: [128, 512], u: [128, 512], b: [512] },
  scale: 0.08,
  forward: (api, x, { w, u, b }) => api.lstm(x, w, u, b),
  loss: (api, y) => api.meanSquare(y),
  rate: 20,
};

/** One op on [128, 1000], without parameters. */
const wide = (forward) => ({ input: [128, 1000], parameters: {}, scale: 1, forward });

export const networks = {
  conv3: convolution(3, 64, 56, 1),
  conv3x8: convolution(3, 64, 56, 8),
  conv1: convolution(1, 256, 28, 1),
  conv1x8: convolution(1, 256, 28, 8),
  depthwise: {
    input: [1, 56, 56, 128],
    parameters: { w: [3, 3, 128, 1] },
    scale: 0.3,
    forward: (api, x, { w }) => api.depthwise(x, w, {}),
  },
  maxPool: { input: [8, 56, 56, 64], parameters: {}, scale: 1, forward: (api, x) => api.maxPool(x, 2) },
  leNet,
  residualBlock,
  mobileNet,
  attention,
  transformer,
  transformers,
  recurrent,
  softmax: wide((api, x) => api.softmax(x)),
  exp: wide((api, x) => api.exp(x)),
  layerNorm: wide((api, x) => api.layerNorm(x, {})),
  /** As much as layerNorm must at least do: read and write all, and add up twice. */
  copySums: wide((api, x) => api.copySums(x)),
};

/** The labels of a network that has them. */
export const labelsOf = ({ input: [batch], labels }) => Int32Array.from({ length: batch }, (_, i) => (7 * i + 3) % labels);
