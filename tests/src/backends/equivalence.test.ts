import { adam, type Backend, compile, f32, graph, isDagradError, mul, NdArray, random, reference, trainStep } from "dagrad";
import { describe, expect, it } from "vitest";
import { allocate } from "../../../graph/dtype.ts";
import { sizeOf } from "../../../graph/shape.ts";
import { wasm } from "../../../src/backends/wasm/wasm.ts";
import { exactly } from "../run-plainly.ts";
import { classifier, points } from "../train/networks.ts";
import { withDirtyMemory } from "./dirty-memory.ts";
import { type Agreement, agree, agreeNodeByNode, agreeTraced } from "./equivalence.ts";
import { errorCases } from "./error-cases.ts";
import { fixtureCases } from "./fixture-cases.ts";
import { foldCases } from "./fold-cases.ts";
import { gradientCases } from "./gradient-cases.ts";
import { lineCases } from "./line-cases.ts";
import { productCases } from "./product-cases.ts";
import { type GraphCase, randomGraph, randomOps } from "./random-graph.ts";
import { randomNetwork } from "./random-network.ts";
import { edges, sensitivity, shareOf, shareOfTerms } from "./sensitivity.ts";
import { faults, rough } from "./skewed-backends.ts";
import { smallMoves, smallProducts, smallReductions, smallRows } from "./small-cases.ts";

/** Every backend that must agree with the reference, in dirty memory. Add an engine here; the suite below is the same for all. */
const engines: readonly Backend[] = [reference, wasm()].map(withDirtyMemory);

const graphs = Number(process.env.RANDOM_GRAPHS ?? 540);
const networks = Number(process.env.RANDOM_NETWORKS ?? 180);
/** The seeds begin here: other graphs, of which all that stands below must hold, too. */
const firstSeed = Number(process.env.FIRST_SEED ?? 0);
/** Some graphs are new in each run. The name of their test says how to deal them again. */
const newSeed = Math.floor(Date.now() / 1000);
/** Networks take turns: as they are, with gradients, steps of training. Here such a turn begins. */
const firstTurn = firstSeed - (firstSeed % 3);
const chunk = 60;

/** Seeds in groups, so that a failure says which. */
const chunks = (count: number): number[][] =>
  Array.from({ length: Math.ceil(count / chunk) }, (_, i) =>
    Array.from({ length: Math.min(chunk, count - i * chunk) }, (__, k) => firstSeed + i * chunk + k),
  );
const graphSeeds = chunks(graphs).map((seeds) => [seeds[0] as number, seeds.at(-1) as number, seeds] as const);
const networkSeeds = chunks(networks).map((seeds) => [seeds[0] as number, seeds.at(-1) as number, seeds] as const);

const differences = (cases: readonly GraphCase[], ...ways: readonly ((one: GraphCase) => Agreement)[]): string[] =>
  cases.flatMap((one) => ways.flatMap((way) => way(one).differences));

