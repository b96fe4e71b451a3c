import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test, vi } from "vitest";
import { add, compile, f64, gradients, graph, matmul, mul, type NdArray, reference, sub, sum, tanh } from "../../src/index.ts";
import { writeProgram } from "./listings.ts";
import { readText, root } from "./pages.ts";
import { programsOf } from "./programs.ts";

/** The whole idea in 150 lines, of docs/how-it-works.md: the first listing of the page. */
const page = "docs/how-it-works.md";
const [program] = programsOf(readText(page));
const code = program?.[0]?.block.code ?? "";

type Matrix = readonly (readonly number[])[];
interface Miniature {
  readonly loss: object;
  readonly slopes: readonly object[];
  run(outputs: readonly object[], feeds: Readonly<Record<string, Matrix>>): Matrix[];
}

/** The listing as a module that exports what it declares. */
async function miniature(): Promise<Miniature> {
  const folder = join(root, "out/miniature");
  rmSync(folder, { recursive: true, force: true });
  const file = writeProgram(folder, page, program ?? []);
  writeFileSync(file, `${code}\nexport { loss, run, slopes };\n`);
  const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
  try {
    return (await import(/* @vite-ignore */ pathToFileURL(file).href)) as Miniature;
  } finally {
    log.mockRestore();
  }
}

const feeds = {
  X: [
    [0.5, -1],
    [2, 0.25],
    [-0.75, 1.5],
  ],
  t: [[1], [-0.5], [0.25]],
};
const weights = {
  w1: [
    [0.3, -0.8, 0.1, 0.6],
    [-0.2, 0.4, 0.9, -0.5],
  ],
  b1: [[0.1, -0.3, 0.2, 0.05]],
  w2: [[0.7], [-0.4], [0.2], [1.1]],
};

test("the miniature has at most 150 lines", () => {
  expect(code.split("\n").length).toBeLessThanOrEqual(150);
});

test("the miniature's loss and gradients are dagrad's, of the same network in float64, within 1e-14", async () => {
  const network = graph({ X: f64(3, 2), t: f64(3, 1) }, ({ X, t }, g) => {
    const w1 = g.parameter("w1", [2, 4], { dtype: "float64" });
    const b1 = g.parameter("b1", [1, 4], { dtype: "float64" });
    const w2 = g.parameter("w2", [4, 1], { dtype: "float64" });
    const error = sub(matmul(tanh(add(matmul(X, w1), b1)), w2), t);
    return { loss: sum(mul(error, error)) };
  });
  const compiled = compile(gradients(network, { of: "loss" }), { backend: reference, parameters: weights });
  const fetched = compiled.run(feeds) as Readonly<Record<string, NdArray>>;
  const { loss, slopes, run } = await miniature();
  const [value, ...cotangents] = run([loss, ...slopes], { ...feeds, ...weights });

  const worst = (ours: Matrix | undefined, theirs: NdArray | undefined): number => {
    const elements = ours?.flat() ?? [];
    expect(elements.length).toBe(theirs?.data.length);
    return Math.max(...elements.map((x, i) => Math.abs(x - (theirs?.data[i] as number))));
  };
  expect(worst(value, fetched.loss)).toBeLessThanOrEqual(1e-14);
  for (const [i, name] of ["d.w1", "d.b1", "d.w2"].entries()) expect(worst(cotangents[i], fetched[name])).toBeLessThanOrEqual(1e-14);
});
