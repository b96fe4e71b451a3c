import { describe, expect, it } from "vitest";
import { array } from "../../graph/ndarray.ts";
import { crossentropy } from "../../ops/losses/crossentropy.ts";
import { softmaxCrossentropy } from "../../ops/losses/softmax-crossentropy.ts";
import { softmax } from "../../ops/reduce/softmax.ts";
import { runFormula } from "./run-kernel.ts";

describe("softmaxCrossentropy(z, y)", () => {
  it("is exact where softmax saturates: 2000 for a label at −1000 beside 1000, 0 at the other, in float32 and float64", () => {
    for (const dtype of ["float32", "float64"] as const) {
      const z = array(
        [
          [1000, -1000],
          [1000, -1000],
          [0, 0],
        ],
        dtype,
      );
      const round = dtype === "float32" ? Math.fround : Number;
      const expected = [2000, 0, round(Math.LN2)];
      const labels = runFormula((z, y) => softmaxCrossentropy(z, y as never, { reduction: "none" }), [z, array([1, 0, 1], "int32")]);
      expect([...labels.data].map((loss) => loss + 0)).toEqual(expected);
      const targets = runFormula(
        (z, y) => softmaxCrossentropy(z, y as never, { reduction: "none" }),
        [
          z,
          array(
            [
              [0, 1],
              [1, 0],
              [0, 1],
            ],
            dtype,
          ),
        ],
      );
      expect([...targets.data].map((loss) => loss + 0)).toEqual(expected);
    }
  });

  it("is crossentropy of the softmax within 1e-12, where no clip is reached", () => {
    const z = array(Array.from({ length: 12 }, (_, i) => [i / 4, 1 - i / 3, Math.sin(i)]));
    for (const y of [
      array(
        Array.from({ length: 12 }, (_, i) => i % 3),
        "uint8",
      ),
      array(Array.from({ length: 12 }, (_, i) => [i / 12, 0.25, 1 - i / 12])),
    ]) {
      const logits = runFormula((z, y) => softmaxCrossentropy(z, y as never, { reduction: "none" }), [z, y]).data;
      const chained = runFormula((z, y) => crossentropy(softmax(z), y as never, { reduction: "none" }), [z, y]).data;
      for (const [i, value] of logits.entries()) expect(Math.abs(value - (chained[i] as number))).toBeLessThan(1e-12);
    }
  });

  it("takes −Infinity for a class that cannot be: Infinity where it is the label, else no harm; NaN in its row only", () => {
    const z = array([
      [-Infinity, 0, 0],
      [-Infinity, 0, 0],
      [NaN, 0, 0],
      [0, 0, 0],
    ]);
    const losses = runFormula((z, y) => softmaxCrossentropy(z, y as never, { reduction: "none" }), [z, array([0, 1, 1, 2], "int32")]);
    expect([...losses.data]).toEqual([Infinity, Math.LN2, NaN, Math.log(3)]);
  });

  it("stops at a label that is no class", () => {
    expect(() => runFormula((z, y) => softmaxCrossentropy(z, y as never), [array([[0, 0]]), array([2], "int32")])).toThrow(
      /0 … 1|index|label/,
    );
  });
});
