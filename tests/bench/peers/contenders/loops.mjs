import { chainLoops } from "../../hand/chain.mjs";
import { opByOp } from "../../hand/spiral.mjs";
import { floats, labels, layersOf, square, trainingBatch } from "../data.mjs";

/** Typed arrays and loops without a library, one op a loop: what plain JavaScript does. */
export const contender = () => ({
  gemm({ size, form }) {
    const [left, right] = [form === "TN", form === "NT"];
    const [a, b] = [square("a", size, left), square("b", size, right)];
    const [c, t] = [new Float32Array(size * size), new Float32Array(size * size)];
    const run = () => {
      if (left) matmul(transposed(a, size, size, t), b, c, size, size, size);
      else if (right) matmul(a, transposed(b, size, size, t), c, size, size, size);
      else matmul(a, b, c, size, size, size);
      return c;
    };
    return { run, check: run };
  },
  gemv() {
    const [x, [{ w }], y] = [floats("images").slice(0, 784), layersOf("digit"), new Float32Array(128)];
    const run = () => matmul(x, w, y, 1, 784, 128);
    return { run, check: run };
  },
  bookForward() {
    const [{ w: w1, b: b1 }, { w: w2, b: b2 }] = layersOf("book");
    const run = opByOp({ X: floats("X"), y: labels("y"), w1, b1, w2, b2 });
    return {
      run,
      check() {
        const { loss, accuracy } = run();
        return [loss, accuracy];
      },
    };
  },
  forward({ batch }) {
    const layers = layersOf("digit");
    const { activations, run } = forwardPass(floats("images").slice(0, batch * 784), layers, batch);
    return {
      run,
      check() {
        run();
        return activations.at(-1);
      },
    };
  },
  train({ network, optimizer, rate }) {
    const { X, y, rows } = trainingBatch(network);
    const layers = layersOf(network);
    const { activations, run: forward } = forwardPass(X, layers, rows);
    const update = optimizer === "adam" ? adam(rate) : sgd(rate);
    const gradients = layers.map(({ w, b, inputs, units }) => ({
      dw: new Float32Array(w.length),
      db: new Float32Array(b.length),
      dz: new Float32Array(rows * units),
      xt: new Float32Array(rows * inputs),
      wt: new Float32Array(w.length),
    }));
    const run = () => {
      forward();
      const p = activations.at(-1);
      const last = gradients.at(-1).dz;
      const classes = layers.at(-1).units;
      let loss = 0;
      for (let i = 0; i < rows; i++) loss -= Math.log(Math.min(Math.max(p[i * classes + y[i]], 1e-7), 1 - 1e-7));
      for (let k = 0; k < last.length; k++) last[k] = p[k];
      for (let i = 0; i < rows; i++) last[i * classes + y[i]] -= 1;
      for (let k = 0; k < last.length; k++) last[k] /= rows;
      for (let l = layers.length - 1; l >= 0; l--) {
        const { w, inputs, units } = layers[l];
        const { dw, db, dz, xt, wt } = gradients[l];
        matmul(transposed(activations[l], rows, inputs, xt), dz, dw, inputs, rows, units);
        db.fill(0);
        for (let i = 0, k = 0; i < rows; i++) for (let j = 0; j < units; j++, k++) db[j] += dz[k];
        if (l === 0) continue;
        const dx = gradients[l - 1].dz;
        matmul(dz, transposed(w, inputs, units, wt), dx, rows, units, inputs);
        for (let k = 0; k < dx.length; k++) if (!(activations[l][k] > 0)) dx[k] = 0;
      }
      update.next();
      for (let l = 0; l < layers.length; l++) {
        update.apply(layers[l].w, gradients[l].dw);
        update.apply(layers[l].b, gradients[l].db);
      }
      return loss / rows;
    };
    return { run, check: () => Array.from({ length: 11 }, run) };
  },
  smallOps() {
    const vectors = floats("vectors");
    const run = chainLoops(
      floats("x16"),
      Array.from({ length: 500 }, (_, i) => vectors.slice(16 * i, 16 * i + 16)),
    );
    return { run, check: run };
  },
});

/** C[m, n] = A[m, k] · B[k, n], 4 × 4 at a time in local variables; rows that are left over in an order that walks along B. */
function matmul(a, b, c, m, k, n) {
  const whole = n - (n % 4);
  let i = 0;
  for (; i + 4 <= m; i += 4) {
    const [a0, a1, a2, a3] = [i * k, (i + 1) * k, (i + 2) * k, (i + 3) * k];
    const [c0, c1, c2, c3] = [i * n, (i + 1) * n, (i + 2) * n, (i + 3) * n];
    for (let j = 0; j < whole; j += 4) tile(a, b, c, k, n, a0, a1, a2, a3, c0 + j, c1 + j, c2 + j, c3 + j, j);
    for (let j = whole; j < n; j++) {
      for (let row = i; row < i + 4; row++) {
        let s = 0;
        for (let p = 0; p < k; p++) s += a[row * k + p] * b[p * n + j];
        c[row * n + j] = s;
      }
    }
  }
  for (; i < m; i++) {
    c.fill(0, i * n, (i + 1) * n);
    for (let p = 0; p < k; p++) {
      const factor = a[i * k + p];
      for (let j = 0, q = p * n, o = i * n; j < n; j++, q++, o++) c[o] += factor * b[q];
    }
  }
  return c;
}

