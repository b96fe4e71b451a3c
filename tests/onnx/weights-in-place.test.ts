import { array, concat, f32, graph, matmul, type NdArray, pad, print, slice, tile, transpose } from "dagrad";
import { describe, expect, test } from "vitest";
import type { Graph } from "../../graph/graph.ts";
import { weightsInPlace } from "../../src/onnx/read/weights-in-place.ts";

const w = array([
  [1, 2],
  [3, 4],
  [5, 6],
]);
const b = array([7, 8]);
const parameters = { w: w as NdArray, b: b as NdArray };

/** The printed graph, and the weights as lists. */
function settled(model: Graph): { readonly printed: string; readonly weights: Readonly<Record<string, unknown>> } {
  const found = weightsInPlace(model, parameters);
  const weights = Object.fromEntries(Object.entries(found.parameters).map(([id, { data, shape }]) => [id, [[...shape], [...data]]]));
  return { printed: print(found.graph), weights };
}

describe("weightsInPlace", () => {
  test("lays out weights whose parts are joined in another order, as they are read", () => {
    const { printed, weights } = settled(
      graph({ x: f32(1, 2) }, ({ x }, g) => {
        const weight = g.parameter("w", [3, 2]);
        const parts = [slice(weight, { axis: 0, start: 2 }), slice(weight, { axis: 0, stop: 2 })] as const;
        return { y: matmul(x, transpose(concat([...parts], { axis: 0 }))) };
      }),
    );
    expect(printed).toMatchInlineSnapshot(`
      "x = input : float32[1, 2]
      w = parameter randn(0.01) : float32[2, 3]
      matmul1 = matmul(x, w) : float32[1, 3]
      output y = matmul1"
    `);
    // The columns are the rows 5 6, 1 2 and 3 4.
    expect(weights).toEqual({
      w: [
        [2, 3],
        [5, 1, 3, 6, 2, 4],
      ],
      b: [[2], [7, 8]],
    });
  });

  test("gives each part of a weight that is cut a name of its own", () => {
    const { weights } = settled(
      graph({ x: f32(1, 1) }, ({ x }, g) => {
        const weight = g.parameter("w", [3, 2]);
        const part = (start: number, stop: number) => matmul(x, slice(weight, { axis: 0, start, stop }));
        return { first: part(0, 1), second: part(2, 3) };
      }),
    );
    expect(weights).toEqual({
      w: [
        [1, 2],
        [1, 2],
      ],
      w_2: [
        [1, 2],
        [5, 6],
      ],
      b: [[2], [7, 8]],
    });
  });

  test.each([
    ["is only transposed", (weight: any, x: any) => ({ y: matmul(x, transpose(weight)) })],
    ["is read as it is, too", (weight: any, x: any) => ({ y: matmul(x, slice(transpose(weight), { axis: 1, stop: 2 })), w: weight })],
    [
      "is read twice in part",
      (weight: any, x: any) => ({
        y: matmul(x, slice(transpose(weight), { axis: 1, stop: 2 })),
        z: matmul(x, slice(transpose(weight), { axis: 1, start: 1 })),
      }),
    ],
    [
      "is repeated far beyond what memory holds",
      (weight: any, x: any) => ({ y: matmul(x, slice(tile(transpose(weight), { counts: [1, 1e8] }), { axis: 1, stop: 2 })) }),
    ],
    [
      "is padded",
      (weight: any, x: any) => ({
        y: matmul(
          x,
          pad(transpose(weight), {
            pads: [
              [0, 0],
              [0, 1],
            ],
          }),
        ),
      }),
    ],
  ])("leaves a weight that %s", (_, build) => {
    const model = graph({ x: f32(1, 2) }, ({ x }, g) => build(g.parameter("w", [3, 2]), x) as never) as Graph;
    const found = weightsInPlace(model, parameters);
    expect(found.graph).toBe(model);
    expect(found.parameters).toBe(parameters);
  });
});
