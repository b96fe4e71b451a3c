import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test, vi } from "vitest";
import { codeOf } from "../../../src/playground/code-of.ts";
import { type OwnPoints, taskOf, usualNoise } from "../../../src/playground/data-sets.ts";
import { givenOf, readGiven } from "../../../src/playground/given.ts";
import { Looking } from "../../../src/playground/looking.ts";
import { programTail, withoutTraining } from "../../../src/playground/program-tail.ts";
import { Session } from "../../../src/playground/session.ts";
import { type DataName, dataNames, type Settings, usual } from "../../../src/playground/settings.ts";
import { subjectGiven } from "../../../src/playground/subject-given.ts";
import { subjectOf } from "../../../src/playground/subject-of.ts";
import "../../../src/backends/wasm/extend.ts";
import {
  adamw,
  add,
  crossentropy,
  dense,
  f32,
  fit,
  flatten,
  gelu,
  graph,
  random,
  softmax,
  tanh,
  u8,
  verticalData,
} from "../../../src/index.ts";
import { root } from "../../repository/pages.ts";

const own: OwnPoints = {
  X: [
    [0, 0.5],
    [1, -0.25],
    [0.5, 1],
    [-1, -1],
    [0.1, 0.2],
    [0.9, 0.8],
  ],
  y: [0, 1, 2, 0, 1, 2],
  kind: "classes",
};

