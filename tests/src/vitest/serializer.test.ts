import { describe, expect, it } from "vitest";
import { array, NdArray, zeros } from "../../../graph/ndarray.ts";
import { print } from "../../../graph/print/print.ts";
import { exp, f32, graph, sum } from "../../../src/index.ts";
import { serializer } from "../../../src/vitest/index.ts";

const network = graph({ X: f32("batch", 2) }, ({ X }) => ({ total: sum(exp(X)) }));

describe("a snapshot", () => {
  it("of a graph is its print", () => {
    expect(network).toMatchInlineSnapshot(`
      X = input : float32[batch, 2]
      exp1 = exp(X) : float32[batch, 2]
      sum1 = sum(exp1) {axis: [0, 1], keepdims: false} : float32[]
      output total = sum1
    `);
    expect(serializer.serialize(network, {}, "")).toBe(print(network));
  });

  it("of an array is its type and how NumPy prints it", () => {
    // python3: np.array([[0, 1], [2.5, -3]], dtype=np.float32)
    expect(
      array(
        [
          [0, 1],
          [2.5, -3],
        ],
        "float32",
      ),
    ).toMatchInlineSnapshot(`
      float32[2, 2]
      [[ 0.   1. ]
       [ 2.5 -3. ]]
    `);
    expect(array(1.0986104, "float32")).toMatchInlineSnapshot(`float32[] 1.0986104`);
    expect(array([], "int32")).toMatchInlineSnapshot(`
      int32[0]
      []
    `);
    expect(array([true, false], "bool")).toMatchInlineSnapshot(`
      bool[2]
      [ True False]
    `);
  });

  it("of data that holds them indents them", () => {
    expect({
      network,
      outputs: {
        y: array([
          [1, 2],
          [3, 4],
        ]),
        loss: array(0.5),
      },
      list: [zeros([2])],
    }).toMatchInlineSnapshot(`
      {
        "list": [
          float64[2]
            [0. 0.],
        ],
        "network": graph
          X = input : float32[batch, 2]
          exp1 = exp(X) : float32[batch, 2]
          sum1 = sum(exp1) {axis: [0, 1], keepdims: false} : float32[]
          output total = sum1,
        "outputs": {
          "loss": float64[] 0.5,
          "y": float64[2, 2]
            [[1. 2.]
             [3. 4.]],
        },
      }
    `);
  });

  it("of more than 1000 elements changes when one that is not shown changes", () => {
    const data = Float64Array.from({ length: 1001 }, (_, i) => i);
    const before = serializer.serialize(new NdArray(data, [1001], "float64"), {}, "");
    expect(before).toMatchInlineSnapshot(`
      "float64[1001], sha256 b46e0c4e
      [   0.    1.    2. ...  998.  999. 1000.]"
    `);
    data[500] = -1;
    expect(serializer.serialize(new NdArray(data, [1001], "float64"), {}, "")).not.toBe(before);
  });

  it("of other things is vitest's own", () => {
    expect({ data: new Float32Array([1]), shape: [1] }).toMatchInlineSnapshot(`
      {
        "data": Float32Array [
          1,
        ],
        "shape": [
          1,
        ],
      }
    `);
    expect({ data: new Float32Array([1]), shape: [1], dtype: "complex64" }).toMatchInlineSnapshot(`
      {
        "data": Float32Array [
          1,
        ],
        "dtype": "complex64",
        "shape": [
          1,
        ],
      }
    `);
    for (const value of [null, undefined, 1, "x", [], {}, new Float32Array(1)]) expect(serializer.test(value)).toBe(false);
  });
});
