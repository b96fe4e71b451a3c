import { NdArray } from "dagrad";
import { expect, test } from "vitest";
import { graph } from "../../../../graph/build.ts";
import { f32, u8 } from "../../../../graph/input.ts";
import { dense } from "../../../../ops/layers/dense.ts";
import { crossentropy } from "../../../../ops/losses/crossentropy.ts";
import { softmax } from "../../../../ops/reduce/softmax.ts";
import { standardOps } from "../../../../ops/standard-ops.ts";
import { type Chart, fileOf } from "../../../../src/cli/train/report/chart.ts";
import { curvesChart } from "../../../../src/cli/train/report/curves.ts";
import { boundaryChart } from "../../../../src/cli/train/report/decision-boundary.ts";
import { fitChart } from "../../../../src/cli/train/report/fitted-curve.ts";
import { legend } from "../../../../src/cli/train/report/legend.ts";
import { page } from "../../../../src/cli/train/report/page.ts";
import { classesOf, partsOf, samplesOf } from "../../../../src/cli/train/report/samples.ts";
import { writeReport } from "../../../../src/cli/train/write-report.ts";
import { readSubject } from "../../../../src/explorer/subject.ts";
import { markupText } from "../../../../src/page/markup.ts";
import { compile } from "../../../../src/run/compile.ts";
import { dataset } from "../../../../src/train/dataset.ts";
import { fit } from "../../../../src/train/fit.ts";
import { sgd } from "../../../../src/train/sgd.ts";

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

const parts = [dataset(diagonal, data)];

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
  const samples = samplesOf(program, parts, "loss", 2);
  const boundary = (await boundaryChart(program, samples as NonNullable<typeof samples>)) as Chart;
  for (const chart of [curvesChart("loss", history, "lower"), curvesChart("accuracy", history, "higher"), boundary]) {
    const [name, svg] = [chart.name, fileOf(chart)];
    expect(svg).toContain("prefers-color-scheme:dark");
    expect(svg).not.toMatch(/var\(|currentColor|NaN|undefined|href/);
    await expect(svg).toMatchFileSnapshot(`../../../output/training-${name}.svg`);
  }
  expect(curvesChart("loss", history, "lower")).toEqual(curvesChart("loss", history, "lower"));
});

/** The corners of a path of M, l and z, ring by ring, as shares of the frame of 528 × 508 px, from its lower left corner. */
const ringsOf = (path: string): [number, number][][] =>
  path
    .split("z")
    .filter((ring) => ring !== "")
    .map((ring) => {
      const numbers = Array.from(ring.matchAll(/-?\d*\.?\d+/g), ([text]) => Number(text));
      let [x, y] = [0, 0];
      return Array.from({ length: numbers.length / 2 }, (_, i) => {
        [x, y] = [x + (numbers[2 * i] as number), y + (numbers[2 * i + 1] as number)];
        return [(x - 56) / 528, 1 - (y - 4) / 508];
      });
    });

/** Points all along the lines of a ring that do not run along the frame. */
const alongInner = (ring: readonly [number, number][]): [number, number][] =>
  ring
    .flatMap(([x, y], i) => {
      const [nextX, nextY] = ring[(i + 1) % ring.length] as [number, number];
      return Array.from({ length: 50 }, (_, k): [number, number] => [x + ((nextX - x) * k) / 50, y + ((nextY - y) * k) / 50]);
    })
    .filter((point) => point.every((share) => share > 0.02 && share < 0.98));

async function areasOfDiagonal(): Promise<string[]> {
  const program = compile(diagonal);
  const samples = samplesOf(program, parts, "loss", 2);
  const svg = fileOf((await boundaryChart(program, samples as NonNullable<typeof samples>)) as Chart);
  return Array.from(svg.matchAll(/<path d="([^"]*)"[^>]* fill-opacity=/g), ([, path]) => path as string);
}

test("the boundary between x < y and x > y runs along the diagonal within half a cell of the grid", async () => {
  const [above, below] = await areasOfDiagonal();
  for (const path of [above, below]) {
    const inner = ringsOf(path as string).flatMap(alongInner);
    expect(inner.length).toBeGreaterThan(20);
    for (const [x, y] of inner) expect(Math.abs(x - y)).toBeLessThan(0.5 / 180);
  }
});

