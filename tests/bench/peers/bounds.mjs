import { models } from "./models/models.mjs";
import { batches, gemmForms, gemmSizes, overheads, splitSizes } from "./works.mjs";

/**
 * What the engine promises: { work, claim, figure, holds }. Absolute bounds are held against the best time, which is what the code can do
 * on a machine that others use too; ratios are of medians, taken in the same rounds. Bounds of works that were not asked for are left out.
 */
export function bounds(works, bundle) {
  const workOf = (id) => works.find((work) => work.id === id);
  const rowOf = (id, contender) => workOf(id)?.rows.find((row) => row.contender === contender);
  const list = [];

  /** Holds a figure, if there is one, against a limit. A row without a median was wrong or not there: then there is no number. */
  const hold = (id, rows, claim, { figure, reached, text }) => {
    if (rows.some((row) => row === undefined)) return;
    const known = rows.every(({ median }) => median !== undefined);
    const entry = { work: workOf(id).title, claim };
    list.push(known ? { ...entry, figure: text(figure()), holds: reached(figure()) } : { ...entry, figure: "" });
  };

  const atMost = (id, limit) => {
    const row = rowOf(id, "dagrad");
    const unit = workOf(id)?.unit;
    hold(id, [row], `≤ ${limit} ${unit}`, {
      figure: () => row.best,
      reached: (best) => best <= limit,
      text: (best) => `${shown(best)} ${unit}`,
    });
  };

  const timesAsFast = (id, factor, peer) => {
    const [row, other] = [rowOf(id, "dagrad"), rowOf(id, peer)];
    hold(id, [row, other], `≥ ${factor} × ${peer}`, {
      figure: () => other.median / row.median,
      reached: (ratio) => ratio >= factor,
      text: (ratio) => `${shown(ratio)} ×`,
    });
  };

  const ofPeak = (id, part) => {
    const [row, peak] = [rowOf(id, "dagrad"), rowOf(id, "peak")];
    hold(id, [row, peak], `≥ ${part * 100} % of the peak`, {
      figure: () => peak.median / row.median,
      reached: (share) => share >= part,
      text: (share) => `${(share * 100).toFixed(0)} %`,
    });
  };

  /** Against whichever of the peers is fastest. */
  const timesTheBest = (id, factor, peers) => {
    const row = rowOf(id, "dagrad");
    const others = peers.map((peer) => rowOf(id, peer)).filter((other) => other?.median !== undefined);
    if (others.length === 0) return;
    const best = others.reduce((a, b) => (b.median < a.median ? b : a));
    hold(id, [row, best], `≥ ${factor} × the best of ${peers.join(", ")}`, {
      figure: () => best.median / row.median,
      reached: (ratio) => ratio >= factor,
      text: (ratio) => `${shown(ratio)} × ${best.contender}`,
    });
  };

  /** One work in multiples of another, both of dagrad. */
  const atMostTimes = (id, factor, other) => {
    hold(id, [rowOf(id, "dagrad"), rowOf(other, "dagrad")], `≤ ${factor} × ${workOf(other)?.title}`, {
      figure: () => rowOf(id, "dagrad").median / rowOf(other, "dagrad").median,
      reached: (ratio) => ratio <= factor,
      text: (ratio) => `${shown(ratio)} ×`,
    });
  };

  const onTwoThreads = (id, factor) => {
    const [one, two] = [rowOf(id, "dagrad"), rowOf(id, "dagrad-2")];
    hold(id, [one, two], `≥ ${factor} × one thread`, {
      figure: () => one.median / two.median,
      reached: (ratio) => ratio >= factor,
      text: (ratio) => `${shown(ratio)} ×`,
    });
  };

  /** What dagrad's backend adds to calls of its runtime. */
  const overhead = (id, contender) => {
    const [added, hand] = [rowOf(`engines-${id}-added`, contender), rowOf(`engines-${id}-hand`, contender)];
    hold(`engines-${id}-added`, [added, hand], `≤ 5 % + 30 µs, ${contender.replace("overhead-", "")}`, {
      figure: () => added.median,
      reached: (more) => more <= 0.05 * hand.median + 30,
      text: (more) => `${more.toFixed(0)} of ${(0.05 * hand.median + 30).toFixed(0)} µs`,
    });
  };

  for (const size of gemmSizes) for (const form of gemmForms) ofPeak(`gemm-${size}-${form}`, 0.85);
  for (const size of gemmSizes) for (const form of gemmForms) timesAsFast(`gemm-${size}-${form}`, 1.25, "tfjs-wasm");
  timesAsFast("gemv", 1.8, "tfjs-wasm");
  atMost("spiral", 2.5);
  timesAsFast("spiral", 10, "onnxruntime-web");
  timesAsFast("spiral", 12, "tfjs-wasm");
  timesAsFast("spiral", 4, "loops");
  atMost("epoch", 45);
  timesAsFast("epoch", 5, "jax-js");
  timesAsFast("epoch", 10, "tfjs-wasm");
  timesAsFast("epoch", 2.5, "numpy");
  for (const batch of batches) for (const peer of ["tfjs-wasm", "onnxruntime-web"]) timesAsFast(`forward-${batch}`, 1.2, peer);
  for (const optimizer of ["sgd", "adam"]) {
    atMost(`step-${optimizer}`, 1.4);
    timesAsFast(`step-${optimizer}`, 1.6, "jax-js");
    timesAsFast(`step-${optimizer}`, 7, "tfjs-wasm");
  }
  const engines = ["tfjs-wasm", "onnxruntime-web", "jax-js"];
  for (const [id, part] of [
    ["conv3", 0.75],
    ["conv3x8", 0.75],
    ["conv1", 0.85],
    ["conv1x8", 0.85],
  ]) {
    ofPeak(id, part);
    timesTheBest(id, 1.2, engines);
    onTwoThreads(`${id}-two`, 1.7);
  }
  for (const id of ["depthwise", "maxPool", "mobileNet"]) timesTheBest(id, 1.2, engines);
  for (const id of ["leNet-step", "residualBlock", "residualBlock-step"]) timesTheBest(id, 1.5, ["tfjs-wasm", "jax-js"]);
  atMostTimes("residualBlock-step", 3.5, "residualBlock");
  for (const id of ["attention", "transformer"]) for (const one of [id, `${id}-step`]) timesTheBest(one, 1.3, engines);
  for (const id of ["recurrent", "recurrent-step"]) timesTheBest(id, 2, engines);
  for (const { id, kind } of models) {
    timesAsFast(`model-${id}`, kind === "convolutional" ? 0.9 : 1, "onnxruntime-web");
    atMost(`model-${id}-read`, 500);
  }
  for (const { id } of overheads) for (const host of ["node", "web"]) overhead(id, `overhead-onnxruntime-${host}`);
  atMostTimes("softmax", 1.35, "exp");
  atMostTimes("layerNorm", 1.35, "copySums");
  atMost("ops", 10);
  atMost("compile-cold", 15);
  atMost("compile-warm", 4);
  atMost("chain", 300);
  atMost("residualBlock-compile", 60);
  atMost("transformers-compile", 300);
  for (const size of splitSizes) onTwoThreads(`gemm-${size}-two`, 1.8);
  onTwoThreads("step-two", 1.5);
  atMost("cold", 25);
  if (bundle !== undefined) {
    list.push({ work: "gzipped browser bundle, core with engine", claim: "≤ 61 kB", figure: `${shown(bundle)} kB`, holds: bundle <= 61 });
  }
  atMost("memory", 80);
  return list;
}

/** Three significant digits. */
export const shown = (value) => (value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2));
