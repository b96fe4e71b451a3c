import { existsSync } from "node:fs";
import { gradientsFile } from "../install.mjs";
import { arraysOf, stepsCompared } from "./expected.mjs";
import { labelsOf, networks } from "./networks.mjs";

/** The networks of today for TensorFlow.js, by its fused ops where it has them; gradients go through ops that have one in WebAssembly. */
export function tfjsNetworks(tf) {
  const plain = {
    maxPool: (x, size) => tf.maxPool(x, size, size, "valid"),
    spaceMean: (x) => tf.mean(x, [1, 2]),
    flatten: (x) => tf.reshape(x, [x.shape[0], -1]),
    add: tf.add,
    relu: tf.relu,
    gelu: (x) => {
      const inner = tf.mul(Math.sqrt(2 / Math.PI), tf.add(x, tf.mul(0.044715, tf.mul(x, tf.mul(x, x)))));
      return tf.mul(tf.mul(0.5, x), tf.add(1, tf.tanh(inner)));
    },
    softmax: tf.softmax,
    exp: tf.exp,
    layerNorm(x, { scale, bias }) {
      const { mean, variance } = tf.moments(x, -1, true);
      const normed = tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, 1e-5)));
      return scale ? tf.add(tf.mul(normed, scale), bias) : normed;
    },
    attention(q, k, v) {
      const byHeads = (x) => tf.transpose(x, [0, 2, 1, 3]);
      const scores = tf.mul(tf.matMul(byHeads(q), byHeads(k), false, true), 1 / Math.sqrt(q.shape[3]));
      return byHeads(tf.matMul(tf.softmax(scores), byHeads(v)));
    },
    reshape: tf.reshape,
    meanSquare: (y) => tf.mean(tf.square(y)),
    crossentropy: (logits, labels) => tf.losses.softmaxCrossEntropy(labels, logits),
    lstm(x, w, u, b) {
      const [batch, time, features] = x.shape;
      const units = u.shape[0];
      const inputs = tf.reshape(tf.add(tf.matMul(tf.reshape(x, [batch * time, features]), w), b), [batch, time, 4 * units]);
      let h = tf.zeros([batch, units]);
      let c = h;
      for (const z of tf.unstack(inputs, 1)) {
        const [i, f, g, o] = tf.split(tf.add(z, tf.matMul(h, u)), 4, 1);
        c = tf.add(tf.mul(tf.sigmoid(f), c), tf.mul(tf.sigmoid(i), tf.tanh(g)));
        h = tf.mul(tf.sigmoid(o), tf.tanh(c));
      }
      return h;
    },
  };
  const fused = {
    ...plain,
    conv: (x, filter, { b, stride = 1, padding = "same", activation = "linear" }) =>
      tf.fused.conv2d({ x, filter, strides: stride, pad: padding, bias: b, activation }),
    depthwise: (x, filter, { b, stride = 1, activation = "linear" }) =>
      tf.fused.depthwiseConv2d({ x, filter, strides: stride, pad: "same", bias: b, activation }),
    dense: (a, w, { b, activation = "linear" }) => tf.fused.matMul({ a, b: w, bias: b, activation }),
  };
  const activated = (y, b, activation) => {
    const sum = b ? tf.add(y, b) : y;
    return activation === "relu" ? tf.relu(sum) : sum;
  };
  /**
   * There is no kernel for the gradient of a convolution's weights: it is written as the convolution of x and dy with batch and channels
   * exchanged, which has one and is faster than those of volumes.
   */
  const convolve = (padding) =>
    tf.customGrad((x, w, save) => {
      save([x, w]);
      const around = padding === "same" ? (w.shape[0] - 1) / 2 : 0;
      const pads = [0, around, around, 0].map((size) => [size, size]);
      return {
        value: tf.conv2d(x, w, 1, padding),
        gradFunc: (dy, [x, w]) => [
          tf.conv2dTranspose(dy, w, x.shape, 1, padding),
          tf.transpose(tf.conv2d(tf.transpose(tf.pad(x, pads), [3, 1, 2, 0]), tf.transpose(dy, [1, 2, 0, 3]), 1, "valid"), [1, 2, 0, 3]),
        ],
      };
    });
  const convolutions = { same: convolve("same"), valid: convolve("valid") };
  const trained = {
    ...fused,
    conv: (x, w, { b, padding = "same", activation }) => activated(convolutions[padding](x, w), b, activation),
  };

  return {
    network({ name }) {
      const { input, parameters, forward } = networks[name];
      const arrays = arraysOf(name);
      const x = tf.tensor(arrays.x, input);
      const W = Object.fromEntries(Object.entries(parameters).map(([key, shape]) => [key, tf.tensor(arrays.parameters[key], shape)]));
      const run = () => tf.tidy(() => forward(fused, x, W));
      return {
        run() {
          run().dispose();
        },
        check() {
          const y = run();
          const numbers = y.dataSync();
          y.dispose();
          return numbers;
        },
        dispose: () => tf.dispose([x, W]),
      };
    },

    async networkStep({ name }) {
      if (!existsSync(gradientsFile)) throw new Error("the gradients of TensorFlow.js were not bundled");
      await import(gradientsFile);
      const { input, parameters, forward, loss, labels, rate } = networks[name];
      const arrays = arraysOf(name);
      const x = tf.tensor(arrays.x, input);
      const hot = labels && tf.cast(tf.oneHot(tf.tensor1d(labelsOf(networks[name]), "int32"), labels), "float32");
      const W = Object.fromEntries(
        Object.entries(parameters).map(([key, shape]) => [key, tf.variable(tf.tensor(arrays.parameters[key], shape))]),
      );
      const rule = tf.train.sgd(rate);
      const lossOf = () => loss(trained, forward(trained, x, W), hot);
      return {
        run() {
          rule.minimize(lossOf, false, Object.values(W));
        },
        check: () =>
          Array.from({ length: stepsCompared }, () => {
            const value = rule.minimize(lossOf, true, Object.values(W));
            const [number] = value.dataSync();
            value.dispose();
            return number;
          }),
      };
    },
  };
}
