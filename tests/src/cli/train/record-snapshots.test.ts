import { crossentropy, dense, f32, fit, graph, random, sgd, softmax, spiralData, u8 } from "dagrad";
import { expect, test } from "vitest";
import { recordSnapshots } from "../../../../src/cli/train/record-snapshots.ts";

const networkOf = (units: number) =>
  graph({ X: f32("batch", 2), y: u8("batch") }, ({ X, y }) => ({
    loss: crossentropy(softmax(dense(dense(X, { units }), { units: 3 })), y),
  }));
const data = spiralData(10, 3, { random: random(0) });
const options = { minimize: "loss", optimizer: sgd({ learningRate: 0.1 }), data, notices: false } as const;

test("the parameters after each epoch are recorded, and those of the start, with the loss of the epoch", async () => {
  const training = fit(networkOf(3), { ...options, epochs: 5 });
  const recorder = recordSnapshots(training as never, "loss", 0);
  const expected: unknown[] = [{ epoch: 0, parameters: training.network.parameters }];
  for await (const epoch of training) {
    recorder.epoch(epoch);
    expected.push({ epoch: epoch.epoch, loss: epoch.metrics.loss, parameters: training.network.parameters });
  }
  expect(recorder.snapshots()).toEqual(expected);
});

test("where the best parameters are restored, the last snapshot is still that of the last epoch", async () => {
  const earlyStopping = { metric: "loss", patience: 2 } as const;
  const steep = { ...options, optimizer: sgd({ learningRate: 40 }), earlyStopping, restoreBest: true, epochs: 20 };
  const training = fit(networkOf(3), steep);
  const recorder = recordSnapshots(training as never, "loss", 0);
  let last = {};
  for await (const epoch of training) {
    recorder.epoch(epoch);
    last = training.network.parameters;
  }
  expect(recorder.snapshots().at(-1)?.parameters).toEqual(last);
  expect(training.network.parameters).not.toEqual(last);
});

test("of a network whose weights leave room for less than 8 in 4 MB, nothing is recorded", async () => {
  const training = fit(networkOf(30_000), { ...options, epochs: 1 });
  const recorder = recordSnapshots(training as never, "loss", 0);
  for await (const epoch of training) recorder.epoch(epoch);
  expect(recorder.snapshots()).toEqual([]);
});
