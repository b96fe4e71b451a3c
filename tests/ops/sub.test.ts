import { describe, expect, it } from "vitest";
import { array } from "../../graph/ndarray.ts";
import { sub, subOp } from "../../ops/elementwise/sub.ts";
import { formOf } from "../../src/export/form-of.ts";
import { runFormula } from "./run-kernel.ts";

describe("sub(a, b)", () => {
  it("takes a number or nested lists on either side", () => {
    const x = array([1, 2, 3]);
    expect(runFormula((x) => sub(1, x), [x]).tolist()).toEqual([0, -1, -2]);
    expect(runFormula((x) => sub(x, 1), [x]).tolist()).toEqual([0, 1, 2]);
    expect(runFormula((x) => sub([[10], [20]], x), [x]).tolist()).toEqual([
      [9, 8, 7],
      [19, 18, 17],
    ]);
  });

  it("is the identity for x − 0 only: x − −0 and 0 − x may change the sign of a zero", () => {
    expect([0, -0, 1].map((b) => subOp.identity?.({}, [undefined, b]))).toEqual([0, undefined, undefined]);
    expect(subOp.identity?.({}, [0, undefined])).toBeUndefined();
  });

  it("shows a literal operand in its label, on its side", () => {
    const label = formOf(subOp).picture.label as (attrs: object, literals: readonly (string | undefined)[]) => string;
    expect([label({}, ["1", undefined]), label({}, [undefined, "0.5"]), label({}, [undefined, undefined])]).toEqual([
      "1 − ·",
      "· − 0.5",
      "−",
    ]);
  });
});
