/** The runs whose bits are compared. The page and the test both import this file. */
import {
  adam,
  argmax,
  argmaxAccuracy,
  type CompileOptions,
  compile,
  crossentropy,
  dense,
  f32,
  graph,
  type NdArray,
  random,
  relu,
  softmax,
  spiralData,
  trainStep,
  u8,
} from "dagrad";

const steps = 10;

export interface Work {
  /** Names of the backends that ran the forward pass and the training. */
  readonly backends: readonly unknown[];
  /** Loss of the forward pass, and the loss that each step of training saw. */
  readonly loss: number;
  readonly losses: readonly number[];
  /** Dtype, shape and bytes (hexadecimal) of every output and parameter, by name. */
  readonly bits: Readonly<Record<string, string>>;
}

/** Two features, `units` hidden neurons, three classes; every step of it is an output. */
const spiralNetwork = (units: number) =>
  graph({ X: f32("batch", 2), y: u8("batch") }, ({ X, y }) => {
    const hidden = relu(dense(X, { units }));
    const logits = dense(hidden, { units: 3 });
    const probabilities = softmax(logits);
    return {
      hidden,
      logits,
      probabilities,
      loss: crossentropy(probabilities, y),
      accuracy: argmaxAccuracy(probabilities, y),
      predictions: argmax(probabilities),
    };
  });

/** Points and first weights come from one generator, points first, as in the book. */
function spiral() {
  const generator = random(0);
  return { ...spiralData(100, 3, { random: generator }), random: generator };
}

/** Chapter 5 forward over 300 rows, then ten steps of Adam on 64 hidden neurons. Without a backend, on the default one. */
export function work(options: Pick<CompileOptions, "backend"> = {}): Work {
  const forward = runForward(options);
  const training = runTraining(options);
  return {
    backends: [forward.backend, training.backend],
    loss: forward.loss,
    losses: training.losses,
    bits: { ...bitsOf("forward", forward.values), ...bitsOf("training", training.values) },
  };
}

function runForward(options: Pick<CompileOptions, "backend">) {
  const { X, y, random } = spiral();
  const program = compile(spiralNetwork(3), { ...options, random });
  const outputs = program.run({ X, y });
  return { backend: backendOf(program), loss: outputs.loss.item(), values: { ...outputs, ...program.parameters } };
}

function runTraining(options: Pick<CompileOptions, "backend">) {
  const { X, y, random } = spiral();
  const optimizer = adam({ learningRate: 0.05, decay: 5e-7 });
  const program = compile(trainStep(spiralNetwork(64), { minimize: "loss", optimizer }), { ...options, random });
  const values: Record<string, NdArray> = {};
  const losses: number[] = [];
  for (let i = 0; i < steps; i++) {
    const outputs = program.run({ X, y });
    for (const [name, value] of Object.entries(outputs)) values[`step ${i}: ${name}`] = value;
    losses.push(outputs.loss.item());
  }
  return { backend: backendOf(program), losses, values: { ...values, ...program.parameters } };
}

const backendOf = (program: object): unknown => (program as { readonly backend?: unknown }).backend;

const bitsOf = (run: string, values: Readonly<Record<string, NdArray>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(values).map(([name, { data, shape, dtype }]) => {
      const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
      return [`${run} ${name}`, `${dtype}[${shape}] ${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")}`];
    }),
  );
