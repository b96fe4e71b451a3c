/** The networks that are trained on other engines. The page and the tests both import this file. */
import {
  type AsyncBackend,
  adam,
  argmaxAccuracy,
  type Backend,
  type CompileOptions,
  compileAsync,
  conv2d,
  crossentropy,
  dense,
  evaluate,
  f32,
  fit,
  flatten,
  type Graph,
  graph,
  i32,
  maxPool,
  type NdArray,
  predict,
  random,
  relu,
  sgd,
  softmax,
  spiralData,
  trainStep,
  u8,
} from "dagrad";

/** Two features, `units` hidden neurons, three classes. */
const spiralNetwork = (units: number, init: "heNormal" | { readonly randn: number } = { randn: 0.01 }) =>
  graph({ X: f32("batch", 2), y: u8("batch") }, ({ X, y }) => {
    const probabilities = softmax(dense(relu(dense(X, { units, init })), { units: 3, init }));
    return { probabilities, loss: crossentropy(probabilities, y), accuracy: argmaxAccuracy(probabilities, y) };
  });

/** Images of 8 × 8 pixels, two convolutions, two poolings, four classes. */
export const convolutionalNetwork = graph({ X: f32("batch", 8, 8, 1), y: u8("batch") }, ({ X, y }) => {
  const first = maxPool(relu(conv2d(X, { filters: 4, size: 3, padding: "same", init: "heNormal" })), { size: 2 });
  const second = maxPool(relu(conv2d(first, { filters: 6, size: 3, init: "heNormal" })), { size: 2 });
  const probabilities = softmax(dense(flatten(second), { units: 4, init: "heNormal" }));
  return { probabilities, loss: crossentropy(probabilities, y), accuracy: argmaxAccuracy(probabilities, y) };
});

/** Points and first weights come from one generator, points first, as in the book. */
export function spiral() {
  const generator = random(0);
  return { ...spiralData(100, 3, { random: generator }), random: generator };
}

/** 32 images, each brightest in the quarter that is its class. */
export function images() {
  const generator = random(3);
  const y = Array.from({ length: 32 }, (_, i) => i % 4);
  const at = (row: number, column: number, label: number) =>
    (Math.floor(row / 4) * 2 + Math.floor(column / 4) === label ? 1 : 0) + 0.3 * generator.randn();
  const rows = Array.from({ length: 8 }, (_, row) => row);
  const X = y.map((label) => rows.map((row) => rows.map((column) => [at(row, column, label)])));
  return { X, y, random: random(5) };
}

export const sgdStep = trainStep(spiralNetwork(64), { minimize: "loss", optimizer: sgd({ learningRate: 1, momentum: 0.9 }) });
/** Gradients well above the rounding: adam divides each by its size, however small it is. */
export const adamStep = trainStep(spiralNetwork(64, "heNormal"), {
  minimize: "loss",
  optimizer: adam({ learningRate: 0.02, decay: 1e-5 }),
});
export const convolutionalStep = trainStep(convolutionalNetwork, { minimize: "loss", optimizer: adam({ learningRate: 0.01 }) });

/** A loss whose labels are fed. */
export const labelled = graph({ x: f32("n", 3), y: i32("n") }, ({ x, y }) => ({ loss: crossentropy(softmax(x), y) }));

export interface Course {
  readonly losses: readonly number[];
  readonly parameters: Readonly<Record<string, readonly number[]>>;
}

export interface Work {
  readonly backend: string;
  /** The loss of chapter 5. */
  readonly chapter5: number;
  readonly sgd: Course;
  readonly adam: Course;
  readonly convolutional: Course;
}

/** The largest difference of two courses in losses, and in parameters. */
export function apart(a: Course, b: Course): { readonly losses: number; readonly parameters: number } {
  const largest = (x: readonly number[], y: readonly number[]): number =>
    Math.max(...x.map((value, i) => Math.abs(value - (y[i] as number))));
  const parameters = Object.entries(a.parameters).map(([id, values]) => largest(values, b.parameters[id] as readonly number[]));
  return { losses: largest(a.losses, b.losses), parameters: Math.max(...parameters) };
}

/** The losses of 20 steps, and the parameters behind them. */
async function course(step: Graph<any, any>, data: ReturnType<typeof spiral>, options: CompileOptionsOf): Promise<Course> {
  const feeds = { X: data.X, y: data.y };
  const program = await compileAsync(step, { ...options, random: data.random, feeds, fetch: ["loss"] } as never);
  const losses: number[] = [];
  for (let i = 0; i < 20; i++) {
    const { loss } = (await program.runAsync(feeds as never, ["loss"] as never)) as unknown as Record<string, NdArray>;
    losses.push((loss as NdArray).item() as number);
  }
  const values = Object.entries(await program.read()) as [string, NdArray][];
  return { losses, parameters: Object.fromEntries(values.map(([id, { data }]) => [id, Array.from(data)])) };
}

/** Losses of two epochs of fit and of what it has trained, and one probability of it. */
export async function fitted(backend: Backend | AsyncBackend): Promise<readonly number[]> {
  const { X, y } = spiral();
  const options = { minimize: "loss", optimizer: sgd({ learningRate: 0.5 }), batchSize: 150, epochs: 2, random: random(1) } as const;
  const { epochs, network } = await fit(spiralNetwork(64, "heNormal"), { ...options, data: { X, y }, backend });
  const { loss, accuracy } = await evaluate(network, { X, y }, { batchSize: 150 });
  const probabilities = await predict(network, { X }, { output: "probabilities", batchSize: 150 });
  return [...epochs.flatMap(({ metrics }) => [metrics.loss, metrics.accuracy]), loss, accuracy, probabilities.data[400] as number];
}

type CompileOptionsOf = Omit<CompileOptions, "backend"> & { readonly backend: Backend | AsyncBackend };

/** The loss of chapter 5, and the three courses. */
export async function work(backend: Backend | AsyncBackend): Promise<Work> {
  const data = spiral();
  const feeds = { X: data.X, y: data.y };
  const chapter5 = await compileAsync(spiralNetwork(3), { backend, random: data.random, feeds, fetch: ["loss"] });
  const { loss } = await chapter5.runAsync(feeds, ["loss"]);
  return {
    backend: chapter5.backend,
    chapter5: loss.item() as number,
    sgd: await course(sgdStep, spiral(), { backend }),
    adam: await course(adamStep, spiral(), { backend }),
    convolutional: await course(convolutionalStep, images() as never, { backend }),
  };
}
