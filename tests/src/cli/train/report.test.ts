import { NdArray } from "dagrad";
import { expect, test } from "vitest";
import { graph } from "../../../../graph/build.ts";
import { f32, u8 } from "../../../../graph/input.ts";
import { dense } from "../../../../ops/layers/dense.ts";
import { crossentropy } from "../../../../ops/losses/crossentropy.ts";
import { softmax } from "../../../../ops/reduce/softmax.ts";
import { standardOps } from "../../../../ops/standard-ops.ts";
import { curvesPicture } from "../../../../src/cli/train/report/curves.ts";
import { decisionBoundary } from "../../../../src/cli/train/report/decision-boundary.ts";
import { fittedCurve } from "../../../../src/cli/train/report/fitted-curve.ts";
import { page } from "../../../../src/cli/train/report/page.ts";
import { loadPlotLibrary, type PlotLibrary } from "../../../../src/cli/train/report/plot-library.ts";
import { classesOf, samplesOf } from "../../../../src/cli/train/report/samples.ts";
import { type Point, thin } from "../../../../src/cli/train/report/thin.ts";
import { writeReport } from "../../../../src/cli/train/write-report.ts";
import { compile } from "../../../../src/run/compile.ts";
import { fit } from "../../../../src/train/fit.ts";
import { sgd } from "../../../../src/train/sgd.ts";

const library = (await loadPlotLibrary()) as PlotLibrary;

/** Class 1 where x > y, class 0 where x < y: scores −x + y and x − y, written down. */
const diagonal = graph({ X: f32("batch", 2), y: u8("batch") }, ({ X, y }, g) => {
  const weights = g.parameter("w", [2, 2], {
    init: [
      [-4, 4],
      [4, -4],
    ],
  });
  const probabilities = softmax(dense(X, { weights }));
  return { probabilities, loss: crossentropy(probabilities, y) };
});
const data = {
  X: new NdArray(Float32Array.of(0, 0, 1, 0, 1, 1, 0, 1), [4, 2], "float32"),
  y: Uint8Array.of(0, 1, 1, 0),
};

const history = Array.from({ length: 40 }, (_, i) => ({
  epoch: i + 1,
  metrics: { loss: 2 / (i + 1), accuracy: 1 - 0.6 / (i + 1) },
  validation: { loss: 2.2 / (i + 1) + 0.1, accuracy: 0.9 - 0.5 / (i + 1) },
  learningRate: 0.1 / (1 + 0.1 * i),
  rows: 100,
  milliseconds: 1,
}));

