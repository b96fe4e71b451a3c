/**
 * A network that writes: it reads a nursery rhyme, each letter looks at those before it, and it says how probable each letter is as the next one. Two blocks of
 * attention and a dense part are all of it. examples/character-lstm.ts does the same with a memory.
 *
 * npx dagrad train examples/character-transformer.ts     trains, and draws curves into out/character-transformer
 * node dist/examples/character-transformer.js            trains, goes on with the beginning of a verse, and draws the network
 *
 * Source: Vaswani et al.: Attention Is All You Need, 2017; Radford et al.: Improving Language Understanding by Generative Pre-Training, 2018.
 */
import {
  adam,
  add,
  argmaxAccuracy,
  crossentropy,
  dense,
  dot,
  embedding,
  type FitOptions,
  fit,
  gelu,
  graph,
  layerNorm,
  multiHeadAttention,
  reshape,
  softmax,
  type Tensor,
  u8,
} from "dagrad";
import { svg } from "dagrad/render";
import { letters, pieces, rhyme, writeOn } from "./characters.ts";
import { isMain } from "./is-main.ts";
import { printEpochs } from "./print-epochs.ts";
import { save } from "./save.ts";

const units = 32;

export const network = graph(
  { x: u8("batch", 48), y: u8("batch", 48) },
  ({ x, y }, g) => {
    type Rows = Tensor<readonly ["batch", 48, 32], "float32", "x">;
    const block = (rows: Rows): Rows => {
      const seen = add(rows, multiHeadAttention(layerNorm(rows), { heads: 4, causal: true }));
      return add(seen, dense(dense(layerNorm(seen), { units: 4 * units, activation: gelu }), { units }));
    };

    const vectors = embedding(x, { size: letters.length, units, init: { randn: 0.1 } });
    const placed: Rows = add(vectors, g.parameter("places", [48, units], { init: { randn: 0.1 } }));
    const read = g.scope("Transformer blocks", () => block(block(placed)));
    const probabilities = softmax(dense(layerNorm(read), { units: letters.length }));
    // Each letter of each piece is a row.
    const rows = reshape(probabilities, { shape: [-1, letters.length] });
    const next = reshape(y, { shape: [-1] });
    return { probabilities, loss: crossentropy(rows, next), accuracy: argmaxAccuracy(rows, next) };
  },
  { init: "glorotUniform" },
);
export default network;

export const training = (text = rhyme) =>
  ({
    minimize: "loss",
    optimizer: adam({ learningRate: 0.003 }),
    data: pieces(text),
    epochs: 6,
    batchSize: 32,
    clip: { globalNorm: 1 },
  }) as const satisfies FitOptions;

export async function main(directory = "out", { epochs = 6, text = rhyme } = {}): Promise<string[]> {
  const run = fit(network, { ...training(text), epochs });
  await printEpochs(run, { every: 2, last: epochs });
  console.log(await writeOn(run.network, "This is the cow", 130));
  const picture = dot(network, { level: "layers", title: "Each letter looks at those before it" });
  return save(directory, { "character-transformer.dot": picture, "character-transformer.svg": await svg(picture) });
}

if (isMain(import.meta.url)) console.log(`wrote ${(await main()).join(", ")}`);
