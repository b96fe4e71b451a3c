import {
  acos,
  div,
  exp,
  f32,
  gradients,
  graph,
  greater,
  log,
  lower,
  matmul,
  mul,
  pow,
  sigmoid,
  sqrt,
  sub,
  sum,
  type Tensor,
  where,
} from "dagrad";
import { describe, expect, it } from "vitest";
import { type NotFiniteRoot, notFinite } from "../../../src/explain/not-finite.ts";
import { sentenceText } from "../../../src/explain/sentence.ts";
import { computedOf } from "./told.ts";

type X = Tensor<readonly [3], "float32">;

/** Roots of the sum of what is built of x, or of that and its gradient. */
function rootsOf(build: (x: X) => Tensor, x: readonly number[], backward = false): NotFiniteRoot[] {
  const network = graph({ x: f32(3) }, ({ x }) => ({ loss: sum(build(x) as X) }));
  return notFinite(computedOf(backward ? gradients(lower(network), { of: "loss", with: ["x"] }) : network, { x }));
}

const told = (roots: readonly NotFiniteRoot[]): string[] => roots.map(({ sentence }) => sentenceText(sentence));

describe("notFinite(computed)", () => {
  it("says of each cause what it is", () => {
    expect(told(rootsOf((x) => sqrt(x), [-1, 0, 1]))).toMatchInlineSnapshot(`
      [
        "sqrt1[0] = √(x[0]) = √(−1) = NaN, as −1 is below 0",
      ]
    `);
    expect(told(rootsOf((x) => log(x), [0, 2, 1]))).toMatchInlineSnapshot(`
      [
        "log1[0] = log(x[0]) = log(0) = −∞, as log 0 is −∞",
      ]
    `);
    expect(told(rootsOf((x) => log(x), [-1, -2, 1]))).toMatchInlineSnapshot(`
      [
        "log1[0] = log(x[0]) = log(−1) = NaN, as −1 is below 0; so is 1 other element",
      ]
    `);
    expect(told(rootsOf((x) => exp(x), [100, 0, 1]))).toMatchInlineSnapshot(`
      [
        "exp1[0] = exp(x[0]) = exp(100) = ∞, as exp(100) is beyond 3.4e38, the largest number of float32",
      ]
    `);
    expect(told(rootsOf((x) => div(1, x), [0, 2, 1]))).toMatchInlineSnapshot(`
      [
        "div1[0] = 1 ÷ x[0] = 1 ÷ 0 = ∞, as 1 is divided by 0",
      ]
    `);
    expect(told(rootsOf((x) => div(x, x), [1, 0, 1]))).toMatchInlineSnapshot(`
      [
        "div1[1] = x[1] ÷ x[1] = 0 ÷ 0 = NaN, as 0 is divided by 0",
      ]
    `);
    expect(told(rootsOf((x) => acos(x), [2, 0, 1]))).toMatchInlineSnapshot(`
      [
        "acos1[0] = acos(x[0]) = acos(2) = NaN, as on the way √(−0.3333) is NaN",
      ]
    `);
    expect(told(rootsOf((x) => pow(x, 0.5), [-4, 2, 1]))).toMatchInlineSnapshot(`
      [
        "pow1[0] = x[0]^0.5 = (−4)^0.5 = NaN, as −4 is below 0 and 0.5 is no whole number",
      ]
    `);
    expect(told(rootsOf((x) => mul(x, 1e38), [9, 2, 1]))).toMatchInlineSnapshot(`
      [
        "mul1[0] = x[0] × 1e38 = 9 × 1e38 = ∞, as 9 · 1e38 is beyond 3.4e38, the largest number of float32",
      ]
    `);
    expect(told(rootsOf((x) => mul(x, 1e38), [3, 2, 1]))).toMatchInlineSnapshot(`
      [
        "sum1 = Σ mul1[:] = 3e38 + 2e38 + 1e38 = ∞, as what is folded is beyond 3.4e38, the largest number of float32",
      ]
    `);
    expect(told(rootsOf((x) => matmul(x, x), [1e38, 2, 1]))).toMatchInlineSnapshot(`
      [
        "matmul1 = x[:] · x[:] = 1e38·1e38 + 2·2 + 1·1 = ∞, as the sum of products is beyond 3.4e38, the largest number of float32",
      ]
    `);
  });

  it("a NaN of infinities is a root beside those that made them", () => {
    const roots = rootsOf((x) => sub(exp(x), exp(mul(x, 2))), [100, 2, 1]);
    expect(told(roots)).toMatchInlineSnapshot(`
      [
        "exp1[0] = exp(x[0]) = exp(100) = ∞, as exp(100) is beyond 3.4e38, the largest number of float32",
        "exp2[0] = exp(mul1[0]) = exp(200) = ∞, as exp(200) is beyond 3.4e38, the largest number of float32",
        "sub1[0] = exp1[0] − exp2[0] = ∞ − ∞ = NaN, as ∞ − ∞ is no number",
      ]
    `);
    expect(roots.map(({ path }) => path)).toEqual([
      ["exp1", "sub1", "sum1"],
      ["exp2", "sub1", "sum1"],
      ["sub1", "sum1"],
    ]);
  });

  it("a NaN that came from elsewhere is none, in the same node", () => {
    const [fed, root] = rootsOf((x) => sqrt(x), [Number.NaN, -1, 4]);
    expect([fed?.node, fed?.elements, root?.node, root?.elements]).toEqual(["x", [0], "sqrt1", [1]]);
    expect(told([fed as NotFiniteRoot])).toMatchInlineSnapshot(`
      [
        "x[0] = NaN, as it is fed",
      ]
    `);
  });

  it("a gradient has roots of its own, after those of the way forward, with the path to the gradient", () => {
    const roots = rootsOf((x) => sqrt(x), [-1, 0, 1], true);
    expect(roots.map(({ node, phase, elements, path }) => ({ node, phase, elements, path }))).toEqual([
      { node: "sqrt1", phase: "forward", elements: [0], path: ["sqrt1", "sum1"] },
      { node: "d.x", phase: "backward", elements: [1], path: ["d.x"] },
    ]);
    expect(told(roots)).toMatchInlineSnapshot(`
      [
        "sqrt1[0] = √(x[0]) = √(−1) = NaN, as −1 is below 0",
        "∂loss/∂x[1] = ∂loss/∂sqrt1[1] ÷ d.x.mul1[1] = 1 ÷ 0 = ∞, as 1 is divided by 0",
      ]
    `);
  });

  it("what comes to nothing does not matter: the −∞ of a mask, the ∞ in a sigmoid", () => {
    const masked = rootsOf((x) => exp(where(greater(x, 1), x, Number.NEGATIVE_INFINITY)), [3, 2, 1]);
    expect(masked.map(({ node, matters }) => [node, matters])).toEqual([["constant2", false]]);
    const roots = rootsOf((x) => sigmoid(x), [-100, 2, 1]);
    expect(roots.map(({ node, matters, path }) => [node, matters, path])).toEqual([["sigmoid1.exp1", false, ["sigmoid1.exp1"]]]);
  });

  it("a finite run has none", () => {
    expect(rootsOf((x) => sqrt(x), [1, 0, 1])).toEqual([]);
  });

  it("the root has what it read", () => {
    const [root] = rootsOf((x) => div(1, x), [2, 0, 1]);
    expect(root?.reads).toEqual([
      { input: 0, node: "constant1", elements: [0] },
      { input: 1, node: "x", elements: [1] },
    ]);
  });
});
