import { dropout, elu, f32, graph, leakyRelu, mul, relu, sigmoid, softmax, tanh } from "dagrad";
import { describe, expect, it } from "vitest";
import { sentenceText } from "../../../src/explain/sentence.ts";
import { silentSentence } from "../../../src/explain/silent-sentence.ts";
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

  it("says in a sentence which units are", () => {
    const said = (units: Parameters<typeof silentSentence>[1]) => sentenceText(silentSentence("relu1", units));
    expect(said({ count: 3, dead: [1], saturated: [] })).toMatchInlineSnapshot(
      `"relu1: unit 1 of 3 is dead, 0 for every sample, so no gradient comes through it"`,
    );
    expect(said({ count: 3, dead: [], saturated: [0, 2] })).toMatchInlineSnapshot(
      `"relu1: units 0, 2 of 3 are saturated, with a slope below 0.001 for every sample, so next to no gradient comes through them"`,
    );
    expect(said({ count: 2, dead: [0, 1], saturated: [] })).toMatchInlineSnapshot(
      `"relu1: all 2 units are dead, 0 for every sample, so no gradient comes through them"`,
    );
    expect(said({ count: 64, dead: Array.from({ length: 20 }, (_, i) => i), saturated: [40] })).toMatchInlineSnapshot(
      `"relu1: units 0, 1, 2, 3, 4, 5, 6, 7, … of 64 are dead, 0 for every sample, so no gradient comes through them; unit 40 of 64 is saturated, with a slope below 0.001 for every sample, so next to no gradient comes through it"`,
    );
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
