import {
  adagrad,
  adam,
  adamw,
  compile,
  type Graph,
  lower,
  type NdArray,
  type Optimizer,
  reference,
  rmsprop,
  sgd,
  type TrainStepOptions,
  trainStep,
} from "dagrad";
import { describe, expect, it } from "vitest";
import { fullDigits } from "../../../src/explain/digits.ts";
import { chapter5 } from "../../browser/explorer/chapter-5.ts";
import { otherLastDigits } from "../../last-digits.ts";
import { computedOf, type ToldStep, toldSteps } from "./told.ts";

const { graph: network, parameters, feeds } = chapter5() as ReturnType<typeof chapter5> & { feeds: Record<string, NdArray> };

type Options = Partial<TrainStepOptions>;
const stepOf = (optimizer: Optimizer, options: Options = {}): Graph<any, any> =>
  trainStep(network as Graph<any, any>, { minimize: "loss", optimizer, ...options });

/** The updates of the second step, when states are not 0 any more. */
function updatesOf(
  optimizer: Optimizer,
  options?: Options,
): { readonly said: readonly ToldStep[]; readonly after: Readonly<Record<string, NdArray>> } {
  const step = stepOf(optimizer, options);
  const program = compile(step, { backend: reference, ...(parameters && { parameters }) });
  program.run(feeds);
  const before = program.parameters as Readonly<Record<string, NdArray>>;
  const kept = Object.fromEntries(Object.entries(before).map(([id, value]) => [id, value.astype(value.dtype)]));
  const said = toldSteps(computedOf(lower(step), feeds, kept as never)).filter(({ step: { phase } }) => phase === "update");
  program.run(feeds);
  return { said, after: program.parameters as Readonly<Record<string, NdArray>> };
}

const optimizers: Readonly<Record<string, Optimizer>> = {
  sgd: sgd({ learningRate: 1, decay: 1e-3 }),
  momentum: sgd({ learningRate: 1, momentum: 0.9 }),
  nesterov: sgd({ learningRate: 0.5, momentum: 0.9, nesterov: true }),
  adagrad: adagrad({ learningRate: 1, decay: 1e-4 }),
  rmsprop: rmsprop({ learningRate: 0.02, decay: 1e-5, rho: 0.999 }),
  adam: adam({ learningRate: 0.02, decay: 1e-5 }),
  adamw: adamw(),
};

/** What numbers and signs of a sentence come to, by JavaScript. */
function worth(text: string): number {
  const script = text
    .replaceAll("−", "-")
    .replaceAll("×", "*")
    .replaceAll("÷", "/")
    .replaceAll("√", "Math.sqrt")
    .replaceAll("^", "**")
    // -0.1 ** 2 is no JavaScript, and − −0.1 none either.
    .replace(/- -/g, "- (-1) *")
    .replace(/clip\(([^,]+), ([^,]+), ([^)]+)\)/g, "Math.min(Math.max($1, $2), $3)");
  return new Function(`return ${script}`)() as number;
}

