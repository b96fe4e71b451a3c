import {
  array,
  compile,
  f32,
  f64,
  gradients,
  graph,
  groupNorm,
  layerNorm,
  type NdArray,
  reference,
  rmsNorm,
  sum,
  wasm,
  zeros,
} from "dagrad";
import { describe, expect, it } from "vitest";
import { thrown } from "../graph/thrown.ts";
import { op } from "../graph/untyped-ops.ts";

const float32 = (rows: number[][]): NdArray => array(rows, "float32");

describe.each([reference, wasm()])("layers that normalise rows on $name", (backend) => {
  const run = (x: number[][] | NdArray, build: (x: any) => any): unknown =>
    compile(
      graph({ x: f32("n", 3) }, ({ x }) => ({ y: build(x) })),
      { backend },
    ).run({ x }).y;

  it("layerNorm brings each row to mean 0 and deviation 1, whatever its size and offset", () => {
    const rows = [
      [1, 2, 3],
      [1001, 1002, 1003],
      [-2e9, 0, 2e9],
    ];
    const y = Math.sqrt(1.5);
    // ε takes its share where σ² is 2 ÷ 3.
    const small = 1 / Math.sqrt(2 / 3 + 1e-5);
    expect(run(rows, (x) => layerNorm(x))).toBeAllClose(
      array([
        [-small, 0, small],
        [-small, 0, small],
        [-y, 0, y],
      ]),
      { rtol: 1e-6 },
    );
  });

  it("gives the biases for rows of equal elements, NaN with ε 0, and nothing for no rows", () => {
    expect(
      run(
        [
          [5, 5, 5],
          [0, 0, 0],
        ],
        (x) => layerNorm(x),
      ),
    ).toEqual(
      float32([
        [0, 0, 0],
        [0, 0, 0],
      ]),
    );
    expect(run([[5, 5, 5]], (x) => layerNorm(x, { epsilon: 0 }))).toEqual(float32([[NaN, NaN, NaN]]));
    expect(run([[0, 0, 0]], (x) => rmsNorm(x))).toEqual(float32([[0, 0, 0]]));
    for (const norm of [layerNorm, rmsNorm, (x: any) => groupNorm(x, { groups: 3 })] as ((x: any) => any)[])
      expect(run(zeros([0, 3]), norm)).toEqual(zeros([0, 3], "float32"));
  });

  it("keeps a row that is not finite to itself", () => {
    const y = run(
      [
        [1, NaN, 3],
        [Infinity, 1, 2],
        [1, 2, 3],
      ],
      (x) => layerNorm(x, { epsilon: 0 }),
    ) as NdArray;
    expect(y).toBeAllClose(
      array([
        [NaN, NaN, NaN],
        [NaN, NaN, NaN],
        [-Math.sqrt(1.5), 0, Math.sqrt(1.5)],
      ]),
      { equalNan: true },
    );
  });

  it("rmsNorm divides by √(mean(x²) + ε) and subtracts nothing", () => {
    expect(
      run(
        [
          [1, 2, 2],
          [3, -6, 6],
        ],
        (x) => rmsNorm(x, { epsilon: 0 }),
      ),
    ).toBeAllClose(
      array(
        [
          [1, 2, 2],
          [1, -2, 2],
        ].map((row) => row.map((one) => one / Math.sqrt(3))),
      ),
    );
  });

  it("groupNorm of one group is layerNorm of a row, of as many groups as channels each channel alone", () => {
    const x = array([
      [
        [1, 10],
        [2, 30],
        [6, 20],
      ],
    ]);
    const net = graph({ x: f32("n", 3, 2) }, ({ x }) => ({
      whole: groupNorm(x, { groups: 1, epsilon: 0, scale: false, bias: false }),
      row: layerNorm(x, { axis: [1, 2], epsilon: 0, scale: false, bias: false }),
      channels: groupNorm(x, { groups: 2, epsilon: 0, scale: false, bias: false }),
      columns: layerNorm(x, { axis: 1, epsilon: 0, scale: false, bias: false }),
    }));
    const { whole, row, channels, columns } = compile(net, { backend }).run({ x });
    expect(whole).toBeAllClose(row);
    expect(channels).toBeAllClose(columns);
  });
});

