import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { apply } from "../../../graph/apply.ts";
import { graph } from "../../../graph/build.ts";
import type { Graph, NodeId } from "../../../graph/graph.ts";
import { f32, f64, i32 } from "../../../graph/input.ts";
import { array, NdArray } from "../../../graph/ndarray.ts";
import { atom } from "../../../graph/notation.ts";
import { defineOp } from "../../../graph/op.ts";
import { random } from "../../../src/data/random.ts";
import { numpy } from "../../../src/export/numpy.ts";
import { lower } from "../../../src/passes/lower.ts";
import { compile } from "../../../src/run/compile.ts";
import { gradients } from "../../../src/train/gradients.ts";
import { type BookGraph, type BookTensor, book, ndarray } from "../../book/book.ts";
import { transposedNetwork, writtenNetwork } from "../../fixtures/fig-1.13.ts";
import { randomGraph } from "../../graph/random-graph.ts";
import { thrown } from "../../graph/thrown.ts";
import { op } from "../../graph/untyped-ops.ts";
import { attention, chapter5, residual } from "./networks.ts";
import { hasNumpy, runPython } from "./run-python.ts";
import { swish } from "./swish.ts";

type Feeds = Readonly<Record<string, NdArray>>;

const forms = ["nested", "statements"] as const;

/** What dagrad computes, and the program that Python is to compute it with. */
function both(net: Graph, output: string, feeds: Feeds, form: (typeof forms)[number], parameters: Feeds = {}) {
  const program = compile(net, { parameters, random: random(1) });
  const expected = program.run(feeds, [output])[output] as NdArray;
  return { expected, program: numpy(net, output, { form, values: { ...program.parameters, ...feeds } }) };
}

/** Runs programs under Python and compares: |found − expected| ≤ tolerance × (1 + |expected|), and shape and dtype are the same. */
function compare(cases: readonly { expected: NdArray; program: string; output: string }[], tolerance: number): void {
  if (!hasNumpy) return;
  const results = runPython(cases.map(({ program, output }) => [program, output]));
  for (const [i, { expected, program }] of cases.entries()) {
    const { dtype, value } = results[i] as (typeof results)[number];
    // Positions have 64 bits in NumPy, 32 here.
    expect({ dtype: dtype === "int64" ? "int32" : dtype, shape: value.shape }, program).toEqual({
      dtype: expected.dtype,
      shape: expected.shape,
    });
    for (const [k, want] of expected.data.entries()) {
      const found = value.data[k] as number;
      const fits = Object.is(found, want) || found === want || Math.abs(found - want) <= tolerance * (1 + Math.abs(want));
      expect(fits, `${found} where ${want} is expected, in\n${program}`).toBe(true);
    }
  }
}

const drawn = (seed: number, ...shape: number[]): NdArray => random(seed).uniform(-1, 1, shape);
const single = (value: NdArray): NdArray => new NdArray(Float32Array.from(value.data), value.shape, "float32");

