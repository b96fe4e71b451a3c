import {
  add,
  type Backend,
  compile,
  crossentropy,
  dense,
  f64,
  type Graph,
  gradients,
  graph,
  i32,
  l1,
  l2,
  linear,
  meanAbsoluteError,
  meanSquaredError,
  mul,
  type NdArray,
  reference,
  relu,
  softmax,
  sum,
  type Tensor,
  wasm,
} from "dagrad";
import { describe, expect, it } from "vitest";
import { type BookTensor, ndarray } from "../book/book.ts";
import { differences } from "../book/compare.ts";
import { training } from "./training.ts";

/** The book's gradients: NNFS chapters 9, 14 and 17, computed by NumPy. Each row's own tolerance is used, 1e-12 but for relu. */
const { T11, T12, T13, T15, T17, T18, T22 } = training.cases;

type Values = Readonly<Record<string, NdArray | number>>;

/** The values of all outputs of the graph and of the gradients of its output "loss" by `by`. */
function run(
  backend: Backend,
  network: Graph<any, any>,
  by: readonly string[],
  feeds: Readonly<Record<string, BookTensor>>,
): Readonly<Record<string, NdArray>> {
  const values = Object.fromEntries(Object.entries(feeds).map(([name, tensor]) => [name, ndarray(tensor)]));
  return compile(gradients(network, { of: "loss", with: by }), { backend }).run(values) as Readonly<Record<string, NdArray>>;
}

const data = ({ data }: { readonly data: NdArray["data"] }): number[] => Array.from(data);
const at = (values: Values, names: Readonly<Record<string, string>>): Values =>
  Object.fromEntries(Object.entries(names).map(([name, output]) => [name, values[output] as NdArray]));

