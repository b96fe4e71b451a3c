import { readFileSync } from "node:fs";
import {
  array,
  compile,
  crossentropy,
  dense,
  f64,
  gradients,
  graph,
  lower,
  type NdArray,
  reference,
  relu,
  sgd,
  softmax,
  trainStep,
  u8,
} from "dagrad";
import { describe, expect, it } from "vitest";
import { fullDigits } from "../../../src/explain/digits.ts";
import { explainElement } from "../../../src/explain/explain-element.ts";
import { readsThrough } from "../../../src/explain/reads-through.ts";
import { sentenceText } from "../../../src/explain/sentence.ts";
import { chapter5 } from "../../browser/explorer/chapter-5.ts";
import { otherLastDigits } from "../../last-digits.ts";
import { computedOf, type ToldStep, told, toldSteps, written } from "./told.ts";

const { graph: network, parameters, feeds } = chapter5() as ReturnType<typeof chapter5> & { feeds: Record<string, NdArray> };
const leaves = ["X", "dense1.weights", "dense1.biases", "dense2.weights", "dense2.biases"];
const differentiated = gradients(lower(network), { of: "loss", with: leaves });
const computed = computedOf(differentiated, feeds, parameters);
const sample = { row: 4, rows: 300 };
const steps = toldSteps(computed, sample);

/** What the book prints of its network. */
const listing = JSON.parse(readFileSync(new URL("../../fixtures/book.json", import.meta.url), "utf8")).listings.find(
  ({ id }: { id: string }) => id === "c5.15",
);

