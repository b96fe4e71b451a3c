import { describe, expect, it } from "vitest";
import { array } from "../../graph/ndarray.ts";
import { hardSigmoid } from "../../ops/elementwise/hard-sigmoid.ts";
import { runFormula } from "./run-kernel.ts";

describe("hardSigmoid(x, { alpha, beta })", () => {
  it("has ONNX's slope of 0.2 and its half at 0, where none is given", () => {
    expect([...runFormula((x) => hardSigmoid(x), [array([0, 1, -1, 2.5, -2.5, 1000, -1000])]).data]).toEqual([0.5, 0.7, 0.3, 1, 0, 1, 0]);
  });

  it("gives ONNX's example: −1, 0, 1 with alpha 0.5 and beta 0.6", () => {
    // Source: onnx/backend/test/case/node/hardsigmoid.py, expected output [0.1, 0.6, 1.]
    const y = runFormula((x) => hardSigmoid(x, { alpha: 0.5, beta: 0.6 }), [array([-1, 0, 1])]);
    expect(String(y)).toBe("[0.1 0.6 1. ]");
  });

  it("is 0 and 1 at infinities, and keeps NaN", () => {
    expect([...runFormula((x) => hardSigmoid(x), [array([-Infinity, Infinity, NaN])]).data]).toEqual([0, 1, NaN]);
  });

  it("refuses an alpha or a beta that is not finite", () => {
    expect(() => runFormula((x) => hardSigmoid(x, { alpha: NaN }), [array([1])])).toThrowErrorMatchingInlineSnapshot(
      `[OpError: hardSigmoid: alpha must be a finite number, got NaN (node "hardSigmoid1"); correct alpha]`,
    );
    expect(() => runFormula((x) => hardSigmoid(x, { beta: -Infinity }), [array([1])])).toThrowErrorMatchingInlineSnapshot(
      `[OpError: hardSigmoid: beta must be a finite number, got -Infinity (node "hardSigmoid1"); correct beta]`,
    );
  });
});