describe.each(engines.map((engine) => [engine.name, engine] as const))(
  `%s agrees with the reference within the bound of each op (FIRST_SEED=${firstSeed})`,
  (_, engine) => {
    const whole = (one: GraphCase): Agreement => agree(one, engine, { again: true });
    const parts = (one: GraphCase): Agreement => agreeNodeByNode(one, engine, { again: true });
    const traced = (one: GraphCase): Agreement => agreeTraced(one, engine);

    it.each(graphSeeds)("on the whole of random graphs %i to %i", (_first, _last, seeds) => {
      expect(
        differences(
          seeds.map((seed) => randomGraph(seed)),
          whole,
        ),
      ).toEqual([]);
    });
    it.each(graphSeeds)("on every node of random graphs %i to %i", (_first, _last, seeds) => {
      expect(
        differences(
          seeds.map((seed) => randomGraph(seed)),
          parts,
        ),
      ).toEqual([]);
    });
    it.each(networkSeeds)("on random networks %i to %i, their gradients and steps of training", (_first, _last, seeds) => {
      expect(differences(seeds.map(randomNetwork), whole, parts)).toEqual([]);
    });

    it.each([...fixtureCases()])("on every fixture case of %s", (_op, cases) => {
      expect(differences(cases, whole)).toEqual([]);
    });
    it.each([...gradientCases("float32")])("on the gradients of %s in float32", (_op, cases) => {
      expect(differences(cases, whole, parts)).toEqual([]);
    });
    it.each([...gradientCases("float64")])("on the gradients of %s in float64", (_op, cases) => {
      expect(differences(cases, whole, parts)).toEqual([]);
    });

    it("on a step of Adam for the chapter-5 classifier of 30 points", () => {
      const { X, y } = points();
      const feeds = {
        X: new NdArray(Float32Array.from(X.data), X.shape, "float32"),
        y: new NdArray(Uint8Array.from(y.data), y.shape, "uint8"),
      };
      const step = trainStep(classifier(), { minimize: "loss", optimizer: adam() });
      const parameters = compile(step, { backend: reference, random: random(1) }).parameters;
      expect(differences([{ name: "classifier", graph: step, feeds, parameters }], whole, parts)).toEqual([]);
    });

    it.each(productCases.map((one) => [one.name, one] as const))("on the product %s", (_name, one) => {
      expect(differences([one], whole, parts)).toEqual([]);
    });

    it.each(lineCases.map((one) => [one.name, one] as const))("on %s", (_name, one) => {
      expect(differences([one], whole)).toEqual([]);
    });

    it("on folds of windows and of what is computed on the way", () => {
      expect(differences(foldCases, whole)).toEqual([]);
    });

    it.each([
      ["products", smallProducts],
      ["reductions", smallReductions],
      ["moves", smallMoves],
      ["rows", smallRows],
    ])("on %s of no, one and few elements", (_name, cases) => {
      expect(differences(cases, whole, parts)).toEqual([]);
    });

    it("on outputs fetched one by one", () => {
      for (let seed = 0; seed < 60; seed++) {
        const one = randomGraph(firstSeed + seed);
        const program = compile(one.graph, { backend: engine, parameters: one.parameters });
        const outputs = Object.keys(one.graph.outputs);
        const binding = outputs.filter((output) => output === "n" || output === "m");
        for (const output of outputs)
          expect(agree(one, engine, { again: true, program, fetch: [...new Set([output, ...binding])] }).differences).toEqual([]);
      }
    });

    it("after parameters are set from outside, and by a program that shares them", () => {
      for (let seed = 0; seed < 60; seed++) {
        const one = randomNetwork(firstSeed + seed);
        const program = compile(one.graph, { backend: engine, parameters: one.parameters });
        program.run(one.feeds as never);
        program.setParameters(randomNetwork(firstSeed + seed, firstSeed + seed + 1).parameters);
        expect(agree(one, engine, { again: true, program }).differences).toEqual([]);
        const sharing = compile(one.graph, { backend: engine, sharing: program });
        sharing.run(one.feeds as never);
        expect(bitsOf(program.parameters)).toEqual(bitsOf(sharing.parameters));
        expect(agree(one, engine, { again: true, program }).differences).toEqual([]);
      }
    });

    it("to the bit in steps and in runs of training, memory dirty before each of them", () => {
      for (let seed = 2; seed < networks; seed += 3) {
        const { graph, feeds, parameters } = randomNetwork(firstTurn + seed);
        const [running, stepping] = [compile(graph, { backend: engine, parameters }), compile(graph, { backend: engine, parameters })];
        for (const count of [1, 3, 2]) {
          const stepped = stepping.steps(count, feeds as never);
          for (let run = 1; run < count; run++) running.run(feeds as never);
          expect(bitsOf(stepped)).toEqual(bitsOf(running.run(feeds as never)));
          expect(bitsOf(stepping.parameters)).toEqual(bitsOf(running.parameters));
        }
      }
    });

    it("in one program from batch size to batch size", () => {
      for (const seed of [0, 3, 6, 9, 12, 15, 18, 21]) {
        const one = randomNetwork(firstTurn + seed);
        const program = compile(one.graph, { backend: engine, parameters: one.parameters });
        for (const rows of [33, 1, 0, 2, 5, 4, 33])
          expect(agree(withRows(one, rows), engine, { again: true, program }).differences).toEqual([]);
      }
    });

    it.each(graphSeeds.slice(0, 2))("on every traced value of random graphs %i to %i", (_first, _last, seeds) => {
      expect(
        differences(
          seeds.map((seed) => randomGraph(seed)),
          traced,
        ),
      ).toEqual([]);
    });

    it("to the bit with itself: in a second run, in a second program, in views", () => {
      for (let seed = 0; seed < 120; seed++) {
        for (const { graph, feeds, parameters } of [randomGraph(firstSeed + seed), randomNetwork(firstTurn + 3 * seed)]) {
          const [first, second] = [compile(graph, { backend: engine, parameters }), compile(graph, { backend: engine, parameters })];
          const once = bitsOf(first.run(feeds as never));
          expect(bitsOf(second.run(feeds as never, undefined, { copy: false }))).toEqual(once);
          if (Object.keys(graph.updates).length > 0) second.setParameters(parameters);
          expect(bitsOf(second.run(feeds as never))).toEqual(once);
          // Plain graphs run again as they are; after updates both programs stand at the same parameters.
          if (Object.keys(graph.updates).length > 0) expect(bitsOf(second.parameters)).toEqual(bitsOf(first.parameters));
          else expect(bitsOf(first.run(feeds as never))).toEqual(once);
        }
      }
    });

    it("in views that the next run overwrites, and that may be fed again", () => {
      const program = compile(
        graph({ x: f32("n") }, ({ x }) => ({ y: mul(x, 2), x })),
        { backend: engine },
      );
      const feed = (...x: number[]) => ({ x: new NdArray(Float32Array.from(x), [x.length], "float32") });
      const views = program.run(feed(1, 2, 3), undefined, { copy: false });
      expect([...views.y.data]).toEqual([2, 4, 6]);
      const kept = program.run(feed(5, 6, 7));
      expect([...views.y.data]).toEqual([10, 12, 14]);
      const again = program.run({ x: views.y }, undefined, { copy: false });
      expect([...again.y.data]).toEqual([20, 24, 28]);
      expect([...again.x.data]).toEqual([10, 12, 14]);
      expect([...kept.y.data]).toEqual([10, 12, 14]);
    });

    it.each(errorCases.map((one) => [one.name, one] as const))("in the error of %s, and runs after it", (_name, one) => {
      const expected = verdict(() => compile(one.graph, { backend: reference }).run(one.bad as never));
      expect(expected.name).toBe("FeedError");
      const program = compile(one.graph, { backend: engine });
      const before = bitsOf(program.parameters);
      for (let attempt = 0; attempt < 2; attempt++) expect(verdict(() => program.run(one.bad as never))).toEqual(expected);
      expect(bitsOf(program.parameters)).toEqual(before);
      const { fetch = Object.keys(one.graph.outputs) } = one;
      const healthy = { ...one, feeds: one.good, parameters: program.parameters };
      expect(agree(healthy, engine, { again: true, program, fetch }).differences).toEqual([]);
    });

    it("in what checkFinite says of 300 random graphs, or as many as it takes for 40 errors at nodes: the same node, or none", () => {
      let atNodes = 0;
      for (let seed = firstSeed; seed < firstSeed + 300 || atNodes < 40; seed++) {
        const { graph, feeds, parameters } = randomGraph(seed);
        const of = (backend: Backend) => {
          const { code, node } = verdict(() => compile(graph, { backend, parameters, checkFinite: true }).run(feeds as never));
          return `${seed}: ${code} ${node}`;
        };
        const [own, other] = [of(engine), of(reference)];
        expect(own).toBe(other);
        if (own.includes("not-finite") && !/ x\d+$/.test(own)) atNodes++;
      }
    });
  },
);

