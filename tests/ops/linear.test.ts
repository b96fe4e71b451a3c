import { describe, expect, it } from "vitest";
import { GraphBuilder } from "../../graph/builder.ts";
import { array } from "../../graph/ndarray.ts";
import { linear, linearOp } from "../../ops/elementwise/linear.ts";
import { runFormula } from "./run-kernel.ts";

describe("linear(x)", () => {
  it("returns x as it is (NNFS Fig 4.02)", () => {
    const x = array([-5, -4.5, -0, 0.5, 5, NaN, Infinity]);
    expect([...runFormula((x) => linear(x), [x]).data]).toEqual([...x.data]);
  });

  it("is defined as its own input: lowered, it leaves no node", () => {
    const builder = new GraphBuilder();
    const x = builder.leaf("input", {}, { shape: ["batch"], dtype: "float32" }, "X");
    expect(linearOp.definition([x] as never, {})).toBe(x);
  });
});
