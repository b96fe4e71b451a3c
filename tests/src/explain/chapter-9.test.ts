import { readFileSync } from "node:fs";
import { add, array, dense, f64, type Graph, graph, mul, type NdArray, relu, sgd, sum, trainStep } from "dagrad";
import { describe, expect, it } from "vitest";
import { explainElement } from "../../../src/explain/explain-element.ts";
import { sentenceText } from "../../../src/explain/sentence.ts";
import { type State, stateOf } from "../../../src/explorer/state.ts";
import { chapter5 } from "../../browser/explorer/chapter-5.ts";

/** What the book prints, beside the listing that prints it. */
const book = JSON.parse(readFileSync(new URL("../../fixtures/book-training.json", import.meta.url), "utf8")).printed as Readonly<
  Record<string, Readonly<Record<string, string>>>
>;
const numbersOf = (text: string | undefined): number[] => (text?.match(/-?\d[\d.]*(?:e[-+]\d+)?/g) ?? []).map(Number);

/** All steps of a state, at the element that it tells. */
function steps(state: State): string[] {
  return state.stepper.steps.value.map((_, i) => {
    state.stepper.go(i + 1);
    return state.stepper.told.value.map(sentenceText).join("\n  ");
  });
}

/** The numbers that sentences of a node end in, element by element. */
function spoken(state: State, id: string): number[] {
  const { differentiated } = state.exploration.value;
  const { value } = state.look.value;
  const run = { graph: differentiated, value };
  return Array.from(value(id)?.data ?? [], (_, element) => {
    const text = sentenceText(explainElement(run, id, element));
    return Number((text.split(" = ").at(-1) ?? "").replace(/,.*/, "").replaceAll("−", "-"));
  });
}

