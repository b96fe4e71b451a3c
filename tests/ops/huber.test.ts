import { describe, expect, it } from "vitest";
import { array } from "../../graph/ndarray.ts";
import { huber } from "../../ops/losses/huber.ts";
import { runFormula } from "./run-kernel.ts";

const column = (list: readonly number[]): number[][] => list.map((one) => [one]);

describe("huber(p, y, { delta })", () => {
  it("is ½ e² up to delta, delta (|e| − ½ delta) beyond, delta 1 where none is given", () => {
    const [p, y] = [array(column([0.5, -0.5, 1, -1, 3, -3, 1000])), array(column([0, 0, 0, 0, 0, 0, 0]))];
    const of = (delta?: number) => [
      ...runFormula((p, y) => huber(p, y, { reduction: "none", ...(delta === undefined ? {} : { delta }) }), [p, y]).data,
    ];
    expect(of()).toEqual([0.125, 0.125, 0.5, 0.5, 2.5, 2.5, 999.5]);
    expect(of(2)).toEqual([0.125, 0.125, 0.5, 0.5, 4, 4, 1998]);
  });

  it("squares no large error: 1e200 costs 1e200, an infinite one Infinity, NaN NaN", () => {
    const [p, y] = [array(column([1e200, -Infinity, NaN])), array(column([0, 0, 0]))];
    expect([...runFormula((p, y) => huber(p, y, { reduction: "none" }), [p, y]).data]).toEqual([1e200, Infinity, NaN]);
  });

  it("refuses a delta that is not finite and above 0", () => {
    for (const delta of [0, -1, NaN, Infinity])
      expect(() => runFormula((p, y) => huber(p, y, { delta }), [array([[1]]), array([[1]])])).toThrow(
        `huber: delta must be a finite number > 0, got ${delta} (node "huber1"); correct delta`,
      );
  });
});
