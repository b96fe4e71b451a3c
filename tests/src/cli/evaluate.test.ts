import { describe, expect, test } from "vitest";
import { graph } from "../../../graph/build.ts";
import { f32 } from "../../../graph/input.ts";
import { abs, binaryCrossentropy, mean, relu, sigmoid, sub } from "../../../ops/index.ts";
import { toModel } from "../../../src/model/to-model.ts";
import { compile } from "../../../src/run/compile.ts";
import { models, output, refusals } from "./call.ts";
import { expected, module, penguins } from "./penguins.ts";
import { temporaryFolder } from "./temporary-folder.ts";

interface Json {
  readonly rows: number;
  readonly metrics: Record<string, number>;
  readonly accuracy: number;
  readonly macro: { precision: number; recall: number; f1: number };
  readonly classes: { name: string; precision: number; recall: number; f1: number; support: number }[];
  readonly confusion: number[][];
}

describe("dagrad evaluate", () => {
  test.each(["rows.csv", "rows.npz", "inputs.json", "--input X=X.npy --input y=y.npy"])(
    "gives loss, accuracy and what NumPy counts of the classes, from %s",
    async (data) => {
      const { rows, metrics, accuracy, macro, classes, confusion }: Json = JSON.parse(
        await output(`evaluate model.safetensors ${data} --json`, await penguins()),
      );
      expect({ rows, accuracy, confusion }).toEqual({ rows: 6, accuracy: expected.accuracy, confusion: expected.confusion });
      expect(Math.abs((metrics.loss as number) - expected.loss)).toBeLessThan(1e-6);
      expect(metrics.accuracy).toBe(expected.accuracy);
      expect(classes.map(({ name }) => name)).toEqual(expected.species);
      for (const ratio of ["precision", "recall", "f1"] as const) {
        for (const [i, one] of classes.entries()) expect(one[ratio]).toBeCloseTo(expected[ratio][i] as number, 12);
      }
      expect([macro.precision, macro.recall, macro.f1].map((value) => value.toFixed(12))).toEqual(
        expected.macro.map((value) => value.toFixed(12)),
      );
      expect(classes.map(({ support }) => support)).toEqual(expected.confusion.map((row) => row.reduce((sum, one) => sum + one, 0)));
    },
  );

  test("prints a table of the classes and one of which were taken for which", async () => {
    const folder = await penguins();
    const text = await output("evaluate model.safetensors rows.csv", folder);
    expect(text).toMatchInlineSnapshot(`
      "rows:      6
      loss:      0.7122
      accuracy:  0.8333

      Class            Precision  Recall      F1  Rows
      ────────────────────────────────────────────────
      Adelie              0.5000  1.0000  0.6667     1
      Chinstrap           1.0000  1.0000  1.0000     2
      Gentoo              1.0000  0.6667  0.8000     3
      mean of classes     0.8333  0.8889  0.8222     6

      Predicted as:
      True class  Adelie  Chinstrap  Gentoo
      ─────────────────────────────────────
      Adelie           1          0       0
      Chinstrap        0          2       0
      Gentoo           1          0       2
      "
    `);
    expect(await output(["evaluate", module, "rows.csv", "-p", "weights.npz"], folder)).toBe(text);
  });

  test("says what is missing: labels, scalar outputs, weights", async () => {
    const features = graph({ X: f32("batch", 2) }, ({ X }) => ({ hidden: relu(X) }));
    const folder = await penguins({ "features.safetensors": toModel(compile(features)) });
    const lines = [
      "evaluate model.safetensors unlabelled.csv",
      "evaluate model.safetensors X.npy",
      "evaluate model.safetensors --input X=X.npy",
      "evaluate features.safetensors X.npy",
      `evaluate ${module} rows.csv`,
    ];
    expect((await refusals(lines, folder)).replaceAll(models, "…")).toMatchInlineSnapshot(`
      "1 dagrad: unlabelled.csv: columns must have "species", got id, mass, island, bill; add or rename them
      1 dagrad: X.npy: one array feeds one input, got 2 (X, y) to be fed; give a .npz file, or --input X=…
      1 dagrad: data: input "y" int32[batch] must be given, got nothing; name a data file, or add --input y=<value>
      1 dagrad: evaluate: the model must have scalar outputs such as a loss, got hidden; predict gives those
      1 dagrad: …/penguins.mjs: weights must be given, got none; name a model file that dagrad train wrote, or add -p <file>
      "
    `);
  });

  test("measures two classes by their probability, and one-hot labels", async () => {
    const two = graph({ x: f32("batch", 1), y: f32("batch", 1) }, ({ x, y }) => {
      const p = sigmoid(x);
      return { p, loss: binaryCrossentropy(p, y) };
    });
    const hot = graph({ p: f32("batch", 2), y: f32("batch", 2) }, ({ p, y }) => ({ q: relu(p), loss: mean(abs(sub(p, y))) }));
    const folder = await temporaryFolder({
      "two.safetensors": toModel(compile(two)),
      "hot.safetensors": toModel(compile(hot)),
    });
    // Sigmoid is above a half where x is above 0: predicted 0 1 1 0.
    const inputs = { x: [[-1], [2], [0.5], [0]], y: [[0], [1], [0], [1]] };
    const { confusion, accuracy }: Json = JSON.parse(
      await output(["evaluate", "two.safetensors", JSON.stringify(inputs), "--json"], folder),
    );
    expect({ confusion, accuracy }).toEqual({
      confusion: [
        [1, 1],
        [1, 1],
      ],
      accuracy: 0.5,
    });
    const rows = {
      p: [
        [0.75, 0.25],
        [0.5, 0.5],
        [0, 1],
      ],
      y: [
        [1, 0],
        [0, 1],
        [0, 1],
      ],
    };
    const one: Json = JSON.parse(await output(["evaluate", "hot.safetensors", JSON.stringify(rows), "--json"], folder));
    expect(one.confusion).toEqual([
      [1, 0],
      [1, 1],
    ]);
  });
});
