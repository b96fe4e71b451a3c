import type { Built, State } from "./protocol.ts";
import { type Settings, usual, usualLayer } from "./settings.ts";

/** Settings with a name: what a chapter of the book shows. */
export interface Preset {
  readonly name: string;
  /** What to look at. */
  readonly says: string;
  readonly settings: Settings;
}

const wide = { ...usualLayer, units: 64 };
const ofBook: Settings = { ...usual, test: 0, init: "book", layers: [wide] };

export const presets: readonly Preset[] = [
  {
    name: "3: layers on spiral data",
    says: "Two layers of three units: too few for the spiral, whatever they learn.",
    settings: { ...ofBook, layers: [{ ...usualLayer, units: 3 }], optimizer: "sgd", rate: 1 },
  },
  {
    name: "6: by chance",
    says: "Vertical data are so easy that chance finds weights: press New seed and look at the first boundary, then let it learn.",
    settings: { ...ofBook, data: "vertical", noise: 0.1, layers: [{ ...usualLayer, units: 3 }], optimizer: "sgd", rate: 1 },
  },
  { name: "10: SGD", says: "A learning rate of 1 jumps about and gets stuck.", settings: { ...ofBook, optimizer: "sgd", rate: 1 } },
  {
    name: "10: SGD with decay",
    says: "Steps get smaller: it settles, but in a poor place.",
    settings: { ...ofBook, optimizer: "sgd", rate: 1, decay: 0.001 },
  },
  {
    name: "10: SGD with momentum",
    says: "Keeping 0.9 of the last step carries it over bumps.",
    settings: { ...ofBook, optimizer: "sgd", rate: 1, decay: 0.001, momentum: 0.9 },
  },
  {
    name: "10: AdaGrad",
    says: "Each weight has a rate of its own, which only falls.",
    settings: { ...ofBook, optimizer: "adagrad", rate: 1, decay: 0.0001 },
  },
  {
    name: "10: RMSProp",
    says: "The rate of a weight may rise again.",
    settings: { ...ofBook, optimizer: "rmsprop", rate: 0.02, decay: 0.00001 },
  },
  {
    name: "10: Adam",
    says: "Momentum and a rate for each weight: the best of chapter 10.",
    settings: { ...ofBook, optimizer: "adam", rate: 0.05, decay: 5e-7 },
  },
  {
    name: "11: testing data",
    says: "Watch the test loss rise while the loss falls: the network learns its points by heart.",
    settings: { ...ofBook, test: 0.5, rate: 0.05, decay: 5e-7 },
  },
  {
    name: "13: scaled data",
    says: "The same with columns from −1 to 1.",
    settings: { ...ofBook, data: "vertical", noise: 0.1, scaled: true, rate: 0.02 },
  },
  {
    name: "14: L2",
    says: "A penalty on large weights: a smoother boundary, and test loss stays close to loss.",
    settings: { ...ofBook, test: 0.5, points: 200, layers: [{ ...wide, l2: 5e-4 }], rate: 0.02, decay: 5e-7 },
  },
  {
    name: "15: dropout",
    says: "A tenth of the units is silent in each step: no unit can rely on another.",
    settings: { ...ofBook, test: 0.5, points: 200, layers: [{ ...wide, l2: 5e-4, dropout: 0.1 }], rate: 0.05, decay: 5e-5 },
  },
  {
    name: "16: two classes",
    says: "One output with a sigmoid says how probable class 1 is.",
    settings: { ...ofBook, classes: 2, layers: [{ ...wide, l2: 5e-4 }], rate: 0.02, decay: 5e-7 },
  },
  {
    name: "17: regression",
    says: "Numbers instead of classes: the curve is what the network makes of x.",
    settings: { ...ofBook, data: "sine", noise: 0, points: 500, init: "fitting", layers: [wide, wide], rate: 0.005, decay: 0.001 },
  },
];

/** Something to try for: settings to begin with, and how it is told that it is done. */
export interface Challenge {
  readonly name: string;
  readonly settings: Settings;
  readonly done: (settings: Settings, built: Built, state: State) => boolean;
}

const units = ({ layers }: Settings): number => layers.reduce((sum, layer) => sum + layer.units, 0);

export const challenges: readonly Challenge[] = [
  {
    name: "Spiral of three classes, noise 0.15: fewer than 12 hidden units, more than 95 % right",
    settings: { ...usual, test: 0, noise: 0.15 },
    done: (settings, { task }, { accuracy }) =>
      settings.data === "spiral" &&
      task.classes === 3 &&
      settings.noise >= 0.15 &&
      settings.points >= 100 &&
      units(settings) < 12 &&
      (accuracy ?? 0) > 0.95,
  },
  {
    name: "Circles of two classes: 3 hidden units, more than 95 % right",
    settings: { ...usual, data: "circles", classes: 2, noise: 0.04, layers: [{ ...usualLayer, units: 2 }] },
    done: (settings, _, { accuracy }) => settings.data === "circles" && units(settings) <= 3 && (accuracy ?? 0) > 0.95,
  },
  {
    name: "XOR without a hidden layer fails; solve it with three units, more than 95 % right",
    settings: { ...usual, data: "xor", noise: 0.05, layers: [] },
    done: (settings, _, { accuracy }) => settings.data === "xor" && units(settings) <= 3 && (accuracy ?? 0) > 0.95,
  },
  {
    name: "Sine: a loss below 0.001 with 16 hidden units",
    settings: { ...usual, data: "sine", noise: 0, points: 200, layers: [{ ...usualLayer, units: 16 }] },
    done: (settings, _, { loss }) => settings.data === "sine" && units(settings) <= 16 && loss < 0.001,
  },
  {
    name: "Wake a dead unit: spiral, the book's weights, every unit of the first layer alive, loss below 0.8",
    settings: { ...usual, init: "book", optimizer: "sgd", rate: 0.1 },
    done: (settings, _, { health, loss }) =>
      settings.data === "spiral" && settings.init === "book" && loss < 0.8 && (health[0]?.dead.every((dead) => dead === 0) ?? false),
  },
];
