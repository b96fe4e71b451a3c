import {
  type Backend,
  compile as compileOn,
  crossentropy,
  dense,
  f32,
  type Graph,
  graph,
  mul,
  type NdArray,
  print,
  reference,
  relu,
  softmax,
  sub,
  sum,
  type Trace,
  trace,
  tracer,
  u8,
  wasm,
} from "dagrad";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { thrown } from "../../graph/thrown.ts";
import { randomDag } from "../random-dag.ts";
import { exactly, runPlainly } from "../run-plainly.ts";

const network = graph({ X: f32("batch", 2), y: u8("batch") }, ({ X, y }, g) => {
  const layer = dense(X, {
    weights: g.constant([
      [1, 0],
      [0, 1],
    ]),
    biases: g.constant([0.5, -0.5]),
  });
  const p = softmax(relu(layer));
  return { p, loss: crossentropy(p, y) };
});
const feeds = {
  X: [
    [1, 2],
    [3, 4],
  ],
  y: [0, 1],
};

describe.each([reference, wasm()])("on $name", (backend) => {
  const compile: typeof compileOn = (graph, options) => compileOn(graph, { backend, ...options });

  describe("trace", () => {
    const run = trace(compile(network), feeds);

    it("shows the lowered graph that ran, with a value and a size for every node and a time for every step", () => {
      expect(print(run.graph)).toMatchInlineSnapshot(`
        "X = input : float32[batch, 2]
        y = input : uint8[batch]
        constant1 = constant [1, 0, 0, 1] : float32[2, 2]
        constant2 = constant [0.5, -0.5] : float32[2]
        dense1.matmul1 = matmul(X, constant1) : float32[batch, 2]  # scope "dense1"
        dense1 = add(dense1.matmul1, constant2) : float32[batch, 2]  # scope "dense1"
        constant3 = constant 0 : float32[]
        relu1 = maximum(constant3, dense1) : float32[batch, 2]  # scope "relu1"
        softmax1.max1 = max(relu1) {axis: [1], keepdims: true} : float32[batch, 1]  # scope "softmax1"
        softmax1.sub1 = sub(relu1, softmax1.max1) : float32[batch, 2]  # scope "softmax1"
        softmax1.exp1 = exp(softmax1.sub1) : float32[batch, 2]  # scope "softmax1"
        softmax1.sum1 = sum(softmax1.exp1) {axis: [1], keepdims: true} : float32[batch, 1]  # scope "softmax1"
        softmax1 = div(softmax1.exp1, softmax1.sum1) : float32[batch, 2]  # scope "softmax1"
        crossentropy1.gather1 = gather(softmax1, y) : float32[batch]  # scope "crossentropy1"
        crossentropy1.clip1 = clip(crossentropy1.gather1) {max: 0.9999999, min: 1e-7} : float32[batch]  # scope "crossentropy1"
        crossentropy1.log1 = log(crossentropy1.clip1) : float32[batch]  # scope "crossentropy1"
        crossentropy1.neg1 = neg(crossentropy1.log1) : float32[batch]  # scope "crossentropy1"
        crossentropy1 = mean(crossentropy1.neg1) {axis: [0], keepdims: false} : float32[]  # scope "crossentropy1"
        output p = softmax1
        output loss = crossentropy1"
      `);
      const ids = Object.keys(run.graph.nodes).sort();
      expect(Object.keys(run.values).sort()).toEqual(ids);
      expect(Object.keys(run.bytes).sort()).toEqual(ids);
      expect(Object.keys(run.times).sort()).toEqual(ids.filter((id) => run.graph.nodes[id]?.inputs.length !== 0));
      expect(Object.values(run.times).every((time) => time >= 0)).toBe(true);
    });

    it("keeps values that a run writes over", () => {
      // relu1 is written over dense1 in a run; here both are left. By hand: X + [0.5, −0.5].
      expect(exactly(run.values.dense1 as NdArray)).toBe("float32[2,2] 1.5 1.5 3.5 3.5");
      expect(run.bytes).toMatchObject({ X: 16, y: 2, dense1: 16, "crossentropy1.gather1": 8 });
    });

    it("takes the shortest time of the repeats, by the given clock", () => {
      const one = compile(graph({ x: f32(1) }, ({ x }) => ({ y: relu(x) })));
      // Before and after the step, and before what comes next: 7, then 3.
      const ticks = [0, 7, 100, 200, 203, 300];
      expect(trace(one, { x: [1] }, { repeat: 2, now: () => ticks.shift() as number }).times).toEqual({ relu1: 3 });
    });

    it("computes what is fetched only, and leaves parameters and views as they were", () => {
      const descent = graph({ x: f32(1) }, ({ x }, g) => {
        const w = g.parameter("w", [1], { init: [4] });
        g.update(w, sub(w, x));
        return { w, x };
      });
      const program = compile(descent);
      const { w } = program.run({ x: [1] }, ["w"], { copy: false });
      expect(Object.keys(trace(program, { x: [1] }, { fetch: ["x"] }).values)).toEqual(["x", "w", "sub1"]);
      expect([w.item(), program.parameters.w?.item()]).toEqual([4, 3]);
    });

    it("refuses feeds as a run does", () => {
      expect(thrown(() => trace(compile(network), { ...feeds, y: [0, 2] }))).toMatchInlineSnapshot(`
        "FeedError index-range at crossentropy1
        crossentropy: labels must be in 0 … 1, got 2 in row 1 (node "crossentropy1"); correct the labels"
      `);
      expect(thrown(() => trace(compile(network), { X: feeds.X }))).toMatchInlineSnapshot(`
        "FeedError missing-feed at y
        run: input "y" uint8[batch] must be fed, got nothing (node "y"); pass { y: … } or fetch outputs that do not need it"
      `);
      expect(thrown(() => trace(compile(network), feeds, { fetch: ["q"] }))).toMatchInlineSnapshot(`
        "GraphError unknown-output
        run: fetch must name outputs (p, loss) or nodes, got "q"; return it from build or correct the name"
      `);
    });
  });

  describe("tracer", () => {
    const shown = ({ values, bytes }: Trace): unknown => [Object.entries(values).map(([id, value]) => `${id} ${exactly(value)}`), bytes];
    const descent = () =>
      graph({ x: f32("n") }, ({ x }, g) => {
        const w = g.parameter("w", [], { init: 4 });
        const y = mul(x, w, { name: "y" });
        g.update(w, sub(w, sum(y)));
        return { y, total: sum(y) };
      });

    it("gives what trace gives of a program of its own, after parameters and batch sizes have changed", () => {
      const program = compile(descent());
      const look = tracer(program);
      for (const x of [[0.5], [1, 2, 3], [2], [1, 2, 3], []]) {
        const alone = compile(descent(), { parameters: program.parameters });
        expect(shown(look({ x }))).toEqual(shown(trace(alone, { x })));
        program.run({ x });
      }
      // By hand: w ← w (1 − Σ x), from 4 on: 2, −10, 10, −50, −50.
      expect(program.parameters.w?.item()).toBe(-50);
      program.setParameters({ w: 7 });
      expect(look({ x: [1, 2] }).values.y?.tolist()).toEqual([7, 14]);
    });

    it("prepares each size once, as trace does, and a run of that size something else", () => {
      let prepared = 0;
      const counting: Backend = {
        ...backend,
        prepare: (...given) => {
          prepared++;
          return backend.prepare(...given);
        },
      };
      const program = compile(descent(), { backend: counting });
      const look = tracer(program);
      for (const x of [[1], [1, 2], [1], [1, 2]]) {
        look({ x });
        trace(program, { x });
      }
      expect(prepared).toBe(2);
      program.run({ x: [1] });
      expect(prepared).toBe(3);
    });

    it("gives arrays that stay as they are, and leaves views and what is fed as they were", () => {
      const program = compile(descent());
      const look = tracer(program, { fetch: ["y"] });
      const { y } = program.run({ x: [1, 2] }, ["y"], { copy: false });
      const first = look({ x: y });
      expect([y, first.values.x, first.values.y].map((value) => value?.tolist())).toEqual([
        [4, 8],
        [4, 8],
        [-32, -64],
      ]);
      const before = shown(first);
      const second = look({ x: first.values.y as NdArray });
      expect(second.values.x?.tolist()).toEqual([-32, -64]);
      expect(shown(first)).toEqual(before);
    });
  });
});

describe("trace on the reference", () => {
  it("has, bit for bit, the value of every node computed alone (200 random graphs)", () => {
    fc.assert(
      fc.property(randomDag, ({ graph, feeds }) => {
        const { graph: ran, values } = trace(compileOn(graph, { backend: reference }), feeds, { repeat: 2 });
        const alone = runPlainly(ran as Graph, feeds);
        for (const [id, value] of Object.entries(values))
          expect(`${id} ${exactly(value)}`).toBe(`${id} ${exactly(alone.get(id) as NdArray)}`);
      }),
      { numRuns: 200, seed: 3 },
    );
  });
});