describe("numpy", () => {
  test.each(forms)("of Fig 1.13 is the same text as ever: %s", async (form) => {
    await expect(numpy(transposedNetwork(3), "loss", { form })).toMatchFileSnapshot(`../../output/fig-1.13-${form}.py`);
  });

  test.each(["corrected_N1", "corrected_N3"] as const)("of Fig 1.13 gives the truth's loss under Python within 1e-15: %s", (name) => {
    const { values } = book.fig113_114.graphs[name] as BookGraph;
    const given = Object.fromEntries(["X", "y", "w1", "b1", "w2", "b2", "w3", "b3"].map((id) => [id, ndarray(values[id] as BookTensor)]));
    const rows = (values.X as BookTensor).shape[0] as number;
    const expected = array(book.fig113_114.results[name] as number);
    const networks = [transposedNetwork(rows), writtenNetwork(rows), transposedNetwork("batch")];
    const programs = networks.flatMap((net) => forms.map((form) => numpy(net, "loss", { form, values: given })));
    compare(
      programs.map((program) => ({ program, expected, output: "loss" })),
      1e-15,
    );
  });

  test("of networks gives under Python what they give when run, within the 1e-5 of float32", () => {
    const X = single(drawn(1, 5, 2));
    const y = new NdArray(Uint8Array.of(0, 2, 1, 1, 0), [5], "uint8");
    const tokens = { X: single(drawn(2, 4, 8)), y_true: single(drawn(3, 4, 8)) };
    const rows = { X: single(drawn(4, 3, 8)), t: single(drawn(5, 3, 2)) };
    const custom = graph({ x: f32("batch", 8) }, ({ x }) => ({ y: op.softmax(swish(op.dense(x, { units: 2, name: "lambda" }))) }));
    const cases: [Graph, Feeds][] = [
      [chapter5, { X, y }],
      [residual, rows],
      [attention, tokens],
      [custom, { x: rows.X }],
    ];
    compare(
      cases.flatMap(([net, feeds]) =>
        forms.flatMap((form) => Object.keys(net.outputs).map((output) => ({ ...both(net, output, feeds, form), output }))),
      ),
      1e-5,
    );
  });

  test("of a gradient with branches that are not taken gives under Python what it gives when run: 0, not NaN", () => {
    const net = graph({ x: f64("rows") }, ({ x }) => {
      const roots = op.sqrt(x);
      return { y: op.sum(op.where(op.equal(op.step(x), 1), op.div(op.log(x), roots), op.mul(x, x))) };
    });
    const derived = gradients(net, { of: "y", with: ["x"] });
    const feeds = { x: array([-1, 0, 0.25, 4]) };
    expect([...both(derived, "d.x", feeds, "nested").expected.data].slice(0, 2)).toEqual([-2, 0]);
    const named = { ...derived, outputs: { slope: derived.outputs["d.x"] as NodeId } };
    compare(
      forms.map((form) => ({ ...both(named, "slope", feeds, form), output: "slope" })),
      1e-12,
    );
  });

  test("of every kind of op gives under Python what it gives when run, within 1e-12", () => {
    const net = graph(
      { x: f64("rows", 3), w: f64(2, 3, 4), cube: f64(2, 4, 3), y: i32("rows"), labels: i32(2, 4) },
      ({ x, w, cube, y, labels }, g) => ({
        stacked: op.matmul(w, cube),
        turned: op.transpose(w, { perm: [2, 0, 1] }),
        picked: op.gather(x, y),
        pickedDeep: op.gather(cube, labels),
        hot: op.mul(op.oneHot(y, { depth: 3, dtype: "float64" }), x),
        joined: op.concat([op.slice(x, { axis: 1, start: 1, stop: 3 }), op.expandDims(op.sum(x, { axis: 1 }), { axis: 1 })], { axis: 1 }),
        where: op.where(op.equal(op.step(x), 1), op.pow(x, 3), op.neg(x)),
        numbers: op.add(op.minimum(x, 0.25), op.maximum(-0.5, op.clip(x, { min: -0.75, max: Number.POSITIVE_INFINITY }))),
        trig: op.sub(op.sin(x), op.cos(op.exp(op.log(op.sqrt(op.mul(x, x)))))),
        reshaped: op.reshape(w, { shape: [4, 6] }),
        best: op.argmax(x),
        constant: op.mul(x, g.constant([[1, -2.5, 1e-9]], { dtype: "float64" })),
        halves: op.div(op.cast(y, { dtype: "float64" }), 2),
        one: g.constant(-0.5, { dtype: "float64" }),
        input: x,
      }),
    );
    const feeds = {
      x: drawn(6, 4, 3),
      w: drawn(7, 2, 3, 4),
      cube: drawn(8, 2, 4, 3),
      y: new NdArray(Int32Array.of(2, 0, 1, 1), [4], "int32"),
      labels: new NdArray(Int32Array.of(2, 0, 1, 1, 0, 0, 2, 1), [2, 4], "int32"),
    };
    const needed = (output: string): Feeds =>
      Object.fromEntries(Object.entries(feeds).filter(([id]) => numpy(net, output).match(new RegExp(`\\b${id}\\b`)) !== null));
    compare(
      Object.keys(net.outputs).flatMap((output) =>
        forms.map((form) => ({ ...both(net, output, output === "one" ? {} : needed(output), form), output })),
      ),
      1e-12,
    );
  });

  test("of 60 random programs gives under Python what their textbook form gives when run, within the 1e-4 of float32", () => {
    const feeds = { X: single(drawn(9, 2, 3)), y: new NdArray(Uint8Array.of(1, 0), [2], "uint8") };
    const cases = fc.sample(randomGraph, { numRuns: 60, seed: 5 }).flatMap((net) => {
      const textbook = lower(net, { form: "textbook" });
      const program = compile(textbook, { random: random(2) });
      return forms.map((form) => {
        const text = numpy(net, "loss", { form, values: { ...program.parameters, ...feeds } });
        return { program: text, expected: program.run(feeds, ["loss"]).loss as NdArray, output: "loss" };
      });
    });
    compare(cases, 1e-4);
  });

  test("of a chain of 5,000 ops nests no deeper than Python reads", () => {
    const chain = graph({ x: f64(2) }, ({ x }) => {
      let h: unknown = x;
      for (let i = 0; i < 5000; i++) h = op.sin(h);
      return { y: h as typeof x };
    });
    compare([{ ...both(chain, "y", { x: array([0.5, -1]) }, "nested"), output: "y" }], 1e-12);
  });

  test("names what is used twice where it first comes, and gives layers lines of their own", () => {
    expect(numpy(chapter5, "loss")).toMatchInlineSnapshot(`
      "loss = np.mean(
          -np.log(
              (
                  (
                      exp1 := np.exp(np.dot(np.maximum(0, np.dot(X, w1) + b1), w2) + b2)
                  ) / np.sum(exp1, axis=1, keepdims=True)
              )[np.arange(len(y)), y]
          )
      )
      "
    `);
    expect(numpy(chapter5, "loss", { form: "statements" })).toMatchInlineSnapshot(`
      "a = np.maximum(0, np.dot(X, w1) + b1)
      z = np.dot(a, w2) + b2
      exp1 = np.exp(z)
      probabilities = exp1 / np.sum(exp1, axis=1, keepdims=True)
      loss = np.mean(-np.log(probabilities[np.arange(len(probabilities)), y]))
      "
    `);
    expect(numpy(residual, "error")).toMatchInlineSnapshot(`
      "error = np.mean(
          (
              np.dot(
                  (
                      a1 := (
                          z := np.dot(X, w1) + b1
                      ) + gain * np.maximum(0, np.dot(z, w2) + b2)
                  ) + gain * np.maximum(0, np.dot(a1, w3) + b3),
                  w4
              ) + b4 - t
          ) ** 2
      )
      "
    `);
  });

  test("keeps out of the way of Python's own words", () => {
    const words = graph({ lambda: f32(2), np: f32(2), "in.x": f32(2), λ: f32(2) }, (inputs) => ({
      def: op.add(op.add(inputs.lambda, inputs.np), op.add(inputs["in.x"], inputs.λ)),
    }));
    expect(numpy(words, "def")).toMatchInlineSnapshot(`
      "def_2 = lambda_2 + np_2 + (in_x + λ)
      "
    `);
  });

  test("refuses unknown outputs, missing values and primitives that Python does not know", () => {
    const cubeOp = defineOp({
      name: "cube",
      inputs: ["x"],
      attrs: {},
      infer: ([x]) => x,
      picture: { role: "function", label: "cube" },
      notation: { text: ([x]) => atom(`${x.text}³`), latex: ([x]) => atom(`${x.text}^{3}`) },
      vjp: "not-differentiable",
      kernel: () => () => {},
    });
    const cubed = graph({ x: f32(2) }, ({ x }) => ({ y: apply(cubeOp, [x]) }));
    const messages = [
      () => numpy(chapter5, "los"),
      () => numpy(chapter5, "loss", { values: { X: [[1, 2]], y: [0] } }),
      () => numpy(cubed, "y"),
    ].map(thrown);
    expect(messages.join("\n")).toMatchInlineSnapshot(`
      "GraphError unknown-output
      numpy: output must be one of probabilities, loss, accuracy, got "los"; correct the name, or return it from build
      FeedError missing-value at dense1.weights
      numpy: values must hold "dense1.weights" float32[2, 3], got nothing (node "dense1.weights"); add it, or leave values out
      GraphError no-numpy at cube1
      numpy: every primitive must have a NumPy notation, got "cube" without one (node "cube1"); add notation.numpy to it"
    `);
  });
});
