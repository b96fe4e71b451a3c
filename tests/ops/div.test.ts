import { describe, expect, it } from "vitest";
import { graph } from "../../graph/build.ts";
import { f32, i32 } from "../../graph/input.ts";
import { array } from "../../graph/ndarray.ts";
import { div, divOp } from "../../ops/elementwise/div.ts";
import { sum } from "../../ops/reduce/sum.ts";
import { numpy } from "../../src/export/numpy.ts";
import { runFormula, runOp } from "./run-kernel.ts";

describe("div(a, b)", () => {
  it("takes a number or nested lists on either side", () => {
    const x = array([1, 2, 4]);
    expect(runFormula((x) => div(1, x), [x]).tolist()).toEqual([1, 0.5, 0.25]);
    expect(runFormula((x) => div(x, [[2], [4]]), [x]).tolist()).toEqual([
      [0.5, 1, 2],
      [0.25, 0.5, 1],
    ]);
  });

  it("gives the book's normalised values (NNFS ch. 4, printed)", () => {
    const values = array([121.51041751893969, 3.3534846525504487, 10.85906266492961]);
    expect(runFormula((x) => div(x, sum(x)), [values]).tolist()).toEqual([0.8952826639573506, 0.024708306782070668, 0.08000902926057876]);
  });

  it("cuts quotients of integers off toward 0, and gives 0 for division by 0", () => {
    const quotients = runOp(divOp, [array([7, -7, 7, -7, 1, 0, -(2 ** 31)], "int32"), array([2, 2, -2, -2, 0, 0, -1], "int32")]);
    expect([...quotients.data]).toEqual([3, -3, -3, 3, 0, 0, -(2 ** 31)]);
    expect([...runOp(divOp, [array([255, 7], "uint8"), array([2, 0], "uint8")]).data]).toEqual([127, 0]);
  });

  it("is written for NumPy as what gives those integers", () => {
    const written = (spec: typeof f32 | typeof i32): string =>
      numpy(
        graph({ a: spec(2), b: spec(2) }, ({ a, b }) => ({ y: div(a, b) })),
        "y",
      );
    expect([written(f32), written(i32)]).toMatchInlineSnapshot(`
      [
        "y = a / b
      ",
        "y = np.trunc(a / b).astype("int32")
      ",
      ]
    `);
  });

  it("divides by zero as IEEE 754 says: ±Infinity by the signs of both, NaN for 0 ÷ 0", () => {
    const quotients = runOp(divOp, [array([1, -1, 1, -1, 0, -0]), array([0, 0, -0, -0, 0, 0])]);
    expect([...quotients.data]).toEqual([Infinity, -Infinity, -Infinity, Infinity, NaN, NaN]);
  });
});
