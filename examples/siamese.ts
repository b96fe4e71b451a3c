/**
 * A siamese network: two images go through the same encoder, weights and all, and only the distance of what comes out is learnt from. It has to say
 * whether both show the same sign, also of signs that it has never seen.
 *
 * npx dagrad train examples/siamese.ts     trains, and draws curves into out/siamese
 * node dist/examples/siamese.js            trains, prints how many pairs of new signs it gets right, and draws the network
 *
 * Source: Hadsell, Chopra, LeCun: Dimensionality Reduction by Learning an Invariant Mapping, 2006.
 */
import {
  adam,
  add,
  cast,
  dense,
  div,
  dot,
  equal,
  type FitOptions,
  fit,
  graph,
  less,
  mean,
  mul,
  NdArray,
  norm,
  pow,
  type Random,
  random,
  relu,
  reshape,
  sub,
  type Tensor,
  u8,
} from "dagrad";
import { svg } from "dagrad/render";
import { isMain } from "./is-main.ts";
import { type Glyph, noisyImages } from "./noisy-digits.ts";
import { printEpochs } from "./print-epochs.ts";
import { save } from "./save.ts";

const margin = 1;

/** Images of equal signs are pulled together, others are pushed apart until they are a margin away. */
export const network = graph({ left: u8("pairs", 8, 8), right: u8("pairs", 8, 8), same: u8("pairs") }, ({ left, right, same }, g) => {
  const hidden = {
    weights: g.parameter("hidden.weights", [64, 96], { init: "heNormal" }),
    biases: g.parameter("hidden.biases", [96], { init: "zeros" }),
  };
  const weights = g.parameter("code.weights", [96, 16], { init: "glorotNormal" });
  const encode = (images: Tensor<readonly ["pairs", 8, 8], "uint8">) => {
    const pixels = div(reshape(cast(images, { dtype: "float32" }), { shape: ["pairs", 64] }), 255);
    return dense(dense(pixels, { ...hidden, activation: relu }), { weights });
  };
  const distance = norm(sub(encode(left), encode(right)), { axis: 1 });
  const equals = cast(same, { dtype: "float32" });
  const together = mul(equals, pow(distance, 2));
  const apart = mul(sub(1, equals), pow(relu(sub(margin, distance)), 2));
  const hit = equal(less(distance, margin / 2), cast(same, { dtype: "bool" }));
  return { distance, loss: mean(add(together, apart)), accuracy: mean(cast(hit, { dtype: "float32" })) };
});
export default network;

/** Signs of a script that nobody knows: three strokes each, from one random pixel to another. */
export function signs(count: number, generator: Random): Glyph[] {
  return Array.from({ length: count }, () => {
    const sign = Array.from({ length: 8 }, () => new Array<number>(8).fill(0));
    const ends = generator.randint(1, 7, [3, 2, 2]).tolist() as [[number, number], [number, number]][];
    for (const [[x1, y1], [x2, y2]] of ends) {
      for (let t = 0; t <= 1; t += 1 / 16) (sign[Math.round(y1 + t * (y2 - y1))] as number[])[Math.round(x1 + t * (x2 - x1))] = 1;
    }
    return sign;
  });
}

/** Pairs of noisy images: every other one shows the same sign twice, the rest show two signs. */
export function pairsOf(glyphs: readonly Glyph[], count: number, generator: Random) {
  const same = Uint8Array.from({ length: count }, (_, i) => i % 2);
  const first = Int32Array.from(generator.randint(0, glyphs.length, count).data);
  const steps = generator.randint(1, glyphs.length, count).data;
  const second = first.map((sign, i) => (same[i] === 1 ? sign : (sign + (steps[i] as number)) % glyphs.length));
  const [left, right] = [noisyImages(glyphs, first, generator), noisyImages(glyphs, second, generator)];
  return { left, right, same: new NdArray(same, [count], "uint8") };
}

/** Trained on pairs of 200 signs, validated on pairs of 50 others. */
export function training(count = 20_000) {
  const generator = random(0);
  const all = signs(250, generator);
  return {
    minimize: "loss",
    optimizer: adam({ learningRate: 0.002 }),
    data: pairsOf(all.slice(0, 200), count, generator),
    validation: pairsOf(all.slice(200), 1000, generator),
    epochs: 10,
    batchSize: 50,
  } as const satisfies FitOptions;
}

export async function main(directory = "out", { epochs = 10, count = 20_000 } = {}): Promise<string[]> {
  const settings = training(count);
  const run = fit(network, { ...settings, epochs });
  await printEpochs(run, { every: 5, last: epochs });
  const picture = dot(network, { level: "layers", title: "Two images, one encoder" });
  return save(directory, { "siamese.dot": picture, "siamese.svg": await svg(picture) });
}

if (isMain(import.meta.url)) console.log(`wrote ${(await main()).join(", ")}`);
