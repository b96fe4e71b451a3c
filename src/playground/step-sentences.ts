import { activationTexts } from "./activation-texts.ts";
import type { DenseLayer } from "./layers-of.ts";
import { optimizerOptions } from "./optimizer-of.ts";
import type { Part, Playground } from "./playground.ts";
import type { Settings } from "./settings.ts";
import { short, subscript, unitArithmetic, unitName } from "./unit-formula.ts";

/** What a part of a step does, with its numbers, as chapter 9 writes it: for the unit or weight that is chosen, else for one that moves most. */
export function stepSentences(
  playground: Pick<Playground, "phase" | "built" | "state" | "last" | "chosen" | "followed" | "settings">,
): string[] {
  const [built, state] = [playground.built.value, playground.state.value];
  const layers = built?.layers;
  if (!layers || !state) return [];
  const phase = playground.phase.value;
  const point = playground.followed.value;
  if (phase === "none")
    return [
      "Forward takes a point through the network, backward finds the gradient of every weight, update moves the weights: three buttons, one step.",
    ];
  if (phase === "forward")
    return point === undefined
      ? []
      : forward(layers, activationTexts(built), state.parameters, state.followed ?? [], point, playground.chosen.value).concat(
          `Loss of all training points: ${short(state.loss)}.`,
        );
  const told = playground.last.value;
  if (told === undefined) return ["Press Backward first."];
  const weight = weightOf(layers, told.gradients, playground.chosen.value);
  const layer = layers[weight.layer] as DenseLayer;
  const at = weight.from * layer.units + weight.to;
  const [w, dw, step] = [told.before, told.gradients, told.steps].map((of) => of[layer.weights]?.[at] ?? Number.NaN) as [
    number,
    number,
    number,
  ];
  const name = `w${subscript(weight.layer + 1)}[${unitName(weight.layer - 1, weight.from, layers.length)} → ${unitName(weight.layer, weight.to, layers.length)}]`;
  if (phase === "backward") {
    const norms = layers.map(
      ({ weights }, i) => `${i === layers.length - 1 ? "output" : `layer ${i + 1}`} ${short(norm(told.gradients[weights] ?? []))}`,
    );
    return [
      `∂loss/∂${name} = ${short(dw)}: ${dw === 0 ? "this weight does not matter now." : dw > 0 ? "a larger weight makes the loss larger, so it will shrink." : "a larger weight makes the loss smaller, so it will grow."}`,
      `Size of the gradient by layer, √Σdw²: ${norms.join(", ")}.`,
    ];
  }
  return [
    `${name} ← ${short(w)} ${step < 0 ? "−" : "+"} ${short(Math.abs(step))} = ${short(w + step)}`,
    ruleOf(playground.settings.value, dw, step),
    `Loss of the step before its update: ${short(state.loss)}.`,
  ];
}

/** How the optimiser came to its step. */
function ruleOf(settings: Settings, dw: number, step: number): string {
  const { learningRate: rate = 0, momentum } = optimizerOptions(settings);
  if (settings.optimizer === "sgd" && momentum === undefined && settings.decay === 0)
    return `SGD: −lr · dw = −${short(rate)} · ${dw < 0 ? `(${short(dw)})` : short(dw)} = ${short(-rate * dw)}`;
  const words = {
    sgd: "what momentum keeps of the step before, − lr · dw",
    adagrad: "−lr · dw ÷ √ of the sum of all dw² so far",
    rmsprop: "−lr · dw ÷ √ of the running mean of dw²",
    adam: "−lr · (running mean of dw) ÷ √ of the running mean of dw²",
  };
  return `${settings.optimizer}: ${words[settings.optimizer]} = ${short(step)}, where dw = ${short(dw)} and lr = ${short(rate)}`;
}

/** Layer by layer, the arithmetic of one unit: the chosen one, else the strongest of each layer. */
function forward(
  layers: readonly DenseLayer[],
  texts: readonly (string | undefined)[],
  parameters: Readonly<Record<string, Float32Array>>,
  followed: readonly Float32Array[],
  point: readonly number[],
  chosen: Part | undefined,
): string[] {
  return layers.map(({ weights, biases, units, inputs }, layer) => {
    const values = followed[layer] ?? new Float32Array(units);
    const unit =
      chosen?.kind === "unit" && chosen.layer === layer
        ? chosen.unit
        : values.reduce((best, value, i) => (Math.abs(value) > Math.abs(values[best] as number) ? i : best), 0);
    const w = parameters[weights] as Float32Array;
    const before = layer === 0 ? point : (followed[layer - 1] ?? []);
    const shown = {
      weights: Array.from({ length: inputs }, (_, i) => w[i * units + unit] as number),
      bias: biases === undefined ? 0 : (parameters[biases]?.[unit] as number),
      activation: texts[layer],
      names: [],
    };
    return `${unitName(layer, unit, layers.length)} = ${unitArithmetic(shown, before)} = ${short(values[unit] as number)}`;
  });
}

/** The weight that is chosen, else the one of the largest gradient. */
function weightOf(
  layers: readonly DenseLayer[],
  gradients: Readonly<Record<string, Float32Array>>,
  chosen: Part | undefined,
): { readonly layer: number; readonly from: number; readonly to: number } {
  if (chosen?.kind === "weight") return chosen;
  let best = { layer: 0, from: 0, to: 0 };
  let most = -1;
  for (const [layer, { weights, units }] of layers.entries()) {
    if (chosen?.kind === "unit" && chosen.layer !== layer) continue;
    for (const [i, dw] of (gradients[weights] ?? new Float32Array()).entries()) {
      const to = i % units;
      if (chosen?.kind === "unit" && chosen.unit !== to) continue;
      if (Math.abs(dw) <= most) continue;
      most = Math.abs(dw);
      best = { layer, from: Math.floor(i / units), to };
    }
  }
  return best;
}

const norm = (values: ArrayLike<number>): number => Math.sqrt(Array.from(values).reduce((sum, value) => sum + value * value, 0));