describe("the updates of a training step", () => {
  it.each(Object.entries(optimizers))("%s: what is said is what the step makes of its parameters", (_, optimizer) => {
    const { said, after } = updatesOf(optimizer);
    expect(said.length).toBeGreaterThan(4);
    for (const { step, element, sentences } of said) {
      const { parameter } = step as { readonly parameter: string };
      const { data, dtype } = after[parameter] as NdArray;
      expect(sentences[0]).toMatch(new RegExp(` = ${fullDigits(data[element] as number, dtype).replace("+", "\\+")}$`));
    }
  });

  it.each(Object.entries(optimizers))("%s: the numbers that are put in come to the result within their four digits", (_, optimizer) => {
    for (const { sentences } of updatesOf(optimizer).said) {
      for (const sentence of sentences) {
        const [numbers = "", result = ""] = sentence.split(" = ").slice(-2);
        const [put, is] = [worth(numbers), worth(result)];
        // What is left of two numbers that are nearly equal has the error of these.
        const first = Math.abs(worth(/^\S+/.exec(numbers)?.[0] ?? "0"));
        expect(Math.abs(put - is), sentence).toBeLessThanOrEqual(2e-3 * Math.abs(is) + 1e-4 * first + 1e-9);
      }
    }
  });

  it.skipIf(otherLastDigits)("are written as the book writes them", () => {
    const of = (name: string, parameters = ["dense1.weights"]) =>
      updatesOf(optimizers[name] as Optimizer)
        .said.filter(({ step }) => parameters.some((one) => (step as { readonly parameter: string }).parameter.endsWith(one)))
        .map(({ sentences }) => sentences.join("\n  "))
        .join("\n");
    const states = ["dense1.weights", "dense1.weights.momentum", "dense1.weights.cache"];
    expect(of("sgd")).toMatchInlineSnapshot(`
      "dense1.weights[0, 1] ← dense1.weights[0, 1] − learningRate × ∂loss/∂dense1.weights[0, 1] = 0.01650 − 0.9990 × 8.402e−05 = 0.016419003
        learningRate = 1 × (1 ÷ (1 + 0.001 × sgd.step)) = 1 × (1 ÷ (1 + 0.001 × 1)) = 0.9990009990009991"
    `);
    expect(of("momentum", states)).toMatchInlineSnapshot(`
      "sgd.dense1.weights.momentum[1, 0] ← 0.9 × momentum[1, 0] − learningRate × ∂loss/∂dense1.weights[1, 0] = 0.9 × −0.0001816 − 1 × 0.0001585 = −0.00032192044
      dense1.weights[0, 1] ← dense1.weights[0, 1] + next momentum[0, 1] = 0.01650 + −0.0001545 = 0.016348388"
    `);
    expect(of("nesterov", states)).toMatchInlineSnapshot(`
      "sgd.dense1.weights.momentum[1, 0] ← 0.9 × momentum[1, 0] − learningRate × ∂loss/∂dense1.weights[1, 0] = 0.9 × −9.081e−05 − 0.5 × 0.0001580 = −0.0001607493
      dense1.weights[0, 1] ← dense1.weights[0, 1] + (0.9 × next momentum[0, 1] − learningRate × ∂loss/∂dense1.weights[0, 1]) = 0.01651 + (0.9 × −7.730e−05 − 0.5 × 8.407e−05) = 0.016395247"
    `);
    expect(of("adagrad", states)).toMatchInlineSnapshot(`
      "adagrad.dense1.weights.cache[0, 0] ← cache[0, 0] + ∂loss/∂dense1.weights[0, 0] × ∂loss/∂dense1.weights[0, 0] = 2.486e−08 + −0.1427 × −0.1427 = 0.020375386
      dense1.weights[1, 1] ← dense1.weights[1, 1] − learningRate × ∂loss/∂dense1.weights[1, 1] ÷ (√(next cache[1, 1]) + 1e−7) = −0.9844 − 0.9999 × 0.02946 ÷ (√(0.0008680) + 1e−7) = −1.9842606
        learningRate = 1 × (1 ÷ (1 + 0.0001 × adagrad.step)) = 1 × (1 ÷ (1 + 0.0001 × 1)) = 0.9999000099990001"
    `);
    expect(of("rmsprop", states)).toMatchInlineSnapshot(`
      "rmsprop.dense1.weights.cache[0, 2] ← 0.999 × cache[0, 2] + 0.001 × (∂loss/∂dense1.weights[0, 2] × ∂loss/∂dense1.weights[0, 2]) = 0.999 × 2.240e−12 + 0.001 × (−0.03759 × −0.03759) = 1.4127876e−06
      dense1.weights[1, 1] ← dense1.weights[1, 1] − learningRate × ∂loss/∂dense1.weights[1, 1] ÷ (√(next cache[1, 1]) + 1e−7) = −0.4850 − 0.02000 × 0.0008272 ÷ (√(6.844e−10) + 1e−7) = −1.1150092
        learningRate = 0.02 × (1 ÷ (1 + 0.00001 × rmsprop.step)) = 0.02 × (1 ÷ (1 + 0.00001 × 1)) = 0.019999800001999978"
    `);
    expect(of("adam", states)).toMatchInlineSnapshot(`
      "adam.dense1.weights.momentum[1, 2] ← 0.9 × momentum[1, 2] + 0.1 × ∂loss/∂dense1.weights[1, 2] = 0.9 × −3.310e−06 + 0.1 × 0.001122 = 0.00010921554
      adam.dense1.weights.cache[1, 2] ← 0.999 × cache[1, 2] + 0.001 × (∂loss/∂dense1.weights[1, 2] × ∂loss/∂dense1.weights[1, 2]) = 0.999 × 1.095e−12 + 0.001 × (0.001122 × 0.001122) = 1.2598482e−09
      dense1.weights[0, 0] ← dense1.weights[0, 0] − learningRate × (next momentum[0, 0] ÷ (1 − 0.9^(adam.step + 1))) ÷ (√(next cache[0, 0] ÷ (1 − 0.999^(adam.step + 1))) + 1e−7) = −0.03305 − 0.02000 × (8.302e−05 ÷ (1 − 0.9^(1 + 1))) ÷ (√(4.986e−10 ÷ (1 − 0.999^(1 + 1))) + 1e−7) = −0.05054704
        learningRate = 0.02 × (1 ÷ (1 + 0.00001 × adam.step)) = 0.02 × (1 ÷ (1 + 0.00001 × 1)) = 0.019999800001999978"
    `);
  });

  it("what clips gradients first is told below", () => {
    const { said } = updatesOf(sgd({ learningRate: 1 }), { clip: { value: 5e-5 } });
    const weights = said.find(({ step }) => (step as { readonly parameter: string }).parameter === "dense1.weights") as ToldStep;
    const [own, below] = weights.sentences;
    expect(own).toMatch(/^dense1\.weights\[0, 1\] ← dense1\.weights\[0, 1\] − learningRate × clip1\[0, 1\] = \S+ − 1 × 5e−05 = /);
    expect(below).toMatch(/^clip1\[0, 1\] = clip\(∂loss\/∂dense1\.weights\[0, 1\], −0\.00005, 0\.00005\) = clip\(.*\) = 5e−05$/);
  });
});
