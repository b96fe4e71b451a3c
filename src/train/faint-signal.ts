import type { LayerSignal, Signal } from "./signal.ts";

/**
 * Below this share a network hardly moves in a hundred epochs. Found by training the spiral, with one to six hidden layers of 8 to 128 relu or
 * sigmoid units, weights of 0.01 to 3 · randn, Glorot's and He's: what stands still has less (but for some whose relu units have died one
 * by one), what learns has more. See tests/src/train/faint-signal.test.ts.
 */
const least = 1e-5;

/** What to say where hardly a signal comes through a network: where it is lost, how small it is, and what to write. */
export function faintSignal({ layers, share }: Signal): string | undefined {
  if (share >= least) return undefined;
  if (layers.every(({ gradient }) => gradient === 0)) {
    return `fit: no gradient comes back to ${listed(layers.map(({ id }) => `"${id}"`))}: what is behind gives the same whatever they give, as saturated or dead units do; lower the learning rate or start from smaller weights`;
  }
  const sizes = layers.map(({ id, spread }, i) => `"${id}" ${shownNumber(spread)}${i === 0 ? " apart" : ""}`);
  return (
    `fit: hardly a signal comes through: rows enter ${listed(sizes)}, and weights are taught ${shownNumber(share)} of what those of one layer would be; ` +
    (isDead(layers) ? "units give 0 for every row: lower the learning rate, or start " : "start ") +
    'from weights that keep its size: graph(inputs, build, { init: "heNormal" }) for relu, "glorotUniform" for sigmoid and tanh'
  );
}

/** True where a signal does not shrink from layer to layer but ends. */
const isDead = (layers: readonly LayerSignal[]): boolean => layers.some(({ spread }) => spread === 0);

const shown = 6;
const listed = (texts: readonly string[]): string =>
  texts.length <= shown ? texts.join(", ") : `${texts.slice(0, shown - 1).join(", ")} … ${texts.at(-1)}`;

const shownNumber = (size: number): string => (size !== 0 && size < 1e-3 ? size.toExponential(1) : String(Number(size.toPrecision(2))));
