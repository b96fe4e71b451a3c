import { adam, compile, dense, f32, fit, graph, isDagradError, meanSquaredError, random, relu, sgd, trainStep } from "dagrad";
import { expect, test } from "vitest";

/*
 * The right calls at the wrong time.
 */

const line = graph({ x: f32("batch", 1), y: f32("batch", 1) }, ({ x, y }) => ({
  prediction: dense(x, { units: 1 }),
  loss: meanSquaredError(dense(x, { units: 1 }), y),
}));
const data = { x: [[0], [1], [2]], y: [[1], [3], [5]] };
const settings = { minimize: "loss", optimizer: sgd({ learningRate: 0.1 }), data } as const;

const { data: _, ...step } = settings;

/** The mistake, as a title; what it throws. */
const mistakes: Readonly<Record<string, () => unknown>> = {
  "a tensor of a graph that is finished": () => {
    let kept: any;
    graph({ x: f32(2) }, ({ x }) => {
      kept = relu(x);
      return { x };
    });
    return graph({ x: f32(2) }, () => ({ y: relu(kept) }));
  },
  "a parameter after its graph is finished": () => {
    let later: any;
    graph({ x: f32(2) }, ({ x }, g) => {
      later = g;
      return { x };
    });
    return later.parameter("w", [2]);
  },
  "an op after its graph is finished": () => {
    let kept: any;
    graph({ x: f32(2) }, ({ x }) => {
      kept = x;
      return { x };
    });
    return relu(kept);
  },
  "an op outside of a graph": () => relu([1, 2] as any),
  "a graph that is built asynchronously": () => graph({ x: f32(2) }, (async ({ x }: any) => ({ y: relu(x) })) as any),
  "a training step of a training step": () => trainStep(trainStep(line, step) as typeof line, step),
  "data for a training step": () => trainStep(line, settings),
  "fit of a program in place of its graph": () => fit(compile(line) as any, settings),
  "fit before there is an optimiser": () => fit(line, { ...settings, optimizer: adam as any }),
  "training with the labels left out": () => fit(line, { ...settings, data: { x: data.x } as any }),
  "parameters of another shape": () => compile(line, { parameters: { "dense1.weights": [[1], [2]] } }),
  "a restart from a checkpoint of another training": async () => {
    const training = fit(line, { ...settings, epochs: 1 });
    await training;
    return fit(line, { ...settings, optimizer: adam(), from: training.checkpoint() });
  },
  "restoreBest before it is said what is best": () => fit(line, { ...settings, restoreBest: true }),
  "labels of other rows than the features": () => compile(line).run({ x: data.x, y: [[1]] }),
  "a seed in place of a generator": () => compile(line, { random: 0 as any }),
  "a generator in place of a seed": () => random(random(0) as any),
};

async function failureOf(mistake: () => unknown): Promise<Error & { readonly code?: string }> {
  try {
    await mistake();
  } catch (error) {
    return error as Error;
  }
  return new Error("no error");
}

test.each(Object.entries(mistakes))("%s: the error is dagrad's", async (_, mistake) => {
  const error = await failureOf(mistake);
  expect(isDagradError(error) ? "an error of dagrad" : String(error)).toBe("an error of dagrad");
});

test("the texts of all errors", async () => {
  const texts: string[] = [];
  for (const [title, mistake] of Object.entries(mistakes)) {
    const { name, code, message } = await failureOf(mistake);
    texts.push(title, `    ${name} ${code}`, `    ${message}`, "");
  }
  await expect(texts.join("\n")).toMatchFileSnapshot("wrong-order.txt");
});
