import { describe, expect, it } from "vitest";
import { graph } from "../../graph/build.ts";
import { f32 } from "../../graph/input.ts";
import { array } from "../../graph/ndarray.ts";
import { add } from "../../ops/elementwise/add.ts";
import { mul } from "../../ops/elementwise/mul.ts";
import { sum } from "../../ops/reduce/sum.ts";
import { runFormula } from "./run-kernel.ts";

describe("add(a, b)", () => {
  it("takes a number or nested lists on either side", () => {
    const x = array([1, 2, 3]);
    expect(runFormula((x) => add(10, x), [x]).tolist()).toEqual([11, 12, 13]);
    expect(runFormula((x) => add(x, [[10], [20]]), [x]).tolist()).toEqual([
      [11, 12, 13],
      [21, 22, 23],
    ]);
  });

  it("gives the book's neuron, 2.3 (NNFS ch. 2, printed)", () => {
    const neuron = runFormula((x) => add(sum(mul(x, [0.2, 0.8, -0.5])), 2), [array([1, 2, 3])]);
    expect(String(neuron)).toBe("2.3");
  });

  it("gives the book's line x − 0.7 to the last bit (NNFS Fig 1.08, values from NumPy)", () => {
    expect(runFormula((x) => add(x, -0.7), [array([-5, 0.5, 1, 4.5])]).tolist()).toEqual([
      -5.7, -0.19999999999999996, 0.30000000000000004, 3.8,
    ]);
  });

  it("takes the name of its node from the options", () => {
    const { nodes } = graph({ X: f32("batch") }, ({ X }) => ({ y: add(X, X, { name: "twice" }) }));
    expect(nodes.twice).toMatchObject({ op: "add", inputs: ["X", "X"], shape: ["batch"], dtype: "float32" });
  });

  it("refuses operands of which none is a tensor, and what is no operand", () => {
    // @ts-expect-error the compiler sees it, too
    expect(() => add(1, 2)).toThrowErrorMatchingInlineSnapshot(
      `[GraphError: add: at least one operand must be a tensor of the graph, got only numbers; make one with g.constant]`,
    );
    expect(() => graph({ X: f32("batch") }, ({ X }) => ({ y: add(X, null as never) }))).toThrowErrorMatchingInlineSnapshot(
      `[GraphError: add: b must be a tensor, a number, nested lists of numbers or an NdArray, got null; pass what an op, an input or g.constant gave you]`,
    );
  });
});
