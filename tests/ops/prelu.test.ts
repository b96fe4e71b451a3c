import { compile, f32, f64, gradients, graph, prelu, reference, sum, wasm } from "dagrad";
import { describe, expect, it } from "vitest";
import { thrown } from "../graph/thrown.ts";
import { op } from "../graph/untyped-ops.ts";

describe.each([reference, wasm()])("prelu(x) on $name", (backend) => {
  it("is x above 0 and slope · x below, a slope for each feature, 0.25 to begin with", () => {
    const net = graph({ x: f64("n", 2) }, ({ x }) => ({ y: prelu(x) }));
    const program = compile(net, { backend });
    expect(
      program
        .run({
          x: [
            [-4, 4],
            [NaN, -8],
            [-0, 0],
          ],
        })
        .y.tolist(),
    ).toEqual([
      [-1, 4],
      [NaN, -2],
      [0, 0],
    ]);
    program.setParameters({ "prelu1.slope": [-1, 2] });
    expect(program.run({ x: [[-4, -4]] }).y.tolist()).toEqual([[4, -8]]);
  });

  it("hands the slope on below 0 and at it, and to the slope what is below", () => {
    const net = graph({ x: f64("n", 2) }, ({ x }) => ({ y: sum(prelu(x)) }));
    const found = compile(gradients(net, { of: "y", with: ["x", "prelu1.slope"] }), { backend }).run({
      x: [
        [-4, 4],
        [0, -2],
      ],
    });
    expect(found["d.x"]?.tolist()).toEqual([
      [0.25, 1],
      [0.25, 0.25],
    ]);
    expect(found["d.prelu1.slope"]?.tolist()).toEqual([-4, -2]);
  });
});

describe("prelu(x)", () => {
  it("refuses what does not fit", () => {
    const refused = (build: (x: any, g: any) => unknown): string =>
      thrown(() => graph({ x: f32("batch", "time"), s: f32() }, ({ x, s }, g) => ({ y: build(x, { ...g, s }) as never })));
    expect(
      [
        refused((x) => op.prelu(x)),
        refused((_, { s }) => op.prelu(s)),
        refused((x) => op.prelu(x, { slope: 0.1 })),
        refused((x) => op.prelu(x, { alpha: 0.1 })),
        refused((x, g) => op.prelu(x, { slope: g.parameter("a", [3]) })),
        refused((x, g) => op.prelu(x, { slope: g.parameter("a", [], { dtype: "float64" }) })),
      ].join("\n"),
    ).toMatchInlineSnapshot(`
      "OpError symbolic-features at prelu1
      prelu: the axes of features must be numbers, got x float32[batch, time] (node "prelu1"); give their sizes as numbers
      OpError rank at prelu1
      prelu: x must have at least one axis, got float32[] (node "prelu1"); reshape it to [1]
      OpError bad-option at prelu1
      prelu: slope must be a tensor, got 0.1 (node "prelu1"); use leakyRelu for a number
      OpError bad-option
      prelu: options must be some of { slope, name }, got "alpha"; did you mean slope?
      OpError broadcast at prelu1
      prelu: slope must broadcast to x, [batch, time], got float32[3] (node "prelu1"); give one number, or one for each feature
      OpError dtype at prelu1
      prelu: inputs must have one dtype, got float32[batch, time] and float64[] (node "prelu1"); cast() one of them"
    `);
  });
});