test("a class is shaded a step deeper from a probability of 60%, 70%, 80%, 90% and 99% on, within a tenth of a cell", async () => {
  const [, , ...shades] = await areasOfDiagonal();
  expect(shades).toHaveLength(10);
  // Scores differ by 8 (y − x) for class 0, so that p = 1 / (1 + exp(−8 (y − x))), and y − x = ln(p / (1 − p)) / 8; the range is 1.12.
  const distances = [0.6, 0.7, 0.8, 0.9, 0.99].map((p) => Math.log(p / (1 - p)) / 8 / 1.12);
  for (const [k, path] of shades.entries()) {
    const inner = ringsOf(path).flatMap(alongInner);
    expect(inner.length).toBeGreaterThan(5);
    const side = k < 5 ? 1 : -1;
    for (const [x, y] of inner) expect(Math.abs(side * (y - x) - (distances[k % 5] as number))).toBeLessThan(0.1 / 180);
  }
});

test.each([
  ["the target", { categories: { y: ["low", "high"] } }],
  ["the target's column", { columns: { y: ["height"] }, categories: { height: ["low", "high"] } }],
  ["the output", { categories: { probabilities: ["low", "high"] } }],
])("classes are called by the names of %s", async (_, names) => {
  const program = compile(diagonal);
  const samples = samplesOf(program, parts, "loss", 2) as NonNullable<ReturnType<typeof samplesOf>>;
  const svg = fileOf((await boundaryChart(program, samples, { ...names, categories: { ...names.categories, other: ["x"] } })) as Chart);
  expect(Array.from(svg.matchAll(/>(low|high|class \d)<\/text>/g), ([, name]) => name)).toEqual(["low", "high"]);
});

test("classes are read from whole numbers, one column, one-hot rows, and not from other numbers", () => {
  const samples = (targets: NdArray, rows: number) => classesOf({ rows, targets });
  expect(samples(new NdArray(Uint8Array.of(2, 0), [2], "uint8"), 2)).toEqual(Int32Array.of(2, 0));
  expect(samples(new NdArray(Float32Array.of(1, 0), [2, 1], "float32"), 2)).toEqual(Int32Array.of(1, 0));
  expect(samples(new NdArray(Float32Array.of(0, 0, 1, 1, 0, 0), [2, 3], "float32"), 2)).toEqual(Int32Array.of(2, 0));
  expect(samples(new NdArray(Float32Array.of(0.5, 1), [2], "float32"), 2)).toBeUndefined();
});

test("a network of two features has no fitted curve, one of classes with other inputs no boundary", async () => {
  const program = compile(diagonal);
  expect(samplesOf(program, parts, "loss", 1)).toBeUndefined();
  const samples = samplesOf(program, parts, "loss", 2) as NonNullable<ReturnType<typeof samplesOf>>;
  expect(await fitChart(program, { ...samples, targets: samples.features })).toBeUndefined();
});

