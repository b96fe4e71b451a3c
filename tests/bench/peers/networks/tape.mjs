/**
 * The api of networks.mjs by plain loops in float64, with reverse-mode derivatives: what every contender must compute, in code that it
 * shares with none of them. A tensor is { data, shape, grad }; what must be done backwards is noted on the tape.
 */
export function makeTape() {
  const tape = [];
  const tensor = (data, shape) => ({ data: Float64Array.from(data), shape, grad: new Float64Array(data.length) });
  const made = (shape, back) => {
    const y = tensor(new Float64Array(shape.reduce((product, size) => product * size, 1)), shape);
    tape.push(() => back(y));
    return y;
  };

  /** y[i] = f(x[i]), with its slope from x and y. */
  function map(x, f, slope) {
    const y = made(x.shape, () => {
      for (let i = 0; i < x.data.length; i++) x.grad[i] += y.grad[i] * slope(x.data[i], y.data[i]);
    });
    for (let i = 0; i < x.data.length; i++) y.data[i] = f(x.data[i]);
    return y;
  }

  const relu = (x) =>
    map(
      x,
      (a) => Math.max(0, a),
      (a) => (a > 0 ? 1 : 0),
    );
  const activated = (x, activation) => (activation === "relu" ? relu(x) : x);
  const exp = (x) => map(x, Math.exp, (_, y) => y);
  const copySums = (x) =>
    map(
      x,
      (a) => -a,
      () => -1,
    );
  const sigmoid = (x) =>
    map(
      x,
      (a) => 1 / (1 + Math.exp(-a)),
      (_, y) => y * (1 - y),
    );
  const tanh = (x) => map(x, Math.tanh, (_, y) => 1 - y * y);

  const gelu = (x) => {
    const inner = (a) => Math.sqrt(2 / Math.PI) * (a + 0.044715 * a ** 3);
    return map(
      x,
      (a) => 0.5 * a * (1 + Math.tanh(inner(a))),
      (a) => {
        const t = Math.tanh(inner(a));
        return 0.5 * (1 + t) + 0.5 * a * (1 - t * t) * Math.sqrt(2 / Math.PI) * (1 + 3 * 0.044715 * a * a);
      },
    );
  };

  /** x + y, or x · y; y may be shorter and repeats along the leading axes. */
  function combine(x, y, product) {
    const size = y.data.length;
    const z = made(x.shape, () => {
      for (let i = 0; i < x.data.length; i++) {
        x.grad[i] += z.grad[i] * (product ? y.data[i % size] : 1);
        y.grad[i % size] += z.grad[i] * (product ? x.data[i] : 1);
      }
    });
    for (let i = 0; i < x.data.length; i++) z.data[i] = product ? x.data[i] * y.data[i % size] : x.data[i] + y.data[i % size];
    return z;
  }
  const add = (x, y) => combine(x, y, false);

  function reshape(x, shape) {
    const y = made(shape, () => {
      for (let i = 0; i < x.grad.length; i++) x.grad[i] += y.grad[i];
    });
    y.data.set(x.data);
    return y;
  }

  function dense(x, w, { b, activation }) {
    const [rows, inner, columns] = [x.shape[0], x.shape[1], w.shape[1]];
    const y = made([rows, columns], () => {
      for (let i = 0; i < rows; i++)
        for (let k = 0; k < inner; k++) {
          const factor = x.data[i * inner + k];
          let sum = 0;
          for (let j = 0; j < columns; j++) {
            const d = y.grad[i * columns + j];
            sum += d * w.data[k * columns + j];
            w.grad[k * columns + j] += d * factor;
          }
          x.grad[i * inner + k] += sum;
        }
    });
    for (let i = 0; i < rows; i++)
      for (let k = 0; k < inner; k++) {
        const factor = x.data[i * inner + k];
        for (let j = 0; j < columns; j++) y.data[i * columns + j] += factor * w.data[k * columns + j];
      }
    return activated(b ? add(y, b) : y, activation);
  }

  /** Calls visit(at of y, at of x, at of w) for each window and position of a kernel, without channels. */
  function eachWindow([batch, height, width], kernel, stride, padding, visit) {
    const along = (size, k) => {
      const count = padding === "same" ? Math.ceil(size / stride) : Math.floor((size - k) / stride) + 1;
      const before = padding === "same" ? Math.floor(Math.max(0, (count - 1) * stride + k - size) / 2) : 0;
      return { count, before };
    };
    const [vertical, horizontal] = [along(height, kernel[0]), along(width, kernel[1])];
    for (let n = 0; n < batch; n++)
      for (let oy = 0; oy < vertical.count; oy++)
        for (let ox = 0; ox < horizontal.count; ox++)
          for (let ky = 0; ky < kernel[0]; ky++)
            for (let kx = 0; kx < kernel[1]; kx++) {
              const [iy, ix] = [oy * stride + ky - vertical.before, ox * stride + kx - horizontal.before];
              if (iy < 0 || ix < 0 || iy >= height || ix >= width) continue;
              visit((n * vertical.count + oy) * horizontal.count + ox, (n * height + iy) * width + ix, ky * kernel[1] + kx);
            }
    return [batch, vertical.count, horizontal.count];
  }

  function conv(x, w, { b, stride = 1, padding = "same", activation }) {
    const [inner, outer] = [w.shape[2], w.shape[3]];
    const space = eachWindow(x.shape, [1, 1], stride, "same", () => {});
    const each = (visit) => eachWindow(x.shape, w.shape, stride, padding, visit);
    const shape = [...(padding === "same" ? space : each(() => {})), outer];
    const y = made(shape, () => {
      each((out, from, at) => {
        for (let i = 0; i < inner; i++) {
          const [factor, row] = [x.data[from * inner + i], (at * inner + i) * outer];
          let sum = 0;
          for (let o = 0; o < outer; o++) {
            const d = y.grad[out * outer + o];
            sum += d * w.data[row + o];
            w.grad[row + o] += d * factor;
          }
          x.grad[from * inner + i] += sum;
        }
      });
    });
    each((out, from, at) => {
      for (let i = 0; i < inner; i++) {
        const [factor, row] = [x.data[from * inner + i], (at * inner + i) * outer];
        for (let o = 0; o < outer; o++) y.data[out * outer + o] += factor * w.data[row + o];
      }
    });
    return activated(b ? add(y, b) : y, activation);
  }

  function depthwise(x, w, { b, stride = 1, activation }) {
    const channels = x.shape[3];
    const each = (visit) => eachWindow(x.shape, w.shape, stride, "same", visit);
    const y = made([...each(() => {}), channels], () => {
      each((out, from, at) => {
        for (let c = 0; c < channels; c++) {
          const d = y.grad[out * channels + c];
          x.grad[from * channels + c] += d * w.data[at * channels + c];
          w.grad[at * channels + c] += d * x.data[from * channels + c];
        }
      });
    });
    each((out, from, at) => {
      for (let c = 0; c < channels; c++) y.data[out * channels + c] += x.data[from * channels + c] * w.data[at * channels + c];
    });
    return activated(b ? add(y, b) : y, activation);
  }

  function maxPool(x, size) {
    const channels = x.shape[3];
    const each = (visit) => eachWindow(x.shape, [size, size], size, "valid", visit);
    const shape = [...each(() => {}), channels];
    const chosen = new Int32Array(shape.reduce((product, one) => product * one, 1)).fill(-1);
    const y = made(shape, () => {
      for (let i = 0; i < chosen.length; i++) x.grad[chosen[i]] += y.grad[i];
    });
    each((out, from) => {
      for (let c = 0; c < channels; c++) {
        const [to, at] = [out * channels + c, from * channels + c];
        if (chosen[to] < 0 || x.data[at] > x.data[chosen[to]]) chosen[to] = at;
      }
    });
    for (let i = 0; i < chosen.length; i++) y.data[i] = x.data[chosen[i]];
    return y;
  }

  function spaceMean(x) {
    const [batch, height, width, channels] = x.shape;
    const y = made([batch, channels], () => {
      throw new Error("not differentiated here");
    });
    for (let i = 0; i < x.data.length; i++) {
      y.data[Math.floor(i / (height * width * channels)) * channels + (i % channels)] += x.data[i] / (height * width);
    }
    return y;
  }

  const flatten = (x) => reshape(x, [x.shape[0], x.data.length / x.shape[0]]);

  /** Rows of x, one by one: f(x row) → y row, back(x row, y row, dy row) → dx row. */
  function rows(x, f, back) {
    const size = x.shape.at(-1);
    const row = (data, start) => data.subarray(start, start + size);
    const y = made(x.shape, () => {
      for (let at = 0; at < x.data.length; at += size) {
        const dx = back(row(x.data, at), row(y.data, at), row(y.grad, at));
        for (let j = 0; j < size; j++) x.grad[at + j] += dx[j];
      }
    });
    for (let at = 0; at < x.data.length; at += size) y.data.set(f(row(x.data, at)), at);
    return y;
  }

  const total = (numbers) => numbers.reduce((sum, one) => sum + one, 0);
  const softmax = (x) =>
    rows(
      x,
      (row) => {
        const most = row.reduce((a, b) => Math.max(a, b));
        const powers = row.map((a) => Math.exp(a - most));
        const sum = total(powers);
        return powers.map((a) => a / sum);
      },
      (_, y, dy) => {
        const dot = total(y.map((a, j) => a * dy[j]));
        return y.map((a, j) => a * (dy[j] - dot));
      },
    );

  function layerNorm(x, { scale, bias }) {
    const moments = (row) => {
      const mean = total(row) / row.length;
      return { mean, deviation: Math.sqrt(total(row.map((a) => (a - mean) ** 2)) / row.length + 1e-5) };
    };
    const normed = rows(
      x,
      (row) => {
        const { mean, deviation } = moments(row);
        return row.map((a) => (a - mean) / deviation);
      },
      (row, y, dy) => {
        const { deviation } = moments(row);
        const [mean, dot] = [total(dy) / row.length, total(dy.map((d, j) => d * y[j])) / row.length];
        return dy.map((d, j) => (d - mean - y[j] * dot) / deviation);
      },
    );
    return scale ? add(combine(normed, scale, true), bias) : normed;
  }

  function attention(q, k, v) {
    const [batch, tokens, heads, size] = q.shape;
    const at = (n, t, h) => ((n * tokens + t) * heads + h) * size;
    const scores = made([batch, heads, tokens, tokens], () =>
      each((_i, a, b, s) => {
        const d = scores.grad[s] / Math.sqrt(size);
        for (let e = 0; e < size; e++) {
          q.grad[a + e] += d * k.data[b + e];
          k.grad[b + e] += d * q.data[a + e];
        }
      }),
    );
    const each = (visit) => {
      for (let n = 0, s = 0; n < batch; n++)
        for (let h = 0; h < heads; h++)
          for (let i = 0; i < tokens; i++) for (let j = 0; j < tokens; j++, s++) visit(i, at(n, i, h), at(n, j, h), s);
    };
    each((_, a, b, s) => {
      for (let e = 0; e < size; e++) scores.data[s] += (q.data[a + e] * k.data[b + e]) / Math.sqrt(size);
    });
    const p = softmax(scores);
    const y = made(q.shape, () =>
      each((_, a, b, s) => {
        for (let e = 0; e < size; e++) {
          p.grad[s] += y.grad[a + e] * v.data[b + e];
          v.grad[b + e] += y.grad[a + e] * p.data[s];
        }
      }),
    );
    each((_, a, b, s) => {
      for (let e = 0; e < size; e++) y.data[a + e] += p.data[s] * v.data[b + e];
    });
    return y;
  }

  /** x[:, t] of [batch, time, features], and columns start … start + size of [rows, columns]. */
  function picked(x, shape, from) {
    const y = made(shape, () => {
      for (let i = 0; i < y.grad.length; i++) x.grad[from(i)] += y.grad[i];
    });
    for (let i = 0; i < y.data.length; i++) y.data[i] = x.data[from(i)];
    return y;
  }

  function lstm(x, w, u, b) {
    const [batch, time, features] = x.shape;
    const units = u.shape[0];
    let h = tensor(new Float64Array(batch * units), [batch, units]);
    let c = h;
    for (let t = 0; t < time; t++) {
      const xt = picked(x, [batch, features], (i) => (Math.floor(i / features) * time + t) * features + (i % features));
      const z = add(add(dense(xt, w, {}), dense(h, u, {})), b);
      const gate = (k) => picked(z, [batch, units], (i) => Math.floor(i / units) * 4 * units + k * units + (i % units));
      const kept = t === 0 ? undefined : combine(sigmoid(gate(1)), c, true);
      const written = combine(sigmoid(gate(0)), tanh(gate(2)), true);
      c = kept ? add(kept, written) : written;
      h = combine(sigmoid(gate(3)), tanh(c), true);
    }
    return h;
  }

  /** A scalar that the backward pass starts from. */
  function scalar(x, value, slope) {
    const y = made([], () => {
      for (let i = 0; i < x.data.length; i++) x.grad[i] += y.grad[0] * slope(i);
    });
    y.data[0] = value;
    return y;
  }

  const meanSquare = (x) => scalar(x, total(x.data.map((a) => a * a)) / x.data.length, (i) => (2 * x.data[i]) / x.data.length);

  function crossentropy(logits, labels) {
    const [batch, classes] = logits.shape;
    const p = softmax({ ...logits, grad: new Float64Array(logits.data.length) }).data;
    tape.pop();
    const value = labels.reduce((sum, label, i) => sum - Math.log(p[i * classes + label]), 0) / batch;
    return scalar(logits, value, (i) => (p[i] - (i % classes === labels[Math.floor(i / classes)] ? 1 : 0)) / batch);
  }

  function backward(y) {
    y.grad[0] = 1;
    for (const back of tape.reverse()) back();
  }

  return {
    tensor,
    backward,
    api: {
      conv,
      depthwise,
      maxPool,
      spaceMean,
      flatten,
      dense,
      add,
      relu,
      gelu,
      softmax,
      layerNorm,
      exp,
      copySums,
      attention,
      reshape,
      lstm,
      meanSquare,
      crossentropy,
    },
  };
}
