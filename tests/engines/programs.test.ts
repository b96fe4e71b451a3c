import {
  type AsyncBackend,
  add,
  type Backend,
  cast,
  compile,
  compileAsync,
  crossentropy,
  dense,
  dropout,
  equal,
  evaluate,
  explain,
  f32,
  f64,
  fit,
  graph,
  i32,
  mul,
  NdArray,
  predict,
  random,
  reference,
  relu,
  round,
  sgd,
  softmax,
  sort,
  sum,
  take,
  trace,
  traceAsync,
  trainStep,
  u8,
} from "dagrad";
import { type OnnxRuntime, onnxruntime } from "dagrad/onnxruntime";
import { describe, expect, it } from "vitest";
import { thrown, thrownLater } from "../graph/thrown.ts";
import { data, feedsOf, network, step } from "../src/run/points-network.ts";
import { areRuntimesThere, runtimes } from "./runtimes.ts";

/** Float32 rounds the same sums in another order: a few units in the last place, and as many again for each step. */
function expectClose(found: unknown, expected: unknown): void {
  const [a, b] = [found, expected] as readonly Readonly<Record<string, NdArray>>[];
  expect(Object.keys(a ?? {}).sort()).toEqual(Object.keys(b ?? {}).sort());
  for (const [id, value] of Object.entries(a ?? {})) {
    expect([id, value.dtype, value.shape]).toEqual([id, b?.[id]?.dtype, b?.[id]?.shape]);
    expect(value).toBeAllClose(b?.[id] as NdArray, { rtol: 2e-6, atol: 2e-6 });
  }
}

/** The runtime, and what was done with its sessions. */
function watched(ort: OnnxRuntime): { readonly ort: OnnxRuntime; readonly said: string[] } {
  const said: string[] = [];
  const create: OnnxRuntime["InferenceSession"]["create"] = async (model, options) => {
    const session = await ort.InferenceSession.create(model, options);
    const number = said.push("created") - said.filter((one) => one !== "created").length;
    return {
      run: async (feeds, fetches, how) => {
        said.push(`${number} run with ${Object.keys(feeds)}`);
        return session.run(feeds, fetches, how);
      },
      release: async () => {
        said.push(`${number} released`);
        return session.release();
      },
    };
  };
  return { ort: { Tensor: ort.Tensor, env: ort.env, InferenceSession: { create } }, said };
}

