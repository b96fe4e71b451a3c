/**
 * Does the writer like the film? Words become vectors that are learnt (an embedding), each word looks at the others (attention), and what they make of it is
 * weighed into one answer. The weights tell what the network looks at, and are drawn.
 *
 * npx dagrad train examples/text-classifier.ts     trains, and draws curves into out/text-classifier
 * node dist/examples/text-classifier.js            trains, and draws reviews with their weights, and the network
 *
 * Source: Bahdanau, Cho, Bengio: Neural Machine Translation by Jointly Learning to Align and Translate, 2014; Vaswani et al.: Attention Is All You Need, 2017.
 */
import {
  adam,
  add,
  binaryAccuracy,
  binaryCrossentropy,
  dense,
  div,
  dot,
  embedding,
  expandDims,
  type FitOptions,
  fit,
  graph,
  matmul,
  mul,
  type NdArray,
  notEqual,
  predict,
  random,
  relu,
  reshape,
  sigmoid,
  softmax,
  sum,
  transpose,
  u8,
  where,
} from "dagrad";
import { svg } from "dagrad/render";
import { longest, type Reviews, reviews, words } from "./film-reviews.ts";
import { isMain } from "./is-main.ts";
import { printEpochs } from "./print-epochs.ts";
import { save } from "./save.ts";

const units = 16;

export const network = graph({ x: u8("batch", 13), y: u8("batch", 1) }, ({ x, y }, g) => {
  const vectors = embedding(x, { size: words.length, units, init: { randn: 0.3 } });
  const placed = add(vectors, g.parameter("places", [13, units], { init: { randn: 0.3 } }));
  const isWord = notEqual(x, 0);
  const [far, glorot] = [-1e9, "glorotUniform"] as const;

  // What a word asks for, what each offers, and what it then says: softmax(q kᵀ ÷ √d) v.
  const context = g.scope("Attention", () => {
    const q = dense(placed, { units, bias: false, init: glorot, name: "queries" });
    const k = dense(placed, { units, bias: false, init: glorot, name: "keys" });
    const v = dense(placed, { units, bias: false, init: glorot, name: "values" });
    const scores = div(matmul(q, transpose(k, { perm: [0, 2, 1] })), Math.sqrt(units));
    return matmul(softmax(where(expandDims(isWord, { axis: 1 }), scores, far)), v);
  });
  const understood = dense(add(placed, context), { units: 32, activation: relu, init: "heNormal" });

  const { weights, whole } = g.scope("What counts", () => {
    const scores = reshape(dense(understood, { units: 1, init: glorot }), { shape: ["batch", 13] });
    const weights = softmax(where(isWord, scores, far));
    return { weights, whole: sum(mul(understood, expandDims(weights, { axis: 2 })), { axis: 1 }) };
  });
  const liked = dense(whole, { units: 1, activation: sigmoid, init: glorot });
  return { liked, weights, loss: binaryCrossentropy(liked, y), accuracy: binaryAccuracy(liked, y) };
});
export default network;

const columns = ({ x, y }: Reviews) => ({ x, y: y.reshape(-1, 1) });

export const training = (count = 2000) =>
  ({
    minimize: "loss",
    optimizer: adam({ learningRate: 0.005 }),
    data: columns(reviews(count, random(0))),
    validation: columns(reviews(500, random(1))),
    epochs: 12,
    batchSize: 50,
  }) as const satisfies FitOptions;

export async function main(directory = "out", { epochs = 12, count = 2000 } = {}): Promise<string[]> {
  const run = fit(network, { ...training(count), epochs });
  await printEpochs(run, { every: 4, last: epochs });
  const some = reviews(12, random(2));
  const liked = await predict(run.network, { x: some.x }, { output: "liked" });
  const weights = await predict(run.network, { x: some.x }, { output: "weights" });
  const picture = dot(network, { level: "layers", title: "A text classifier with attention" });
  return save(directory, {
    "reviews.svg": shaded(some.texts, liked, weights),
    "text-classifier.dot": picture,
    "text-classifier.svg": await svg(picture),
  });
}

/** A line for each text: how much it was liked, and its words, each the darker the more it counts. */
function shaded(texts: readonly string[], liked: NdArray, weights: NdArray): string {
  const [width, line, letter] = [760, 30, 7.9];
  const row = (text: string, i: number): string => {
    let x = 70;
    const cells = text.split(" ").map((word, j) => {
      const [at, wide] = [x, word.length * letter];
      x += wide + 9;
      const opacity = (weights.data[longest * i + j] as number).toFixed(2);
      return `<rect class="weight" x="${at - 3}" y="${line * i + 46}" width="${wide + 6}" height="20" rx="3" fill-opacity="${opacity}"/><text x="${at}" y="${line * i + 60}" textLength="${wide}">${word}</text>`;
    });
    return `<text x="16" y="${line * i + 60}">${(liked.data[i] as number).toFixed(2)}</text>${cells.join("")}`;
  };
  const height = line * texts.length + 56;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="Reviews, and what counts in them">
<style>
  text { font: 13px monospace; fill: #24292f } .title { font: 15px Helvetica, Arial, sans-serif }
  .paper { fill: #ffffff } .weight { fill: #f28e2b }
  @media (prefers-color-scheme: dark) { text { fill: #e6edf3 } .paper { fill: #0d1117 } .weight { fill: #9a5a12 } }
</style>
<rect class="paper" width="${width}" height="${height}"/>
<text class="title" x="16" y="26">How likely the writer liked the film, and the words that tell</text>
${texts.map(row).join("\n")}
</svg>
`;
}

if (isMain(import.meta.url)) console.log(`wrote ${(await main()).join(", ")}`);
