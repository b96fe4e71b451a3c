import { describe, expect, it } from "vitest";
import { array } from "../../graph/ndarray.ts";
import { ceilOp, floorOp, roundOp, truncOp } from "../../ops/index.ts";
import { runOp } from "./run-kernel.ts";

describe.each(["float32", "float64"] as const)("ceil, round and trunc in %s", (dtype) => {
  const x = array([-2.5, -1.5, -0.5, -0, 0, 0.5, 1.5, 2.5, NaN, Infinity, -Infinity], dtype);
  const rest = [NaN, Infinity, -Infinity];

  it("round up, to the nearest with ties to the even number, and toward 0; a zero keeps the sign of what it was", () => {
    expect(runOp(ceilOp, [x]).tolist()).toEqual([-2, -1, -0, -0, 0, 1, 2, 3, ...rest]);
    expect(runOp(roundOp, [x]).tolist()).toEqual([-2, -2, -0, -0, 0, 0, 2, 2, ...rest]);
    expect(runOp(truncOp, [x]).tolist()).toEqual([-2, -1, -0, -0, 0, 0, 1, 2, ...rest]);
  });

  it("leave whole numbers as they are, the largest ones, too", () => {
    const whole = array([3, -7, 2 ** 23 + 1, -(2 ** 24), dtype === "float32" ? 1e38 : 2 ** 52 + 1], dtype);
    for (const op of [ceilOp, floorOp, roundOp, truncOp]) expect(runOp(op, [whole])).toEqual(whole);
  });
});
