import { describe, expect, it } from "vitest";
import { array } from "../../graph/ndarray.ts";
import { binaryAccuracy } from "../../ops/losses/binary-accuracy.ts";
import { runFormula } from "./run-kernel.ts";

describe("binaryAccuracy(p, y)", () => {
  it("counts (p > 0.5) = y, of which a half is not more than a half (NNFS ch. 16)", () => {
    const [p, y] = [
      array([
        [0.9, 0.5],
        [0.500001, 0.1],
      ]),
      array(
        [
          [1, 1],
          [1, 0],
        ],
        "uint8",
      ),
    ];
    expect(runFormula((p, y) => binaryAccuracy(p, y), [p, y]).tolist()).toBe(0.75);
  });

  it("takes NaN as 0, and never meets a target other than 0 and 1", () => {
    const [p, y] = [array([[NaN], [0.9]]), array([[0], [2]])];
    expect(runFormula((p, y) => binaryAccuracy(p, y), [p, y]).tolist()).toBe(0.5);
  });
});
