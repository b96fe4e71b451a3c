import { describe, expect, it } from "vitest";
import { array } from "../../graph/ndarray.ts";
import { sigmoid } from "../../ops/elementwise/sigmoid.ts";
import { binaryCrossentropy } from "../../ops/losses/binary-crossentropy.ts";
import { sigmoidCrossentropy } from "../../ops/losses/sigmoid-crossentropy.ts";
import { runFormula } from "./run-kernel.ts";

const column = (list: readonly number[]): number[][] => list.map((one) => [one]);

describe("sigmoidCrossentropy(z, y)", () => {
  it("is exact where sigmoid saturates: 1000 for a logit of ±1000 on the wrong side, 0 on the right one, log 2 at 0 (NumPy)", () => {
    const [z, y] = [array(column([1000, 1000, -1000, -1000, 0])), array(column([0, 1, 0, 1, 1]))];
    const samples = runFormula((z, y) => sigmoidCrossentropy(z, y, { reduction: "none" }), [z, y]);
    expect([...samples.data]).toEqual([1000, 0, 0, 1000, Math.LN2]);
  });

  it("does not overflow in float32 at ±3e38", () => {
    const [z, y] = [array(column([3e38, -3e38]), "float32"), array(column([1, 0]), "float32")];
    expect([...runFormula((z, y) => sigmoidCrossentropy(z, y, { reduction: "none" }), [z, y]).data]).toEqual([0, 0]);
  });

  it("is binaryCrossentropy of the sigmoid within 1e-9, where no clip is reached", () => {
    const z = Array.from({ length: 41 }, (_, i) => i / 2 - 10);
    const inputs = [array(column(z)), array(column(z.map((_, i) => (i % 5) / 4)))];
    const logits = runFormula((z, y) => sigmoidCrossentropy(z, y, { reduction: "none" }), inputs).data;
    const chained = runFormula((z, y) => binaryCrossentropy(sigmoid(z), y, { reduction: "none" }), inputs).data;
    for (const [i, value] of logits.entries()) expect(Math.abs(value - (chained[i] as number))).toBeLessThan(1e-9);
  });

  it("is Infinity or NaN for infinite logits, NaN for NaN", () => {
    const [z, y] = [array(column([-Infinity, Infinity, NaN])), array(column([1, 1, 1]))];
    expect([...runFormula((z, y) => sigmoidCrossentropy(z, y, { reduction: "none" }), [z, y]).data]).toEqual([Infinity, NaN, NaN]);
  });
});
