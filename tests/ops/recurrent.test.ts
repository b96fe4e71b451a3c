import { readFileSync } from "node:fs";
import {
  adam,
  add,
  argmaxAccuracy,
  type Backend,
  checkGradients,
  compile,
  concat,
  crossentropy,
  dense,
  evaluate,
  f32,
  f64,
  fit,
  graph,
  gru,
  i32,
  lower,
  lstm,
  mean,
  mul,
  NdArray,
  print,
  random,
  reference,
  scan,
  simpleRnn,
  softmax,
  standardOps,
  sum,
  tanh,
  text,
  wasm,
} from "dagrad";
import { describe, expect, it, test } from "vitest";
import { apply } from "../../graph/apply.ts";
import { GraphBuilder } from "../../graph/builder.ts";
import { type DType, isFloat } from "../../graph/dtype.ts";
import type { Attrs } from "../../graph/graph.ts";
import type { AnyTensor, Composite, Op, Operands } from "../../graph/op.ts";
import { thrown } from "../graph/thrown.ts";
import { op } from "../graph/untyped-ops.ts";

interface Given {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly data: readonly number[];
}
interface Case {
  readonly op: string;
  readonly name: string;
  readonly attrs: Attrs;
  readonly inputs: readonly Given[];
  readonly output: Given;
}
const { cases } = JSON.parse(readFileSync(new URL("../fixtures/ops-recurrent.json", import.meta.url), "utf8")) as {
  readonly cases: readonly Case[];
};
const value = ({ dtype, shape, data }: Given): NdArray =>
  new NdArray(dtype === "float32" ? Float32Array.from(data) : Float64Array.from(data), [...shape], dtype);
const layers = ["simpleRnn", "lstm", "gru"];

/** The graph of one layer, and its feeds. */
function layer({ op: name, attrs, inputs }: Case) {
  const feeds = Object.fromEntries(inputs.map((one, i) => [`x${i}`, value(one)]));
  const types = Object.fromEntries(
    inputs.map(({ dtype, shape }, i) => [`x${i}`, (dtype === "float32" ? f32 : f64)(...(shape as [number]))]),
  );
  const network = graph(types, (handles) => ({ y: apply(standardOps.get(name) as Op, Object.values(handles), attrs) }));
  return { network, feeds };
}

/** The largest difference, in units of 2⁻²³ or 2⁻⁵² at 1: states are at most about 1, those of relu some. */
const off = (a: NdArray, b: NdArray): number => {
  const unit = b.dtype === "float32" ? 2 ** -23 : 2 ** -52;
  return [...b.data].reduce(
    (most: number, right, i) =>
      Math.max(most, Math.abs((a.data[i] as number) - (right as number)) / unit / Math.max(1, Math.abs(right as number))),
    0,
  );
};

describe.each<Backend>([reference, wasm()])("on $name", (backend) => {
  it.each(layers)("%s gives what NumPy gives step by step, within 16 units in the last place of 1", (name) => {
    // The engine sums float64 as the reference does.
    for (const one of cases.filter((each) => each.op === name && (backend === reference || each.output.dtype === "float32"))) {
      const { network, feeds } = layer(one);
      const y = compile(network, { backend }).run(feeds).y as NdArray;
      expect([one.name, y.shape]).toEqual([one.name, one.output.shape]);
      expect(off(y, value(one.output)), `${one.name} ${JSON.stringify(one.attrs)}`).toBeLessThanOrEqual(16);
    }
  });
});

it.each(layers)(
  "%s has a definition, steps by themselves, that gives what its lowered form gives, one product for all steps, within 16 units",
  (name) => {
    for (const one of cases.filter((each) => each.op === name && each.output.dtype === "float64")) {
      const builder = new GraphBuilder();
      const handles = one.inputs.map(({ dtype, shape }, i) => builder.leaf("input", {}, { dtype, shape }, `x${i}`));
      expect((standardOps.get(name) as Composite).definition(handles as unknown as Operands<AnyTensor>, one.attrs).shape).toEqual(
        one.output.shape,
      );
      const { network, feeds } = layer(one);
      const textbook = compile(lower(network, { form: "textbook" }), { backend: reference }).run(feeds).y as NdArray;
      expect(off(textbook, value(one.output))).toBeLessThanOrEqual(16);
    }
  },
);

