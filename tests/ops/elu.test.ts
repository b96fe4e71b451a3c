import { describe, expect, it } from "vitest";
import { array } from "../../graph/ndarray.ts";
import { elu } from "../../ops/elementwise/elu.ts";
import { runFormula } from "./run-kernel.ts";
import { differences } from "./ulps.ts";

describe("elu(x, { alpha })", () => {
  it("gives ONNX's example: −1, 0, 1 with alpha 2", () => {
    // Source: onnx/backend/test/case/node/elu.py, expected output [-1.2642411, 0., 1.]
    expect(String(runFormula((x) => elu(x, { alpha: 2 }), [array([-1, 0, 1], "float32")]))).toBe("[-1.2642411  0.         1.       ]");
  });

  it("loses no digits close to 0: within 4 ulps of Math.expm1", () => {
    const x = [-1e-300, -1e-17, -1e-9, -0.001, -0.5, -3, -40, -750, -Infinity];
    expect(
      differences(
        runFormula((x) => elu(x), [array(x)]),
        array(x.map(Math.expm1)),
        4,
      ),
    ).toEqual([]);
  });

  it("turns −0 into 0, keeps NaN and Infinity", () => {
    expect([...runFormula((x) => elu(x), [array([-0, NaN, Infinity])]).data]).toEqual([0, NaN, Infinity]);
  });

  it("refuses an alpha that is not finite", () => {
    expect(() => runFormula((x) => elu(x, { alpha: NaN }), [array([1])])).toThrowErrorMatchingInlineSnapshot(
      `[OpError: elu: alpha must be a finite number, got NaN (node "elu1"); correct alpha]`,
    );
  });
});
