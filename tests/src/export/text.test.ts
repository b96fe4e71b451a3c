import { describe, expect, test } from "vitest";
import { graph } from "../../../graph/build.ts";
import { f32, f64 } from "../../../graph/input.ts";
import { text } from "../../../src/export/text.ts";
import { network, transposedNetwork } from "../../fixtures/fig-1.13.ts";
import { op } from "../../graph/untyped-ops.ts";
import { attention, chapter5, residual } from "./networks.ts";

describe("text", () => {
  test("of a layer is one line", () => {
    const layer = graph({ X: f32("batch", 4) }, ({ X }) => ({ a: op.relu(op.dense(X, { units: 3 })) }));
    expect(text(layer, "a")).toBe("max(0, X w₁ + b₁)");
  });

  test("of a network names what it cannot say in one line", () => {
    expect(text(network, "L")).toMatchInlineSnapshot(
      `"−Σₗ yₗ log(exp(zₗ) ÷ Σₖ exp(zₖ)) where z = max(0, max(0, X w₁ + b₁) w₂ + b₂) w₃ + b₃"`,
    );
    expect(text(transposedNetwork(3), "loss")).toMatchInlineSnapshot(
      `"meanᵢ(−Σₗ yᵢₗ log(exp(zᵢₗ) ÷ Σₖ exp(zᵢₖ))) where z = max(0, max(0, X w₁ᵀ + b₁) w₂ᵀ + b₂) w₃ᵀ + b₃"`,
    );
    expect(text(chapter5, "loss")).toMatchInlineSnapshot(`"meanᵢ(−log(exp(z[i, yᵢ]) ÷ Σₗ exp(zᵢₗ))) where z = max(0, X w₁ + b₁) w₂ + b₂"`);
    expect(text(chapter5, "accuracy")).toMatchInlineSnapshot(
      `"meanᵢ([argmaxₗ(exp(zᵢₗ) ÷ Σₖ exp(zᵢₖ)) = yᵢ]) where z = max(0, X w₁ + b₁) w₂ + b₂"`,
    );
    expect(text(residual, "error")).toMatchInlineSnapshot(
      `"meanᵢₗ((yᵢₗ − tᵢₗ)^2) where y = (a₁ + gain × max(0, a₁ w₃ + b₃)) w₄ + b₄, a₁ = z + gain × max(0, z w₂ + b₂), z = X w₁ + b₁"`,
    );
    expect(text(attention, "norm")).toMatchInlineSnapshot(
      `"p₂[i, l] ÷ √(meanₖ(p₂[i, k]^2) + 0.00001) where p₂[i, l] = z₅[i, l] − meanₖ(z₅[i, k]), z₅ = p₁ (X w_v), p₁[i, m] = exp(aᵢₘ) ÷ Σₙ exp(aᵢₙ), a = z₄ × 0.125, z₄ = X w_q (X w_k)ᵀ"`,
    );
  });

  test("keeps factors after a function or a sum apart from what it applies to", () => {
    const factors = graph({ x: f64(3), y: f64(3) }, ({ x, y }) => ({
      after: op.mul(op.log(x), y),
      before: op.mul(y, op.log(x)),
      total: op.mul(op.sum(x), op.sum(op.mul(op.log(x), y))),
      squared: op.pow(op.log(x), 2),
      scaled: op.mul(x, 2),
    }));
    const written = Object.keys(factors.outputs).map((output) => `${output} = ${text(factors, output)}`);
    expect(written.join("\n")).toMatchInlineSnapshot(`
      "after = (log x) × y
      before = y × log x
      total = (Σₗ xₗ) Σₗ (log xₗ) yₗ
      squared = (log x)^2
      scaled = x × 2"
    `);
  });

  test("of an output that is an input or a number is that", () => {
    const plain = graph({ x: f32(2) }, ({ x }, g) => ({ x, half: g.constant(-0.5), table: g.constant([1, 2]) }));
    expect(["x", "half", "table"].map((output) => text(plain, output))).toEqual(["x", "−0.5", "c"]);
  });
});
