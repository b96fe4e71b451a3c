import { adam, compile, type FitOptions, fit, fromCheckpoint, type Graph, random, sgd, toCheckpoint, trainStep } from "dagrad";
import { expect, test } from "vitest";
import { classifier, points } from "./networks.ts";

const network: Graph<any, any> = classifier();
const options = (extra: Partial<FitOptions> = {}): FitOptions => ({
  data: { ...points() },
  validation: 0.2,
  minimize: "loss",
  optimizer: adam({ learningRate: 0.02, decay: 1e-3 }),
  epochs: 6,
  batchSize: 7,
  random: random(1),
  seed: 9,
  ...extra,
});

/** Everything that may differ, but for times. */
async function record(training: AsyncIterable<{ readonly milliseconds: number }>): Promise<object[]> {
  const epochs: object[] = [];
  for await (const { milliseconds, ...epoch } of training) epochs.push(epoch);
  return epochs;
}

test("save, load and continue after any of 5 epochs is the uninterrupted run, bit for bit: metrics, parameters, states, random state", async () => {
  const whole = fit(network, options());
  const epochs = await record(whole);
  for (let stop = 1; stop < 6; stop++) {
    const first = fit(network, options({ epochs: stop }));
    await record(first);
    const bytes = toCheckpoint(first.checkpoint());
    const second = fit(network, options({ from: fromCheckpoint(bytes), random: random(77) }));
    expect(await record(second)).toEqual(epochs.slice(stop));
    expect(second.state()).toEqual(whole.state());
  }
});

test("early stopping and the best parameters go on over a checkpoint as if there were none", async () => {
  const watched = (extra: Partial<FitOptions>): FitOptions =>
    options({
      earlyStopping: { metric: "validation.loss", patience: 3 },
      restoreBest: true,
      optimizer: sgd({ learningRate: 3 }),
      epochs: 12,
      ...extra,
    });
  const whole = fit(network, watched({}));
  const epochs = await record(whole);
  expect(epochs.length).toBeGreaterThan(3);
  expect(epochs.at(-1)).toMatchObject({ stopped: true });
  const first = fit(network, watched({}));
  let done = 0;
  for await (const _ of first) if (++done === 3) break;
  const second = fit(network, watched({ from: fromCheckpoint(toCheckpoint(first.checkpoint())) }));
  expect(await record(second)).toEqual(epochs.slice(3));
  expect(second.state()).toEqual(whole.state());
  expect(second.network.parameters).toEqual(whole.network.parameters);
});

test("a checkpoint keeps its own copy: training on does not change it", async () => {
  const training = fit(network, options());
  const before = training.checkpoint();
  const bytes = toCheckpoint(before);
  await record(training);
  expect(toCheckpoint(before)).toEqual(bytes);
});

test("fromCheckpoint gives back what toCheckpoint took, a NaN that means no best yet too", () => {
  const checkpoint = fit(network, options()).checkpoint();
  expect(checkpoint.state.stopping.best).toBeNaN();
  const { graph, state } = fromCheckpoint(toCheckpoint(checkpoint));
  expect(state).toEqual(checkpoint.state);
  expect(JSON.stringify(graph)).toBe(JSON.stringify(checkpoint.graph));
});

test("a step that is compiled and run by hand goes on from the parameters of another, bit for bit", () => {
  const step: Graph<any, any> = trainStep(network, { minimize: "loss", optimizer: adam() });
  const feeds = { ...points() };
  const [whole, first] = [compile(step), compile(step)];
  for (let i = 0; i < 10; i++) whole.run(feeds);
  for (let i = 0; i < 4; i++) first.run(feeds);
  const second = compile(step, { parameters: first.parameters });
  for (let i = 4; i < 10; i++) second.run(feeds);
  expect(second.parameters).toEqual(whole.parameters);
});

test("setParameters with one value that does not fit changes none", () => {
  const program = compile(network);
  const before = program.parameters;
  expect(() => program.setParameters({ "dense1.biases": new Array(8).fill(1), "dense2.biases": [1, 2] })).toThrow("dense2.biases");
  expect(program.parameters).toEqual(before);
});