describe("layers that normalise rows", () => {
  it("make a scale of ones and biases of zeros for each feature, none of them, or take given ones", () => {
    const { nodes } = graph({ x: f32("batch", "time", 4) }, ({ x }, g) => {
      const given = g.parameter("given", [4]);
      layerNorm(x, { name: "own" });
      layerNorm(x, { name: "none", scale: false, bias: false });
      layerNorm(x, { name: "unscaled", scale: false });
      layerNorm(x, { name: "shared", scale: given });
      layerNorm(x, { name: "shifted", scale: given, biases: given });
      layerNorm(x, { name: "steady", axis: "time", scale: false, bias: false });
      rmsNorm(x, { name: "rms" });
      groupNorm(x, { name: "groups", groups: 2, bias: false });
      return { x };
    });
    const inputs = Object.fromEntries(Object.entries(nodes).flatMap(([id, node]) => (node.op.endsWith("Norm") ? [[id, node.inputs]] : [])));
    expect(inputs).toEqual({
      own: ["x", "own.scale", "own.biases"],
      none: ["x"],
      unscaled: ["x", "constant1", "unscaled.biases"],
      shared: ["x", "given"],
      shifted: ["x", "given", "given"],
      steady: ["x"],
      rms: ["x", "rms.scale"],
      groups: ["x", "groups.scale"],
    });
    expect(nodes["own.scale"]).toMatchObject({ shape: [4], attrs: { init: { fill: "ones" } } });
    expect(nodes["own.biases"]).toMatchObject({ shape: [4], attrs: { init: { fill: "zeros" } } });
  });

  it("hand a dy of 0 back as 0 where a row is not finite", () => {
    for (const norm of [layerNorm, rmsNorm, (x: any) => groupNorm(x, { groups: 1 })] as ((x: any) => any)[]) {
      const net = graph({ x: f64(2, 2) }, ({ x }) => ({
        y: sum(norm(x), { axis: 1 }),
        first: sum(op.slice(norm(x), { axis: 0, stop: 1 } as never) as never),
      }));
      const found = compile(gradients(net, { of: "first", with: ["x"] })).run(
        {
          x: [
            [1, 3],
            [NaN, Infinity],
          ],
        },
        ["d.x"],
      )["d.x"] as NdArray;
      expect([...found.data].slice(2)).toEqual([0, 0]);
    }
  });

  it("refuse what does not fit, with what to do", () => {
    const refused = (build: (x: any, g: any) => unknown): string =>
      thrown(() => graph({ x: f32("batch", "time", 6) }, ({ x }, g) => ({ y: build(x, g) as never })));
    expect(
      [
        refused((x) => op.layerNorm(x, { axis: "time" })),
        refused((x) => op.layerNorm(x, { axis: 3 })),
        refused((x) => op.layerNorm(x, { axis: [1, 1], scale: false, bias: false })),
        refused((x) => op.layerNorm(x, { epsilon: Number.NaN })),
        refused((x, g) => op.layerNorm(x, { scale: g.parameter("s", [1, 6]) })),
        refused((x) => op.layerNorm(x, { gamma: 1 })),
        refused((x) => op.rmsNorm(x, { bias: false })),
        refused((x, g) => op.rmsNorm(x, { scale: g.parameter("s", [5]) })),
        refused((x) => op.groupNorm(x)),
        refused((x) => op.groupNorm(x, { groups: 4 })),
        refused((x) => op.groupNorm(x, { groups: 0 })),
        refused((x) => op.groupNorm(x, { groups: 2, layout: "NCHW" })),
        refused((x) => op.groupNorm(op.reshape(x, { shape: [-1] }), { groups: 1 })),
      ].join("\n"),
    ).toMatchInlineSnapshot(`
      "OpError symbolic-features at layerNorm1
      layerNorm: the axes of features must be numbers, got x float32[batch, time, 6] (node "layerNorm1"); give their sizes as numbers
      OpError axis at layerNorm1
      layerNorm: axis must be one of -3 to 2, got axis 3 for [batch, time, 6] (node "layerNorm1"); correct axis
      OpError axis at layerNorm1
      layerNorm: axes must differ, got [1, 1] for [batch, time, 6] (node "layerNorm1"); name each axis once
      OpError epsilon at layerNorm1
      layerNorm: epsilon must be a finite number ≥ 0, got NaN (node "layerNorm1"); give a small one, such as 1e-5
      OpError features at layerNorm1
      layerNorm: scale must be [6], got float32[1, 6] (node "layerNorm1"); give one number for each feature
      OpError bad-option
      layerNorm: options must be some of { axis, epsilon, scale, biases, bias, name }, got "gamma"; did you mean scale?
      OpError bad-option
      rmsNorm: options must be some of { axis, epsilon, scale, name }, got "bias"; leave it out
      OpError features at rmsNorm1
      rmsNorm: scale must be [6], got float32[5] (node "rmsNorm1"); give one number for each feature
      OpError bad-attribute at groupNorm1
      groupNorm: attribute groups must be a whole number, got nothing (node "groupNorm1"); correct it
      OpError groups at groupNorm1
      groupNorm: groups must divide the number of channels, 6, got 4 (node "groupNorm1"); correct groups
      OpError groups at groupNorm1
      groupNorm: groups must divide the number of channels, 6, got 0 (node "groupNorm1"); correct groups
      OpError symbolic-features at groupNorm1
      groupNorm: the axes of features must be numbers, got x float32[batch, time, 6] (node "groupNorm1"); give their sizes as numbers
      OpError rank at groupNorm1
      groupNorm: x must have an axis of rows and one of channels, got float32[6*batch*time] (node "groupNorm1"); give it as [batch, …, channels]"
    `);
  });
});