describe.skipIf(!areRuntimesThere).each(Object.entries(runtimes))("programs on %s", (_, ort) => {
  const backend = onnxruntime(ort);
  const started = (options: { readonly backend?: AsyncBackend } = {}) =>
    compileAsync(step, { backend, random: random(1), feeds: feedsOf(4), ...options });
  const other = () => compile(step, { backend: reference, random: random(1) });

  it("runAsync, stepsAsync and read give what run, steps and parameters of the reference give, within 2e-6", async () => {
    const [there, here] = [await started(), other()];
    for (const n of [4, 7, 4]) expectClose(await there.runAsync(feedsOf(n)), here.run(feedsOf(n)));
    expectClose(await there.stepsAsync(5, feedsOf(7), ["loss"]), here.steps(5, feedsOf(7), ["loss"]));
    expectClose(await there.read(), here.parameters);
  });

  it("values that the processor has made are seen at once, without read", async () => {
    const there = await started();
    await there.runAsync(feedsOf(4));
    const here = other();
    here.run(feedsOf(4));
    expectClose(there.parameters, here.parameters);
  });

  it("a label out of range is the error of any backend, −1 too, and leaves parameters as they were", async () => {
    const [there, here] = [await started(), other()];
    await there.runAsync(feedsOf(4));
    const before = await there.read();
    for (const y of [
      [0, 3, 0],
      [0, 255, 1],
    ]) {
      const bad = { X: feedsOf(3).X, y };
      expect(await thrownLater(() => there.runAsync(bad, ["loss"]))).toBe(thrown(() => here.run(bad, ["loss"])));
    }
    expect(await there.read()).toEqual(before);
    const words = graph({ words: i32("n"), y: i32("n") }, ({ words, y }, g) => {
      const rows = take(g.parameter("table", [5, 3], { init: { randn: 1 } }), words);
      return { loss: crossentropy(softmax(rows), y) };
    });
    const [far, near] = [await compileAsync(words, { backend, feeds: { words: [0], y: [0] } }), compile(words, { backend: reference })];
    for (const bad of [
      { words: [0, 1], y: [1, -1] },
      { words: [5, 1], y: [1, 1] },
      { words: [0, -6], y: [1, 1] },
    ]) {
      expect(await thrownLater(() => far.runAsync(bad))).toBe(thrown(() => near.run(bad)));
    }
    const named = graph({ x: f32("n", 3), y: i32("n") }, ({ x, y }) => ({ y: softmax(x), loss: crossentropy(softmax(x), y) }));
    const bad = { x: [[1, 2, 3]], y: [-1] };
    const sameName = await compileAsync(named, { backend, feeds: bad });
    expect(await thrownLater(() => sameName.runAsync(bad))).toBe(thrown(() => compile(named, { backend: reference }).run(bad)));
    const fromEnd = { words: [-1, -5, 2], y: [0, 1, 2] };
    expectClose(await far.runAsync(fromEnd), near.run(fromEnd));
  });

  it("an index that floats have made is told by the reference, when the runtime refuses it", async () => {
    const picks = graph({ x: f32("n"), table: f32(4) }, ({ x, table }) => ({ y: take(table, cast(round(x), { dtype: "int32" })) }));
    const bad = { x: [1, 7.2], table: [1, 2, 3, 4] };
    const there = await compileAsync(picks, { backend, feeds: bad });
    expect(await thrownLater(() => there.runAsync(bad))).toBe(thrown(() => compile(picks, { backend: reference }).run(bad)));
    expect((await there.runAsync({ ...bad, x: [1, 3] })).y.data).toEqual(Float32Array.of(2, 4));
  });

  it("what beforeUpdate throws leaves parameters as they were", async () => {
    const there = await started();
    await there.runAsync(feedsOf(4));
    const before = await there.read();
    const seen: number[] = [];
    const beforeUpdate = (outputs: Readonly<Record<string, NdArray>>, updates: ReadonlyMap<string, { readonly data: unknown }>): never => {
      seen.push(outputs.loss?.data.length as number, updates.size);
      throw new Error("refused");
    };
    await expect(there.runAsync(feedsOf(4), ["loss"], { beforeUpdate })).rejects.toThrow("refused");
    expect(seen).toEqual([1, Object.keys(step.updates).length]);
    expect(await there.read()).toEqual(before);
  });

  it("parameters that are set, or trained by a program that shares them, are seen", async () => {
    const there = await started();
    const evaluated = await compileAsync(network, { backend, sharing: there, feeds: feedsOf(4) });
    const here = other();
    const same = compile(network, { backend: reference, sharing: here });
    for (const round of [1, 2, 3]) {
      const outputs = [there.runAsync(feedsOf(4)), evaluated.runAsync(feedsOf(7))] as const;
      here.run(feedsOf(4));
      expectClose(await outputs[1], same.run(feedsOf(7)));
      const zeros = { "dense1.biases": [round, 0, 0, 0, 0] };
      there.setParameters(zeros);
      here.setParameters(zeros);
    }
  });

  it("fit, evaluate and predict: metrics and parameters of three epochs within 1e-5 of the reference's", async () => {
    const results = [];
    for (const one of [backend, reference] as (AsyncBackend | Backend)[]) {
      const options = { minimize: "loss", optimizer: sgd({ learningRate: 0.5, momentum: 0.9 }), data, batchSize: 16 } as const;
      const { epochs, network: trained } = await fit(network, { ...options, validation: 0.2, epochs: 3, backend: one, random: random(1) });
      const metrics = await evaluate(trained, data, { batchSize: 25 });
      const p = await predict(trained, { X: data.X }, { output: "p", batchSize: 25 });
      results.push({
        numbers: [...epochs.map(({ metrics }) => metrics), metrics].flatMap(Object.values) as number[],
        p,
        read: await trained.read(),
      });
    }
    const [there, here] = results as [(typeof results)[0], (typeof results)[0]];
    expect(there.numbers).toBeAllClose(here.numbers, { rtol: 0, atol: 1e-5 });
    expect(there.p).toBeAllClose(here.p, { rtol: 0, atol: 1e-5 });
    for (const [id, value] of Object.entries(there.read)) expect(value).toBeAllClose(here.read[id] as NdArray, { rtol: 0, atol: 1e-5 });
  });

  it("fit names the guilty row and node as on any backend", async () => {
    const said = [];
    for (const one of [backend, reference] as (AsyncBackend | Backend)[]) {
      const options = { minimize: "loss", backend: one, random: random(1), epochs: 3 } as const;
      const wild = fit(network, { ...options, data, optimizer: sgd({ learningRate: 1e30 }) });
      const bad = fit(network, { ...options, data: { X: data.X, y: data.y.data.map((_, i) => (i === 41 ? 7 : 0)) }, optimizer: sgd() });
      said.push(await Promise.all([wild, bad].map((training) => thrownLater(() => training.then()))));
    }
    // The last digits of what has burst are the runtime's own.
    const [there, here] = said.map((texts) => texts.map((text) => text.replace(/(\d\.\d{4})\d+/g, "$1")));
    expect(there).toEqual(here);
    expect(there).toEqual([expect.stringContaining("not-finite at dense2.matmul1"), expect.stringContaining("in row 41 of the data")]);
  });

  it("traceAsync gives the value of every node, as trace does on the reference, and changes nothing", async () => {
    const [there, here] = [await started(), other()];
    const { values, graph: traced } = await traceAsync(there, feedsOf(4));
    const expected = trace(here, feedsOf(4)).values;
    expect(Object.keys(values)).toEqual(Object.keys(traced.nodes));
    expectClose(values, Object.fromEntries(Object.keys(values).map((id) => [id, expected[id]])));
    expectClose(await there.read(), here.parameters);
  });

  it("a training step with dropout draws the numbers of any backend", async () => {
    const dropping = graph({ X: f32("n", 2), y: u8("n") }, ({ X, y }) => {
      const hidden = dropout(relu(dense(X, { units: 8, init: "heNormal" })), { rate: 0.4 });
      return { loss: crossentropy(softmax(dense(hidden, { units: 3, init: "heNormal" })), y) };
    });
    const training = trainStep(dropping, { minimize: "loss", optimizer: sgd({ learningRate: 0.1 }) });
    const there = await compileAsync(training, { backend, feeds: feedsOf(9) });
    const here = compile(training, { backend: reference });
    for (let i = 0; i < 4; i++) expectClose(await there.runAsync(feedsOf(9)), here.run(feedsOf(9)));
    expectClose(await there.read(), here.parameters);
  });

  it("elements of every dtype go in and come out; leaves are outputs, too", async () => {
    const all = graph({ a: f32("n"), b: f64("n"), c: i32("n"), d: u8("n") }, ({ a, b, c, d }, g) => ({
      a: mul(a, 2),
      b: mul(b, 2),
      c: mul(c, 2),
      d: mul(d, 2),
      e: equal(c, cast(d, { dtype: "int32" })),
      fed: c,
      held: g.parameter("w", [2], { init: "ones" }),
      given: g.constant([1, 2], { dtype: "float64" }),
    }));
    const feeds = { a: [1, Number.NaN, -0], b: [1e300, 1, 2], c: [2 ** 30, -2, 7], d: [200, 1, 7] };
    const there = await compileAsync(all, { backend, feeds });
    const here = compile(all, { backend: reference });
    expect(await there.runAsync(feeds)).toEqual(here.run(feeds));
    const leaves = ["fed", "held", "given"] as const;
    expect(await there.runAsync({ c: feeds.c }, leaves)).toEqual(here.run({ c: feeds.c }, leaves));
    expect((await there.runAsync({ ...feeds, a: [], b: [], c: [], d: [] }, ["a", "e"])).e.shape).toEqual([0]);
  });

  it("large feeds are read where they are, each run anew; outputs of a run may be fed to the next", async () => {
    const doubled = graph({ x: f32("n", 128), y: f32("n", 128) }, ({ x, y }) => ({ sum: add(mul(x, 2), y), x }));
    const feed = (value: number) => new NdArray(new Float32Array(256 * 128).fill(value), [256, 128], "float32");
    const there = await compileAsync(doubled, { backend, feeds: { x: feed(0), y: feed(0) } });
    const x = feed(1);
    const first = await there.runAsync({ x, y: feed(5) }, ["sum", "x"], { copy: false });
    expect([first.sum.data[7], first.x.data[7]]).toEqual([7, 1]);
    x.data.fill(3);
    // One is a list, and so is copied.
    const lists = Array.from({ length: 256 }, () => Array.from({ length: 128 }, () => 10));
    const second = await there.runAsync({ x, y: lists }, ["sum", "x"], { copy: false });
    expect([second.sum.data[7], second.x.data[7]]).toEqual([16, 3]);
    const third = await there.runAsync({ x: second.sum, y: second.x }, ["sum", "x"]);
    expect([third.sum.data[7], third.x.data[7]]).toEqual([35, 16]);
    expect(await thrownLater(() => there.runAsync({ x: feed(1), y: new NdArray(new Float32Array(128), [1, 128], "float32") }))).toContain(
      "FeedError",
    );
  });

  it("what has no elements is computed without the runtime: sorting it would end the process", async () => {
    const sorted = graph({ x: f64("n", 3) }, ({ x }) => ({ y: sort(x, { axis: 1 }), total: sum(x) }));
    const there = await compileAsync(sorted, { backend, feeds: { x: [[3, 1, 2]] } });
    expect((await there.runAsync({ x: [[3, 1, 2]] })).y.data).toEqual(Float64Array.of(1, 2, 3));
    const none = new NdArray(new Float64Array(0), [0, 3], "float64");
    expect(await there.runAsync({ x: none })).toEqual(compile(sorted, { backend: reference }).run({ x: none }));
  });

  it("one session serves all sizes, and goes with the last plan that needs it", async () => {
    const { ort: seen, said } = watched(ort);
    const program = await compileAsync(network, { backend: onnxruntime(seen), feeds: feedsOf(1), fetch: ["loss"] });
    for (const n of [1, 2, 3]) await program.runAsync(feedsOf(n), ["loss"]);
    expect(said).toEqual(["created", ...[1, 2, 3].map(() => "1 run with X,y")]);
    expect(explain(program, feedsOf(2), ["loss"])).toMatch(/^onnxruntime plan for n = 2/);
    // A program keeps 16 sets of outputs.
    said.length = 0;
    for (const id of Object.keys(program.executed.nodes).slice(0, 17)) await program.runAsync(feedsOf(1), [id]);
    expect(said).toContain("1 released");
  });

  it("weights stand in the model, until they turn out to be trained: then they are fed", async () => {
    const { ort: seen, said } = watched(ort);
    const there = await compileAsync(network, { backend: onnxruntime(seen), feeds: feedsOf(2), fetch: ["p"] });
    const feeds = { X: feedsOf(2).X };
    const here = compile(network, { backend: reference });
    for (const factor of [1, 2, 3]) {
      const weights = { "dense1.biases": [factor, 0, -factor, 0, 0] };
      there.setParameters(weights);
      here.setParameters(weights);
      for (const _ of [1, 2]) expectClose(await there.runAsync(feeds, ["p"]), here.run(feeds, ["p"]));
    }
    const fed = "2 run with X,dense1.weights,dense1.biases,dense2.weights,dense2.biases";
    expect(said).toEqual(["created", "created", "1 released", ...Array.from({ length: 6 }, () => fed)]);
  });
});
