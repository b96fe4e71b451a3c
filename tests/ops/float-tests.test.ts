import { expect, it } from "vitest";
import { array, NdArray } from "../../graph/ndarray.ts";
import { isInfinite, isInfiniteOp, isNan, isNanOp, where } from "../../ops/index.ts";
import { runFormula, runOp } from "./run-kernel.ts";

it("isNan(x) is true of NaNs of either sign and of any payload, isInfinite(x) of none", () => {
  const bits = [0x7fc00000, 0xffc00000, 0x7f800001, 0xffffffff, 0x7f800000, 0xff800000, 0x7f7fffff];
  const x = new NdArray(new Float32Array(new Uint32Array(bits).buffer), [7], "float32");
  expect(runOp(isNanOp, [x]).tolist()).toEqual([1, 1, 1, 1, 0, 0, 0]);
  expect(runOp(isInfiniteOp, [x]).tolist()).toEqual([0, 0, 0, 0, 1, 1, 0]);
});

it("isNan and isInfinite choose what to replace", () => {
  const x = array([NaN, 1, -Infinity]);
  expect(runFormula((x) => where(isNan(x), 0, where(isInfinite(x), 9, x)), [x]).tolist()).toEqual([0, 1, 9]);
});
