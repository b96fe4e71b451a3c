/**
 * What a page does whose script this is: build, train, train in a worker, predict, draw. `core`, `worker` and `render` are where it
 * imports from.
 */
export const app = ({ core, worker, render }: { readonly core: string; readonly worker: string; readonly render: string }): string => `
import { adam, crossentropy, dense, f32, fit, fromSafetensors, graph, random, relu, softmax, spiralData, compile, u8 } from "${core}";
import { fitInWorker } from "${worker}";
import { png, svg } from "${render}";

const network = graph({ X: f32("batch", 2), y: u8("batch") }, ({ X, y }) => {
  const probabilities = softmax(dense(relu(dense(X, { units: 16 })), { units: 3 }));
  return { probabilities, loss: crossentropy(probabilities, y) };
});
const data = spiralData(50, 3, { random: random(0) });
const options = () => ({ minimize: "loss", optimizer: adam({ learningRate: 0.05 }), data, batchSize: 32, epochs: 5, random: random(1) });
const said = async (draw) => {
  try {
    return await draw();
  } catch (error) {
    return error.code + ": " + error.message;
  }
};

globalThis.work = async () => {
  const here = await fit(network, options());
  const there = await fitInWorker(network, options());
  const predicted = ({ parameters }) => [...compile(network, { parameters }).run({ X: [[0.5, -0.5]] }, ["probabilities"]).probabilities.data];
  const picture = await said(() => svg(network, { level: "formula", direction: "LR" }));
  const graphviz = await said(() => svg(network, { level: "formula", direction: "LR", layout: "graphviz" }));
  const image = picture.startsWith("<svg") ? [...(await png(picture, { scale: 2 }))] : undefined;
  const file = await fetch("weights.safetensors");
  const weights = file.ok ? fromSafetensors(new Uint8Array(await file.arrayBuffer())).tensors : undefined;
  return {
    losses: [here, there].map(({ epochs }) => epochs.map(({ metrics }) => metrics.loss)),
    predictions: [here.step, there.step].map(predicted),
    picture,
    graphviz,
    image,
    loaded: weights && predicted({ parameters: weights }),
  };
};
`;

/** What it comes to. */
export interface AppWork {
  /** By epoch, of the training in the page and of that in a worker. */
  readonly losses: readonly (readonly number[])[];
  readonly predictions: readonly (readonly number[])[];
  /** SVG by dagrad's own placing and by Graphviz, or the code and the text of the error. */
  readonly picture: string;
  readonly graphviz: string;
  /** Bytes of the PNG. */
  readonly image?: readonly number[];
  /** What a network predicts whose weights were fetched. */
  readonly loaded?: readonly number[];
}
