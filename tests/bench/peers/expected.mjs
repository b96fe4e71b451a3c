import { floats, labels, layersOf, square, trainingBatch } from "./data.mjs";
import { expectedOfModels } from "./models/expected.mjs";
import { expectedOfNetworks } from "./networks/expected.mjs";

/**
 * What every contender must compute, by plain loops in float64 that share no code with any of them. Each returns
 * { numbers, bound }: how far a float32 result may be off, absolute.
 */
export const expected = {
  ...expectedOfNetworks,
  ...expectedOfModels,

  /** C = A · B; the product is the same however A and B are stored. A sum of `size` terms in [−1, 1] may be off by 1e-6 a term. */
  gemm({ size }) {
    const [a, b] = [square("a", size), square("b", size)];
    return { numbers: product(a, b, size, size, size), bound: 1e-6 * size };
  },

  /** The first row of images · w1 of the digit network. */
  gemv() {
    const [{ w }] = layersOf("digit");
    return { numbers: product(floats("images").slice(0, 784), w, 1, 784, 128), bound: 1e-5 };
  },

  /** [loss, accuracy] of the 2-3-3 network. */
  bookForward() {
    const y = labels("y");
    const { activations } = forward(floats("X"), layersOf("book"), 300);
    const p = activations.at(-1);
    let right = 0;
    for (let i = 0; i < 300; i++) if (firstMaximum(p.subarray(3 * i, 3 * i + 3)) === y[i]) right++;
    return { numbers: [crossentropy(p, y, 3), right / 300], bound: 1e-5 };
  },

  /** Probabilities [batch, 10] of the digit network. */
  forward({ batch }) {
    const { activations } = forward(floats("images").slice(0, batch * 784), layersOf("digit"), batch);
    return { numbers: activations.at(-1), bound: 1e-5 };
  },

  /** The losses of the first 11 steps. Adam divides by the root of small sums, which magnifies rounding. */
  train: ({ network, optimizer, rate, batch, steps = 11 }) => ({ numbers: losses(network, optimizer, rate, batch, steps), bound: 1e-3 }),

  /** 500 times: add a vector, then max(0, x). */
  smallOps() {
    const x = Float64Array.from(floats("x16"));
    const vectors = floats("vectors");
    for (let k = 0; k < vectors.length; k++) x[k & 15] = Math.max(0, x[k & 15] + vectors[k]);
    return { numbers: x, bound: 1e-4 };
  },

  /** `nodes` ÷ 2 times: add 0.01, then max(0, x). Numbers near 50 are rounded by up to 2e-6 in each. */
  chain({ nodes }) {
    const numbers = Float64Array.from(floats("x16"));
    for (let k = 0; k < nodes / 2; k++) for (let i = 0; i < 16; i++) numbers[i] = Math.max(0, numbers[i] + 0.01);
    return { numbers, bound: nodes * 1e-6 };
  },
};

function product(a, b, rows, inner, columns) {
  const c = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    for (let k = 0; k < inner; k++) {
      const factor = a[i * inner + k];
      for (let j = 0; j < columns; j++) c[i * columns + j] += factor * b[k * columns + j];
    }
  }
  return c;
}

/** relu between the layers, softmax after the last. activations[0] is X. */
function forward(X, layers, rows) {
  const activations = [Float64Array.from(X)];
  layers.forEach(({ w, b, inputs, units }, layer) => {
    const z = product(activations[layer], w, rows, inputs, units);
    for (let i = 0; i < z.length; i++) z[i] += b[i % units];
    if (layer < layers.length - 1) for (let i = 0; i < z.length; i++) z[i] = Math.max(0, z[i]);
    else for (let i = 0; i < rows; i++) softmax(z.subarray(i * units, (i + 1) * units));
    activations.push(z);
  });
  return { activations };
}

function softmax(row) {
  const most = Math.max(...row);
  let total = 0;
  for (let j = 0; j < row.length; j++) total += row[j] = Math.exp(row[j] - most);
  for (let j = 0; j < row.length; j++) row[j] /= total;
}

function crossentropy(p, y, classes) {
  let total = 0;
  for (let i = 0; i < y.length; i++) total -= Math.log(Math.min(Math.max(p[i * classes + y[i]], 1e-7), 1 - 1e-7));
  return total / y.length;
}

const firstMaximum = (row) => row.indexOf(Math.max(...row));

function losses(network, optimizer, rate, batch, steps) {
  const { X, y, rows } = trainingBatch(network, batch);
  const layers = layersOf(network).map((layer) => ({ ...layer, w: Float64Array.from(layer.w), b: Float64Array.from(layer.b) }));
  const classes = layers.at(-1).units;
  const update = optimizer === "adam" ? adam(rate) : sgd(rate);
  return Array.from({ length: steps }, (_, step) => {
    const { activations } = forward(X, layers, rows);
    const loss = crossentropy(activations.at(-1), y, classes);
    let dz = activations.at(-1).map((p, i) => (p - (i % classes === y[Math.floor(i / classes)] ? 1 : 0)) / rows);
    for (let l = layers.length - 1; l >= 0; l--) {
      const { w, b, inputs, units } = layers[l];
      const x = activations[l];
      const [dw, db, dx] = [new Float64Array(w.length), new Float64Array(units), new Float64Array(x.length)];
      for (let i = 0; i < rows; i++) {
        for (let j = 0; j < units; j++) {
          const d = dz[i * units + j];
          db[j] += d;
          for (let k = 0; k < inputs; k++) {
            dw[k * units + j] += x[i * inputs + k] * d;
            if (x[i * inputs + k] > 0) dx[i * inputs + k] += w[k * units + j] * d;
          }
        }
      }
      update(w, dw, step + 1);
      update(b, db, step + 1);
      dz = dx;
    }
    return loss;
  });
}

const sgd = (rate) => (parameter, gradient) => {
  for (let i = 0; i < parameter.length; i++) parameter[i] -= rate * gradient[i];
};

/** w ← w − rate · m̂ ÷ (√v̂ + 1e-7), with the moments corrected by 1 − βᵗ. */
function adam(rate) {
  const moments = new Map();
  return (parameter, gradient, t) => {
    if (!moments.has(parameter)) moments.set(parameter, { m: new Float64Array(parameter.length), v: new Float64Array(parameter.length) });
    const { m, v } = moments.get(parameter);
    for (let i = 0; i < parameter.length; i++) {
      m[i] = 0.9 * m[i] + 0.1 * gradient[i];
      v[i] = 0.999 * v[i] + 0.001 * gradient[i] ** 2;
      parameter[i] -= (rate * (m[i] / (1 - 0.9 ** t))) / (Math.sqrt(v[i] / (1 - 0.999 ** t)) + 1e-7);
    }
  };
}
