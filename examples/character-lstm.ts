/**
 * A network that writes: it reads a nursery rhyme letter by letter, keeps what was said in the cells of an LSTM, and says how probable each letter is as the next
 * one. examples/character-transformer.ts does the same with attention.
 *
 * npx dagrad train examples/character-lstm.ts     trains, and draws curves into out/character-lstm
 * node dist/examples/character-lstm.js            trains, goes on with the beginning of a verse, and draws the network
 *
 * Source: Hochreiter, Schmidhuber: Long Short-Term Memory, 1997; Graves: Generating Sequences With Recurrent Neural Networks, 2013.
 */
import { adam, argmaxAccuracy, crossentropy, dense, dot, type FitOptions, fit, graph, lstm, oneHot, reshape, softmax, u8 } from "dagrad";
import { svg } from "dagrad/render";
import { letters, pieces, rhyme, writeOn } from "./characters.ts";
import { isMain } from "./is-main.ts";
import { printEpochs } from "./print-epochs.ts";
import { save } from "./save.ts";

export const network = graph(
  { x: u8("batch", 48), y: u8("batch", 48) },
  ({ x, y }) => {
    const read = lstm(oneHot(x, { depth: letters.length }), { units: 96, returnSequences: true });
    const probabilities = softmax(dense(read, { units: letters.length }));
    // Each letter of each piece is a row.
    const rows = reshape(probabilities, { shape: [-1, letters.length] });
    const next = reshape(y, { shape: [-1] });
    return { probabilities, loss: crossentropy(rows, next), accuracy: argmaxAccuracy(rows, next) };
  },
  { init: "glorotUniform" },
);
export default network;

/** Few pieces, all of them in each step. */
export function training(text = rhyme) {
  const data = pieces(text, 8);
  return {
    minimize: "loss",
    optimizer: adam({ learningRate: 0.01 }),
    data,
    epochs: 100,
    batchSize: data.x.shape[0] as number,
    clip: { globalNorm: 1 },
  } as const satisfies FitOptions;
}

export async function main(directory = "out", { epochs = 100, text = rhyme } = {}): Promise<string[]> {
  const run = fit(network, { ...training(text), epochs });
  await printEpochs(run, { every: 20, last: epochs });
  console.log(await writeOn(run.network, "This is the cow", 130));
  const picture = dot(network, { level: "layers", title: "Letter by letter, with a memory" });
  return save(directory, { "character-lstm.dot": picture, "character-lstm.svg": await svg(picture) });
}

if (isMain(import.meta.url)) console.log(`wrote ${(await main()).join(", ")}`);
