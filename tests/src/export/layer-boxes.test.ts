import { describe, expect, it } from "vitest";
import { graph } from "../../../graph/build.ts";
import { f32, i32 } from "../../../graph/input.ts";
import { dot } from "../../../src/export/dot.ts";
import { op } from "../../graph/untyped-ops.ts";
import { labelsOf } from "./labels.ts";

describe("a layer's box", () => {
  it("counts the channels of images where they stand, and no places; of whole numbers, looked up by embedding, nothing", () => {
    const lines = labelsOf(
      dot(
        graph({ last: f32("n", 9, 8, 3), first: f32("n", 3, 9, 8), words: i32("n", 48) }, ({ last, first, words }) => ({
          a: op.conv2d(last, { filters: 4, size: 3 }),
          b: op.groupNorm(op.conv2d(first, { filters: 6, size: 3, layout: "NCHW" }), { groups: 2, layout: "NCHW" }),
          c: op.embedding(words, { size: 60, units: 32 }),
        })),
      ),
    );
    expect(lines.filter((line) => line.includes("→"))).toEqual(["3 → 4", "3 → 6", "6 → 6"]);
  });

  it("has no biases in its formula where there are none", () => {
    const formulas = (biased: boolean) =>
      labelsOf(
        dot(
          graph(
            {
              x: f32("n", 9, 3),
              image: f32("n", 9, 9, 3),
              w: f32(3, 3),
              k: f32(2, 2, 3, 3),
              one: f32(2, 2, 3, 1),
              cube: f32(3, 3, 3),
              b: f32(3),
            },
            ({ x, image, w, k, one, cube, b }) => {
              const biases = biased ? { biases: b } : {};
              return {
                a: op.dense(x, { weights: w, ...biases }),
                b: op.conv2d(image, { weights: k, ...biases }),
                c: op.depthwiseConv2d(image, { weights: one, ...biases }),
                d: op.convTranspose2d(image, { weights: k, ...biases }),
                e: op.simpleRnn(x, { weights: w, recurrentWeights: w, ...biases }),
                f: op.bilinear(x, x, { weights: cube, ...biases }),
              };
            },
          ),
        ),
      ).filter((line) => / w/.test(line));
    const written = ["x w", "x ∗ w", "x ∗ w, channel by channel", "x ∗ᵀ w", "hₜ = tanh(xₜ w + hₜ₋₁ u)", "Σᵢⱼ x₁ᵢ wᵢⱼ x₂ⱼ"];
    expect(formulas(false).sort()).toEqual(written.toSorted());
    expect(formulas(true).sort()).toEqual(written.map((line) => line.replace(/(?=, |\)$|$)/, " + b")).toSorted());
  });
});
