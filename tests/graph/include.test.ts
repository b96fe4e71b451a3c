import {
  add,
  apply as applyOp,
  bool,
  broadcastTo,
  check,
  checkGradients,
  compile,
  crossentropy,
  defineOp,
  dense,
  diff,
  dot,
  dropout,
  exp,
  f32,
  f64,
  type Graph,
  gradients,
  graph,
  i32,
  include,
  lower,
  matmul,
  mean,
  mul,
  type NdArray,
  opsOf,
  parse,
  print,
  random,
  reference,
  relu,
  reshape,
  sgd,
  softmax,
  sub,
  sum,
  tanh,
  trainStep,
  u8,
} from "dagrad";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { randomDag } from "../src/random-dag.ts";
import { thrown } from "./thrown.ts";

const encoder = graph({ x: f32("batch", 3) }, ({ x }) => ({ h: tanh(dense(x, { units: 2 })), p: softmax(x) }));
const points = [
  [0.5, -1, 2],
  [3, 0.25, -0.125],
];

/** What a graph gives by itself, with the parameters of `prefix` of a program around it. */
function alone(inner: Graph<any, any>, parameters: Readonly<Record<string, NdArray>>, prefix: string, feeds: object) {
  const own = Object.entries(parameters).filter(([id]) => id.startsWith(prefix));
  const given = Object.fromEntries(own.map(([id, value]) => [id.slice(prefix.length), value]));
  return compile(inner, { backend: reference, parameters: given }).run(feeds as never) as Record<string, NdArray>;
}

/** What a run gives, or the code of the error that it ends in. */
function outcome(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return (error as { readonly code: string }).code;
  }
}

