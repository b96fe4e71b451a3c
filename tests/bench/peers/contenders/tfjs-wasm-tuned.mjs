import { square } from "../data.mjs";
import { product, start, tf, train } from "./tfjs-wasm.mjs";

/**
 * TensorFlow.js by someone who knows that its matMul with transposeA or transposeB is many times slower than without: matrices are transposed
 * before, in gradients too. Only what this changes.
 */
export async function contender() {
  await start();
  return { gemm, train: (given) => train(given, dense) };
}

function gemm({ size, form }) {
  const [left, right] = [form === "TN", form === "NT"];
  const [A, B] = [square("a", size, left), square("b", size, right)].map((data) => tf.tensor2d(data, [size, size]));
  return product(A, B, () => tf.tidy(() => tf.matMul(left ? tf.transpose(A) : A, right ? tf.transpose(B) : B)));
}

const affine = tf.customGrad((x, w, b, save) => {
  save([x, w]);
  const gradFunc = (dy, [x, w]) => [tf.matMul(dy, tf.transpose(w)), tf.matMul(tf.transpose(x), dy), tf.sum(dy, 0)];
  return { value: tf.fused.matMul({ a: x, b: w, bias: b }), gradFunc };
});

const dense = (x, { w, b }, activation) => (activation === "relu" ? tf.relu(affine(x, w, b)) : affine(x, w, b));
