import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createContext, runInContext } from "node:vm";
import { expect, test } from "vitest";
import type { Answer, Question } from "../../../src/playground/protocol.ts";
import { Server } from "../../../src/playground/serve.ts";
import { type Settings, usual, usualLayer } from "../../../src/playground/settings.ts";
import { root } from "../../own-process.ts";

const script = readFileSync(join(root, "dist/playground/playground.js"), "utf8");

/** The built first script as it runs in a page's worker. */
function worker(): (question: Question) => Answer[] {
  const answers: Answer[] = [];
  const context = createContext({
    WorkerGlobalScope: Object,
    TextEncoder,
    performance,
    console,
    postMessage: (answer: Answer) => answers.push(answer),
  });
  runInContext(script, context);
  return (question) => {
    // As plain data of the worker's own realm, as a message is.
    runInContext(`onmessage({ data: ${JSON.stringify(question)} })`, context);
    return answers.splice(0);
  };
}

const build = (settings: Partial<Settings>): Question => ({
  kind: "build",
  settings: { ...usual, ...settings },
  keep: false,
  grid: 8,
  mapGrid: 12,
});

const inItsOps: Partial<Settings>[] = [
  {},
  { optimizer: "sgd", momentum: 0.9, decay: 1e-3, rate: 0.5 },
  { optimizer: "rmsprop", batch: 32, data: "circles", classes: 5, init: "glorot" },
  { optimizer: "adagrad", layers: [{ ...usualLayer, l1: 1e-3, l2: 1e-3 }, usualLayer], test: 0 },
  { layers: [{ ...usualLayer, activation: "linear" }], data: "blobs", init: "book" },
  { layers: [], data: "vertical" },
];

test.each(inItsOps)("the first script trains %j as all of dagrad does, to the last bit", (settings) => {
  const [asked, server] = [worker(), new Server()];
  const train: Question = { kind: "train", milliseconds: 1e6, epochs: 30 };
  const all = [build(settings), train].map((question) => [asked(question).at(-1), server.answer(question).at(-1)]);
  for (const [first, whole] of all) {
    const [a, b] = [first, whole] as Extract<Answer, { kind: "state" }>[];
    expect([a!.kind, a!.epoch, a!.loss]).toEqual(["state", b!.epoch, b!.loss]);
    for (const [id, values] of Object.entries(b!.parameters)) expect([id, ...a!.parameters[id]!]).toEqual([id, ...values]);
    expect([...a!.plane]).toEqual([...b!.plane]);
  }
});

test("what the first script does not have it says it has not, and tells what was learned so far", () => {
  const asked = worker();
  asked(build({}));
  const [trained] = asked({ kind: "train", milliseconds: 1e6, epochs: 5 });
  for (const settings of [
    { layers: [{ ...usualLayer, activation: "tanh" }] },
    { layers: [{ ...usualLayer, dropout: 0.1 }] },
    { data: "moons" },
    { data: "sine" },
    { scaled: true },
  ] as Partial<Settings>[])
    expect(asked(build(settings))).toMatchObject([{ kind: "failed" }]);
  const [answer] = asked({ kind: "learned" });
  expect(answer).toMatchObject({ kind: "learned", learned: { epoch: 5 } });
  const { parameters } = trained as Extract<Answer, { kind: "state" }>;
  const { learned } = answer as Extract<Answer, { kind: "learned" }>;
  for (const [id, values] of Object.entries(parameters)) expect([id, ...(learned.parameters[id] as Float32Array)]).toEqual([id, ...values]);
});
