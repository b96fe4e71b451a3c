import { signal } from "@preact/signals";
import {
  adam,
  compile,
  crossentropy,
  dense,
  dropout,
  f32,
  fit,
  graph,
  mean,
  random,
  reference,
  relu,
  sgd,
  softmax,
  spiralData,
  trainStep,
  u8,
  withOps,
} from "dagrad";
import { describe, expect, test } from "vitest";
import { standardOps } from "../../../src/all-ops.ts";
import { editingOf } from "../../../src/explorer/edit/editing.ts";
import { explorationOf } from "../../../src/explorer/exploration.ts";
import { readSubject, type Subject, writeSubject } from "../../../src/explorer/subject.ts";
import { timelineOf } from "../../../src/explorer/time/timeline.ts";

const network = graph({ X: f32("batch", 2), y: u8("batch") }, ({ X, y }) => {
  const probabilities = softmax(dense(dropout(relu(dense(X, { units: 4 })), { rate: 0.1 }), { units: 3 }));
  return { probabilities, loss: crossentropy(probabilities, y) };
});
const generator = random(0);
const { X, y } = spiralData(20, 3, { random: generator });
const { parameters } = compile(network, { random: generator, backend: reference });

const opened = (subject: Subject = { title: "", graph: withOps(network, standardOps), parameters, feeds: { X, y } }) => {
  const exploration = signal(explorationOf(subject));
  const revision = signal(0);
  const editing = editingOf(exploration, revision);
  return { exploration, revision, editing, timeline: timelineOf(exploration, revision, editing) };
};

describe("a training that is recorded", () => {
  test("scrubbed to an epoch gives the parameters of fit after it, bit for bit, and its loss", async () => {
    const { timeline, exploration, editing } = opened();
    const before = editing.present().parameters;
    await timeline.train({ minimize: "loss", optimizer: "adam", learningRate: 0.05, epochs: 30 });
    expect(timeline.snapshots.value.map(({ epoch }) => epoch)).toEqual(Array.from({ length: 31 }, (_, i) => i));
    expect(timeline.at.value).toBe(30);
    const training = fit(network, {
      minimize: "loss",
      optimizer: adam({ learningRate: 0.05 }),
      data: { X, y },
      epochs: 30,
      batchSize: 60,
      shuffle: false,
      initial: parameters,
      notices: false,
    });
    for await (const { epoch, metrics } of training) {
      timeline.show(epoch);
      expect(exploration.value.program.parameters).toEqual(training.network.parameters);
      expect(timeline.curve.value[epoch - 1]).toEqual({ epoch, loss: metrics.loss });
    }
    timeline.show(0);
    expect(exploration.value.program.parameters).toEqual(before);
    expect(editing.undoLabel.value).toBe("train 30 epochs");
    editing.undo();
    expect(editing.present().parameters).toEqual(before);
    expect(timeline.at.value).toBeUndefined();
    editing.redo();
    expect(editing.present().parameters).toEqual(before);
  });

  test("in shuffled batches it is fit's, too", async () => {
    const { timeline, exploration } = opened();
    await timeline.train({ minimize: "loss", optimizer: "sgd", learningRate: 0.1, epochs: 5, batchSize: 16, seed: 7 });
    const options = { minimize: "loss", optimizer: sgd({ learningRate: 0.1 }), data: { X, y }, epochs: 5, batchSize: 16, seed: 7 } as const;
    const { network: trained } = await fit(network, { ...options, initial: parameters, notices: false });
    expect(exploration.value.program.parameters).toEqual(trained.parameters);
  });

  test("a graph without an axis of samples is trained by steps", async () => {
    const plain = graph({ X: f32(6, 2) }, ({ X }) => ({ loss: mean(dense(X, { units: 1, init: "ones" })) }));
    const feeds = { X: random(1).normal(0, 1, [6, 2]).astype("float32") };
    const { timeline, exploration } = opened({ title: "", graph: withOps(plain, standardOps), feeds });
    await timeline.train({ minimize: "loss", optimizer: "sgd", learningRate: 0.5, epochs: 4 });
    const step = compile(trainStep(plain, { minimize: "loss", optimizer: sgd({ learningRate: 0.5 }) }));
    const losses = Array.from({ length: 4 }, () => step.run(feeds as never, ["loss"]).loss.data[0]);
    expect(timeline.curve.value.map(({ loss }) => loss)).toEqual(losses);
    expect(exploration.value.program.parameters["dense1.weights"]).toEqual(step.parameters["dense1.weights"]);
  });

  test("stopped, it keeps what it has learnt; an error is told, and the page lives", async () => {
    const { timeline, editing } = opened();
    const training = timeline.train({ minimize: "loss", optimizer: "adam", epochs: 100_000 });
    await new Promise((resolve) => setTimeout(resolve, 150));
    timeline.stop();
    await training;
    const last = timeline.snapshots.value.at(-1)?.epoch as number;
    expect(last).toBeGreaterThan(0);
    expect(last).toBeLessThan(100_000);
    expect(timeline.snapshots.value.length).toBeLessThanOrEqual(200);
    expect(editing.undoLabel.value).toBe(`train ${last} epochs`);
    expect(timeline.problem.value).toBeUndefined();
    await timeline.train({ minimize: "loss", optimizer: "adam", epochs: 3, batchSize: 0 });
    expect(timeline.problem.value).toMatchInlineSnapshot(
      `"fit: batchSize must be a whole number from 1 to the number of rows, 60, got 0; correct batchSize"`,
    );
    expect(timeline.running.value).toBeUndefined();
  });

  test("snapshots survive the page's text, and a graph that is edited has none until the edit is undone", () => {
    const snapshots = [0, 1].map((epoch) => ({ epoch, ...(epoch > 0 && { loss: 0.5 }), parameters }));
    const subject: Subject = {
      title: "",
      graph: network,
      feeds: { X, y },
      parameters,
      snapshots,
      compare: { title: "other", graph: network },
    };
    const read = readSubject(writeSubject(subject), standardOps);
    expect(read.snapshots).toEqual(snapshots);
    expect(read.compare?.graph).toEqualGraph(network);
    const { timeline, editing } = opened(read);
    expect(timeline.snapshots.value.length).toBe(2);
    editing.edit({ kind: "replace", node: "relu1", op: "tanh" });
    expect(timeline.snapshots.value.length).toBe(0);
    editing.undo();
    expect(timeline.snapshots.value.length).toBe(2);
  });

  test("a training step, which has updates, is trained no further", () => {
    const step = trainStep(network, { minimize: "loss", optimizer: sgd() });
    expect(opened({ title: "", graph: step as never, feeds: { X, y } }).timeline.losses.value).toEqual([]);
  });
});