describe.each(layers)("%s", (name) => {
  it("agrees with differences of float64, by all operands", () => {
    for (const one of cases.filter(
      (each) => each.op === name && each.output.dtype === "float64" && each.attrs.activation === "tanh" && each.output.data.length > 0,
    )) {
      const feeds = Object.fromEntries(one.inputs.map((each, i) => [`x${i}`, value(each)]));
      const types = Object.fromEntries(one.inputs.map(({ shape }, i) => [`x${i}`, f64(...(shape as [number]))]));
      const network = graph(types, (handles, g) => {
        const y = apply(standardOps.get(name) as Op, Object.values(handles), one.attrs) as AnyTensor;
        return { y, loss: sum(mul(g.constant(random(7).normal(0, 1, y.shape as number[]), {}), y)) };
      });
      const by = one.inputs.flatMap(({ dtype }, i) => (isFloat(dtype) ? [`x${i}`] : []));
      const { ok, tensors } = checkGradients(network, feeds, { of: "loss", with: by, elements: 3 });
      expect(
        tensors.filter(({ error }) => error > 1e-6),
        one.name,
      ).toEqual([]);
      expect(ok).toBe(true);
    }
  });
});

test("layers make parameters of their own, biases of the forget gate at 1, and go one way or both", () => {
  const network = graph({ x: f32("batch", "time", 3) }, ({ x }) => ({
    last: lstm(x, { units: 2, name: "memory" }),
    all: gru(x, { units: 2, returnSequences: true, bias: false, init: "glorotUniform" }),
    both: simpleRnn(x, { units: 2, bidirectional: true, name: "ways" }),
  }));
  expect(print(network)).toMatchInlineSnapshot(`
    "x = input : float32[batch, time, 3]
    memory.weights = parameter randn(0.01) : float32[3, 8]
    memory.recurrentWeights = parameter randn(0.01) : float32[2, 8]
    memory.biases = parameter [0, 0, 1, 1, 0, 0, 0, 0] : float32[8]
    memory = lstm(x, memory.weights, memory.recurrentWeights, memory.biases) {activation: "tanh", initial: false, returnSequences: false, reverse: false} : float32[batch, 2]
    gru1.weights = parameter glorotUniform : float32[3, 6]
    gru1.recurrentWeights = parameter glorotUniform : float32[2, 6]
    gru1 = gru(x, gru1.weights, gru1.recurrentWeights) {activation: "tanh", initial: false, resetAfter: true, returnSequences: true, reverse: false} : float32[batch, time, 2]
    ways.forward.weights = parameter randn(0.01) : float32[3, 2]
    ways.forward.recurrentWeights = parameter randn(0.01) : float32[2, 2]
    ways.forward.biases = parameter zeros : float32[2]
    ways.forward = simpleRnn(x, ways.forward.weights, ways.forward.recurrentWeights, ways.forward.biases) {activation: "tanh", initial: false, returnSequences: false, reverse: false} : float32[batch, 2]
    ways.backward.weights = parameter randn(0.01) : float32[3, 2]
    ways.backward.recurrentWeights = parameter randn(0.01) : float32[2, 2]
    ways.backward.biases = parameter zeros : float32[2]
    ways.backward = simpleRnn(x, ways.backward.weights, ways.backward.recurrentWeights, ways.backward.biases) {activation: "tanh", initial: false, returnSequences: false, reverse: true} : float32[batch, 2]
    ways = concat(ways.forward, ways.backward) {axis: 1} : float32[batch, 4]
    output last = memory
    output all = gru1
    output both = ways"
  `);
  const { last, all, both } = compile(network, { random: random(1) }).run({ x: random(2).normal(0, 1, [4, 5, 3]) });
  expect([last.shape, all.shape, both.shape]).toEqual([
    [4, 2],
    [4, 5, 2],
    [4, 4],
  ]);
});

