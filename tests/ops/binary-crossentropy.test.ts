import { describe, expect, it } from "vitest";
import { array } from "../../graph/ndarray.ts";
import { binaryCrossentropy, binaryCrossentropyOp } from "../../ops/losses/binary-crossentropy.ts";
import { runDefinition, runFormula } from "./run-kernel.ts";

describe("binaryCrossentropy(p, y)", () => {
  it("clips p to [1e-7, 1 − 1e-7], so that no sample is infinite (NNFS ch. 16, values from NumPy)", () => {
    const samples = runFormula(
      (p, y) => binaryCrossentropy(p, y, { reduction: "none" }),
      [array([[0], [1], [1], [0], [0.5]]), array([[1], [0], [1], [0], [0.25]])],
    );
    const expected = [16.11809565095832, 16.118095651484676, 1.0000000494736474e-7, 1.0000000494736474e-7, Math.LN2];
    for (const [i, value] of expected.entries()) expect(samples.data[i]).toBeCloseTo(value, 14);
  });

  it("rounds the bounds of the clip to float32 there: −log(1 − 0.9999999) is 15.942385 (NumPy)", () => {
    const samples = runFormula(
      (p, y) => binaryCrossentropy(p, y, { reduction: "none" }),
      [array([[0], [1]], "float32"), array([[1], [0]], "float32")],
    );
    expect([...samples.data]).toEqual([Math.fround(16.118095), Math.fround(15.942385)]);
  });

  it("is infinite, or NaN for 0 · log 0, in its textbook formula", () => {
    const [p, y] = [array([[0], [0]]), array([[1], [0]])];
    expect([...runDefinition(binaryCrossentropyOp, [p, y], { reduction: "none" }).data]).toEqual([Infinity, NaN]);
  });

  it("keeps NaN of p and of y", () => {
    const [p, y] = [array([[NaN], [0.5]]), array([[1], [NaN]])];
    expect([...runFormula((p, y) => binaryCrossentropy(p, y, { reduction: "none" }), [p, y]).data]).toEqual([NaN, NaN]);
  });
});
