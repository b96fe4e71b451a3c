import {
  type AsyncBackend,
  compile,
  compileAsync,
  evaluate,
  explain,
  fit,
  type NdArray,
  predict,
  random,
  reference,
  sgd,
  trace,
  traceAsync,
  wasm,
} from "dagrad";
import { describe, expect, it } from "vitest";
import { thrown, thrownLater } from "../../graph/thrown.ts";
import { answeringLater } from "../backends/answering-later.ts";
import { exactly } from "../run-plainly.ts";
import { data, feedsOf, network, step } from "./points-network.ts";

const shown = (values: unknown): string[] =>
  Object.entries(values as Record<string, NdArray>).map(([id, value]) => `${id} ${exactly(value)}`);

const backends = [
  ["reference", reference, reference],
  ["wasm", wasm(), wasm()],
  ["a backend that answers later", answeringLater(), reference],
  ["a backend that answers in a microtask", answeringLater(() => Promise.resolve()), reference],
] as const;

describe.each(backends)("on %s", (_, backend, oracle) => {
  const started = () => compileAsync(step, { backend, random: random(1), feeds: feedsOf(4) });
  const other = () => compile(step, { backend: oracle, random: random(1) });

  it("runAsync, stepsAsync and read give the bits of run, steps and parameters of the same arithmetic", async () => {
    const [later, now] = [await started(), other()];
    expect(later.backend).toBe(backend.name);
    for (const n of [4, 7, 4]) expect(shown(await later.runAsync(feedsOf(n)))).toEqual(shown(now.run(feedsOf(n))));
    expect(shown(await later.stepsAsync(5, feedsOf(7), ["loss"]))).toEqual(shown(now.steps(5, feedsOf(7), ["loss"])));
    expect(shown(await later.read())).toEqual(shown(now.parameters));
    expect(shown(later.parameters)).toEqual(shown(now.parameters));
  });

  it("calls that do not wait for each other are carried out in their order, and an error is that of its own", async () => {
    const [later, now] = [await started(), other()];
    const given = feedsOf(3);
    const made = await Promise.allSettled([
      later.runAsync(feedsOf(4), ["loss"]),
      later.runAsync({ ...given, y: [0, 3, 0] }, ["loss"]),
      later.stepsAsync(3, feedsOf(9), ["loss"]),
      later.stepsAsync(0, feedsOf(9), ["loss"]),
      later.read(),
      later.runAsync(feedsOf(4), ["loss"]),
    ]);
    expect(made.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled", "rejected", "fulfilled", "fulfilled"]);
    const [first, bad, several, none, values, last] = made.map((one) => (one.status === "fulfilled" ? one.value : one.reason));
    expect(shown(first)).toEqual(shown(now.run(feedsOf(4), ["loss"])));
    expect(thrown(() => now.run({ ...given, y: [0, 3, 0] }, ["loss"]))).toContain(bad.message);
    expect(shown(several)).toEqual(shown(now.steps(3, feedsOf(9), ["loss"])));
    expect(none.message).toBe("stepsAsync: count must be a whole number from 1 to 2147483647, got 0; correct it");
    expect(shown(values)).toEqual(shown(now.parameters));
    expect(shown(last)).toEqual(shown(now.run(feedsOf(4), ["loss"])));
  });

  it("feeds are checked as in run, and what beforeUpdate throws leaves parameters as they were", async () => {
    const later = await started();
    await later.runAsync(feedsOf(4));
    const before = shown(await later.read());
    expect(await thrownLater(() => later.runAsync({ X: feedsOf(4).X } as never))).toContain(
      'run: input "y" uint8[n] must be fed, got nothing',
    );
    const seen: number[] = [];
    const beforeUpdate = (outputs: Readonly<Record<string, NdArray>>, updates: ReadonlyMap<string, unknown>): never => {
      seen.push(outputs.loss?.data.length as number, updates.size);
      throw new Error("refused");
    };
    await expect(later.runAsync(feedsOf(4), ["loss"], { beforeUpdate })).rejects.toThrow("refused");
    expect(seen).toEqual([1, Object.keys(step.updates).length]);
    expect(shown(await later.read())).toEqual(before);
    await later.runAsync(feedsOf(4));
    expect(shown(await later.read())).not.toEqual(before);
  });

  it("parameters that are set, or trained by a program that shares them, are seen", async () => {
    const later = await started();
    const evaluated = await compileAsync(network, { backend, sharing: later, feeds: feedsOf(4) });
    const now = other();
    const same = compile(network, { backend: oracle, sharing: now });
    for (const round of [1, 2]) {
      const outputs = [later.runAsync(feedsOf(4)), evaluated.runAsync(feedsOf(7))] as const;
      now.run(feedsOf(4));
      expect(shown(await outputs[1])).toEqual(shown(same.run(feedsOf(7))));
      const zeros = { "dense1.biases": [round, 0, 0, 0, 0] };
      later.setParameters(zeros);
      now.setParameters(zeros);
    }
  });

  it("fit, evaluate and predict give the bits of the same arithmetic: metrics, parameters, checkpoints", async () => {
    const results = [];
    for (const one of [backend, oracle]) {
      const options = { minimize: "loss", optimizer: sgd({ learningRate: 0.5, momentum: 0.9 }), data, batchSize: 16 } as const;
      const training = fit(network, { ...options, validation: 0.2, epochs: 3, backend: one, random: random(1) });
      const epochs = [];
      for await (const { milliseconds: _, ...epoch } of training) epochs.push(epoch, shown(training.state().parameters));
      const metrics = await evaluate(training.network, data, { batchSize: 25 });
      const p = exactly(await predict(training.network, { X: data.X }, { output: "p", batchSize: 25 }));
      results.push({ epochs, metrics, p, state: JSON.stringify(training.state().random) });
    }
    expect(results[0]).toEqual(results[1]);
  });

  it("traceAsync gives the values of trace, in its turn, and changes nothing", async () => {
    const [later, now] = [await started(), other()];
    const [, traced, , again] = await Promise.all([
      later.runAsync(feedsOf(4)),
      traceAsync(later, feedsOf(7)),
      later.runAsync(feedsOf(4)),
      traceAsync(later, feedsOf(7), { fetch: ["accuracy"] }),
    ]);
    now.run(feedsOf(4));
    const expected = trace(now, feedsOf(7));
    expect(shown(traced.values).sort()).toEqual(shown(expected.values).sort());
    expect([traced.bytes, Object.keys(traced.graph.nodes)]).toEqual([expected.bytes, Object.keys(expected.graph.nodes)]);
    now.run(feedsOf(4));
    expect(shown(again.values).sort()).toEqual(shown(trace(now, feedsOf(7), { fetch: ["accuracy"] }).values).sort());
    expect(shown(await later.read())).toEqual(shown(now.parameters));
    expect(await thrownLater(() => traceAsync(later, { X: feedsOf(4).X }))).toContain('run: input "y" uint8[n] must be fed, got nothing');
  });

  it("fit restores the best parameters and names the guilty row and node as on any backend", async () => {
    const said = [];
    for (const one of [backend, oracle]) {
      const options = { minimize: "loss", data, backend: one, random: random(1) } as const;
      const best = fit(network, {
        ...options,
        optimizer: sgd({ learningRate: 3 }),
        epochs: 4,
        earlyStopping: { metric: "loss", patience: 1 },
        restoreBest: true,
      });
      const losses = [];
      for await (const { metrics } of best) losses.push(metrics.loss);
      const wild = fit(network, { ...options, optimizer: sgd({ learningRate: 1e30 }), epochs: 3 });
      const bad = fit(network, { ...options, data: { X: data.X, y: data.y.data.map((_, i) => (i === 41 ? 7 : 0)) }, optimizer: sgd() });
      const runs = [wild, bad].map((training) =>
        thrownLater(async () => {
          for await (const _ of training);
        }),
      );
      said.push({ losses, best: shown(await best.network.read()), errors: await Promise.all(runs) });
    }
    expect(said[0]).toEqual(said[1]);
  });
});

describe("a backend that answers later", () => {
  const backend = answeringLater();

  it("is one of compileAsync: compile, run, steps, explain, trace and parameters say what to call instead", async () => {
    expect(thrown(() => compile(network, { backend: backend as never }))).toMatchInlineSnapshot(`
      "GraphError async-only
      compile: backend must be one that answers at once, got "later", which answers later; await compileAsync and runAsync"
    `);
    expect(await thrownLater(() => compileAsync(network, { backend, checkFinite: true, feeds: feedsOf(2) }))).toMatchInlineSnapshot(`
      "GraphError async-only
      compile: checkFinite needs a backend that runs step by step, got "later", which answers later; leave it out, or take reference"
    `);
    const program = await compileAsync(step, { backend, feeds: feedsOf(2) });
    expect([program.isAsync, Object.keys(program.parameters).length]).toEqual([true, Object.keys(step.updates).length]);
    await program.runAsync(feedsOf(2));
    const asked = [
      () => program.run(feedsOf(2)),
      () => program.steps(2, feedsOf(2)),
      () => explain(program, feedsOf(3)),
      () => trace(program, feedsOf(2)),
      () => program.parameters,
    ];
    expect(asked.map((ask) => thrown(ask))).toMatchInlineSnapshot(`
      [
        "GraphError async-only
      run: the backend must answer at once, got "later", which answers later; await runAsync",
        "GraphError async-only
      steps: the backend must answer at once, got "later", which answers later; await stepsAsync",
        "GraphError async-only
      explain: the backend must answer at once, got "later", which answers later; await prepare of these feeds first",
        "GraphError async-only
      trace: the backend must answer at once, got "later", which answers later; await traceAsync",
        "GraphError async-only
      parameters: values must be in memory to be seen at once, got newer ones on a backend that answers later; await program.read() first",
      ]
    `);
    expect(explain(program, feedsOf(2))).toMatch(/^later plan/);
    expect(program.plan(feedsOf(3)).binding.get("n")).toBe(3);
    await program.read();
    const seen = compile(step, { backend: reference, sharing: program });
    expect(trace(seen, feedsOf(2)).values.crossentropy1?.item()).toBe(seen.run(feedsOf(2), ["loss"]).loss.item());
  });

  it("prepares each size once, and lets go of the oldest beyond 16", async () => {
    let prepared = 0;
    const counting: AsyncBackend = {
      ...backend,
      prepareAsync: (...given) => {
        prepared++;
        return backend.prepareAsync(...given);
      },
    };
    const program = await compileAsync(network, { backend: counting, feeds: feedsOf(1) });
    for (const n of [1, 2, 1, 2]) await program.runAsync(feedsOf(n));
    await Promise.all([program.prepare(feedsOf(3)), program.prepare(feedsOf(3)), program.runAsync(feedsOf(3))]);
    expect(prepared).toBe(3);
    for (let n = 4; n <= 17; n++) await program.runAsync(feedsOf(n));
    await program.runAsync(feedsOf(1));
    expect(prepared).toBe(18);
  });
});
