import { describe, expect, it } from "vitest";
import { graph } from "../../graph/build.ts";
import { f64 } from "../../graph/input.ts";
import { array } from "../../graph/ndarray.ts";
import { logSumExp } from "../../ops/reduce/log-sum-exp.ts";
import { compile } from "../../src/run/compile.ts";
import { runFormula } from "./run-kernel.ts";

describe("logSumExp(x)", () => {
  it("does not overflow: 1000 + log 2 of two thousands, −1000 + log 2 below (SciPy logsumexp)", () => {
    for (const dtype of ["float32", "float64"] as const) {
      const y = runFormula(
        (x) => logSumExp(x, { axis: 1 }),
        [
          array(
            [
              [1000, 1000],
              [-1000, -1000],
              [1000, -1000],
            ],
            dtype,
          ),
        ],
      );
      const round = dtype === "float32" ? Math.fround : Number;
      expect([...y.data]).toEqual([round(1000 + Math.LN2), round(-1000 + Math.LN2), 1000]);
    }
  });

  it("is Infinity of an Infinity, −Infinity of −Infinity alone, NaN of a NaN (SciPy logsumexp)", () => {
    const x = array([
      [Infinity, 0],
      [Infinity, -Infinity],
      [Infinity, Infinity],
      [-Infinity, -Infinity],
      [-Infinity, 3],
      [NaN, Infinity],
    ]);
    expect([...runFormula((x) => logSumExp(x, { axis: 1 }), [x]).data]).toEqual([Infinity, Infinity, Infinity, -Infinity, 3, NaN]);
  });

  it("takes axes by name and over sizes that only a run knows", () => {
    const network = graph({ x: f64("rows", "2*rows") }, ({ x }) => ({ y: logSumExp(x, { axis: "2*rows" }), all: logSumExp(x) }));
    const { y, all } = compile(network).run({ x: [[0, 0]] });
    expect([[...y.data], [...all.data], y.shape, all.shape]).toEqual([[Math.LN2], [Math.LN2], [1], []]);
  });

  it("gives no rows of none; over no elements it stops, as max", () => {
    const empty = array(new Float64Array(0)).reshape([0, 3]);
    expect(runFormula((x) => logSumExp(x, { axis: 1 }), [empty]).shape).toEqual([0]);
    const network = graph({ x: f64("n", 3) }, ({ x }) => ({ y: logSumExp(x, { axis: 0 }) }));
    expect(() => compile(network).run({ x: empty })).toThrowErrorMatchingInlineSnapshot(
      `[FeedError: max: a reduced axis must have at least one element, got float64[0, 3] along [0] (node "logSumExp1.max1"); feed at least one]`,
    );
  });
});
