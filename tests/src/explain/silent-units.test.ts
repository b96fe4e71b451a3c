import { dropout, elu, f32, graph, leakyRelu, mul, relu, sigmoid, softmax, tanh } from "dagrad";
import { describe, expect, it } from "vitest";
import { silentUnits } from "../../../src/explain/silent-units.ts";
import { unitsWhere } from "../../../src/explain/units-where.ts";
import { computedOf } from "./told.ts";

const network = graph({ X: f32("batch", 4) }, ({ X }) => ({
  relu: relu(X),
  sigmoid: sigmoid(X),
  tanh: tanh(X),
  elu: elu(X),
  leaky: leakyRelu(X),
  scaled: mul(X, 1e-4),
  softmax: softmax(X),
  dropout: dropout(X, { rate: 0.5 }),
}));

const silent = (X: readonly (readonly number[])[]) => Object.fromEntries(silentUnits(computedOf(network, { X }), network));

describe("silentUnits(computed, declared)", () => {
  it("finds units that are 0 in every row, and those with a slope below 1e-3 in every row", () => {
    expect(
      silent([
        [-20, -2, 20, 1],
        [-30, 2, 30, -1],
      ]),
    ).toEqual({
      relu1: { count: 4, dead: [0], saturated: [] },
      sigmoid1: { count: 4, dead: [], saturated: [0, 2] },
      tanh1: { count: 4, dead: [], saturated: [0, 2] },
      elu1: { count: 4, dead: [], saturated: [0] },
    });
  });

  it("is exact at the bound: σ'(x) = σ(x)(1 − σ(x)) is 1e-3 at x = 6.9058", () => {
    const at = (x: number) => silent([Array(4).fill(x), Array(4).fill(-x)]).sigmoid1?.saturated.length ?? 0;
    // σ'(6.905) = 1.00083e-3 and σ'(6.907) = 0.99884e-3
    expect([at(6.905), at(6.907)]).toEqual([0, 4]);
  });

  it("a column of zeros that is fed is no dead unit, and one row says nothing", () => {
    expect(
      silent([
        [0, 1, 1, 1],
        [0, 1, 1, 1],
      ]),
    ).toEqual({});
    expect(silent([[-20, -20, -20, -20]])).toEqual({});
  });
});

it("unitsWhere counts along a row, of any rank", () => {
  const value = { data: [0, 1, 2, 0, 0, 1, 0, 0], shape: [2, 2, 2] };
  expect(unitsWhere(value, (element) => element === 0)).toEqual([0, 3]);
  expect(unitsWhere({ data: [], shape: [0, 3] }, () => true)).toEqual([]);
});