test("both ways are what one way and the other are, side by side", () => {
  const network = graph({ x: f32(2, 4, 3) }, ({ x }, g) => {
    const both = gru(x, { units: 2, bidirectional: true, returnSequences: true, name: "g" });
    return { both, g: sum(g.parameter("one", [1])) };
  });
  const program = compile(network, { backend: reference, random: random(3) });
  const feeds = { x: random(4).normal(0, 1, [2, 4, 3]) };
  const { both } = program.run(feeds);
  const parts = graph({ x: f32(2, 4, 3) }, ({ x }, g) => {
    const given = (way: string) => ({
      weights: g.parameter(`${way}.weights`, [3, 6]),
      recurrentWeights: g.parameter(`${way}.recurrentWeights`, [2, 6]),
      biases: g.parameter(`${way}.biases`, [2, 6]),
      returnSequences: true as const,
    });
    return { y: concat([gru(x, given("forward")), gru(x, { ...given("backward"), reverse: true })], { axis: -1 }) };
  });
  const parameters = Object.fromEntries(
    Object.entries(program.parameters).flatMap(([id, array]) => (id.startsWith("g.") ? [[id.slice(2), array]] : [])),
  );
  const { y } = compile(parts, { backend: reference, parameters }).run(feeds);
  expect([...(both as NdArray).data]).toEqual([...(y as NdArray).data]);
});

test("what does not fit is refused with the whole error", () => {
  const refused = (build: (x: any, g: any) => unknown): string =>
    thrown(() =>
      graph(
        { x: f32("batch", "time", 3), flat: f32("batch", 3), none: f32("batch", 0, 3), wide: f32("batch", "time", "features") },
        (x, g) => ({ y: build(x, g) as never }),
      ),
    );
  expect([
    refused(({ flat }) => op.lstm(flat, { units: 4 })),
    refused(({ none }) => op.gru(none, { units: 4 })),
    refused(({ wide }) => op.lstm(wide, { units: 4 })),
    refused(({ x }) => op.lstm(x)),
    refused(({ x }) => op.lstm(x, { units: 0 })),
    refused(({ x }) => op.simpleRnn(x, { units: 4, activation: "tanh" })),
    refused(({ x }) => op.simpleRnn(x, { units: 4, activation: op.exp })),
    refused(({ x }) => op.gru(x, { units: 4, returnSequences: 1 })),
    refused(({ x }) => op.gru(x, { units: 4, resetAfter: "yes" })),
    refused(({ x }) => op.lstm(x, { units: 4, return_sequences: true })),
    refused(({ x, flat }) => op.lstm(x, { units: 4, initial: flat })),
    refused(({ x, flat }) => op.lstm(x, { units: 4, initial: { h: flat, c: flat } })),
    refused(({ x, flat }) => op.gru(x, { units: 4, bidirectional: true, initial: flat })),
    refused(({ x }, g) => op.lstm(x, { weights: g.parameter("w", [3, 8]) })),
    refused(({ x }, g) => op.lstm(x, { weights: g.parameter("w", [3, 8]), recurrentWeights: g.parameter("u", [2, 7]) })),
    refused(({ x }, g) => op.lstm(x, { weights: g.parameter("w", [8, 3]), recurrentWeights: g.parameter("u", [2, 8]) })),
    refused(({ x }, g) =>
      op.gru(x, { weights: g.parameter("w", [3, 6]), recurrentWeights: g.parameter("u", [2, 6]), biases: g.parameter("b", [6]) }),
    ),
  ]).toMatchInlineSnapshot(`
    [
      "OpError rank at lstm1
    lstm: x must be [batch, time, features], got float32[batch, 3] (node "lstm1"); reshape or transpose it",
      "OpError no-steps at gru1
    gru: x must have at least one step, got float32[batch, 0, 3] (node "gru1"); give sequences that are not empty",
      "OpError symbolic-features at lstm1
    lstm: last axis of x must be a number, got x float32[batch, time, features] (node "lstm1"); give the feature size as a number",
      "OpError units at lstm1
    lstm: units must be a whole number ≥ 1, got nothing (node "lstm1"); write lstm(x, { units: 64 })",
      "OpError units at lstm1
    lstm: units must be a whole number ≥ 1, got 0 (node "lstm1"); correct units",
      "OpError activation at simpleRnn1
    simpleRnn: activation must be tanh, relu or sigmoid, as dagrad exports them, got "tanh" (node "simpleRnn1"); give one of them, or write the steps with scan",
      "OpError activation at simpleRnn1
    simpleRnn: activation must be tanh, relu or sigmoid, as dagrad exports them, got a function (node "simpleRnn1"); give one of them, or write the steps with scan",
      "OpError bad-option at gru1
    gru: returnSequences must be true or false, got 1 (node "gru1"); correct returnSequences",
      "OpError bad-option at gru1
    gru: resetAfter must be true or false, got "yes" (node "gru1"); correct resetAfter",
      "OpError bad-option
    lstm: options must be some of { units, init, bias, bidirectional, weights, initial, returnSequences, reverse, activation, name }, got "return_sequences"; did you mean returnSequences?",
      "OpError bad-argument
    lstm: initial must be { h, c }, got float32[batch, 3]; give both states",
      "OpError recurrent-shape at lstm1
    lstm: initial states must be [batch, 4], got float32[batch, 3] (node "lstm1"); transpose or resize them",
      "OpError bidirectional-states at gru1
    gru: initial states must be those of one direction, got bidirectional: true (node "gru1"); make two layers, one with reverse, and concat them",
      "OpError recurrent-weights at lstm1
    lstm: recurrentWeights must be given beside weights, got nothing (node "lstm1"); give both, or { units }",
      "OpError recurrent-shape at lstm1
    lstm: recurrentWeights must be [2, 8], got float32[2, 7] (node "lstm1"); transpose or resize them",
      "OpError recurrent-shape at lstm1
    lstm: weights must be [3, 8], got float32[8, 3] (node "lstm1"); transpose or resize them",
      "OpError recurrent-shape at gru1
    gru: biases must be [2, 6], got float32[6] (node "gru1"); transpose or resize them",
    ]
  `);
});

