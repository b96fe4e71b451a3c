import { describe, expect, it } from "vitest";
import { array, type NdArray } from "../../graph/ndarray.ts";
import type { Op } from "../../graph/op.ts";
import { equalOp, greater, greaterEqualOp, greaterOp, lessEqual, lessEqualOp, lessOp, notEqual, notEqualOp } from "../../ops/index.ts";
import { runFormula, runOp } from "./run-kernel.ts";

const hits = (op: Op, a: NdArray, b: NdArray): unknown => runOp(op, [a, b]).tolist();

describe("less, lessEqual, greater, greaterEqual and notEqual", () => {
  it.each(["float32", "float64"] as const)("say of NaN in %s only that it differs, from itself, too", (dtype) => {
    const a = array([NaN, 1, NaN, NaN], dtype);
    const b = array([1, NaN, NaN, Infinity], dtype);
    for (const op of [lessOp, lessEqualOp, greaterOp, greaterEqualOp]) expect([op.name, hits(op, a, b)]).toEqual([op.name, [0, 0, 0, 0]]);
    expect(hits(notEqualOp, a, b)).toEqual([1, 1, 1, 1]);
  });

  it("take −0 and 0 for the same number, and an infinity for itself", () => {
    const a = array([0, -0, Infinity, -Infinity]);
    const b = array([-0, 0, Infinity, -Infinity]);
    for (const op of [lessOp, greaterOp, notEqualOp]) expect([op.name, hits(op, a, b)]).toEqual([op.name, [0, 0, 0, 0]]);
    for (const op of [lessEqualOp, greaterEqualOp]) expect([op.name, hits(op, a, b)]).toEqual([op.name, [1, 1, 1, 1]]);
  });

  it("hold one of less, equal and greater of two numbers, by sign in int32 and without one in uint8", () => {
    for (const [dtype, order] of [
      ["int32", [1, 0, 0]],
      ["uint8", [0, 0, 1]],
    ] as const) {
      // −1 in int32, 255 in uint8.
      const pair = [array([dtype === "int32" ? -1 : 255], dtype), array([0], dtype)] as const;
      expect([lessOp, equalOp, greaterOp].map((op) => runOp(op, pair).data[0])).toEqual(order);
    }
  });

  it("take a number or nested lists on either side", () => {
    const x = array([1, 2, 3]);
    expect(runFormula((x) => greater(2, x), [x]).tolist()).toEqual([1, 0, 0]);
    expect(runFormula((x) => lessEqual(x, 2), [x]).tolist()).toEqual([1, 1, 0]);
    expect(runFormula((x) => notEqual(x, [[1], [2]]), [x]).tolist()).toEqual([
      [0, 1, 1],
      [1, 0, 1],
    ]);
  });
});