it.each(engines.map((engine) => [engine.name, engine] as const))(
  `%s agrees with the reference on 60 new graphs and 30 new networks (FIRST_SEED=${newSeed} deals them again)`,
  (_, engine) => {
    const seeds = (count: number): number[] => Array.from({ length: count }, (__, k) => newSeed + k);
    const dealt = [...seeds(60).map((seed) => randomGraph(seed)), ...seeds(30).map(randomNetwork)];
    const whole = (one: GraphCase): Agreement => agree(one, engine, { again: true });
    expect(differences(dealt, whole, (one) => agreeNodeByNode(one, engine, { again: true }))).toEqual([]);
  },
);

describe(`the suite (FIRST_SEED=${firstSeed})`, () => {
  it("has at least 20 nodes of every op, every dtype, ranks 0 to 4, no rows and one row", () => {
    const counts = new Map<string, number>(randomOps.map(({ name }) => [name, 0]));
    const kinds = new Set<string>();
    for (const { graph, feeds } of allCases()) {
      for (const { op, dtype, shape } of Object.values(graph.nodes)) {
        counts.set(op, (counts.get(op) ?? 0) + 1);
        kinds.add(dtype).add(`rank ${shape.length}`);
      }
      for (const { shape } of Object.values(feeds)) kinds.add(`${shape[0]} rows`);
      if (Object.keys(graph.updates).length > 0) kinds.add("updates");
    }
    expect([...counts].filter(([, count]) => count < 20)).toEqual([]);
    const expected = [
      "float32",
      "float64",
      "int32",
      "uint8",
      "bool",
      "rank 0",
      "rank 1",
      "rank 2",
      "rank 3",
      "rank 4",
      "0 rows",
      "1 rows",
      "updates",
    ];
    expect([...kinds]).toEqual(expect.arrayContaining(expected));
  });

  it("lets an engine pass that uses up its bounds", () => {
    const worst = rough(1);
    expect(
      differences(
        [...someCases()],
        (one) => agree(one, worst),
        (one) => agreeNodeByNode(one, worst),
      ),
    ).toEqual([]);
  });

  it("leaves over 1 % of elements open in less than a tenth of cases, and holds over half of them to the bit in more than half of cases", () => {
    // How many there are is a matter of luck: of twelve deals of 720 cases 1.9 to 5.0 %, and 81 to 87 %.
    const shares = [...someCases()].map((one) => agree(one, reference)).filter(({ elements }) => elements > 0);
    const share = (of: (one: Agreement) => boolean): number => shares.filter(of).length / shares.length;
    expect(share(({ open, elements }) => open > 0.01 * elements)).toBeLessThan(0.1);
    expect(share(({ exact, elements }) => exact > 0.5 * elements)).toBeGreaterThan(0.5);
  });

  it.each(Object.entries(faults))("finds an engine that %s", (_fault, engine) => {
    let found = 0;
    for (const one of randomGraphs()) if (agree(one, engine).differences.length > 0 && ++found === 3) break;
    expect(found).toBe(3);
  });

  it("finds an element of any node by itself that is off by 1e-6 of what its terms add up to without signs, for each of them", () => {
    const compare = { of: "nodes", compare: agreeNodeByNode, named: (id: string) => `${id}.alone` } as const;
    const { struck, missed } = sensitivity(allCases(), { ...compare, amount: shareOfTerms(1e-6) });
    expect(missed).toEqual([]);
    expect(struck).toBeGreaterThan((graphs + networks) / 2);
  });

  it("finds an element of an output that is one float beyond its range, and passes it where the range ends", () => {
    const { struck, missed, refused } = edges(allCases());
    expect(missed).toEqual([]);
    expect(refused).toEqual([]);
    expect(struck).toBeGreaterThan((graphs + networks) / 4);
  });

  it("has ranges of outputs that are narrow: an element off by 1e-4 is found in most random graphs, by 1e-3 in most networks", () => {
    // What it cannot find are results that roundings move as far, such as the loss where a probability is nearly 1: how many there are
    // is a matter of luck. Of twelve deals of 540 and 180 it found 98.4 to 99.7 % and 84 to 95 %; four standard deviations below the mean
    // are 97 % and 79 %.
    const outputs = { of: "outputs", compare: agree } as const;
    const [first, second] = [
      sensitivity(randomGraphs(), { ...outputs, amount: shareOf(1e-4) }),
      sensitivity(randomNetworks(), { ...outputs, amount: shareOf(1e-3) }),
    ];
    expect(first.struck).toBeGreaterThan(graphs / 2);
    expect(first.missed.length / first.struck).toBeLessThan(0.06);
    expect(second.struck).toBeGreaterThan(networks / 2);
    expect(second.missed.length / second.struck).toBeLessThan(0.25);
  });
});