describe("chapter 5, step by step", () => {
  it.skipIf(otherLastDigits)("every step forward and backward is a sentence with its numbers", async () => {
    await expect(written(steps)).toMatchFileSnapshot("../../output/explain/chapter-5.txt");
  });

  it.skipIf(otherLastDigits)("composites are steps as a whole where they are folded", async () => {
    const whole = toldSteps(computed, { ...sample, declared: network, isWhole: () => true });
    await expect(written(whole)).toMatchFileSnapshot("../../output/explain/chapter-5-whole.txt");
  });

  it.skipIf(otherLastDigits)("a training step updates each parameter in a step", async () => {
    const step = lower(trainStep(network, { minimize: "loss", optimizer: sgd({ learningRate: 1 }) }));
    await expect(
      written(toldSteps(computedOf(step, feeds, parameters), sample).filter(({ step: { phase } }) => phase === "update")),
    ).toMatchFileSnapshot("../../output/explain/chapter-5-update.txt");
  });

  it.skipIf(otherLastDigits)("docs/stepping.md shows sentences of it", () => {
    const page = readFileSync(new URL("../../../docs/stepping.md", import.meta.url), "utf8");
    const shown = page.split("```text\n")[1]?.split("\n```")[0]?.split("\n") ?? [];
    expect(shown.length).toBe(7);
    const said = written(steps);
    expect(shown.filter((sentence) => !said.includes(`: ${sentence}\n`))).toEqual([]);
    expect(page).toContain(`some of the ${steps.length} steps`);
  });

  it("goes through what is computed, and through nothing else", () => {
    const step = lower(trainStep(network, { minimize: "loss", optimizer: sgd({ learningRate: 1, momentum: 0.9 }) }));
    const said = toldSteps(computedOf(step, feeds, parameters)).flatMap(({ sentences }) => sentences);
    expect(said.filter((sentence) => sentence.includes("not computed"))).toEqual([]);
    expect(said.length).toBeGreaterThan(40);
  });

  it.skipIf(otherLastDigits)("the loss is 1.0986104 and the accuracy 0.34, as the book prints them", () => {
    const [print] = listing.printed as readonly { text: string }[];
    const loss = /loss: (\S+)/.exec(print?.text ?? "")?.[1];
    expect(loss).toBe("1.0986104");
    expect(told(computed, "crossentropy1")).toMatch(new RegExp(` = ${loss}$`));
    expect(told(computed, "argmaxAccuracy1")).toMatch(/ = 102 ÷ 300 = 0\.34$/);
  });

  it.skipIf(otherLastDigits)("the first probabilities are those that the book prints", () => {
    const digits = (listing.printed[0].numpy_prints as string).match(/0\.\d+/g)?.slice(0, 15) ?? [];
    // NumPy prints eight decimals in an array, which these numbers do not exceed.
    const spoken = digits.map((_, element) => /[\d.]+(?=, the same|$)/.exec(told(computed, "softmax1", element))?.[0]);
    expect(spoken).toEqual(digits);
  });

  it("each result is what program.run gives", () => {
    const program = compile(differentiated, { backend: reference, ...(parameters && { parameters }) });
    const fetch = steps.map(({ step: { node } }) => node);
    const values = program.run(feeds as never, [...new Set(fetch)] as never) as Readonly<Record<string, NdArray>>;
    for (const { step, element, sentences } of steps) {
      const value = values[step.node] as NdArray;
      expect(sentences[0]).toContain(` = ${fullDigits(value.data[element] as number, value.dtype)}`);
    }
  });

  it("the numbers of a sentence are the elements of the nodes that it links", () => {
    for (const { step, element } of steps) {
      for (const part of explainElement(computed, step.node, element)) {
        if (part.kind === "number") expect(Object.is(computed.value(part.node)?.data[part.element], part.value)).toBe(true);
      }
    }
  });

  it("the gradients that are said agree with central differences of the loss in float64 within 1e-3 of their size", () => {
    // Biases off 0, for X has rows of zeros, at which ReLU has no derivative.
    const biases = array([0.01, -0.02, 0.03], "float32");
    const shifted = { ...parameters, "dense1.biases": biases } as Record<string, NdArray>;
    const said = toldSteps(computedOf(differentiated, feeds, shifted), sample);
    const exact = graph({ X: f64("batch", 2), y: u8("batch") }, ({ X, y }) => ({
      loss: crossentropy(softmax(dense(relu(dense(X, { units: 3 })), { units: 3 })), y),
    }));
    const program = compile(exact, { backend: reference });
    const lossAt = (id: string, element: number, change: number): number => {
      const changed = (all: Readonly<Record<string, NdArray>>): Record<string, NdArray> =>
        Object.fromEntries(
          Object.entries(all).map(([name, value]) => {
            const copy = value.dtype === "float32" ? value.astype("float64") : value;
            if (name === id) copy.data[element] = (copy.data[element] as number) + change;
            return [name, copy];
          }),
        );
      program.setParameters(changed(shifted));
      return (program.run(changed(feeds) as never) as { readonly loss: NdArray }).loss.item();
    };
    for (const id of leaves) {
      const { step, element, sentences } = said.find(({ step }) => step.phase === "backward" && step.by === id) as ToldStep;
      const slope = (lossAt(id, element, 1e-4) - lossAt(id, element, -1e-4)) / 2e-4;
      const number = Number((sentences[0] as string).split(" = ").at(-1)?.replaceAll("−", "-"));
      // That of the biases is a float32 sum of 300 numbers of which 2 % is left.
      expect(Math.abs(slope - number) / Math.abs(slope), step.node).toBeLessThan(1e-3);
    }
  });

  it("a composite was made of the elements of its inputs, through all of its parts", () => {
    const through = (id: string, element: number) => {
      const inside = (part: string): boolean => part.startsWith(`${id}.`) && !Object.hasOwn(network.nodes, part);
      const found = [...readsThrough(computed, id, element, inside)].filter(([node]) => !inside(node) && !node.startsWith("constant"));
      return Object.fromEntries(found.map(([node, elements]) => [node, [...elements].sort((a, b) => a - b)]));
    };
    expect(through("softmax1", 14)).toEqual({ dense2: [12, 13, 14] });
    expect(through("dense1", 4)).toEqual({ X: [2, 3], "dense1.weights": [1, 4], "dense1.biases": [1] });
    const labels = Array.from((feeds.y as NdArray).data);
    expect(through("crossentropy1", 0)).toEqual({ softmax1: labels.map((label, row) => 3 * row + label), y: labels.map((_, row) => row) });
  });

  it("is said of an element alike in text and in parts", () => {
    const parts = explainElement(computed, "relu1", 5);
    expect(parts.filter(({ kind }) => kind === "node").map(({ text }) => text)).toEqual(["relu1[1, 2]", "0", "dense1[1, 2]", "0"]);
    expect(sentenceText(parts)).toBe(told(computed, "relu1", 5));
  });
});
