/** What the playground's controls say: plain data, of which network, training, code and address are made. */
export interface Settings {
  readonly data: DataName;
  /** Number of classes of the data that can have several. */
  readonly classes: number;
  /** Points of each class; of numbers, all points. */
  readonly points: number;
  /** Standard deviation of what is added at random. */
  readonly noise: number;
  /** Share of the points that is measured and not trained on, from 0 to 0.5. */
  readonly test: number;
  /** Whether each column is taken to −1 … 1 first (chapter 13). */
  readonly scaled: boolean;
  readonly layers: readonly Layer[];
  readonly init: InitName;
  readonly optimizer: OptimizerName;
  readonly rate: number;
  readonly decay: number;
  /** Share of the last update that is kept; of SGD alone. */
  readonly momentum: number;
  /** Rows of a batch; 0: all. */
  readonly batch: number;
  readonly seed: number;
  /** The epoch to pause at; 0: none. */
  readonly until: number;
}

/** A hidden layer. */
export interface Layer {
  readonly units: number;
  readonly activation: ActivationName;
  /** Share of its outputs that a training step drops. */
  readonly dropout: number;
  /** λ of the penalties on weights and biases. */
  readonly l1: number;
  readonly l2: number;
}

export const dataNames = ["spiral", "vertical", "circles", "xor", "blobs", "moons", "sine", "plane", "own"] as const;
export type DataName = (typeof dataNames)[number];
export const activationNames = ["relu", "tanh", "sigmoid", "leakyRelu", "elu", "linear"] as const;
export type ActivationName = (typeof activationNames)[number];
export const optimizerNames = ["sgd", "adagrad", "rmsprop", "adam"] as const;
export type OptimizerName = (typeof optimizerNames)[number];
/** "fitting": He for units that cut off at 0, Glorot for the others. */
export const initNames = ["fitting", "book", "he", "glorot"] as const;
export type InitName = (typeof initNames)[number];

export const usualLayer: Layer = { units: 6, activation: "relu", dropout: 0, l1: 0, l2: 0 };

export const usual: Settings = {
  data: "spiral",
  classes: 3,
  points: 100,
  noise: 0.2,
  test: 0.2,
  scaled: false,
  layers: [{ ...usualLayer, units: 8 }, usualLayer],
  init: "fitting",
  optimizer: "adam",
  rate: 0.02,
  decay: 0,
  momentum: 0,
  batch: 0,
  seed: 0,
  until: 0,
};

/** What each number may be. */
export const bounds = {
  classes: [2, 5],
  points: [10, 1000],
  noise: [0, 1],
  test: [0, 0.5],
  rate: [1e-6, 1000],
  decay: [0, 1],
  momentum: [0, 0.999],
  batch: [0, 5000],
  seed: [0, 2 ** 32 - 1],
  until: [0, 1e7],
} as const satisfies Partial<Record<keyof Settings, readonly [number, number]>>;

export const mostLayers = 6;
export const mostUnits = 64;
const whole: ReadonlySet<string> = new Set(["classes", "points", "batch", "seed", "until"]);

/** The data of two classes by nature, and those of numbers. */
export const isTwoClasses = (data: DataName): boolean => data === "moons" || data === "xor";
export const isRegression = (data: DataName): boolean => data === "sine" || data === "plane";

/**
 * Settings of whatever came from outside: what is no setting is left out, what is out of range is brought into it. Never fails: an address
 * that somebody mistyped still opens.
 */
export function checkedSettings(given: unknown, base: Settings = usual): Settings {
  const source = (typeof given === "object" && given !== null ? given : {}) as Readonly<Record<string, unknown>>;
  const numbers = Object.fromEntries(
    Object.entries(bounds).map(([name, range]) => [name, within(source[name], base[name as keyof typeof bounds], range, whole.has(name))]),
  );
  const layers = Array.isArray(source.layers) ? source.layers.slice(0, mostLayers).map(checkedLayer) : base.layers;
  return {
    ...base,
    ...numbers,
    data: oneOf(dataNames, source.data, base.data),
    optimizer: oneOf(optimizerNames, source.optimizer, base.optimizer),
    init: oneOf(initNames, source.init, base.init),
    scaled: typeof source.scaled === "boolean" ? source.scaled : base.scaled,
    layers,
  };
}

function checkedLayer(given: unknown): Layer {
  const source = (typeof given === "object" && given !== null ? given : {}) as Readonly<Record<string, unknown>>;
  return {
    units: within(source.units, usualLayer.units, [1, mostUnits], true),
    activation: oneOf(activationNames, source.activation, usualLayer.activation),
    dropout: within(source.dropout, 0, [0, 0.9]),
    l1: within(source.l1, 0, [0, 1]),
    l2: within(source.l2, 0, [0, 1]),
  };
}

function within(given: unknown, usualValue: number, [least, most]: readonly [number, number], isWhole = false): number {
  if (typeof given !== "number" || !Number.isFinite(given)) return usualValue;
  const value = Math.min(most, Math.max(least, given));
  return isWhole ? Math.round(value) : value;
}

const oneOf = <const T extends readonly string[]>(names: T, given: unknown, usualName: T[number]): T[number] =>
  names.includes(given as string) ? (given as T[number]) : usualName;