function* randomGraphs(): Generator<GraphCase> {
  for (let seed = 0; seed < graphs; seed++) yield randomGraph(firstSeed + seed);
}

function* randomNetworks(): Generator<GraphCase> {
  for (let seed = 0; seed < networks; seed++) yield randomNetwork(firstSeed + seed);
}

/** All graphs and networks of the suite. */
function* allCases(): Generator<GraphCase> {
  yield* randomGraphs();
  yield* randomNetworks();
}

/** Half of them. */
function* someCases(): Generator<GraphCase> {
  let turn = 0;
  for (const one of allCases()) if (turn++ % 2 === 0) yield one;
}

/** The case with so many rows: those it has, again and again. */
function withRows(one: GraphCase, rows: number): GraphCase {
  const feeds = Object.entries(one.feeds).map(([id, feed]) => {
    if (one.graph.nodes[id]?.shape[0] !== "n") return [id, feed] as const;
    const shape = [rows, ...feed.shape.slice(1)];
    const filled = allocate(feed.dtype, sizeOf(shape));
    for (let i = 0; i < filled.length; i++) filled[i] = feed.data[i % feed.data.length] ?? 0;
    return [id, new NdArray(filled, shape, feed.dtype)] as const;
  });
  return { ...one, name: `${one.name} of ${rows} rows`, feeds: Object.fromEntries(feeds) };
}

/** Values to compare bit for bit: NaN equals NaN, and 0 is not −0. */
const bitsOf = (values: unknown): string[] =>
  Object.entries(values as Readonly<Record<string, NdArray>>).map(([name, value]) => `${name} ${exactly(value)}`);

/** What an error says and carries. */
function verdict(act: () => unknown): Record<"name" | "message" | "code" | "node" | "expected" | "actual", unknown> {
  try {
    act();
  } catch (error) {
    if (!isDagradError(error)) throw error;
    const { name, message, code, node, expected, actual } = error;
    return { name, message, code, node, expected, actual };
  }
  return { name: "none", message: "", code: "", node: "", expected: "", actual: "" };
}
