import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  adam,
  add,
  attention,
  dense,
  embedding,
  f32,
  type Graph,
  gelu,
  gradients,
  graph,
  gru,
  i32,
  lstm,
  matmul,
  mean,
  multiHeadAttention,
  positionalEncoding,
  pow,
  relu,
  scan,
  simpleRnn,
  softmax,
  sub,
  tanh,
  trainStep,
} from "dagrad";
import { svg } from "dagrad/render";
import { network as chapter5 } from "../examples/chapter-5.ts";
import { network } from "../examples/fig-1.13.ts";
import { network as residual } from "../examples/residual.ts";
import { network as siamese } from "../examples/siamese.ts";
import { leNet, residual as residualBlock } from "./images-networks.ts";
import { imagesPictures } from "./images-pictures.ts";
import { normalizationPicture } from "./normalization-picture.ts";
import { signalPicture } from "./signal-picture.ts";

/** The neuron of docs/how-differentiation-works.md. */
const neuron = graph({ x: f32("n", 3), t: f32("n", 1) }, ({ x, t }, g) => {
  const w = g.parameter("w", [3, 1]);
  const b = g.parameter("b", [1], { init: "zeros" });
  const y = relu(add(matmul(x, w), b));
  return { loss: mean(pow(sub(y, t), 2)) };
});

/** The networks of docs/attention.md. */
const look = graph({ q: f32("queries", 64), k: f32("keys", 64), v: f32("keys", 64) }, ({ q, k, v }) => ({ y: attention(q, k, v) }));
const causal = graph({ x: f32("time", 64) }, ({ x }) => ({ y: attention(x, x, x, { causal: true }) }));
const words = graph({ words: i32("batch", "time") }, ({ words }) => {
  const rows = embedding(words, { size: 1000, units: 64 });
  const x = add(rows, positionalEncoding(rows));
  const seen = add(x, multiHeadAttention(x, { heads: 8, causal: true }));
  const thought = add(seen, dense(dense(seen, { units: 256, activation: gelu }), { units: 64 }));
  return { next: softmax(dense(thought, { units: 1000 })) };
});
/** hₜ = tanh(xₜ w + hₜ₋₁ u), of docs/sequences.md. */
const loop = graph({ x: f32("time", 3), start: f32(2), w: f32(3, 2), u: f32(2, 2) }, ({ x, start, w, u }) => {
  const { h, all } = scan({ carry: { h: start }, over: { x }, given: { w, u } }, ({ h, x, w, u }) => {
    const next = tanh(add(matmul(x, w), matmul(h, u)));
    return { h: next, all: next };
  });
  return { last: h, all };
});
const sequences = { x: f32("batch", "time", 3) };
const layers = {
  "simple-rnn": graph(sequences, ({ x }) => ({ y: simpleRnn(x, { units: 2, name: "rnn" }) })),
  lstm: graph(sequences, ({ x }) => ({ y: lstm(x, { units: 2, name: "lstm" }) })),
  gru: graph(sequences, ({ x }) => ({ y: gru(x, { units: 2, name: "gru" }) })),
};

/**
 * The pictures of the README and of docs, by path from the root.
 *
 *     npm run docs          writes them
 *     tests/repository/     fails while one is stale
 */
export async function docsPictures(root: string): Promise<Record<string, string>> {
  return {
    "docs/pictures/fig-1.13-layers.svg": await svg(network, { level: "layers", direction: "LR" }),
    "docs/pictures/fig-1.13.svg": await svg(network, { level: "formula", title: "Fig 1.13" }),
    "docs/pictures/gradient.svg": await svg(gradients(neuron, { of: "loss" }) as Graph, { level: "formula" }),
    "docs/pictures/gradient-chapter-5.svg": await svg(gradients(chapter5, { of: "loss" }) as Graph),
    "docs/pictures/scan.svg": await svg(loop, { level: "formula" }),
    "docs/pictures/simple-rnn.svg": await svg(layers["simple-rnn"], { level: "formula" }),
    "docs/pictures/lstm.svg": await svg(layers.lstm, { level: "formula" }),
    "docs/pictures/lstm-own.svg": await svg(layers.lstm, { level: "formula", layout: "own", theme: "auto" }),
    "docs/pictures/gru.svg": await svg(layers.gru, { level: "formula" }),
    "docs/pictures/training-step.svg": await svg(trainStep(neuron, { minimize: "loss", optimizer: adam() }) as Graph),
    "docs/pictures/attention.svg": await svg(look, { level: "formula" }),
    "docs/pictures/attention-causal.svg": await svg(causal, { level: "formula", direction: "LR" }),
    "docs/pictures/transformer.svg": await svg(words),
    "docs/pictures/siamese.svg": await svg(siamese, { level: "layers" }),
    "docs/pictures/residual.svg": await svg(residual, { level: "layers" }),
    "docs/pictures/initializers.svg": signalPicture(),
    "docs/pictures/normalization.svg": normalizationPicture(),
    ...imagesPictures(),
    "docs/pictures/lenet.svg": await svg(leNet, { level: "layers" }),
    "docs/pictures/residual-block.svg": await svg(residualBlock, { level: "layers" }),
    "docs/pictures/pipeline.svg": await svg(readFileSync(join(root, "docs/pictures/pipeline.dot"), "utf8")),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = fileURLToPath(new URL(import.meta.url.includes("/dist/") ? "../../" : "../", import.meta.url));
  mkdirSync(join(root, "docs/pictures"), { recursive: true });
  for (const [path, text] of Object.entries(await docsPictures(root))) {
    writeFileSync(join(root, path), text);
    process.stdout.write(`${path}\n`);
  }
}
