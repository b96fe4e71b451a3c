import {
  adam,
  add,
  argmaxAccuracy,
  array,
  compile as compileOn,
  concat,
  crossentropy,
  dense,
  explain,
  f32,
  type Graph,
  graph,
  i32,
  mean,
  mul,
  NdArray,
  random,
  reference,
  relu,
  reshape,
  sgd,
  softmax,
  spiralData,
  sub,
  trainStep,
  u8,
  wasm,
  zeros,
} from "dagrad";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { initialParameters } from "../../../src/run/state.ts";
import { thrown } from "../../graph/thrown.ts";
import { randomDag } from "../random-dag.ts";
import { exactly, runPlainly } from "../run-plainly.ts";

type Outputs = Readonly<Record<string, NdArray>>;
const shown = (outputs: Outputs) => Object.fromEntries(Object.entries(outputs).map(([name, value]) => [name, exactly(value)]));

/** The book's network of chapter 5. */
const network = graph({ X: f32("batch", 2), y: u8("batch") }, ({ X, y }) => {
  const probabilities = softmax(dense(relu(dense(X, { units: 3 })), { units: 3 }));
  return { probabilities, loss: crossentropy(probabilities, y), accuracy: argmaxAccuracy(probabilities, y) };
});
const points = (count: number) => ({
  X: new NdArray(
    Float32Array.from({ length: 2 * count }, (_, i) => Math.sin(i)),
    [count, 2],
    "float32",
  ),
  y: new NdArray(
    Uint8Array.from({ length: count }, (_, i) => i % 3),
    [count],
    "uint8",
  ),
});
const plainly = (of: Graph<any, any>, feeds: Outputs): Outputs => {
  const values = runPlainly(of, feeds);
  return Object.fromEntries(Object.entries(of.outputs).map(([name, id]) => [name, values.get(id) as NdArray]));
};

describe("a program on the reference", () => {
  it("gives, bit for bit, what each node computed alone gives, run after run while parameters change (500 random graphs)", () => {
    fc.assert(
      fc.property(randomDag, ({ graph, feeds }) => {
        const program = compileOn(graph, { random: random(0), backend: reference });
        const parameters = new Map<string, Pick<NdArray, "data" | "shape" | "dtype">>(initialParameters(graph, random(0)));
        for (let round = 0; round < 3; round++) {
          const values = runPlainly(graph, feeds, parameters);
          const expected = Object.fromEntries(
            Object.entries(graph.outputs).map(([name, id]) => [name, exactly(values.get(id) as NdArray)]),
          );
          expect(shown(program.run(feeds) as Outputs)).toEqual(expected);
          for (const [parameter, id] of Object.entries(graph.updates)) parameters.set(parameter, values.get(id) as NdArray);
        }
      }),
      { numRuns: 500, seed: 1 },
    );
  });

  it("gives each output alone what it gives with all others (200 random graphs)", () => {
    fc.assert(
      fc.property(randomDag, ({ graph, feeds }) => {
        const together = shown(compileOn(graph, { backend: reference }).run(feeds) as Outputs);
        for (const name of Object.keys(graph.outputs)) {
          expect(shown(compileOn(graph, { backend: reference }).run(feeds, [name]) as Outputs)).toEqual({ [name]: together[name] });
        }
      }),
      { numRuns: 200, seed: 2 },
    );
  });

  it("runs with 0 rows, 1 row and other batch sizes by turns", () => {
    const program = compileOn(network, { backend: reference });
    for (const count of [300, 0, 1, 7, 0, 300, 1])
      expect(shown(program.run(points(count)))).toEqual(shown(plainly(network, points(count))));
    const { probabilities, loss, accuracy } = program.run(points(0));
    expect([probabilities.shape, loss.item(), accuracy.item()]).toEqual([[0, 3], Number.NaN, Number.NaN]);
  });

  it("keeps giving the same for 40 batch sizes by turns, more than it keeps plans for", () => {
    const program = compileOn(network, { backend: reference });
    for (let round = 0; round < 2; round++) {
      for (let count = 0; count < 40; count++) expect(shown(program.run(points(count)))).toEqual(shown(plainly(network, points(count))));
    }
  });

  it("gives the book's loss and accuracy of chapter 5 on its data, printed as NumPy prints them", () => {
    // NNFS, chapter 5: loss: 1.0986104, acc: 0.34.
    const generator = random(0);
    const data = spiralData(100, 3, { random: generator });
    const { loss, accuracy } = compileOn(network, { random: generator, backend: reference }).run(data, ["loss", "accuracy"]);
    expect([String(loss), String(accuracy)]).toEqual(["1.0986104", "0.34"]);
  });
});