describe.each([reference, wasm()])("gradients of the book, on $name", (backend) => {
  it("of a dense layer are dX = dy Wᵀ, dW = Xᵀ dy, db = Σ dy (ch. 9)", () => {
    const { X, W, b, dvalues } = T11.inputs as Record<"X" | "W" | "b" | "dvalues", BookTensor>;
    const network = graph({ X: f64(6, 4), dy: f64(6, 3) }, ({ X, dy }, g) => {
      const weights = g.parameter("W", [4, 3], { init: ndarray(W), dtype: "float64" });
      const biases = g.parameter("b", [1, 3], { init: ndarray(b), dtype: "float64" });
      return { loss: sum(mul(dense(X, { weights, biases }), dy)) };
    });
    const found = at(run(backend, network, ["W", "b", "X"], { X, dy: dvalues }), { dW: "d.W", db: "d.b", dX: "d.X" });
    expect(differences(found, T11.expected, T11.tolerance)).toEqual([]);
  });

  it("of relu are 0 where x ≤ 0, at 0 and −0 too, and go on where x is NaN, exactly (ch. 9)", () => {
    const { inputs, dvalues } = T12.inputs as Record<"inputs" | "dvalues", BookTensor>;
    const network = graph({ x: f64(1, 10), dy: f64(1, 10) }, ({ x, dy }) => {
      const output = relu(x);
      return { output, loss: sum(mul(output, dy)) };
    });
    const found = at(run(backend, network, ["x"], { x: inputs, dy: dvalues }), { output: "output", dinputs: "d.x" });
    expect(differences(found, T12.expected, T12.tolerance)).toEqual([]);
  });

  it("of softmax are those of the full Jacobian (ch. 9)", () => {
    const { logits, dvalues } = T13.inputs as Record<"logits" | "dvalues", BookTensor>;
    const { output, dinputs } = T13.expected as Record<"output" | "dinputs", BookTensor>;
    const network = graph({ z: f64(5, 4), dy: f64(5, 4) }, ({ z, dy }) => {
      const probabilities = softmax(z);
      return { probabilities, loss: sum(mul(probabilities, dy)) };
    });
    const found = at(run(backend, network, ["z"], { z: logits, dy: dvalues }), { output: "probabilities", dinputs: "d.z" });
    expect(differences(found, { output, dinputs }, T13.tolerance)).toEqual([]);
  });

  it("of softmax are the rows of its Jacobian (ch. 9)", () => {
    const { logits } = T13.inputs as Record<"logits", BookTensor>;
    const jacobian = T13.expected.jacobian_row0 as BookTensor;
    const network = graph({ z: f64(4), dy: f64(4) }, ({ z, dy }) => ({ loss: sum(mul(softmax(z), dy)) }));
    const program = compile(gradients(network, { of: "loss", with: ["z"] }), { backend });
    const z = logits.data.slice(0, 4).map(Number);
    const rows = [0, 1, 2, 3].flatMap((row) =>
      data(program.run({ z, dy: [0, 1, 2, 3].map((k) => (k === row ? 1 : 0)) })["d.z"] as NdArray),
    );
    expect(differences(rows, jacobian.data, T13.tolerance)).toEqual([]);
  });

  it("of softmax and cross-entropy are (p − y) ÷ N, fused and chained (ch. 9)", () => {
    const { logits, y } = T15.inputs as Record<"logits" | "y", BookTensor>;
    const fused = graph({ z: f64(5, 4), y: i32(5) }, ({ z, y }) => ({ loss: crossentropy(softmax(z), y) }));
    const chained = graph({ z: f64(5, 4), y: i32(5) }, ({ z, y }) => ({ loss: crossentropy(linear(softmax(z)), y) }));
    const found = {
      combined: run(backend, fused, ["z"], { z: logits, y })["d.z"],
      chained: run(backend, chained, ["z"], { z: logits, y })["d.z"],
    };
    const { combined, chained: apart } = T15.expected;
    expect(differences(found, { combined, chained: apart }, T15.tolerance)).toEqual([]);
  });

  it("of L1 and L2 penalties are λ (+λ at 0 and −0, −λ below) and 2 λ w (ch. 14)", () => {
    const { W, b, l1_w, l2_w, l1_b, l2_b } = T17.inputs;
    const network = graph({}, (_, g) => {
      const w = g.parameter("W", [2, 3], { init: ndarray(W), dtype: "float64" });
      const biases = g.parameter("b", [1, 3], { init: ndarray(b), dtype: "float64" });
      return {
        loss: add(add(l1(w, { lambda: l1_w }), l2(w, { lambda: l2_w })), add(l1(biases, { lambda: l1_b }), l2(biases, { lambda: l2_b }))),
      };
    });
    const found = at(run(backend, network, ["W", "b"], {}), { reg_loss: "loss", dW_add: "d.W", db_add: "d.b" });
    expect(differences(found, T17.expected, T17.tolerance)).toEqual([]);
  });

  it("of a 2-64-3 network with L2 on weights and biases are NumPy's, all of them (ch. 14)", () => {
    const { X, y, layers, l2: lambda } = T18.inputs;
    const network = graph({ X: f64("batch", 2), y: i32("batch") }, ({ X, y }, g) => {
      const parameters = layers.map(({ W, b }, i) => ({
        weights: g.parameter(`W${i + 1}`, W.shape, { init: ndarray(W), dtype: "float64" }),
        biases: g.parameter(`b${i + 1}`, b.shape, { init: ndarray(b), dtype: "float64" }),
      })) as unknown as [{ weights: Tensor; biases: Tensor }, { weights: Tensor; biases: Tensor }];
      const probabilities = softmax(dense(relu(dense(X, parameters[0])), parameters[1]));
      const data = crossentropy(probabilities, y);
      const penalty = parameters
        .flatMap(({ weights, biases }) => [l2(weights, { lambda }), l2(biases, { lambda })])
        .reduce((a, b) => add(a, b));
      return { data, penalty, loss: add(data, penalty) };
    });
    const values = run(backend, network, ["W1", "b1", "W2", "b2", "X"], { X, y });
    const found = {
      data_loss: values.data,
      reg_loss: values.penalty,
      grads: [at(values, { dW: "d.W1", db: "d.b1" }), at(values, { dW: "d.W2", db: "d.b2" })],
      dX: values["d.X"],
    };
    const { data_loss, reg_loss, grads, dX } = T18.expected;
    expect(differences({ ...found, grads: undefined }, { data_loss, reg_loss, dX }, T18.tolerance)).toEqual([]);
    expect(grads.flatMap((layer, i) => differences(found.grads[i], layer, T18.tolerance))).toEqual([]);
  });

  it("of mean squared and mean absolute error are 2 (p − y) ÷ K ÷ N and sign(p − y) ÷ K ÷ N (ch. 17)", () => {
    const { y_pred, y_true } = T22.inputs as Record<"y_pred" | "y_true", BookTensor>;
    const losses = { mse: meanSquaredError, mae: meanAbsoluteError };
    for (const [name, loss] of Object.entries(losses)) {
      const network = graph({ p: f64(5, 2), y: f64(5, 2) }, ({ p, y }) => ({
        loss: loss(p, y),
        sample: loss(p, y, { reduction: "none" }),
      }));
      const found = run(backend, network, ["p", "y"], { p: y_pred, y: y_true });
      const { [name]: value, [`${name}_sample`]: sample } = T22.expected;
      const dinputs = T22.expected[name === "mae" ? "mae_dinputs_correct_sign" : "mse_dinputs"] as BookTensor;
      expect(
        differences(at(found, { value: "loss", sample: "sample", dinputs: "d.p" }), { value, sample, dinputs }, T22.tolerance),
      ).toEqual([]);
      const opposite = { ...dinputs, data: dinputs.data.map((x) => -Number(x)) };
      expect(differences(found["d.y"], opposite, T22.tolerance)).toEqual([]);
    }
  });
});
