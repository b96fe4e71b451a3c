import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { array } from "../../../graph/ndarray.ts";
import { toNpy } from "../../../src/data/npy.ts";
import { toNpz } from "../../../src/data/npz.ts";
import { toModel } from "../../../src/model/to-model.ts";
import { compile } from "../../../src/run/compile.ts";
import { models } from "./call.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** What NumPy says of the rows. Source: tests/fixtures/predictions.py */
export interface Expected {
  readonly weights: number[][];
  readonly biases: number[];
  readonly rows: [bill: number, mass: number, island: string][];
  readonly truth: string[];
  readonly species: string[];
  readonly probabilities: number[][];
  readonly classes: string[];
  readonly loss: number;
  readonly accuracy: number;
  readonly confusion: number[][];
  readonly precision: number[];
  readonly recall: number[];
  readonly f1: number[];
  readonly macro: [precision: number, recall: number, f1: number];
}

export const expected: Expected = JSON.parse(await readFile(join(models, "../predictions.json"), "utf8"));
export const module = join(models, "penguins.mjs");
export const { default: network, names } = await import(module);

const { rows, truth, species } = expected;
export const X = rows.map(([bill, mass, island]) => [bill, mass, Number(island === "Biscoe"), Number(island === "Dream")]);
export const y = truth.map((one) => species.indexOf(one));

/** The rows as a table, with columns in another order than the model's, and one that it does not know. */
export const table = [
  "id,species,mass,island,bill",
  ...rows.map(([bill, mass, island], i) => `${i},${truth[i]},${mass},${island},${bill}`),
];
const unlabelled = table.map((line) =>
  line
    .split(",")
    .filter((_, i) => i !== 1)
    .join(";"),
);

/** A folder with the model, with and without names, and the rows in each form. */
export const penguins = (files: Readonly<Record<string, string | Uint8Array>> = {}): Promise<string> => {
  const program = compile(network, { parameters: { "dense1.weights": expected.weights, "dense1.biases": expected.biases } });
  return temporaryFolder({
    "model.safetensors": toModel(program as never, { names }),
    "nameless.safetensors": toModel(program as never),
    "weights.npz": toNpz(program.parameters as never),
    "rows.csv": `${table.join("\n")}\n`,
    "unlabelled.csv": `${unlabelled.join("\r\n")}\r\n`,
    "rows.npz": toNpz({ X: array(X), y: array(y) }),
    "X.npy": toNpy(array(X)),
    "y.npy": toNpy(array(y, "int32")),
    "rows.json": JSON.stringify(rows.map(([bill, mass, island]) => ({ bill, mass, island }))),
    "inputs.json": JSON.stringify({ X, y }),
    ...files,
  });
};