test("sequences of no steps, which a run tells, leave the states as they began", () => {
  const network = graph({ x: f32("batch", "time", 3) }, ({ x }) => ({
    y: lstm(x, { units: 2 }),
    all: lstm(x, { units: 2, returnSequences: true }),
  }));
  for (const backend of [reference, wasm()]) {
    const { y, all } = compile(network, { backend }).run({ x: new NdArray(new Float32Array(0), [2, 0, 3], "float32") });
    expect([[...(y as NdArray).data], (all as NdArray).shape]).toEqual([
      [0, 0, 0, 0],
      [2, 0, 2],
    ]);
  }
});

test("is written with what changes its result", () => {
  const network = graph({ x: f32("batch", "time", 3) }, ({ x }) => ({ y: lstm(x, { units: 2, reverse: true, returnSequences: true }) }));
  expect(text(network, "y")).toMatchInlineSnapshot(`"lstm(x, w₁, wr₁, b₁, reversed, all steps)"`);
});

test("metrics over batches are those over all rows, in training, too; a loop over the rows themselves tells none", async () => {
  const build = ({ x, y }: any) => {
    const p = softmax(dense(lstm(x, { units: 4 }), { units: 3 }));
    return { loss: crossentropy(p, y), accuracy: argmaxAccuracy(p, y) };
  };
  const network = graph({ x: f32("batch", "time", 3), y: i32("batch") }, build);
  const data = { x: random(1).normal(0, 1, [14, 4, 3]), y: random(2).randint(0, 3, [14]) };
  const program = compile(network, { random: random(0) });
  const [whole, parts] = [await evaluate(program, data, { batchSize: 14 }), await evaluate(program, data, { batchSize: 5 })];
  expect(Math.abs(whole.loss - parts.loss)).toBeLessThan(1e-6);
  expect(parts.accuracy).toBe(whole.accuracy);
  const { network: trained } = await fit(network, {
    data,
    minimize: "loss",
    optimizer: adam({ learningRate: 0.05 }),
    epochs: 10,
    batchSize: 5,
    seed: 1,
  });
  expect((await evaluate(trained, data, { batchSize: 5 })).loss).toBeLessThan(whole.loss);
  const along = graph({ x: f32("rows", 3) }, ({ x }) => {
    const { all } = scan({ carry: { h: mul(sum(x, { axis: 0 }), 0) }, over: { x } }, ({ h, x }) => ({
      h: tanh(add(h, x as never)),
      all: h,
    }));
    return { loss: mean(all as never) };
  });
  const refused = evaluate(compile(along), { x: random(3).normal(0, 1, [6, 3]) } as never, { batchSize: 4 });
  await expect(refused).rejects.toThrow(/^evaluate: "loss" must be made of sums, means and maxima over rows .* got scan/);
});