function tile(a, b, c, k, n, a0, a1, a2, a3, c0, c1, c2, c3, j) {
  let s00 = 0;
  let s01 = 0;
  let s02 = 0;
  let s03 = 0;
  let s10 = 0;
  let s11 = 0;
  let s12 = 0;
  let s13 = 0;
  let s20 = 0;
  let s21 = 0;
  let s22 = 0;
  let s23 = 0;
  let s30 = 0;
  let s31 = 0;
  let s32 = 0;
  let s33 = 0;
  for (let p = 0, q = j; p < k; p++, q += n) {
    const x0 = b[q];
    const x1 = b[q + 1];
    const x2 = b[q + 2];
    const x3 = b[q + 3];
    const y0 = a[a0 + p];
    const y1 = a[a1 + p];
    const y2 = a[a2 + p];
    const y3 = a[a3 + p];
    s00 += y0 * x0;
    s01 += y0 * x1;
    s02 += y0 * x2;
    s03 += y0 * x3;
    s10 += y1 * x0;
    s11 += y1 * x1;
    s12 += y1 * x2;
    s13 += y1 * x3;
    s20 += y2 * x0;
    s21 += y2 * x1;
    s22 += y2 * x2;
    s23 += y2 * x3;
    s30 += y3 * x0;
    s31 += y3 * x1;
    s32 += y3 * x2;
    s33 += y3 * x3;
  }
  c[c0] = s00;
  c[c0 + 1] = s01;
  c[c0 + 2] = s02;
  c[c0 + 3] = s03;
  c[c1] = s10;
  c[c1 + 1] = s11;
  c[c1 + 2] = s12;
  c[c1 + 3] = s13;
  c[c2] = s20;
  c[c2 + 1] = s21;
  c[c2 + 2] = s22;
  c[c2 + 3] = s23;
  c[c3] = s30;
  c[c3 + 1] = s31;
  c[c3 + 2] = s32;
  c[c3 + 3] = s33;
}

function transposed(m, rows, columns, t) {
  for (let i = 0, k = 0; i < rows; i++) for (let j = 0; j < columns; j++, k++) t[j * rows + i] = m[k];
  return t;
}

function forwardPass(X, layers, rows) {
  const activations = [X, ...layers.map(({ units }) => new Float32Array(rows * units))];
  const run = () => {
    for (let l = 0; l < layers.length; l++) {
      const { w, b, inputs, units } = layers[l];
      const z = activations[l + 1];
      matmul(activations[l], w, z, rows, inputs, units);
      for (let i = 0, k = 0; i < rows; i++) for (let j = 0; j < units; j++, k++) z[k] += b[j];
      if (l < layers.length - 1) for (let k = 0; k < z.length; k++) z[k] = z[k] > 0 ? z[k] : 0;
      else for (let i = 0; i < rows; i++) softmax(z, i * units, (i + 1) * units);
    }
  };
  return { activations, run };
}

function softmax(z, from, to) {
  let most = Number.NEGATIVE_INFINITY;
  for (let k = from; k < to; k++) if (z[k] > most) most = z[k];
  let total = 0;
  for (let k = from; k < to; k++) total += z[k] = Math.exp(z[k] - most);
  for (let k = from; k < to; k++) z[k] /= total;
}

const sgd = (rate) => ({
  next() {},
  apply(w, dw) {
    for (let k = 0; k < w.length; k++) w[k] -= rate * dw[k];
  },
});

function adam(rate) {
  const moments = new Map();
  let t = 0;
  return {
    next() {
      t++;
    },
    apply(w, dw) {
      if (!moments.has(w)) moments.set(w, { m: new Float32Array(w.length), v: new Float32Array(w.length) });
      const { m, v } = moments.get(w);
      const [first, second] = [1 / (1 - 0.9 ** t), 1 / (1 - 0.999 ** t)];
      for (let k = 0; k < w.length; k++) m[k] = 0.9 * m[k] + 0.1 * dw[k];
      for (let k = 0; k < w.length; k++) v[k] = 0.999 * v[k] + 0.001 * dw[k] * dw[k];
      for (let k = 0; k < w.length; k++) w[k] -= (rate * m[k] * first) / (Math.sqrt(v[k] * second) + 1e-7);
    },
  };
}