describe("include", () => {
  it("puts the nodes of a graph into another one: under a name, in a scope, with their parameters", () => {
    const outer = graph({ image: f32("rows", 3) }, ({ image }, g) => {
      const { h } = include(g, encoder, { x: mul(image, 2) }, { name: "encoder" });
      return { y: relu(h) };
    });
    check(outer);
    expect(print(outer)).toMatchInlineSnapshot(`
      "image = input : float32[rows, 3]
      constant1 = constant 2 : float32[]
      mul1 = mul(image, constant1) : float32[rows, 3]
      encoder.dense1.weights = parameter randn(0.01) : float32[3, 2]  # scope "encoder"
      encoder.dense1.biases = parameter zeros : float32[2]  # scope "encoder"
      encoder.dense1 = dense(mul1, encoder.dense1.weights, encoder.dense1.biases) : float32[rows, 2]  # scope "encoder"
      encoder.tanh1 = tanh(encoder.dense1) : float32[rows, 2]  # scope "encoder"
      encoder.softmax1 = softmax(mul1) {axis: 1} : float32[rows, 3]  # scope "encoder"
      relu1 = relu(encoder.tanh1) : float32[rows, 2]
      output y = relu1"
    `);
  });

  it("gives what the graph gives by itself, bit for bit", () => {
    const outer = graph({ image: f32("rows", 3) }, ({ image }, g) => ({ ...include(g, encoder, { x: image }) }));
    const program = compile(outer, { backend: reference, random: random(3) });
    expect(program.run({ image: points })).toEqual(alone(encoder, program.parameters, "included1.", { x: points }));
  });

  it("gives what the graph gives by itself, bit for bit, and is a valid graph, of 200 random ones, imported or not, with sizes or names", () => {
    fc.assert(
      fc.property(randomDag, fc.boolean(), fc.boolean(), ({ graph: inner, feeds }, isImported, isSized) => {
        const rows: number | string = isSized ? (feeds.k?.shape[0] as number) : "rows";
        const given = isImported ? parse(JSON.stringify(inner)) : inner;
        const outer = graph({ X: f32(rows, 3), k: i32(rows), m: bool(rows, 1) }, ({ X, k, m }, g) => ({
          ...include(g, given, { X, k, m } as never, { name: "i" }),
        }));
        check(outer);
        expect(Object.values(outer.nodes).length).toBe(Object.values(inner.nodes).length);
        const program = compile(outer as Graph<any, any>, { backend: reference, random: random(2) });
        const own = Object.entries(program.parameters).map(([id, value]) => [id.slice("i.".length), value]);
        const alone = compile(given as Graph<any, any>, { backend: reference, parameters: Object.fromEntries(own) });
        for (let run = 0; run < 2; run++) expect(outcome(() => program.run(feeds))).toEqual(outcome(() => alone.run(feeds)));
      }),
      { seed: 21, numRuns: 200 },
    );
  });

  it("is drawn, lowered, differentiated and trained like the rest; its gradients agree with differences within 1e-6", () => {
    const head = graph({ X: f32("n", 3), y: u8("n") }, ({ X, y }, g) => {
      const { h } = include(g, encoder, { x: X });
      return { loss: crossentropy(softmax(dense(h, { units: 2, init: { randn: 1 } })), y) };
    });
    const feeds = { X: points, y: [0, 1] };
    const { ok, tensors } = checkGradients(compile(head, { random: random(1) }), feeds, { of: "loss" });
    expect(ok).toBe(true);
    expect(tensors.map(({ id }) => id)).toContain("included1.dense1.weights");
    check(lower(head));
    expect(dot(head)).toMatch(/label="included1 *\\l"/);
    const step = compile(trainStep(head, { minimize: "loss", optimizer: sgd({ learningRate: 0.5 }) }), { random: random(1) });
    const losses = Array.from({ length: 20 }, () => step.run(feeds, ["loss"]).loss.data[0] as number);
    expect(losses.at(-1)).toBeLessThan(losses[0] as number);
  });

  it("twice makes two sets of parameters; under one name it is refused", () => {
    const twice = graph({ a: f32("n", 3), b: f32("n", 3) }, ({ a, b }, g) => ({
      y: sub(include(g, encoder, { x: a }).h, include(g, encoder, { x: b }).h),
    }));
    expect(Object.keys(twice.nodes).filter((id) => twice.nodes[id]?.op === "parameter")).toEqual([
      "included1.dense1.weights",
      "included1.dense1.biases",
      "included2.dense1.weights",
      "included2.dense1.biases",
    ]);
    const again = (first: string, second: string) => () =>
      graph({ x: f32(3, 3) }, ({ x }, g) => {
        include(g, encoder, { x }, { name: first });
        return include(g, encoder, { x }, { name: second });
      });
    expect(thrown(again("one", "one"))).toMatchInlineSnapshot(`
      "GraphError duplicate-name at one.dense1.weights
      include: names must be unique, got a second "one.dense1.weights"; include the graph under another name"
    `);
    // A free name is another one where the wanted id is a node's.
    const named = graph({ x: f32(3, 3) }, ({ x }, g) => ({ y: include(g, encoder, { x: exp(x, { name: "included1.dense1" }) }).h }));
    expect(named.outputs.y).toBe("included2.tanh1");
    expect(
      thrown(() => graph({ x: f32(3, 3) }, ({ x }, g) => include(g, encoder, { x: exp(x, { name: "e" }) }, { name: "e" }))),
    ).toMatchInlineSnapshot(`
      "GraphError duplicate-name at e
      include: names must be unique, got a second "e"; include the graph under another name"
    `);
  });

  it("nests, inside of scopes and of included graphs", () => {
    const middle = graph({ v: f32("m", 3) }, ({ v }, g) =>
      g.scope("Inner part", () => ({ z: include(g, encoder, { x: v }, { name: "e" }).h })),
    );
    const outer = graph({ w: f32(2, 3) }, ({ w }, g) => g.scope("Around", () => include(g, middle, { v: w }, { name: "m" })));
    expect(outer.nodes["m.e.dense1"]?.scope).toEqual(["Around", "m", "Inner part", "e"]);
    const program = compile(outer, { backend: reference, random: random(3) });
    expect(program.run({ w: points }).z).toEqual(alone(encoder, program.parameters, "m.e.", { x: points }).h);
  });

  it("takes an imported graph, of which nothing is known when compiling", () => {
    const imported = parse(JSON.stringify(encoder));
    const outer = graph({ x: f32("n", 3) }, ({ x }, g) => ({ y: include(g, imported, { x }).h as never }));
    const program = compile(outer, { backend: reference, random: random(3) });
    expect(program.run({ x: points }).y).toEqual(alone(imported, program.parameters, "included1.", { x: points }).h);
  });

  it("makes of a named dim what the inputs have there, in shapes and attributes, another name or a size", () => {
    const stretched = graph({ x: f32("batch", 2), b: f32("batch") }, ({ x, b }) => ({
      y: add(x, broadcastTo(reshape(b, { shape: ["batch", 1] }), { shape: ["batch", 2] })),
    }));
    const outer = (batch: string | number) =>
      graph({ x: f32(batch as number, 2), b: f32(batch as number) }, ({ x, b }, g) => include(g, stretched, { x, b }));
    for (const batch of ["rows", 4]) {
      const one = outer(batch);
      check(one as Graph);
      expect(one.nodes[one.outputs.y as string]?.shape).toEqual([batch, 2]);
      expect(print(one as Graph)).not.toContain("batch");
    }
    // Names are replaced at once: one that stands for another is not replaced again.
    const swapped = graph({ a: f32("m", "n") }, ({ a }, g) =>
      include(
        g,
        graph({ x: f32("n", "m") }, ({ x }) => ({ y: exp(x) })),
        { x: a },
      ),
    );
    expect(swapped.nodes[swapped.outputs.y as string]?.shape).toEqual(["m", "n"]);
  });

  it("gives an input that is an output as the tensor that it was given", () => {
    const through = graph({ x: f32(2) }, ({ x }) => ({ x, y: exp(x) }));
    const outer = graph({ a: f32(2) }, ({ a }, g) => ({ ...include(g, through, { x: a }) }));
    expect(outer.outputs).toEqual({ x: "a", y: "included1.exp1" });
  });

  it("brings constants and updates along", () => {
    const counting = graph({ x: f64() }, ({ x }, g) => {
      const total = g.parameter("total", [], { init: "zeros", dtype: "float64" });
      g.update(total, add(total, mul(x, g.constant(2, { dtype: "float64" }))));
      return { total };
    });
    const outer = graph({ x: f64() }, ({ x }, g) => ({ ...include(g, counting, { x }, { name: "c" }) }));
    check(outer as Graph);
    expect(outer.updates).toEqual({ "c.total": "c.add1" });
    const program = compile(outer, { backend: reference });
    expect([1, 2, 3].map((x) => program.run({ x }).total.data[0])).toEqual([0, 2, 6]);
  });

  it("brings along what is said of gradients, but for those by the inputs", () => {
    const squared = graph({ x: f32(2) }, ({ x }, g) => ({ loss: sum(mul(mul(x, x), g.parameter("w", [2]))) }));
    const outer = graph(
      { a: f32(2) },
      ({ a }, g) => ({ ...include(g, gradients(squared, { of: "loss", with: ["w", "x"] }), { x: a }, { name: "i" }) }) as never,
    );
    check(outer as Graph);
    expect((outer as Graph).gradients).toEqual([
      { of: "i.sum1", with: ["i.w"], cotangents: { "i.mul2": "i.d.mul2", "i.mul1": "i.d.mul1", "i.w": "i.d.w" } },
    ]);
  });

  it("carries the ops of the graph's nodes, and refuses another of the same name", () => {
    const own = (factor: number) =>
      defineOp({
        name: "scaledBy",
        inputs: ["x"],
        attrs: {},
        infer: ([x]) => ({ shape: x.shape, dtype: x.dtype }),
        definition: ([x]) => mul(x, factor),
      });
    const used = (factor: number) => graph({ x: f32(2) }, ({ x }) => ({ y: applyOp(own(factor), [x]) }));
    const outer = graph({ a: f32(2) }, ({ a }, g) => ({ ...include(g, used(2), { x: a }) }));
    expect(opsOf(outer).has("scaledBy")).toBe(true);
    expect(
      compile(outer)
        .run({ a: [1, 2] })
        .y.tolist(),
    ).toEqual([2, 4]);
    expect(
      thrown(() => graph({ a: f32(2) }, ({ a }, g) => ({ b: include(g, used(2), { x: a }).y, c: include(g, used(3), { x: a }).y }))),
    ).toMatchInlineSnapshot(`
      "GraphError duplicate-op
      ops: two ops must not share a name, got two "scaledBy"; rename one"
    `);
    // Ops that an imported graph may use and does not are left behind.
    const imported = parse(JSON.stringify(graph({ x: f32(2) }, ({ x }) => ({ y: exp(x) }))));
    expect([...opsOf(graph({ a: f32(2) }, ({ a }, g) => ({ ...include(g, imported, { x: a }) }) as never)).keys()]).toEqual(["exp"]);
  });

  it("leaves the graph that is included as it is, and is declared in the same order every time", () => {
    const before = JSON.stringify(encoder);
    const build = () => graph({ x: f32("n", 3) }, ({ x }, g) => ({ ...include(g, encoder, { x }) }));
    expect(diff(build() as Graph, build() as Graph).same).toBe(true);
    expect(JSON.stringify(encoder)).toBe(before);
    expect(parse(JSON.stringify(build()))).toEqual(build());
  });

  it("names the parts of a lowered composite after it, so that pictures find them", () => {
    const lowered = lower(encoder);
    const outer = graph({ x: f32("n", 3) }, ({ x }, g) => ({ ...include(g, lowered, { x }, { name: "low" }) }));
    expect(outer.nodes["low.dense1.matmul1"]?.scope).toEqual(["low", "low.dense1"]);
    check(lower(outer as Graph));
  });

  it("drops out with masks of its own", () => {
    const dropping = graph({ x: f32(1, 64) }, ({ x }) => ({ y: dropout(x, { rate: 0.5 }) }));
    const both = graph({ x: f32(1, 64) }, ({ x }, g) => {
      const w = g.parameter("w", [64], { init: "ones" });
      const [a, b] = [include(g, dropping, { x: mul(x, w) }).y, include(g, dropping, { x: mul(x, w) }).y];
      return { loss: mean(sub(a, b)), same: mean(mul(sub(a, b), sub(a, b))) };
    });
    const step = compile(trainStep(both, { minimize: "loss", optimizer: sgd() }));
    expect(step.run({ x: [Array.from({ length: 64 }, () => 1)] }).same.data[0]).toBeGreaterThan(0);
  });

  it("starts from the values of a program that trained the graph, by their new ids", () => {
    const trained = compile(encoder, { backend: reference, random: random(8) });
    const outer = graph({ x: f32("n", 3) }, ({ x }, g) => ({ ...include(g, encoder, { x }, { name: "encoder" }) }));
    const parameters = Object.fromEntries(Object.entries(trained.parameters).map(([id, value]) => [`encoder.${id}`, value]));
    const program = compile(outer, { backend: reference, parameters });
    expect(program.run({ x: points })).toEqual(trained.run({ x: points }));
  });
});

