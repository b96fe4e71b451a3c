/**
 * One whole training of chapter 19 in a process of its own: node train.mjs dagrad|dagrad-2|convolutional|convolutional-2|tfjs-wasm images labels epochs. What it is given and
 * what it prints is told in chapter-19.py.
 */
import { readFileSync } from "node:fs";

const [, , contender, imagesFile, labelsFile, epochs] = process.argv;
const pixels = new Uint8Array(readFileSync(imagesFile));
const labels = new Uint8Array(readFileSync(labelsFile));
const rows = labels.length;
const trained = (rows * 6) / 7;

const say = (what) => process.stdout.write(`${JSON.stringify(what)}\n`);

/** Runs a training, and tells what it took in s. */
async function timed(train) {
  const [wall, before] = [performance.now(), process.cpuUsage()];
  await train();
  const { user, system } = process.cpuUsage(before);
  say({ wall: (performance.now() - wall) / 1000, processor: (user + system) / 1e6 });
}

if (contender === "tfjs-wasm") await trainTensorFlow();
else await trainDagrad(contender.endsWith("-2") ? 2 : 1, contender.startsWith("convolutional"));
process.exit(0);

/** The network of chapter 19, as the book trains it, or the convolutional one beside it, as its example does. */
async function trainDagrad(threads, convolutional) {
  const { adam, cosineDecay, fit, NdArray, random, wasm } = await import("../../../dist/node/index.js");
  const { network } = await import(`../../../dist/examples/fashion-${convolutional ? "convolutional" : "mnist"}.js`);
  const generator = random(0);
  const X = new NdArray(pixels, [rows, 28, 28], "uint8");
  const y = new NdArray(labels, [rows], "uint8");
  const keys = generator.permutation(trained);
  const others = Int32Array.from({ length: rows - trained }, (_, i) => trained + i);
  const options = {
    minimize: "loss",
    optimizer: convolutional
      ? adam({ learningRate: cosineDecay(0.003, Number(epochs) * Math.ceil(trained / 128)) })
      : adam({ learningRate: 0.001, decay: 1e-3 }),
    data: { X: X.take(keys), y: y.take(keys) },
    validation: { X: X.take(others), y: y.take(others) },
    random: generator,
    epochs: Number(epochs),
    batchSize: 128,
    shuffle: convolutional,
    backend: wasm({ threads }),
  };
  await timed(async () => {
    for await (const { epoch, metrics, validation } of fit(network, options)) {
      say({ epoch, ...metrics, validationLoss: validation.loss, validationAccuracy: validation.accuracy });
    }
  });
}

/** In favour of TensorFlow.js, the accuracy of the rows that it trains on is left out, and the loss is read once an epoch. */
async function trainTensorFlow() {
  const { start, tf } = await import("../peers/contenders/tfjs-wasm.mjs");
  const { gradientsFile } = await import("../peers/install.mjs");
  await import(gradientsFile);
  await start();
  const { random } = await import("../../../dist/node/index.js");
  const generator = random(0);
  const keys = generator.permutation(trained).data;
  const sizes = [784, 128, 128, 10];
  const layers = sizes.slice(1).map((units, i) => ({
    w: tf.variable(
      tf.tensor2d(
        Float32Array.from(generator.randn(sizes[i] * units).data, (value) => 0.01 * value),
        [sizes[i], units],
      ),
    ),
    b: tf.variable(tf.zeros([units])),
  }));
  const logits = (x) =>
    layers.reduce((h, { w, b }, i) => tf.fused.matMul({ a: h, b: w, bias: b, activation: i < 2 ? "relu" : "linear" }), x);
  const X = new Float32Array(rows * 784);
  const y = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    const from = row < trained ? keys[row] : row;
    y[row] = labels[from];
    for (let i = 0; i < 784; i++) X[row * 784 + i] = (pixels[from * 784 + i] - 127.5) / 127.5;
  }
  const batch = (from, to) => [tf.tensor2d(X.subarray(from * 784, to * 784), [to - from, 784]), tf.tensor1d(y.subarray(from, to), "int32")];
  const lossOf = (x, labels) => tf.losses.softmaxCrossEntropy(tf.cast(tf.oneHot(labels, 10), "float32"), logits(x));
  const optimizer = tf.train.adam(0.001, 0.9, 0.999, 1e-7);
  const variables = layers.flatMap(({ w, b }) => [w, b]);
  let step = 0;
  await timed(() => {
    for (let epoch = 1; epoch <= Number(epochs); epoch++) {
      const losses = [];
      for (let from = 0; from < trained; from += 128) {
        optimizer.learningRate = 0.001 / (1 + 1e-3 * step++);
        losses.push(
          tf.tidy(() => {
            const [x, labels] = batch(from, Math.min(from + 128, trained));
            return optimizer.minimize(() => lossOf(x, labels), true, variables);
          }),
        );
      }
      const loss = losses.reduce((sum, each) => sum + each.dataSync()[0], 0) / losses.length;
      for (const each of losses) each.dispose();
      let [sum, hits] = [0, 0];
      for (let from = trained; from < rows; from += 1024) {
        const to = Math.min(from + 1024, rows);
        const numbers = tf.tidy(() => {
          const [x, labels] = batch(from, to);
          const right = tf.sum(tf.cast(tf.equal(tf.argMax(logits(x), 1), labels), "float32"));
          return [lossOf(x, labels).dataSync()[0], right.dataSync()[0]];
        });
        sum += numbers[0] * (to - from);
        hits += numbers[1];
      }
      say({ epoch, loss, validationLoss: sum / (rows - trained), validationAccuracy: hits / (rows - trained) });
    }
  });
}
