import { array, compile, f64, gradients, graph, klDivergence, type NdArray, reference, u8, wasm } from "dagrad";
import { describe, expect, it } from "vitest";

describe.each([reference, wasm()])("klDivergence(p, y) on $name", (backend) => {
  const run = (p: number[][], y: number[][]): number[] => {
    const net = graph({ p: f64("n", 2), y: f64("n", 2) }, ({ p, y }) => ({ each: klDivergence(p, y, { reduction: "none" }) }));
    return compile(net, { backend }).run({ p, y }).each.tolist() as number[];
  };

  it("is 0 where p is y, and adds nothing for classes of y = 0, whatever p is", () => {
    expect(
      run(
        [
          [0.25, 0.75],
          [1, 0],
          [0.5, 0.5],
        ],
        [
          [0.25, 0.75],
          [1, 0],
          [1, 0],
        ],
      ),
    ).toEqual([0, 0, Math.LN2]);
  });

  it("is Infinity where p is 0 and y is not, NaN where y is negative", () => {
    expect(
      run(
        [
          [0, 1],
          [0.5, 0.5],
        ],
        [
          [0.5, 0.5],
          [-1, 2],
        ],
      ),
    ).toEqual([Infinity, NaN]);
  });

  it("takes one-hot rows of any dtype: then it is −log p of the class", () => {
    const net = graph({ p: f64(2, 2), y: u8(2, 2) }, ({ p, y }) => ({ mean: klDivergence(p, y) }));
    expect(
      compile(net, { backend })
        .run({
          p: [
            [0.5, 0.5],
            [0.75, 0.25],
          ],
          y: [
            [1, 0],
            [0, 1],
          ],
        })
        .mean.item(),
    ).toBe((Math.LN2 + Math.log(4)) / 2);
  });

  it("has the derivatives −y ÷ p and log(y ÷ p) + 1, 0 in classes of y = 0", () => {
    const net = graph({ p: f64(1, 3), y: f64(1, 3) }, ({ p, y }) => ({ loss: klDivergence(p, y, { reduction: "sum" }) }));
    const found = compile(gradients(net, { of: "loss", with: ["p", "y"] }), { backend }).run({ p: [[0.5, 0, 0.5]], y: [[0.25, 0, 0.5]] });
    expect((found["d.p"] as NdArray).tolist()).toEqual([[-0.5, -0, -1]]);
    expect(found["d.y"]).toBeAllClose(array([[1 - Math.LN2, 0, 1]], "float64"));
  });
});