test("the page loads nothing, and shows names as text", () => {
  const hostile = "</script><img src=x>";
  const text = page({
    title: "<script>alert(1)</script>",
    result: "a & b",
    charts: [{ ...curvesChart(hostile, [{ ...(history[0] as (typeof history)[0]), metrics: { [hostile]: 1 } as never }], "lower") }],
    notices: [hostile],
    layers: { end: [{ id: hostile as never, initializer: hostile, units: 1, spread: 1, dead: 1 }] },
    settings: { module: '"><img>' },
    graph: diagonal,
  });
  expect(text.match(/<\/?script\b/g)).toHaveLength(2);
  expect(text).not.toMatch(/<img|<link|@import|url\(|\ssrc="|\shref=/);
  expect(text).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
  expect(text).toMatch(/<th [^>]*>softmax1<\/th>/);
});

test("a network that is too broad for a column stands below the layers, which then stand beside the chart that is left over", () => {
  const content = {
    ...{ title: "", result: "", notices: [], settings: {}, graph: diagonal },
    charts: [curvesChart("loss", history, "lower")],
    layers: { end: [{ id: "dense1" as never, initializer: "zeros", units: 1, spread: 1, dead: 0 }] },
  };
  const order = (width: number) =>
    Array.from(
      page({ ...content, network: `<svg width="${width}pt"><text font-size="12">a</text></svg>` }).matchAll(
        /<(?:figure|section)( class="[^"]*")?/g,
      ),
      ([, name]) => name?.slice(8, -1) ?? "chart",
    );
  expect(order(400)).toEqual(["chart", "network", "layers broad"]);
  expect(order(600)).toEqual(["chart", "layers", "network broad"]);
});

test("a loss above 0 is drawn on both axes, one that is 0 once, and an accuracy, only on the linear one; each for wide and narrow screens", () => {
  const drawings = (losses: number[]) =>
    curvesChart(
      "loss",
      losses.map((loss, i) => ({ epoch: i + 1, metrics: { loss }, learningRate: 0.1, rows: 1, milliseconds: 1 })),
      "lower",
    );
  const kinds = ({ drawings }: Chart) => drawings.map(({ scale, format }) => `${format} ${scale}`);
  expect(kinds(drawings([2, 1]))).toEqual(["wide even", "narrow even", "wide log", "narrow log"]);
  expect(kinds(drawings([2, 0]))).toEqual(["wide even", "narrow even"]);
  expect(kinds(curvesChart("accuracy", history, "higher"))).toEqual(["wide even", "narrow even"]);
  // A factor of 50 makes the logarithmic axis the first.
  expect([drawings([2, 1]).scale, drawings([51, 1]).scale]).toEqual(["even", "log"]);
  // The learning rate that never changes has its tick.
  expect(fileOf(drawings([2, 1]))).toContain(">0.1</text>");
});

test("a legend takes as many lines as its names need, and cuts a very long one", () => {
  const entries = ["a".repeat(30), "b".repeat(30), "c".repeat(80)].map((text) => ({ sample: [], width: 10, text }));
  expect([legend(entries, 308).height, legend(entries, 868).height]).toEqual([60, 20]);
  expect(legend(entries, 308).parts.map(markupText).join("")).toContain(`>${"c".repeat(35)}…</text>`);
});

test("the samples that are drawn as those of validation are the rows that fit keeps back", () => {
  const X = Float32Array.from({ length: 40 }, (_, i) => i);
  const y = Uint8Array.from({ length: 20 }, (_, i) => i % 2);
  const drawn = (validation: 0.25 | { share: number; rows: "last" } | { X: number[][]; y: number[] }) => {
    const settings = { minimize: "loss", optimizer: sgd(), data: { X: new NdArray(X, [20, 2], "float32"), y }, validation, seed: 7 };
    const training = fit(diagonal as never, settings as never);
    return samplesOf(training.network, partsOf(training, settings as never), "loss", 2) as NonNullable<ReturnType<typeof samplesOf>>;
  };
  const rows = ({ features: { data }, trained }: ReturnType<typeof drawn>) => {
    const all = Array.from({ length: data.length / 2 }, (_, row) => (data[2 * row] as number) / 2);
    return [all.slice(0, trained), all.slice(trained)] as const;
  };
  const upTo = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);
  expect(rows(drawn({ share: 0.25, rows: "last" }))).toEqual([upTo(0, 15), upTo(15, 20)]);
  expect(rows(drawn({ X: [[2, 3]], y: [1] }))).toEqual([upTo(0, 20), [1]]);
  const held = drawn(0.25);
  const [trained, kept] = rows(held);
  expect(kept).toHaveLength(5);
  expect([...trained, ...kept].sort((a, b) => a - b)).toEqual(upTo(0, 20));
  // Targets go with their features.
  expect(Array.from(held.targets.data)).toEqual([...trained, ...kept].map((row) => row % 2));
});

test("the report is the page, its charts and the explorer of the trained weights; nothing has to be installed for it", async () => {
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
  const trained = {
    model: { graph: diagonal, ops: standardOps },
    file: "net.ts",
    settings,
    training,
    // Of what this graph has.
    history: history.map((epoch) => ({ ...epoch, metrics: { loss: epoch.metrics.loss } })),
    ending: "done" as const,
    notices: ["fit: a notice"],
  };
  await writeReport(folder, trained, terminal);
  expect(stderr).toBe("");
  expect(Object.keys(files)).toEqual(["loss.svg", "decision-boundary.svg", "explorer.html", "index.html"]);
  expect(files["index.html"]).toContain("<svg");
  expect(files["index.html"]).toContain('<p class="warning">A notice</p>');
  expect(files["index.html"]).toContain('<a href="explorer.html">');
  const written = /<script type="application\/json" id="subject">(.*?)<\/script>/.exec(files["explorer.html"] as string)?.[1] as string;
  const shown = readSubject(written, standardOps);
  expect(shown.parameters).toEqual(training.network.parameters);
  expect([shown.title, shown.of, shown.feeds?.X?.shape[0]]).toEqual(["net, trained", "loss", data.X.shape[0]]);
});