test("loss, accuracy and decision boundary are drawn as in the golden files, the same bytes every time", async () => {
  const program = compile(diagonal);
  const samples = samplesOf(program, data, "loss", 2);
  const boundary = (await decisionBoundary(library, program, samples as NonNullable<typeof samples>)) as string;
  for (const [name, svg] of Object.entries({
    loss: curvesPicture(library, "loss", history, "lower"),
    accuracy: curvesPicture(library, "accuracy", history, "higher"),
    "decision-boundary": boundary,
  })) {
    expect(svg).toContain("prefers-color-scheme:dark");
    expect(svg).not.toMatch(/var\(|currentColor|NaN|undefined|href/);
    await expect(svg).toMatchFileSnapshot(`../../../output/training-${name}.svg`);
  }
  expect(curvesPicture(library, "loss", history, "lower")).toBe(curvesPicture(library, "loss", history, "lower"));
});

test("the boundary between x < y and x > y runs along the diagonal within half a cell of the grid", async () => {
  const program = compile(diagonal);
  const samples = samplesOf(program, data, "loss", 2);
  const svg = (await decisionBoundary(library, program, samples as NonNullable<typeof samples>)) as string;
  const panel = svg.slice(svg.indexOf('aria-label="contour"'));
  const corners = Array.from(panel.slice(0, panel.indexOf('"></path>') + 1 || 2000).matchAll(/[ML]([\d.]+),([\d.]+)/g), ([, x, y]) => [
    Number(x),
    Number(y),
  ]) as [number, number][];
  // The frame: 488 × 496 px for equal ranges; on the diagonal both shares agree, elsewhere the contour follows the frame.
  const shares = corners.map(([x, y]) => [(x - 56) / (560 - 56 - 16), 1 - (y - 4) / (540 - 4 - 40)] as const);
  const inner = shares.filter(([x, y]) => x > 0.02 && x < 0.98 && y > 0.02 && y < 0.98);
  expect(inner.length).toBeGreaterThan(0);
  for (const [x, y] of inner) expect(Math.abs(x - y)).toBeLessThan(0.5 / 180);
});

test("classes are read from whole numbers, one column, one-hot rows, and not from other numbers", () => {
  const samples = (targets: NdArray, rows: number) => classesOf({ input: "X", output: "p", rows, features: targets, targets });
  expect(samples(new NdArray(Uint8Array.of(2, 0), [2], "uint8"), 2)).toEqual(Int32Array.of(2, 0));
  expect(samples(new NdArray(Float32Array.of(1, 0), [2, 1], "float32"), 2)).toEqual(Int32Array.of(1, 0));
  expect(samples(new NdArray(Float32Array.of(0, 0, 1, 1, 0, 0), [2, 3], "float32"), 2)).toEqual(Int32Array.of(2, 0));
  expect(samples(new NdArray(Float32Array.of(0.5, 1), [2], "float32"), 2)).toBeUndefined();
});

test("a network of two features has no fitted curve, one of classes with other inputs no boundary", async () => {
  const program = compile(diagonal);
  expect(samplesOf(program, data, "loss", 1)).toBeUndefined();
  const samples = samplesOf(program, data, "loss", 2) as NonNullable<ReturnType<typeof samplesOf>>;
  expect(await fittedCurve(library, program, { ...samples, targets: samples.features })).toBeUndefined();
});

test("a thinned curve of 100,000 points has at most 1,300 and keeps both ends and a spike", () => {
  const points = Array.from({ length: 100_000 }, (_, i): Point => [i, i === 54_321 ? 9 : Math.sin(i / 1000)]);
  const thinned = thin(points);
  expect(thinned.length).toBeLessThanOrEqual(1300);
  for (const kept of [points[0], points[54_321], points.at(-1)]) expect(thinned).toContain(kept);
  expect(thin(points.slice(0, 1000))).toHaveLength(1000);
});

test("the page loads nothing, and shows names as text", () => {
  const text = page({
    title: "<script>alert(1)</script>",
    result: "a & b",
    pictures: { "<b>caption</b>": "<svg></svg>" },
    settings: { module: '"><img>' },
    graph: diagonal,
  });
  expect(text).not.toMatch(/<script|<img|<b>|<link|@import|url\(|\ssrc=|\shref=/);
  expect(text).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
  expect(text).toContain("<td>softmax1</td>");
});

test("where the packages that draw are not installed, the page is written without curves and both say what to install", async () => {
  const missing = loadPlotLibrary(() => Promise.reject(Object.assign(new Error("Cannot find package"), { code: "ERR_MODULE_NOT_FOUND" })));
  expect(await missing).toBeUndefined();
  await expect(loadPlotLibrary(() => Promise.reject(new Error("broken")))).rejects.toThrow("broken");

  const settings = { minimize: "loss", optimizer: sgd(), data, epochs: 1 };
  const training = fit(diagonal as never, settings);
  const files: Record<string, string> = {};
  let stderr = "";
  const terminal = { stdout: { write: () => {} }, stderr: { write: (text: string) => (stderr += text) }, cwd: "" };
  const folder = {
    name: "out",
    file: (name: string) => name,
    save: async (name: string, content: string | Uint8Array) => {
      files[name] = String(content);
    },
    saveCheckpoint: async () => {},
    close: () => {},
  };
  const trained = { model: { graph: diagonal, ops: standardOps }, file: "net.ts", settings, training, history, ending: "done" as const };
  await writeReport(folder, trained, terminal, () => missing);
  expect(Object.keys(files)).toEqual(["index.html"]);
  expect(stderr).toMatchInlineSnapshot(`
    "report: curves need the packages @observablehq/plot and linkedom, got none installed; run npm install @observablehq/plot linkedom
    "
  `);
  expect(files["index.html"]).toContain("run npm install @observablehq/plot linkedom");
  expect(files["index.html"]).toContain("<svg");
});
