import { compile, crossentropy, dense, f32, fit, graph, random, reference, relu, sgd, softmax, tanh, u8 } from "dagrad";
import { expect, test } from "vitest";
import { NdArray } from "../../../graph/ndarray.ts";
import { standardOps } from "../../../src/all-ops.ts";
import { explorerHtml } from "../../../src/explorer/index.ts";
import { readSubject } from "../../../src/explorer/subject.ts";

const networkOf = (activation: typeof relu) =>
  graph({ X: f32("batch", 2), y: u8("batch") }, ({ X, y }) => ({
    loss: crossentropy(softmax(dense(activation(dense(X, { units: 2 })), { units: 3 })), y),
  }));
const network = networkOf(relu);
const { parameters } = compile(network, { backend: reference });
const feeds = {
  X: random(1).normal(0, 1, [4, 2]).astype("float32"),
  y: new NdArray(Uint8Array.from([0, 1, 2, 0]), [4], "uint8"),
};

/** The subject that a page holds, as its script reads it. */
const subjectIn = (html: string) => {
  const [, json = ""] = /<script type="application\/json" id="subject">(.*?)<\/script>/s.exec(html) ?? [];
  return readSubject(json, standardOps);
};

test("a page holds the snapshots of a training, bit for bit, and another graph with its weights", async () => {
  const options = { minimize: "loss", optimizer: sgd({ learningRate: 0.5 }), data: feeds, epochs: 3, initial: parameters } as const;
  const training = fit(network, { ...options, notices: false });
  const snapshots = [];
  for await (const { epoch, metrics } of training) snapshots.push({ epoch, loss: metrics.loss, parameters: training.network.parameters });
  const other = networkOf(tanh as typeof relu);
  const page = subjectIn(await explorerHtml(network, { feeds, parameters, snapshots, compare: { graph: other, parameters } }));
  expect(page.snapshots).toEqual(snapshots);
  expect(page.compare?.title).toBe("the other graph");
  expect(page.compare?.graph).toEqualGraph(other);
  expect(page.compare?.parameters).toEqual(parameters);
});

test("snapshots of another network are refused with the parameter that does not fit", async () => {
  const snapshots = [{ epoch: 1, parameters: { ...parameters, "dense1.weights": [[1, 2, 3]] } }];
  await expect(explorerHtml(network, { snapshots })).rejects.toThrowErrorMatchingInlineSnapshot(
    `[FeedError: parameters: "dense1.weights" must be float32[2, 2], got float32[1, 3] (node "dense1.weights"); reshape or convert it]`,
  );
});

test("of more than 200 snapshots a page keeps the first, the last and an even choice between", async () => {
  const snapshots = Array.from({ length: 500 }, (_, epoch) => ({ epoch, parameters }));
  const epochs = subjectIn(await explorerHtml(network, { snapshots })).snapshots?.map(({ epoch }) => epoch) ?? [];
  expect([epochs.length, epochs[0], epochs.at(-1)]).toEqual([200, 0, 499]);
  const gaps = new Set(epochs.slice(1).map((epoch, i) => epoch - (epochs[i] as number)));
  expect([...gaps].sort()).toEqual([2, 3]);
});
