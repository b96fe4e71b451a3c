import * as jax from "@jax-js/jax";
import { floats, labels, layersOf, oneHot, square, trainingBatch } from "../data.mjs";
import { jaxNetworks } from "../networks/jax-js.mjs";

const { blockUntilReady, jit, nn, numpy: np, tree, valueAndGrad } = jax;

// Arguments are consumed: what is used again is passed as `ref`.
const tensor = (data, shape) => np.array(data).reshape(shape);
const dense = (x, w, b) => np.matmul(x, w).add(b);
const networkOf = (name) =>
  Object.fromEntries(
    layersOf(name).flatMap(({ w, b, inputs, units }, i) => [
      [`w${i + 1}`, tensor(w, [inputs, units])],
      [`b${i + 1}`, tensor(b, [units])],
    ]),
  );

function logits(W, X) {
  const count = Object.keys(W).length / 2;
  let h = X;
  for (let i = 1; i <= count; i++) {
    h = dense(h, W[`w${i}`], W[`b${i}`]);
    if (i < count) h = nn.relu(h);
  }
  return h;
}

/** jax-js on its WebAssembly device, each case one jitted function. */
export async function contender() {
  const devices = await jax.init("wasm");
  if (!devices.includes("wasm")) throw new Error(`jax-js has no WebAssembly device here, only ${devices.join(", ")}`);
  jax.defaultDevice("wasm");
  return { gemm, gemv, bookForward, forward, train, smallOps, ...jaxNetworks(), compilation: { step: compiledStep, chain } };
}

function gemm({ size, form }) {
  const [left, right] = [form === "TN", form === "NT"];
  const [A, B] = [tensor(square("a", size, left), [size, size]), tensor(square("b", size, right), [size, size])];
  return product(A, B, left, right);
}

const gemv = () => product(tensor(floats("images").slice(0, 784), [1, 784]), tensor(layersOf("digit")[0].w, [784, 128]), false, false);

async function product(A, B, left, right) {
  await blockUntilReady([A, B]);
  const f = jit((a, b) => np.matmul(left ? np.transpose(a) : a, right ? np.transpose(b) : b));
  return {
    awaited: true,
    async run() {
      const C = f(A.ref, B.ref);
      await blockUntilReady(C);
      C.dispose();
    },
    check: () => f(A.ref, B.ref).dataSync(),
    dispose() {
      A.dispose();
      B.dispose();
    },
  };
}

async function bookForward() {
  const W = networkOf("book");
  const X = tensor(floats("X"), [300, 2]);
  const hot = tensor(oneHot(labels("y"), 3), [300, 3]);
  const y = np.array(Int32Array.from(labels("y")), { dtype: np.int32 });
  await blockUntilReady([W, X, hot, y]);
  const f = jit((W, X, hot, y) => {
    const p = nn.softmax(logits(W, X), 1);
    const chosen = np.sum(np.clip(p.ref, 1e-7, 1 - 1e-7).mul(hot), 1);
    return [np.mean(np.negative(np.log(chosen))), np.mean(np.equal(np.argmax(p, 1), y).astype(np.float32))];
  });
  const run = () => {
    const [loss, accuracy] = f(tree.ref(W), X.ref, hot.ref, y.ref);
    return [loss.dataSync()[0], accuracy.dataSync()[0]];
  };
  return { run, check: run };
}

async function forward({ batch }) {
  const W = networkOf("digit");
  const x = floats("images").slice(0, batch * 784);
  await blockUntilReady([W]);
  const f = jit((W, X) => nn.softmax(logits(W, X), 1));
  const run = () => f(tree.ref(W), tensor(x, [batch, 784])).dataSync();
  return { run, check: run };
}

async function train({ network, optimizer, rate }) {
  const one = await trainer(network, optimizer, rate);
  return {
    awaited: true,
    /** Steps that nobody waits for pile up and get slower. */
    async run() {
      const { loss, W } = one();
      loss.dispose();
      await blockUntilReady(W);
    },
    check: () => Array.from({ length: 11 }, () => one().loss.dataSync()[0]),
  };
}

/** A function that makes one step and returns its loss and the new parameters. */
async function trainer(network, optimizer, rate) {
  let W = networkOf(network);
  const { X: x, y, rows } = trainingBatch(network);
  const X = tensor(x, [rows, x.length / rows]);
  const classes = network === "digit" ? 10 : 3;
  const hot = tensor(oneHot(y, classes), [rows, classes]);
  await blockUntilReady([W, X, hot]);
  const lossAndGradients = valueAndGrad((W, X, hot) => np.mean(np.negative(np.sum(nn.logSoftmax(logits(W, X), 1).mul(hot), 1))));
  const names = Object.keys(W);
  if (optimizer === "sgd") {
    const step = jit((W, X, hot) => {
      const [loss, g] = lossAndGradients(tree.ref(W), X, hot);
      return [loss, Object.fromEntries(names.map((k) => [k, W[k].sub(g[k].mul(rate))]))];
    });
    return () => {
      const [loss, next] = step(W, X.ref, hot.ref);
      W = next;
      return { loss, W };
    };
  }
  const zeros = () => Object.fromEntries(names.map((k) => [k, np.zeros(W[k].shape)]));
  let [M, V, t] = [zeros(), zeros(), 0];
  await blockUntilReady([M, V]);
  const step = jit((W, M, V, first, second, X, hot) => {
    const [loss, g] = lossAndGradients(tree.ref(W), X, hot);
    const [nextW, nextM, nextV] = [{}, {}, {}];
    for (const k of names) {
      nextM[k] = M[k].mul(0.9).add(g[k].ref.mul(0.1));
      nextV[k] = V[k].mul(0.999).add(np.square(g[k]).mul(0.001));
      const denominator = np.sqrt(nextV[k].ref.mul(second.ref)).add(1e-7);
      nextW[k] = W[k].sub(nextM[k].ref.mul(first.ref).mul(rate).div(denominator));
    }
    first.dispose();
    second.dispose();
    return [loss, nextW, nextM, nextV];
  });
  const scalar = (value) => np.array(Float32Array.of(value));
  return () => {
    t++;
    const [loss, ...next] = step(W, M, V, scalar(1 / (1 - 0.9 ** t)), scalar(1 / (1 - 0.999 ** t)), X.ref, hot.ref);
    [W, M, V] = next;
    return { loss, W };
  };
}

async function smallOps() {
  const x = tensor(floats("x16"), [16]);
  const all = floats("vectors");
  const vectors = Array.from({ length: 500 }, (_, i) => tensor(all.slice(16 * i, 16 * i + 16), [16]));
  await blockUntilReady([x, vectors]);
  const f = jit((x, vectors) => vectors.reduce((h, v) => nn.relu(h.add(v)), x));
  const run = () => f(x.ref, tree.ref(vectors)).dataSync();
  return { run, check: run };
}

/** A function is compiled when it is called first, so that there is no moment at which it is ready but has not run. */
async function compiledStep() {
  const one = await trainer("digit", "adam", 0.001);
  return { first: () => one().loss.dataSync() };
}

async function chain({ nodes }) {
  const x = tensor(floats("x16"), [16]);
  await blockUntilReady(x);
  const f = jit((x) => {
    let h = x;
    for (let i = 0; i < nodes / 2; i++) h = nn.relu(h.add(0.01));
    return h;
  });
  return { first: () => f(x.ref).dataSync() };
}
