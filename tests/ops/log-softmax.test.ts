import { describe, expect, it } from "vitest";
import { array } from "../../graph/ndarray.ts";
import { logSoftmax, logSoftmaxOp } from "../../ops/reduce/log-softmax.ts";
import { runDefinition, runFormula, runOp } from "./run-kernel.ts";
import { differences } from "./ulps.ts";

describe("logSoftmax(x)", () => {
  it("gives ONNX's example along each axis", () => {
    // Source: onnx/backend/test/case/node/logsoftmax.py, "logsoftmax_example_1", expected [-2.4076061, -1.407606, -0.407606]
    const y = runFormula((x) => logSoftmax(x), [array([[-1, 0, 1]])]);
    for (const [i, value] of [-2.4076061, -1.407606, -0.407606].entries()) expect(y.data[i]).toBeCloseTo(value, 6);
    const turned = runFormula((x) => logSoftmax(x, { axis: 0 }), [array([[-1], [0], [1]])]);
    expect([...turned.data]).toEqual([...y.data]);
  });

  it("is finite where a probability underflows: ±1000 give −2000 and 0, ONNX's large numbers what small ones give", () => {
    for (const dtype of ["float32", "float64"] as const) {
      expect([...runFormula((x) => logSoftmax(x), [array([1000, -1000], dtype)]).data]).toEqual([0, -2000]);
      const [large, small] = [
        [10000, 10001, 10002, 10003],
        [0, 1, 2, 3],
      ].map((x) => runFormula((x) => logSoftmax(x), [array(x, dtype)]));
      expect([...(large?.data ?? [])]).toEqual([...(small?.data ?? [])]);
    }
  });

  it("is the textbook formula within 64 ulps along every axis of a cube", () => {
    const x = array(
      Array.from({ length: 4 }, (_, i) => [
        [i, 1, -i],
        [0.5, i / 2, 2],
      ]),
    );
    for (const axis of [0, 1, 2]) {
      expect(differences(runOp(logSoftmaxOp, [x], { axis }), runDefinition(logSoftmaxOp, [x], { axis }), 64)).toEqual([]);
    }
  });

  it("gives −Infinity of −Infinity beside numbers, NaN of NaN, of Infinity and of −Infinity alone, in that row only", () => {
    const x = array([
      [-Infinity, 0, 0],
      [NaN, 0, 0],
      [Infinity, 0, 0],
      [-Infinity, -Infinity, -Infinity],
      [0, -1000, -1000],
    ]);
    const half = -Math.LN2;
    expect([...runFormula((x) => logSoftmax(x), [x]).data]).toEqual([-Infinity, half, half, ...Array(9).fill(NaN), 0, -1000, -1000]);
  });

  it("has no rows of none, and takes a row of one", () => {
    expect(runFormula((x) => logSoftmax(x, { axis: 1 }), [array(new Float64Array(0)).reshape([0, 3])]).shape).toEqual([0, 3]);
    expect([...runFormula((x) => logSoftmax(x), [array([[7]])]).data]).toEqual([0]);
  });

  it("refuses scalars and axes that are not there", () => {
    expect(() => runFormula((x) => logSoftmax(x), [array(1)])).toThrowErrorMatchingInlineSnapshot(
      `[OpError: logSoftmax: x must have at least one axis, got float64[] (node "logSoftmax1"); reshape it to [1]]`,
    );
    expect(() => runFormula((x) => logSoftmax(x, { axis: 2 as never }), [array([[1]])])).toThrowErrorMatchingInlineSnapshot(
      `[OpError: logSoftmax: axis must be one of -2 to 1, got axis 2 for [1, 1] (node "logSoftmax1"); correct axis]`,
    );
    expect(() => runFormula((x) => logSoftmax(x), [array([1], "int32")])).toThrowErrorMatchingInlineSnapshot(
      `[OpError: logSoftmax: x must be a float tensor, got int32[1] (node "logSoftmax1"); cast(x, { dtype: "float32" }) it]`,
    );
  });
});
