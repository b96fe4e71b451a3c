import { createHash } from "node:crypto";
import { compile, type NdArray, reference, trace, wasm } from "dagrad";
import { describe, expect, test } from "vitest";
import { type BookTensor, book, dtypeOf } from "./book.ts";
import { notebookSoftmax, spiral, spiralNetwork } from "./spiral.ts";

// Source: the book's truth: nnfs and NumPy 1.24 with its SIMD off, float32 as after nnfs.init() (tests/fixtures/extract-book.py).
const truth = book.spiral;

const sha256 = (data: ArrayBufferView): string =>
  createHash("sha256")
    .update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
    .digest("hex");

/** The hash of integers is one of NumPy's 64-bit integers. */
const bytesOf = ({ data }: NdArray, { dtype }: BookTensor): ArrayBufferView =>
  dtype === "int64" ? BigInt64Array.from(data, BigInt) : data;

function expectBits(actual: NdArray | undefined, expected: BookTensor): void {
  if (actual === undefined) throw new Error("no such value");
  expect(actual.dtype).toBe(dtypeOf(expected));
  if (expected.data) expect(Array.from(actual.data)).toEqual(expected.data);
  expect(sha256(bytesOf(actual, expected))).toBe(expected.sha256_le);
}

const { X, y, random } = spiral();
const program = compile(spiralNetwork(), { random, backend: reference });
const outputs = program.run({ X, y });

/** The steps of the book's class. */
const steps = [
  "dense1_output",
  "relu_output",
  "dense2_output",
  "softmax_output",
  "clipped",
  "correct_confidences",
  "sample_losses",
] as const;

describe("the chapter-5 network on spiral_data(100, 3) of seed 0, bit for bit in float32", () => {
  test.each(steps)("%s is NumPy's, element by element and by its SHA-256", (step) => {
    expectBits(outputs[step], truth[step] as BookTensor);
  });

  test("the predictions are NumPy's, and of equal probabilities the first wins", () => {
    expectBits(outputs.predictions, truth.predictions as BookTensor);
  });

  test("the loss is 1.0986104011535645, the accuracy 0.34", () => {
    expect(outputs.loss?.item()).toBe(truth.loss);
    expect(outputs.accuracy?.dtype).toBe("float64");
    expect(outputs.accuracy?.item()).toBe(truth.accuracy);
  });

  test("the composite crossentropy, which picks before it clips, gives the same loss", () => {
    expect(outputs.composite?.item()).toBe(truth.loss);
  });

  test("both layers start with the book's weights", () => {
    const { parameters } = program;
    for (const [id, expected] of [
      ["dense1.weights", "dense1_weights"],
      ["dense2.weights", "dense2_weights"],
    ] as const) {
      expectBits(parameters[id], truth[expected] as BookTensor);
    }
    for (const [id, expected] of [
      ["dense1.biases", "dense1_biases"],
      ["dense2.biases", "dense2_biases"],
    ] as const) {
      expect(Array.from((parameters[id] as NdArray).data)).toEqual((truth[expected] as BookTensor).data);
    }
  });

  test("a trace shows what softmax does inside: its exponentials are NumPy's", () => {
    const { values } = trace(program, { X, y });
    expectBits(values["softmax1.exp1"], truth.softmax_exp as BookTensor);
  });

  test("a run by name of a typed array, of an NdArray and of lists gives the same bits", () => {
    const lists = { X: X.tolist() as number[][], y: y.tolist() as number[] };
    expectBits(program.run({ X: X.data, y: y.data }, ["sample_losses"]).sample_losses, truth.sample_losses as BookTensor);
    expectBits(program.run(lists, ["sample_losses"]).sample_losses, truth.sample_losses as BookTensor);
  });
});

describe("the same network with the exp of NumPy's AVX code, which the notebook of the book was run with", () => {
  const { X, y, random } = spiral();
  const options = { random, backend: reference };
  const notebook = compile(spiralNetwork(notebookSoftmax), options).run({ X, y });
  const variants = truth.softmax_variants;

  test("the softmax is the notebook's bit for bit, and differs from the book's in 172 rows", () => {
    expectBits(notebook.softmax_output, variants.softmax_output_simd);
    const rows = new Set<number>();
    for (const [i, p] of (notebook.softmax_output as NdArray).data.entries()) {
      if (p !== outputs.softmax_output?.data[i]) rows.add(Math.floor(i / 3));
    }
    expect(rows.size).toBe(variants.rows_differing);
  });

  test("loss and accuracy are the same", () => {
    expect(notebook.loss?.item()).toBe(variants.loss_simd);
    expect(notebook.accuracy?.item()).toBe(variants.acc_simd);
  });
});

describe("the same network on the engine", () => {
  const { random } = spiral();
  const engine = compile(spiralNetwork(), { random, backend: wasm() }).run({ X, y });

  test("has NumPy's predictions and accuracy, and each step's numbers within 4e-7 of the largest", () => {
    expectBits(engine.predictions, truth.predictions as BookTensor);
    expect(engine.accuracy?.item()).toBe(truth.accuracy);
    for (const step of steps) {
      const expected = outputs[step] as NdArray;
      const largest = Math.max(...Array.from(expected.data, Math.abs));
      expect(engine[step]).toBeAllClose(expected, { rtol: 0, atol: 4e-7 * largest });
    }
    expect(Math.abs((engine.loss?.item() as number) - truth.loss)).toBeLessThan(4e-7);
  });
});
