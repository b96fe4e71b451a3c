import { compile, dense, f32, fit, gradients, graph, matmul, meanSquaredError, type NdArray, random, relu, sgd, sum } from "dagrad";
import { expect, test } from "vitest";
import { signalOf } from "../../../src/train/signal.ts";

const network = graph({ X: f32("batch", 3), y: f32("batch", 1) }, ({ X, y }) => {
  const hidden = relu(dense(X, { units: 5, init: { randn: 0.3 }, name: "first" }), { name: "hidden" });
  return { hidden, loss: meanSquaredError(dense(hidden, { units: 1, init: { randn: 0.3 }, name: "last" }), y) };
});
const rows = 12;
const generator = random(4);
const data = { X: Float32Array.from(generator.randn(rows, 3).data), y: Float32Array.from(generator.randn(rows, 1).data) };
const { step } = fit(network, { minimize: "loss", optimizer: sgd(), data, random: random(2) });

/** The root mean square over columns of np.std(x, axis=0), in float64. */
function spread(values: ArrayLike<number>): number {
  const width = values.length / rows;
  const columns = Array.from({ length: width }, (_, j) => Array.from({ length: rows }, (_, i) => values[i * width + j] as number));
  const mean = (list: readonly number[]): number => list.reduce((a, b) => a + b, 0) / list.length;
  return Math.sqrt(mean(columns.map((column) => mean(column.map((value) => (value - mean(column)) ** 2)))));
}
const rms = (values: ArrayLike<number>): number => Math.sqrt(Array.from(values).reduce((a, b) => a + b * b, 0) / values.length);

test("signalOf measures by how much rows differ before each layer, and the gradient behind it, as spelled out", () => {
  const probe = compile(gradients(network, { of: "loss", with: ["first", "last"] }), { parameters: step.parameters });
  const values = probe.run(data) as Readonly<Record<string, NdArray>>;
  const expected = [
    { id: "first", spread: spread(data.X), gradient: rms((values["d.first"] as NdArray).data) },
    { id: "last", spread: spread((values.hidden as NdArray).data), gradient: rms((values["d.last"] as NdArray).data) },
  ];
  const signal = signalOf(network, step, "loss", data);
  expect(signal?.layers.map(({ id }) => id)).toEqual(["first", "last"]);
  for (const [i, layer] of expected.entries()) {
    // The engine's float32 against the reference's.
    expect(signal?.layers[i]?.spread).toBeCloseTo(layer.spread, 5);
    expect(signal?.layers[i]?.gradient).toBeCloseTo(layer.gradient, 5);
  }
  const [first, last] = expected as [(typeof expected)[0], (typeof expected)[0]];
  const taught = Math.max(first.spread * first.gradient, last.spread * last.gradient);
  expect(signal?.share).toBeCloseTo(taught / (first.spread * last.gradient), 5);
});

test("a layer is what multiplies rows with a matrix that is trained: a product, too, but no factor of columns and no frozen layer", () => {
  const mixed = graph({ X: f32("batch", 3) }, ({ X }, g) => {
    const product = matmul(X, g.parameter("w", [3, 4], { init: { randn: 1 } }));
    return { loss: sum(dense(product, { units: 2, name: "out" })) };
  });
  const layers = (freeze: string[]) => {
    const training = fit(mixed, { minimize: "loss", optimizer: sgd(), data: { X: data.X }, freeze });
    return signalOf(mixed, training.step, "loss", { X: data.X })?.layers.map(({ id }) => id);
  };
  expect(layers([])).toEqual(["matmul1", "out"]);
  expect(layers(["out.*"])).toEqual(["matmul1"]);
  expect(layers(["w"])).toEqual(["out"]);
});

test("nothing changes: neither parameters nor what is fed", () => {
  const before = JSON.stringify([step.parameters, data]);
  signalOf(network, step, "loss", data);
  expect(JSON.stringify([step.parameters, data])).toBe(before);
});
