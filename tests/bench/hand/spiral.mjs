/**
 * The forward pass of the book's chapter 5 as loops over typed arrays: dense 2→3, relu, dense 3→3, softmax, crossentropy and accuracy.
 * Both return { loss, accuracy }.
 */

const low = Math.fround(1e-7);
const high = Math.fround(1 - 1e-7);

/** Op by op, each into memory of its own, as NumPy does it: the same roundings to float32, so the same bits. */
export function opByOp({ X, y, w1, b1, w2, b2 }) {
  const rows = y.length;
  const singles = (count) => new Float32Array(count);
  const [h, z, e, p] = [singles(3 * rows), singles(3 * rows), singles(3 * rows), singles(3 * rows)];
  const [most, total, loss, right] = [singles(rows), singles(rows), singles(rows), singles(rows)];
  return () => {
    for (let i = 0, k = 0; i < 2 * rows; i += 2) for (let j = 0; j < 3; j++) h[k++] = X[i] * w1[j] + X[i + 1] * w1[j + 3];
    for (let k = 0; k < h.length; ) for (let j = 0; j < 3; j++, k++) h[k] = h[k] + b1[j];
    for (let k = 0; k < h.length; k++) h[k] = h[k] > 0 ? h[k] : 0;
    for (let i = 0, k = 0; i < 3 * rows; i += 3) {
      for (let j = 0; j < 3; j++) z[k++] = h[i] * w2[j] + h[i + 1] * w2[j + 3] + h[i + 2] * w2[j + 6];
    }
    for (let k = 0; k < z.length; ) for (let j = 0; j < 3; j++, k++) z[k] = z[k] + b2[j];
    for (let r = 0, k = 0; r < rows; r++, k += 3) most[r] = Math.max(z[k], z[k + 1], z[k + 2]);
    for (let r = 0, k = 0; r < rows; r++) for (let j = 0; j < 3; j++, k++) z[k] = z[k] - most[r];
    for (let k = 0; k < z.length; k++) e[k] = Math.exp(z[k]);
    for (let r = 0, k = 0; r < rows; r++, k += 3) total[r] = Math.fround(e[k] + e[k + 1]) + e[k + 2];
    for (let r = 0, k = 0; r < rows; r++) for (let j = 0; j < 3; j++, k++) p[k] = e[k] / total[r];
    for (let r = 0; r < rows; r++) loss[r] = Math.min(Math.max(p[3 * r + y[r]], low), high);
    for (let r = 0; r < rows; r++) loss[r] = Math.log(loss[r]);
    for (let r = 0; r < rows; r++) loss[r] = -loss[r];
    for (let r = 0, k = 0; r < rows; r++, k += 3) {
      const first = p[k] >= p[k + 1] && p[k] >= p[k + 2];
      right[r] = (first ? 0 : p[k + 1] >= p[k + 2] ? 1 : 2) === y[r] ? 1 : 0;
    }
    let [lossSum, rightSum] = [0, 0];
    for (let r = 0; r < rows; r++) lossSum += loss[r];
    for (let r = 0; r < rows; r++) rightSum += right[r];
    return { loss: lossSum / rows, accuracy: rightSum / rows };
  };
}

/** One pass over the rows, nothing stored in between: what plain JavaScript can do at best. Rounds less often, so other last digits. */
export function fused({ X, y, w1, b1, w2, b2 }) {
  const rows = y.length;
  return () => {
    let [loss, right] = [0, 0];
    for (let r = 0; r < rows; r++) {
      const [x0, x1] = [X[2 * r], X[2 * r + 1]];
      const h0 = Math.max(0, x0 * w1[0] + x1 * w1[3] + b1[0]);
      const h1 = Math.max(0, x0 * w1[1] + x1 * w1[4] + b1[1]);
      const h2 = Math.max(0, x0 * w1[2] + x1 * w1[5] + b1[2]);
      const z0 = h0 * w2[0] + h1 * w2[3] + h2 * w2[6] + b2[0];
      const z1 = h0 * w2[1] + h1 * w2[4] + h2 * w2[7] + b2[1];
      const z2 = h0 * w2[2] + h1 * w2[5] + h2 * w2[8] + b2[2];
      const most = Math.max(z0, z1, z2);
      const [e0, e1, e2] = [Math.exp(z0 - most), Math.exp(z1 - most), Math.exp(z2 - most)];
      const label = y[r];
      const chosen = (label === 0 ? e0 : label === 1 ? e1 : e2) / (e0 + e1 + e2);
      loss -= Math.log(Math.min(Math.max(chosen, 1e-7), 1 - 1e-7));
      if ((e0 >= e1 && e0 >= e2 ? 0 : e1 >= e2 ? 1 : 2) === label) right++;
    }
    return { loss: loss / rows, accuracy: right / rows };
  };
}