/** The losses that the page's TypeScript prints, run as a program by itself. */
async function printed(code: string, name: string): Promise<{ readonly losses: number[]; readonly network: unknown }> {
  const folder = join(root, "out/playground");
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${name.replaceAll(/\W+/g, "-")}.ts`);
  writeFileSync(file, code);
  const losses: number[] = [];
  const log = vi.spyOn(console, "log").mockImplementation((epoch: number, loss: number) => void (epoch > 0 && losses.push(loss)));
  try {
    const { network } = await import(/* @vite-ignore */ pathToFileURL(file).href);
    return { losses, network };
  } finally {
    log.mockRestore();
  }
}

const few = (data: DataName): Settings => ({
  ...usual,
  data,
  points: 30,
  noise: usualNoise[data],
  layers: [{ ...usual.layers[0]!, units: 5 }],
  until: 200,
});

const cases: Readonly<Record<string, Settings>> = {
  ...Object.fromEntries(dataNames.map((data) => [data, few(data)])),
  "noisy spiral, two classes": { ...few("spiral"), noise: 0.35, classes: 2 },
  "spiral of two classes": { ...few("spiral"), classes: 2 },
  "noisy vertical of five, scaled": { ...few("vertical"), noise: 0.2, classes: 5, scaled: true },
  "scaled sine": { ...few("sine"), scaled: true },
  "noisy sine": { ...few("sine"), noise: 0.1 },
  "batches, seed, no test data": { ...few("spiral"), batch: 16, seed: 7, test: 0 },
  "penalties and dropout": {
    ...few("spiral"),
    layers: [
      { units: 6, activation: "tanh", dropout: 0.1, l1: 0.0005, l2: 0.001 },
      { units: 4, activation: "leakyRelu", dropout: 0, l1: 0, l2: 0 },
      { units: 3, activation: "linear", dropout: 0, l1: 0, l2: 0 },
    ],
  },
  "momentum and decay": { ...few("blobs"), optimizer: "sgd", rate: 0.5, momentum: 0.9, decay: 0.001, init: "book" },
  rmsprop: { ...few("circles"), optimizer: "rmsprop", rate: 0.001, init: "he" },
  "adagrad, Glorot, sigmoid, elu": {
    ...few("moons"),
    optimizer: "adagrad",
    rate: 0.1,
    init: "glorot",
    layers: [
      { ...usual.layers[0]!, activation: "sigmoid" },
      { ...usual.layers[0]!, activation: "elu" },
    ],
  },
  "no hidden layer": { ...few("plane"), layers: [] },
};

describe("a training in the page", () => {
  test.each(Object.entries(cases))("%s: has the losses of the program that the page shows, to the last bit", async (name, settings) => {
    const subject = subjectOf(settings, own);
    const { losses, network } = await printed(codeOf(settings, taskOf(subject.points), own), name);
    expect(JSON.stringify(subject.network)).toBe(JSON.stringify(network));
    const session = new Session(subject);
    const first = session.run(Number.POSITIVE_INFINITY, 100);
    const second = session.run(Number.POSITIVE_INFINITY, 100);
    expect(session.epoch).toBe(200);
    expect([first.loss, second.loss]).toEqual(losses);
  });

  test("a program's own network and training are trained as it trains them, to the last bit", async () => {
    const network = graph({ points: f32("batch", 2), kind: u8("batch") }, ({ points, kind }) => {
      const skipped = dense(points, { units: 8, activation: gelu, init: "heNormal" });
      const probabilities = dense(add(skipped, dense(skipped, { units: 8, activation: tanh })), { units: 3, activation: softmax });
      return { probabilities, loss: crossentropy(probabilities, kind) };
    });
    const training = () => {
      const generator = random(3);
      const { X, y } = verticalData(40, 3, { random: generator });
      return {
        minimize: "loss",
        optimizer: adamw({ learningRate: 0.01 }),
        data: { points: X, kind: y },
        validation: 0.25,
        random: generator,
        epochs: 50,
        batchSize: 16,
      } as const;
    };
    const session = new Session(subjectGiven(readGiven(JSON.stringify(givenOf(network, training())))));
    const { epochs, network: trained } = await fit(network, training());
    const { loss } = session.run(Number.POSITIVE_INFINITY, 50);
    expect(loss).toBe(epochs.at(-1)?.metrics.loss);
    expect(session.values()).toEqual(Object.fromEntries(Object.entries(trained.parameters).map(([id, { data }]) => [id, data])));
    // It is no chain of layers, so there is no picture of one.
    expect(session.layers).toBeUndefined();
  });

  test("a program that is edited in the page is trained as it trains itself, to the last bit", async () => {
    const settings: Settings = { ...few("blobs"), batch: 16, seed: 2, scaled: true };
    const code = codeOf(settings, taskOf(subjectOf(settings).points));
    const { losses } = await printed(code, "edited whole");
    const { network } = await printed(`${withoutTraining(code)}${programTail}\nexport { pageGiven };`, "edited");
    expect(network).toBeDefined();
    const { pageGiven } = await import(/* @vite-ignore */ pathToFileURL(join(root, "out/playground/edited.ts")).href);
    const session = new Session(subjectGiven(readGiven(JSON.stringify(pageGiven))));
    expect(session.run(Number.POSITIVE_INFINITY, 100).loss).toBe(losses[0]);
  });

  test("a backward pass has the slopes of the loss, and changes nothing", () => {
    const session = new Session(subjectOf({ ...usual, layers: [{ ...usual.layers[0]!, activation: "tanh" }], test: 0 }));
    const before = session.values();
    const { gradients = {}, steps = {} } = session.backward();
    expect(session.values()).toEqual(before);
    const slope = 1 / 64;
    for (const id of session.parameters) {
      for (const i of [0, (before[id] as Float32Array).length - 1]) {
        const loss = [-slope, slope].map((by) => {
          session.set({ [id]: (before[id] as Float32Array).map((w, j) => (j === i ? w + by : w)) });
          return session.measure(session.train).loss;
        }) as [number, number];
        session.set({ [id]: before[id] as Float32Array });
        // Central differences of a float32 loss, at a distance of 1/64: a thousandth is what both leave.
        expect(Math.abs((loss[1] - loss[0]) / (2 * slope) - ((gradients[id] as Float32Array)[i] as number))).toBeLessThan(1e-3);
      }
    }
    session.run(0, 1);
    for (const [id, after] of Object.entries(session.values())) {
      expect(after.map((w, i) => w - ((before[id] as Float32Array)[i] as number))).toEqual(steps[id]);
    }
  });

  test("a network that a plane cannot show is refused", () => {
    const network = graph({ image: f32("batch", 4, 4), y: u8("batch") }, ({ image, y }) => ({
      loss: crossentropy(softmax(dense(flatten(image), { units: 2 })), y),
    }));
    const training = { minimize: "loss", optimizer: adamw(), data: { image: [], y: [] } } as const;
    expect(() => givenOf(network, training)).toThrowErrorMatchingInlineSnapshot(
      `[GraphError: playground: a network to play with must have two inputs, float32 rows of features and targets, got image float32[batch, 4, 4], y uint8[batch]; look at it with dagrad explore]`,
    );
  });

  test("stops at the epoch before a loss or weight that is not finite, and names the op", () => {
    const tooFast: Settings = { ...few("plane"), optimizer: "sgd", rate: 1000, layers: [{ ...usual.layers[0]!, activation: "linear" }] };
    const session = new Session(subjectOf(tooFast));
    const { stopped, epochs } = session.run(Number.POSITIVE_INFINITY, 1000);
    expect(stopped?.message).toContain(`(node "${stopped?.node}")`);
    expect(session.epoch).toBe(epochs);
    for (const values of Object.values(session.values())) expect(values.every(Number.isFinite)).toBe(true);
    expect(Number.isFinite(session.measure(session.train).loss)).toBe(true);
    // A copy that goes there epoch by epoch has the same weights, and stops at the same op in the next two.
    const other = new Session(subjectOf(tooFast));
    for (let i = 0; i < epochs; i++) expect(other.run(0, 1).stopped).toBeUndefined();
    expect(other.values()).toEqual(session.values());
    const next = [other.run(0, 1), other.run(0, 1)].map((run) => run.stopped?.node);
    expect(next).toContain(stopped?.node);
  });

  test("tells gradient and step of the last step: what the parameters gained", () => {
    const session = new Session(subjectOf({ ...usual, optimizer: "sgd", rate: 0.5 }));
    session.run(0, 3);
    const before = session.values();
    const { steps = {}, gradients = {} } = session.run(0, 1);
    const after = session.values();
    for (const id of session.parameters) {
      for (const [i, w] of (before[id] as Float32Array).entries()) {
        expect((after[id] as Float32Array)[i]).toBe(Math.fround(w + Math.fround(-0.5 * ((gradients[id] as Float32Array)[i] as number))));
        expect((steps[id] as Float32Array)[i]).toBe(Math.fround(((after[id] as Float32Array)[i] as number) - w));
      }
    }
  });

  test("tells how layers do: the length of their gradient, of their step over their weights, and units that are 0 for every point", () => {
    const session = new Session(
      subjectOf({ ...usual, init: "book", optimizer: "sgd", rate: 1, layers: [{ ...usual.layers[0]!, units: 24 }] }),
    );
    const looking = new Looking(session, 8, 12);
    // One unit is never above 0.
    const first = session.layers?.[0]?.biases as string;
    session.set({ [first]: Float32Array.from({ length: 24 }, (_, unit) => (unit === 3 ? -10 : 0.01)) });
    const stretch = session.run(0, 1);
    const { health } = looking.look(stretch);
    const length = (arrays: readonly (Float32Array | undefined)[]) => Math.hypot(...arrays.flatMap((array) => [...(array ?? [])]));
    const { X } = session.subject.points;
    for (const [i, { weights, biases, units }] of session.layers!.entries()) {
      const of = (told: Readonly<Record<string, Float32Array>>) => length([told[weights], told[biases!]]);
      expect(health[i]?.gradient).toBeCloseTo(of(stretch.gradients!), 10);
      expect(health[i]?.ratio).toBeCloseTo(of(stretch.steps!) / of(session.values()), 10);
      if (i > 0) continue;
      const [w, b] = [session.values()[weights]!, session.values()[biases!]!];
      const trained = Array.from({ length: 300 }, (_, row) => row).filter((row) => !session.tested?.chosen?.includes(row));
      const dead = Array.from({ length: units }, (_, unit) =>
        trained.every((row) => X.data[2 * row]! * w[unit]! + X.data[2 * row + 1]! * w[units + unit]! + b[unit]! <= 0) ? 1 : 0,
      );
      expect([...health[0]!.dead]).toEqual(dead);
      expect([dead[3], dead[4]]).toEqual([1, 0]);
    }
  });
});