describe.each([reference, wasm()])("on $name", (backend) => {
  const compile: typeof compileOn = (graph, options) => compileOn(graph, { backend, ...options });

  describe("fetching", () => {
    it("asks for the feeds of the fetched outputs only: probabilities need no labels", () => {
      const program = compile(network);
      const { X } = points(5);
      expect(Object.keys(program.run({ X }, ["probabilities"]))).toEqual(["probabilities"]);
      expect(program.inputsOf(["probabilities"])).toEqual(["X"]);
      expect(program.inputsOf(["loss"])).toEqual(["X", "y"]);
      expect(thrown(() => program.run({ X } as never, ["loss"]))).toMatchInlineSnapshot(`
        "FeedError missing-feed at y
        run: input "y" uint8[batch] must be fed, got nothing (node "y"); pass { y: … } or fetch outputs that do not need it"
      `);
    });

    it("returns outputs in the order of the names, and nothing for none", () => {
      const program = compile(network);
      expect(Object.keys(program.run(points(2), ["accuracy", "loss"]))).toEqual(["accuracy", "loss"]);
      expect(program.run(points(2), [])).toEqual({});
    });

    it("names the outputs when one is unknown or the list is no list, and stays usable", () => {
      const program = compile(network);
      const before = shown(program.run(points(2)));
      expect(thrown(() => program.run(points(2), ["los"] as never))).toMatchInlineSnapshot(`
        "GraphError unknown-output
        run: fetch must name outputs (probabilities, loss, accuracy) or nodes, got "los"; did you mean loss?"
      `);
      expect(thrown(() => program.run(points(2), "loss" as never))).toMatchInlineSnapshot(`
        "GraphError unknown-output
        run: fetch must be a list of outputs, got "loss"; put the name into a list"
      `);
      expect(thrown(() => program.run(points(2), ["toString"] as never))).toMatchInlineSnapshot(`
        "GraphError unknown-output
        run: fetch must name outputs (probabilities, loss, accuracy) or nodes, got "toString"; return it from build or correct the name"
      `);
      expect(shown(program.run(points(2)))).toEqual(before);
    });

    it("returns inputs, parameters, constants and views of them that are outputs themselves", () => {
      const leaves = graph({ x: f32("n") }, ({ x }, g) => {
        const w = g.parameter("w", [2], { init: [1, 2] });
        return { x, w, constant: g.constant([3, 4]), row: reshape(w, { shape: [1, 2] }), again: x };
      });
      const { x, w, constant, row, again } = compile(leaves).run({ x: [5, 6, 7] });
      expect([x, w, constant, row, again].map(exactly)).toEqual([
        "float32[3] 5 6 7",
        "float32[2] 1 2",
        "float32[2] 3 4",
        "float32[1,2] 1 2",
        "float32[3] 5 6 7",
      ]);
    });
  });

  describe("copies", () => {
    it("returns arrays that later runs leave alone", () => {
      const program = compile(network);
      const first = program.run(points(3));
      const before = shown(first);
      program.run({ ...points(3), X: zeros([3, 2], "float32") });
      expect(shown(first)).toEqual(before);
    });

    it("returns the same views each time with copy: false, which the next run overwrites", () => {
      const double = compile(graph({ x: f32(2) }, ({ x }) => ({ y: mul(x, 2) })));
      const { y } = double.run({ x: [1, 2] }, ["y"], { copy: false });
      expect(exactly(y)).toBe("float32[2] 2 4");
      expect(double.run({ x: [3, 4] }, ["y"], { copy: false }).y).toBe(y);
      expect(exactly(y)).toBe("float32[2] 6 8");
    });

    it("takes its own views as feeds, whichever memory they share", () => {
      const rotate = graph({ a: f32(2), b: f32(2), c: f32(2) }, ({ a, b, c }) => ({ a: add(b, 0.5), b: sub(c, 0.5), c: add(a, 0) }));
      const program = compile(rotate);
      let state = { a: array([1, 1], "float32"), b: array([2, 2], "float32"), c: array([3, 3], "float32") };
      for (let round = 0; round < 3; round++) state = program.run(state, ["a", "b", "c"], { copy: false }) as typeof state;
      // Three turns bring every number home, each once up and once down by a half.
      expect([state.a, state.b, state.c].map(exactly)).toEqual(["float32[2] 1 1", "float32[2] 2 2", "float32[2] 3 3"]);
    });

    it("leaves the arrays that are fed alone", () => {
      const x = Float32Array.of(1, -2);
      compile(graph({ x: f32(2) }, ({ x }) => ({ y: relu(x) }))).run({ x });
      expect(Array.from(x)).toEqual([1, -2]);
    });
  });

  describe("batch sizes", () => {
    it("by turns, 40 of them and more than a program keeps plans for, give what a program of that size alone gives, to the bit", () => {
      const program = compile(network);
      const alone = Array.from({ length: 40 }, (_, count) => shown(compile(network).run(points(count))));
      for (let round = 0; round < 2; round++) {
        for (const [count, expected] of alone.entries()) expect(shown(program.run(points(count)))).toEqual(expected);
      }
    });

    it("of 0 rows give outputs of 0 rows, and means that are NaN", () => {
      const { probabilities, loss, accuracy } = compile(network).run(points(0));
      expect([probabilities.shape, loss.item(), accuracy.item()]).toEqual([[0, 3], Number.NaN, Number.NaN]);
    });
  });

  describe("a program says", () => {
    it("which backend runs it, and how", () => {
      const program = compile(network);
      expect(program.backend).toBe(backend.name);
      const title = { reference: "plan for batch = 4: 23 steps, ", wasm: "engine for batch = 4: 23 steps in " }[backend.name] as string;
      expect(explain(program, points(4)).slice(0, title.length)).toBe(title);
    });
  });

  describe("updates", () => {
    const counter = graph({}, (_, g) => {
      const count = g.parameter("count", [], { init: "zeros", dtype: "int32" });
      g.update(count, add(count, 1));
      return { count };
    });

    it("take effect after the run: a counter counts its runs, and an output shows the count before", () => {
      const program = compile(counter);
      expect([1, 2, 3].map(() => program.run({}).count.item())).toEqual([0, 1, 2]);
      expect(program.parameters.count?.item()).toBe(3);
    });

    it("take effect after the run for views, too", () => {
      const program = compile(counter);
      expect([1, 2, 3].map(() => program.run({}, ["count"], { copy: false }).count.item())).toEqual([0, 1, 2]);
    });

    it("happen for every fetch, even of nothing", () => {
      const program = compile(counter);
      program.run({}, []);
      expect(program.run({}).count.item()).toBe(1);
    });

    it("all read the values of before: two parameters change places", () => {
      const swap = graph({}, (_, g) => {
        const a = g.parameter("a", [2], { init: [1, 2] });
        const b = g.parameter("b", [2], { init: [3, 4] });
        g.update(a, b);
        g.update(b, a);
        return { sum: add(a, b) };
      });
      const program = compile(swap);
      program.run({});
      expect([program.parameters.a, program.parameters.b].map((value) => exactly(value as NdArray))).toEqual([
        "float32[2] 3 4",
        "float32[2] 1 2",
      ]);
    });

    it("do not happen where a run fails, or where beforeUpdate throws", () => {
      const program = compile(counter);
      const stop = () => {
        throw new Error("stop");
      };
      expect(() => program.run({}, ["count"], { beforeUpdate: stop })).toThrow("stop");
      expect(() => program.run({ x: 1 } as never)).toThrow('got "x"');
      expect(program.run({}).count.item()).toBe(0);
    });

    it("are not seen in parameters before beforeUpdate has passed, nor after it has thrown", () => {
      const program = compile(counter);
      program.run({});
      let inside: unknown;
      const look = () => {
        inside = program.parameters.count?.item();
        throw new Error("stop");
      };
      expect(() => program.run({}, ["count"], { beforeUpdate: look })).toThrow("stop");
      expect([inside, program.parameters.count?.item(), program.run({}).count.item()]).toEqual([1, 1, 1]);
    });

    it("do not happen in a plan", () => {
      const program = compile(counter);
      expect(program.plan({}).steps.map(({ id }) => id)).toEqual(["add1"]);
      expect(program.run({}).count.item()).toBe(0);
    });
  });

  describe("parameters", () => {
    const scale = graph({ x: f32(2) }, ({ x }, g) => ({ y: mul(x, g.parameter("w", [2], { init: [1, 10] })) }));

    it("are given when compiling, read as copies and set between runs", () => {
      const program = compile(scale, { parameters: { w: [2, 20] } });
      expect(exactly(program.run({ x: [1, 1] }).y)).toBe("float32[2] 2 20");
      const { w } = program.parameters as { w: NdArray };
      w.data[0] = 99;
      expect(exactly(program.run({ x: [1, 1] }).y)).toBe("float32[2] 2 20");
      program.setParameters({ w: new NdArray(Float32Array.of(3, 30), [2], "float32") });
      expect(exactly(program.run({ x: [1, 1] }).y)).toBe("float32[2] 3 30");
    });

    it("are drawn in the order of their declaration, so that a seed gives the same ones", () => {
      const draw = () => exactly(compile(network, { random: random(7) }).parameters["dense2.weights"] as NdArray);
      expect(draw()).toBe(draw());
    });

    it("of a wrong name, shape or dtype are refused with the whole error, and none has changed", () => {
      const program = compile(scale);
      expect(thrown(() => program.setParameters({ v: [1, 2] }))).toMatchInlineSnapshot(`
        "FeedError unknown-parameter
        parameters: a name must be a parameter's (w), got "v"; correct the name"
      `);
      expect(thrown(() => program.setParameters({ w: [1, 2, 3] }))).toMatchInlineSnapshot(`
        "FeedError parameter-type at w
        parameters: "w" must be float32[2], got float32[3] (node "w"); reshape or convert it"
      `);
      expect(thrown(() => program.setParameters({ w: [[1], [2, 3]] as never }))).toMatchInlineSnapshot(`
        "FeedError parameter-type at w
        parameters: "w" must be float32[2], got float32[2, 1] (node "w"); reshape or convert it"
      `);
      expect(thrown(() => program.setParameters({ w: array([true, false], "bool") }))).toMatchInlineSnapshot(`
        "FeedError parameter-type at w
        parameters: "w" must be float32[2], got bool[2] (node "w"); reshape or convert it"
      `);
      expect(thrown(() => compile(scale, { parameters: { w: [5, 6], v: [1] } }))).toMatchInlineSnapshot(`
        "FeedError unknown-parameter
        parameters: a name must be a parameter's (w), got "v"; correct the name"
      `);
      expect(exactly(program.run({ x: [1, 1] }).y)).toBe("float32[2] 1 10");
    });

    it("of a trained program are taken as they are: the state of its optimiser is left out, a misspelt name is not", () => {
      const network = graph({ x: f32("n", 2) }, ({ x }) => {
        const p = dense(x, { units: 1, name: "line" });
        return { p, loss: mean(mul(p, p)) };
      });
      for (const optimizer of [sgd({ momentum: 0.9 }), adam()]) {
        const trained = compile(trainStep(network, { minimize: "loss", optimizer }), { backend });
        trained.run({ x: [[1, 2]] });
        const { parameters } = trained;
        const state = Object.keys(parameters).filter((id) => !id.startsWith("line."));
        expect(state).toContain(`${optimizer.name}.step`);
        const program = compile(network, { parameters, backend });
        expect(Object.keys(program.parameters)).toEqual(["line.weights", "line.biases"]);
        expect(program.parameters["line.weights"]).toEqual(parameters["line.weights"]);
        program.setParameters(parameters);
        // Where there is such a state, it is taken.
        const resumed = compile(trainStep(network, { minimize: "loss", optimizer }), { parameters, backend });
        expect(resumed.parameters).toEqual(parameters);
        for (const misspelt of ["line.weigths", `${optimizer.name}.line.weigths.momentum`, "step"]) {
          expect(() => compile(network, { parameters: { ...parameters, [misspelt]: array(0) }, backend })).toThrow(
            `a name must be a parameter's (line.weights, line.biases), got "${misspelt}"`,
          );
        }
        const { [`${optimizer.name}.step`]: _, ...withoutCounter } = parameters;
        expect(() => compile(network, { parameters: withoutCounter, backend })).toThrow("a name must be a parameter's");
      }
    });

    it("of an integer dtype take whole numbers in its range only", () => {
      const program = compile(graph({}, (_, g) => ({ k: g.parameter("k", [2], { init: "zeros", dtype: "int32" }) })));
      expect(thrown(() => program.setParameters({ k: [1.5, 0] }))).toMatchInlineSnapshot(`
        "FeedError bad-element at k
        parameters: "k" must hold whole numbers -2147483648 … 2147483647, got 1.5 at [0] (node "k"); correct the element"
      `);
      expect(thrown(() => program.setParameters({ k: [0, 2 ** 31] }))).toMatchInlineSnapshot(`
        "FeedError bad-element at k
        parameters: "k" must hold whole numbers -2147483648 … 2147483647, got 2147483648 at [1] (node "k"); correct the element"
      `);
      expect(exactly(program.run({}).k)).toBe("int32[2] 0 0");
    });
  });

  describe("plan", () => {
    it("is the one that a run uses, made once per batch size", () => {
      const program = compile(network);
      expect(program.plan(points(4))).toBe(program.plan(points(4)));
      expect(program.plan(points(4)).binding).toEqual(new Map([["batch", 4]]));
      expect(program.plan(points(5))).not.toBe(program.plan(points(4)));
    });

    it("names the largest values when they would not fit into 4 GiB", () => {
      const huge = graph({ x: i32("n", 1) }, ({ x }) => ({ y: concat([x, x], { axis: 1 }) }));
      const wide = new NdArray(new Int32Array(1000), [1000, 1], "int32");
      expect(compile(huge).run({ x: wide }).y.shape).toEqual([1000, 2]);
    });
  });
});

describe("backends", () => {
  it("are the engine where none is named, since Node has WebAssembly", () => {
    expect([compileOn(network).backend, compileOn(network, { backend: "auto" }).backend]).toEqual(["wasm", "wasm"]);
    expect(compileOn(network, { backend: reference }).backend).toBe("reference");
  });

  it("share parameters: what a program of the one trains, a program of the other sees at once", () => {
    const counter = graph({}, (_, g) => {
      const count = g.parameter("count", [], { init: "zeros" });
      g.update(count, add(count, 1));
      return { count };
    });
    const engine = compileOn(counter, { backend: wasm() });
    const oracle = compileOn(counter, { backend: reference, sharing: engine });
    engine.steps(3, {});
    expect(oracle.run({}).count.item()).toBe(3);
    expect(engine.run({}).count.item()).toBe(4);
    oracle.setParameters({ count: 10 });
    expect([engine.run({}).count.item(), oracle.parameters.count?.item()]).toEqual([10, 11]);
  });
});
