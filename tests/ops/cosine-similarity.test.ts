import { array, compile, cosineSimilarity, f32, f64, gradients, graph, type NdArray, reference, sum, wasm, zeros } from "dagrad";
import { describe, expect, it } from "vitest";
import { thrown } from "../graph/thrown.ts";
import { op } from "../graph/untyped-ops.ts";

describe.each([reference, wasm()])("cosineSimilarity(a, b) on $name", (backend) => {
  it("is the cosine of the angle, whatever the lengths: 1, 0 and −1; 0 beside zeros", () => {
    const net = graph({ a: f64("n", 2), b: f64("n", 2) }, ({ a, b }) => ({ y: cosineSimilarity(a, b) }));
    const y = compile(net, { backend }).run({
      a: [
        [3, 4],
        [3, 4],
        [1, 0],
        [0, 0],
        [1, 1],
      ],
      b: [
        [30, 40],
        [-4, 3],
        [-7, 0],
        [1, 2],
        [1, 0],
      ],
    }).y;
    expect(y).toBeAllClose(array([1, 0, -1, 0, Math.SQRT1_2], "float64"));
  });

  it("compares each with each by broadcasting, and none with none", () => {
    const net = graph({ a: f32("n", 1, 2), b: f32("m", 2) }, ({ a, b }) => ({ y: cosineSimilarity(a, b) }));
    const program = compile(net, { backend });
    expect(
      program
        .run({
          a: [[[1, 0]], [[0, 2]]],
          b: [
            [5, 0],
            [0, 1],
            [-1, 0],
          ],
        })
        .y.tolist(),
    ).toEqual([
      [1, 0, -1],
      [0, 1, 0],
    ]);
    expect(program.run({ a: zeros([0, 1, 2], "float32"), b: [[1, 2]] }).y.shape).toEqual([0, 1]);
  });

  it("has a derivative at right angles to a; of zeros it is b ÷ (ε ‖b‖)", () => {
    const net = graph({ a: f64("n", 2), b: f64("n", 2) }, ({ a, b }) => ({ y: sum(cosineSimilarity(a, b, { epsilon: 0.5 })) }));
    const found = compile(gradients(net, { of: "y", with: ["a"] }), { backend }).run({
      a: [
        [2, 0],
        [0, 0],
      ],
      b: [
        [1, 1],
        [3, 4],
      ],
    })["d.a"];
    expect(found as NdArray).toBeAllClose(
      array(
        [
          [0, Math.SQRT1_2 / 2],
          [1.2, 1.6],
        ],
        "float64",
      ),
    );
  });
});

describe("cosineSimilarity(a, b)", () => {
  it("refuses what does not fit", () => {
    const refused = (build: (a: any, b: any) => unknown): string =>
      thrown(() => graph({ a: f32("batch", 3), b: f32("other", 3) }, ({ a, b }) => ({ y: build(a, b) as never })));
    expect(
      [
        refused((a, b) => op.cosineSimilarity(a, b)),
        refused((a) => op.cosineSimilarity(a, a, { axis: "time" })),
        refused((a) => op.cosineSimilarity(a, a, { axis: 2 })),
        refused((a) => op.cosineSimilarity(a, a, { epsilon: -1 })),
        refused((a) => op.cosineSimilarity(a, [1, 2, 3] as never)),
        refused((a) => op.cosineSimilarity(a)),
      ].join("\n"),
    ).toMatchInlineSnapshot(`
      "OpError broadcast at cosineSimilarity1
      cosineSimilarity: shapes must be equal or broadcast, got float32[batch, 3] and float32[other, 3] (batch against other) (node "cosineSimilarity1"); reshape or expandDims one of them
      OpError axis at a
      cosineSimilarity: axis must be a position or a dim's name, got "time" for [batch, 3] (node "a"); correct axis
      OpError axis at cosineSimilarity1
      cosineSimilarity: axis must be one of -2 to 1, got axis 2 for [batch, 3] (node "cosineSimilarity1"); correct axis
      OpError epsilon at cosineSimilarity1
      cosineSimilarity: epsilon must be a finite number ≥ 0, got -1 (node "cosineSimilarity1"); give a small one, such as 1e-5
      GraphError not-a-tensor
      cosineSimilarity: b must be a tensor of the graph, got [1, 2, 3]; pass what an op, an input or g.constant gave you
      GraphError not-a-tensor
      cosineSimilarity: b must be a tensor of the graph, got nothing; pass what an op, an input or g.constant gave you"
    `);
  });
});
