import { describe, expect, it } from "vitest";
import { array } from "../../graph/ndarray.ts";
import { log, logOp } from "../../ops/elementwise/log.ts";
import { runFormula, runOp } from "./run-kernel.ts";

describe("log(x)", () => {
  it("gives the book's logarithms to the last digit (NNFS ch. 5, printed)", () => {
    const logarithms = runFormula((x) => log(x), [array([1, 0.95, 0.9, 0.8, 0.2, 0.1, 0.05, 0.01, 5.2, 0.7])]);
    const printed = "0 -0.05129329438755058 -0.10536051565782628 -0.2231435513142097 -1.6094379124341003 -2.3025850929940455";
    expect([...logarithms.data].slice(0, 6).join(" ")).toBe(printed);
    expect([...logarithms.data].slice(6)).toEqual([-2.995732273553991, -4.605170185988091, 1.6486586255873816, -0.35667494393873245]);
  });

  it("gives the book's clipped extremes, in float64 and float32 (NNFS ch. 5; float32 from NumPy)", () => {
    expect([...runOp(logOp, [array([1e-7, 1 + 1e-7, 1 - 1e-7])]).data]).toEqual([
      -16.11809565095832, 9.999999505838704e-8, -1.0000000494736474e-7,
    ]);
    expect([...runOp(logOp, [array([1e-7, 1 - 1e-7], "float32")]).data]).toEqual([-16.11809539794922, -1.1920930376163597e-7]);
  });

  it("is −Infinity at both zeros and NaN below", () => {
    expect([...runOp(logOp, [array([0, -0, -1e-300, -Infinity, Infinity, NaN])]).data]).toEqual([
      -Infinity,
      -Infinity,
      NaN,
      NaN,
      Infinity,
      NaN,
    ]);
  });
});