describe("include refuses", () => {
  const two = graph({ x: f32("batch", 3), y: i32("batch") }, ({ x, y }) => ({ x: exp(x), y }));
  const including = (inputs: (handles: { a: any; b: any; c: any; d: any }) => unknown, name?: unknown, inner: unknown = two) =>
    thrown(() =>
      graph({ a: f32("n", 3), b: i32("n"), c: i32(5), d: f64("n", 3) }, (handles, g) => {
        const untyped = include as (...given: unknown[]) => any;
        return untyped(g, inner, inputs(handles), name === undefined ? {} : { name });
      }),
    );

  it("inputs that are missing or unknown, and what is no list of inputs", () => {
    expect(including(({ a }) => ({ x: a }))).toMatchInlineSnapshot(`
      "GraphError included-inputs at y
      include: every input of the graph must be given, got no "y"; pass a tensor for it"
    `);
    expect(including(({ a, b }) => ({ x: a, y: b, z: a }))).toMatchInlineSnapshot(`
      "GraphError included-inputs
      include: inputs must be those of the graph (x, y), got "z"; correct the name"
    `);
    expect(including(({ a }) => a)).toMatchInlineSnapshot(`
      "GraphError included-inputs
      include: inputs must be tensors by name, such as { x }, got a tensor without a name; name them"
    `);
    expect(including(() => null)).toMatch(/^GraphError included-inputs\n/);
    expect(including(() => [])).toMatch(/^GraphError included-inputs at x\n/);
  });

  it("tensors of another dtype, rank, size, or of another size than a dim has already", () => {
    expect(including(({ b, d }) => ({ x: d, y: b }))).toMatchInlineSnapshot(`
      "GraphError included-type at x
      include: input "x" must be float32[batch, 3], got float64[n, 3] (node "d"); reshape or cast() it"
    `);
    expect(including(({ b }) => ({ x: b, y: b }))).toMatchInlineSnapshot(`
      "GraphError included-type at x
      include: input "x" must be float32[batch, 3], got int32[n] (node "b"); reshape or cast() it"
    `);
    expect(including(({ a, c }) => ({ x: a, y: c }))).toMatchInlineSnapshot(`
      "GraphError included-type at y
      include: input "y" must be int32[batch] where batch = n by "x", got int32[5] (node "c"); reshape or cast() it"
    `);
    const fixed = graph({ x: f32(4, 3) }, ({ x }) => ({ y: x }));
    expect(including(({ a }) => ({ x: a }), undefined, fixed)).toMatchInlineSnapshot(`
      "GraphError included-type at x
      include: input "x" must be float32[4, 3], got float32[n, 3] (node "a"); reshape or cast() it"
    `);
    const square = graph({ x: f32("s", "s") }, ({ x }) => ({ y: x }));
    expect(including(({ a }) => ({ x: a }), undefined, square)).toMatchInlineSnapshot(`
      "GraphError included-type at x
      include: input "x" must be float32[s, s], got float32[n, 3] (node "a"); reshape or cast() it"
    `);
  });

  it("what is no tensor of this graph", () => {
    expect(including(({ b }) => ({ x: [[1, 2, 3]], y: b }))).toMatchInlineSnapshot(`
      "GraphError not-a-tensor at x
      include: input "x" must be a tensor of the graph being built, got a list of 1; make one with g.constant or an op"
    `);
    let foreign: unknown;
    graph({ a: f32(1, 3) }, ({ a }) => {
      foreign = a;
      return { a };
    });
    expect(including(({ b }) => ({ x: foreign, y: b }))).toMatchInlineSnapshot(`
      "GraphError foreign-handle at x
      include: input "x" must be a tensor of the graph being built, got a handle of another graph; make one with g.constant or an op"
    `);
  });

  it("names that are no names, and what is no graph", () => {
    const given = ({ a, b }: { a: unknown; b: unknown }) => ({ x: a, y: b });
    expect(including(given, "a b")).toMatchInlineSnapshot(`
      "GraphError bad-name
      graph: the name of an included graph must start with a letter and hold letters, digits, _ and dots, got "a b"; rename it (titles of scopes may hold any text)"
    `);
    for (const name of ["", "1", "constructor", "__proto__", "a..b", 'x" URL="y', 5, {}])
      expect(including(given, name)).toMatch(/^GraphError bad-name\n/);
    for (const inner of [null, {}]) expect(including(given, "n", inner)).toMatch(/^OpError bad-argument\ninclude: graph must be a graph, /);
    expect(including(given, "n", JSON.parse(JSON.stringify(two)))).toMatch(/^GraphError no-ops\n/);
    const long = "n".repeat(200);
    let deep: Graph<any, any> = two;
    const deeper = () => {
      for (let i = 0; i < 12; i++)
        deep = graph(
          { x: f32("batch", 3), y: i32("batch") },
          ({ x, y }, g) => ({ ...include(g, deep, { x, y } as never, { name: long }) }) as never,
        );
    };
    expect(thrown(deeper)).toMatch(/^GraphError bad-name\n/);
  });

  it("what an op of the graph cannot take any more, in the name of the new node; and dims that cannot be both", () => {
    const pairedOp = defineOp({
      name: "paired",
      inputs: ["x"],
      attrs: {},
      infer: ([x], _, fail) =>
        x.shape[0] === 3
          ? fail({ code: "odd", expected: "x must be of pairs", actual: "3 rows", cure: "pad it" })
          : { shape: x.shape, dtype: x.dtype },
      definition: ([x]) => mul(x, 1),
    });
    const paired = graph({ x: f32("n") }, ({ x }) => ({ z: applyOp(pairedOp, [x]) }));
    expect(thrown(() => graph({ a: f32(3) }, ({ a }, g) => include(g, paired, { x: a })))).toMatchInlineSnapshot(`
      "OpError odd at included1.paired1
      paired: x must be of pairs, got 3 rows (node "included1.paired1"); pad it"
    `);
    const product = graph({ x: f32("n", "k"), y: f32("k", "n") }, ({ x, y }) => ({ z: matmul(x, y) }));
    const outer = graph({ a: f32(2, 3), b: f32(3, 2) }, ({ a, b }, g) => include(g, product, { x: a, y: b }));
    expect(outer.nodes[outer.outputs.z as string]?.shape).toEqual([2, 2]);
    expect(including(({ a }) => ({ x: a, y: a }), undefined, product)).toMatchInlineSnapshot(`
      "GraphError included-type at y
      include: input "y" must be float32[k, n] where k = 3 by "x", n = n by "x", got float32[n, 3] (node "a"); reshape or cast() it"
    `);
  });
});