describe("chapter 9, step by step", () => {
  const neuron = graph({ x: f64(3) }, ({ x }, g) => {
    const w = g.parameter("w", [3], { init: [-3, -1, 2], dtype: "float64" });
    const b = g.parameter("b", [], { init: 1, dtype: "float64" });
    return { y: relu(add(sum(mul(x, w)), b)) };
  });
  const x = array([1, -2, 3], "float64");

  it("a neuron goes forward, backward and through its update with the numbers of the book", () => {
    const step = trainStep(neuron, { minimize: "y", optimizer: sgd({ learningRate: 0.001 }) }) as Graph<any, any>;
    const state = stateOf({ title: "neuron", graph: step, feeds: { x }, of: "y" });
    expect(steps(state).join("\n")).toMatchInlineSnapshot(`
      "mul1[2] = x[2] × w[2] = 3 × 2 = 6
      sum1 = Σ mul1[:] = −3 + 2 + 6 = 5
      add1 = sum1 + b = 5 + 1 = 6
      relu1 = max(0, add1) = max(0, 6) = 6
      ∂y/∂add1 = where(d.add1.equal1, 0, 1) = where(False, 0, 1) = 1
        d.add1.equal1 = [relu1 = 0] = [6 = 0] = False
      ∂y/∂sum1 = ∂y/∂add1 = 1, passed on as it is
      ∂y/∂mul1[0] = ∂y/∂add1 = 1
      ∂y/∂b = ∂y/∂add1 = 1, passed on as it is
      ∂y/∂w[2] = ∂y/∂mul1[2] × x[2] = 1 × 3 = 3
      sgd.step ← sgd.step + 1 = 0 + 1 = 1
      w[0] ← w[0] − learningRate × ∂y/∂w[0] = −3 − 0.001 × 1 = −3.001
      b ← b − learningRate × ∂y/∂b = 1 − 0.001 × 1 = 0.999"
    `);
    const printed = book["c9.neuron"] as Readonly<Record<string, string>>;
    const { cotangents, run } = state.exploration.value;
    expect(spoken(state, "relu1")).toEqual(numbersOf(printed.y));
    expect(spoken(state, cotangents.x as string)).toEqual(numbersOf(printed.dx));
    expect(spoken(state, cotangents.w as string)).toEqual(numbersOf(printed.dw));
    expect(spoken(state, cotangents.b as string)).toEqual(numbersOf(printed.db));
    expect(spoken(state, run.updates.w as string)).toEqual(numbersOf(printed.w));
    expect(spoken(state, run.updates.b as string)).toEqual(numbersOf(printed.b));
  });

  it("a neuron that has taken the step gives 5.985", () => {
    const moved = {
      w: array(numbersOf(book["c9.neuron"]?.w), "float64"),
      b: array(numbersOf(book["c9.neuron"]?.b)[0] as number, "float64"),
    };
    const state = stateOf({ title: "neuron", graph: neuron, feeds: { x }, parameters: moved, of: "y" });
    expect(steps(state).slice(0, 4).at(-1)).toContain("= 5.985");
    expect(spoken(state, "relu1")[0]).toBeCloseTo(numbersOf(book["c9.neuron"]?.next)[0] as number, 12);
  });

  it("a layer passes on what the book's layer does", () => {
    const layer = graph({ inputs: f64(3, 4), dvalues: f64(3, 3) }, ({ inputs, dvalues }, g) => {
      const weights = g.parameter("weights", [4, 3], {
        init: [
          [0.2, 0.5, -0.26],
          [0.8, -0.91, -0.27],
          [-0.5, 0.26, 0.17],
          [1, -0.5, 0.87],
        ],
        dtype: "float64",
      });
      const biases = g.parameter("biases", [3], { init: [2, 3, 0.5], dtype: "float64" });
      return { y: sum(mul(dense(inputs, { weights, biases }), dvalues)) };
    });
    const inputs = array(
      [
        [1, 2, 3, 2.5],
        [2, 5, -1, 2],
        [-1.5, 2.7, 3.3, -0.8],
      ],
      "float64",
    );
    const dvalues = array(
      [
        [1, 1, 1],
        [2, 2, 2],
        [3, 3, 3],
      ],
      "float64",
    );
    const state = stateOf({ title: "layer", graph: layer, feeds: { inputs, dvalues }, of: "y" });
    const { cotangents } = state.exploration.value;
    const printed = book["c9.layer"] as Readonly<Record<string, string>>;
    // The book prints eight decimals at most.
    const close = (id: string, text: string | undefined): void => {
      const [said, expected] = [spoken(state, cotangents[id] as string), numbersOf(text)];
      expect(said).toHaveLength(expected.length);
      for (const [i, number] of expected.entries()) expect(said[i]).toBeCloseTo(number, 8);
    };
    close("inputs", printed.dinputs);
    close("weights", printed.dweights);
    close("biases", printed.dbiases);
    const told = steps(state).find((sentence) => sentence.startsWith("∂y/∂weights["));
    expect(told).toMatchInlineSnapshot(`"∂y/∂weights[1, 0] = inputs[:, 1] · ∂y/∂dense1[:, 0] = 2·1 + 5·2 + 2.7·3 = 20.1"`);
  });

  it("the training step of the spiral says the 21 gradients that the book prints, digit by digit", () => {
    const { graph: network, ...given } = chapter5() as ReturnType<typeof chapter5> & { feeds: Record<string, NdArray> };
    const step = trainStep(network as Graph<any, any>, { minimize: "loss", optimizer: sgd({ learningRate: 1 }) }) as Graph<any, any>;
    const state = stateOf({ ...given, graph: step });
    const expected = numbersOf(book["c9.spiral"]?.gradients);
    expect(expected).toHaveLength(21);
    const ids = ["dense1.weights", "dense1.biases", "dense2.weights", "dense2.biases"];
    const said = ids.flatMap((id) => spoken(state, state.exploration.value.cotangents[id] as string));
    // In a column NumPy prints as many digits as its longest number has: these are the same float32.
    expect(said.map(Math.fround)).toEqual(expected.map(Math.fround));
  });
});
