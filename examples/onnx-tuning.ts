/**
 * A model that somebody else has trained and published as ONNX, made one's own: read, looked at, asked, trained further on a few images of one's own,
 * and written as ONNX again. The camera hangs upside down, so that the model as it was published makes little sense of its images.
 *
 * node dist/examples/onnx-tuning.js     prints how many digits are read before and after, and draws what was read
 *
 * But for the files that it writes, nothing here needs Node: in a page the bytes come from fetch, and go into a Blob.
 */
import {
  adam,
  crossentropy,
  dense,
  dot,
  f32,
  fit,
  type Graph,
  graph,
  include,
  NdArray,
  print,
  random,
  relu,
  reshape,
  softmax,
  type Tensor,
  u8,
} from "dagrad";
import { fromOnnx, toOnnx } from "dagrad/onnx";
import { svg } from "dagrad/render";
import { isMain } from "./is-main.ts";
import { noisyDigits } from "./noisy-digits.ts";
import { save } from "./save.ts";

/** Images [batch, 8, 8] of ink from 0 to 1, and the digits that they show. */
interface Digits {
  readonly image: NdArray;
  readonly label: NdArray;
}

type Parameters = Readonly<Record<string, NdArray>>;

/** Digits as a camera sees them, which may hang upside down. */
export function digits(count: number, seed: number, { upsideDown = false } = {}): Digits {
  const { images, labels } = noisyDigits(count, random(seed));
  const ink = Float32Array.from(images.data, (_, i) => {
    const pixel = upsideDown ? i - (i % 64) + 63 - (i % 64) : i;
    return (images.data[pixel] as number) / 255;
  });
  return { image: new NdArray(ink, [count, 8, 8], "float32"), label: labels };
}

/**
 * The parameters of a network after some epochs on these digits; of one that predicts, which knows no loss: it is included in a step that has one.
 * `initial` are those that it begins with.
 */
async function trained(network: Graph<any, any>, data: Digits, epochs: number, initial?: Parameters): Promise<Parameters> {
  const [input = ""] = network.inputs;
  const [output = ""] = Object.keys(network.outputs);
  const step = graph({ image: f32("batch", 8, 8), label: u8("batch") }, ({ image, label }, g) => {
    const probabilities = include(g, network, { [input]: image }, { name: "net" })[output] as Tensor<["batch", 10]>;
    return { loss: crossentropy(probabilities, label) };
  });
  const { network: program } = await fit(step, {
    data: { ...data },
    minimize: "loss",
    optimizer: adam({ learningRate: 0.005 }),
    epochs,
    batchSize: 50,
    seed: 1,
    ...(initial && { initial: Object.fromEntries(Object.entries(initial).map(([id, value]) => [`net.${id}`, value])) }),
  });
  return Object.fromEntries(Object.entries(program.parameters).map(([id, value]) => [id.slice("net.".length), value]));
}

/** What somebody has published: an .onnx file with names as exporters make them. */
export async function published(count = 2000): Promise<Uint8Array> {
  const network = graph(
    { image: f32("batch", 8, 8) },
    ({ image }) => {
      const hidden = relu(dense(reshape(image, { shape: ["batch", 64] }), { units: 48 }));
      return { probabilities: softmax(dense(hidden, { units: 10 })) };
    },
    { init: "heNormal" },
  );
  const parameters = await trained(network, digits(count, 1), 10);
  return toOnnx({ graph: network, parameters, names: { inputs: { "onnx::Flatten_0": "image" }, outputs: { "39": "probabilities" } } });
}

/** Of so many digits, the part that the model of an .onnx file reads right. */
export function accuracy(bytes: Uint8Array, { image, label }: Digits): number {
  const rows = fromOnnx(bytes).run({ "onnx::Flatten_0": image })["39"]?.tolist() as number[][];
  const right = rows.filter((row, i) => row.indexOf(Math.max(...row)) === label.data[i]);
  return right.length / rows.length;
}

/** The model of an .onnx file, trained further, as an .onnx file with the same names. */
export async function tuned(bytes: Uint8Array, own: Digits, epochs = 30): Promise<Uint8Array> {
  const model = fromOnnx(bytes);
  const parameters = await trained(model.graph, own, epochs, model.parameters);
  return toOnnx({ graph: model.graph, parameters, names: model.names });
}

export async function main(directory = "out", { count = 2000, epochs = 30 } = {}): Promise<string[]> {
  const bytes = await published(count);
  const { graph: read } = fromOnnx(bytes);
  console.log(print(read));
  const unseen = digits(500, 3, { upsideDown: true });
  const better = await tuned(bytes, digits(200, 2, { upsideDown: true }), epochs);
  const percent = (one: Uint8Array): string => `${Math.round(100 * accuracy(one, unseen))} of 100`;
  console.log(`read upside down, as published: ${percent(bytes)}; trained further on 200 images: ${percent(better)}`);
  const picture = dot(read, { level: "layers", title: "What was published" });
  return save(directory, { "published.onnx": bytes, "tuned.onnx": better, "published.dot": picture, "published.svg": await svg(picture) });
}

if (isMain(import.meta.url)) console.log(`wrote ${(await main()).join(", ")}`);
