import { describe, expect, it } from "vitest";
import { graph } from "../../graph/build.ts";
import { check } from "../../graph/check/check.ts";
import { nodeOf } from "../../graph/graph.ts";
import type { Initializer } from "../../graph/initializer.ts";
import { f32, i32 } from "../../graph/input.ts";
import type { Leaves } from "../../graph/leaves.ts";
import { array } from "../../graph/ndarray.ts";
import { print } from "../../graph/print/print.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { thrown } from "./thrown.ts";
import { op } from "./untyped-ops.ts";

/** The first line of a graph that holds only what `make` makes. */
const made = (make: (g: Leaves) => Tensor): string => print(graph({}, (_, g) => ({ y: make(g) }))).split("\n")[0] as string;
const refused = (make: (g: Leaves) => unknown): string => thrown(() => made(make as (g: Leaves) => Tensor));
const parameter = (shape: unknown, init: unknown, dtype = "float32"): string =>
  refused((g) => g.parameter("w", shape as number[], { init: init as Initializer, dtype: dtype as "float32" }));

describe("g.parameter", () => {
  it("starts with rows that are typed arrays, and with bigints, as with the same numbers", () => {
    const init = [Float64Array.of(1, -0), [3n, 4]] as const;
    expect(made((g) => g.parameter("w", [2, 2], { init }))).toBe(
      made((g) =>
        g.parameter("w", [2, 2], {
          init: [
            [1, -0],
            [3, 4],
          ],
        }),
      ),
    );
    expect(made((g) => g.parameter("w", [2], { init: BigInt64Array.of(5n, 6n), dtype: "int32" }))).toBe("w = parameter [5, 6] : int32[2]");
  });

  it("starts with normal numbers of scale 0.01 where nothing else is said, or as told", () => {
    expect(made((g) => g.parameter("w", [2, 3]))).toBe("w = parameter randn(0.01) : float32[2, 3]");
    expect(made((g) => g.parameter("w", [], { init: "ones", dtype: "float64" }))).toBe("w = parameter ones : float64[]");
    expect(
      made((g) =>
        g.parameter("w", [2, 2], {
          init: [
            [1, 2],
            [3, -0],
          ],
        }),
      ),
    ).toBe("w = parameter [1, 2, 3, -0] : float32[2, 2]");
    expect(made((g) => g.parameter("w", [2], { init: array([0.5, Number.NaN]) }))).toBe("w = parameter [0.5, NaN] : float32[2]");
    expect(made((g) => g.parameter("n", [2], { init: [7, 8], dtype: "int32" }))).toBe("n = parameter [7, 8] : int32[2]");
    expect(made((g) => g.parameter("w", [0, 3], { init: "zeros" }))).toBe("w = parameter zeros : float32[0, 3]");
  });

  it("starts with random numbers scaled to its shape", () => {
    for (const init of ["glorotUniform", "glorotNormal", "heUniform", "heNormal"] as const) {
      const network = graph({}, (_, g) => ({ y: g.parameter("w", [2, 3], { init }) }));
      expect(print(network).split("\n")[0]).toBe(`w = parameter ${init} : float32[2, 3]`);
      expect(nodeOf(network, "w").attrs).toEqual({ init: { scaled: init } });
      check(network);
    }
    expect(parameter([2], "heNormal", "int32")).toMatchInlineSnapshot(`
      "OpError bad-initializer at w
      parameter: init must be "zeros", "ones" or whole numbers for int32, got random numbers (node "w"); correct init or dtype"
    `);
  });

  it("starts with random numbers scaled to connections that its shape does not tell", () => {
    const network = graph({}, (_, g) => ({ y: g.parameter("w", [4, 1, 3, 3], { init: "heNormal(9, 36)" }) }));
    expect(print(network).split("\n")[0]).toBe("w = parameter heNormal(9, 36) : float32[4, 1, 3, 3]");
    check(network);
    for (const init of ["he(9, 36)", "heNormal(9)", "heNormal(9, 0)", "heNormal(9, 36) ", "ones(9, 36)"])
      expect(parameter([2], init)).toContain(`numbers, got "${init}" (node "w")`);
  });

  it("refuses shapes that are not concrete", () => {
    expect(parameter(3, "zeros")).toMatchInlineSnapshot(`
      "GraphError bad-shape at w
      parameter: shape must be a list of sizes, got 3 (node "w"); write [3]"
    `);
    expect(parameter(["batch", 3], "zeros")).toMatchInlineSnapshot(`
      "GraphError symbolic-parameter at w
      parameter: dims must be numbers, got "batch" (node "w"); give the size itself"
    `);
    expect(parameter([-3], "zeros")).toMatchInlineSnapshot(`
      "GraphError bad-dim
      parameter "w": a dim is a whole number ≥ 0, a name or an expression such as 2*batch-1, got -3; correct the shape"
    `);
    expect(parameter([2.5], "zeros")).toMatchInlineSnapshot(`
      "GraphError bad-dim
      parameter "w": a dim is a whole number ≥ 0, a name or an expression such as 2*batch-1, got 2.5; correct the shape"
    `);
  });

  it("refuses initialisers that are none or of another shape or dtype", () => {
    expect(parameter([2], "random")).toMatchInlineSnapshot(`
      "GraphError bad-initializer at w
      parameter: init must be "zeros", "ones", "glorotUniform", "glorotNormal", "heUniform", "heNormal", { randn: scale } or numbers, got "random" (node "w"); correct init"
    `);
    expect(parameter([2], null)).toMatchInlineSnapshot(`
      "GraphError bad-initializer at w
      parameter: init must be "zeros", "ones", "glorotUniform", "glorotNormal", "heUniform", "heNormal", { randn: scale } or numbers, got null (node "w"); correct init"
    `);
    expect(parameter([2], {})).toMatchInlineSnapshot(`
      "GraphError bad-initializer at w
      parameter: init must be "zeros", "ones", "glorotUniform", "glorotNormal", "heUniform", "heNormal", { randn: scale } or numbers, got an object (node "w"); correct init"
    `);
    expect(parameter([2], { randn: Number.POSITIVE_INFINITY })).toMatchInlineSnapshot(`
      "GraphError bad-initializer at w
      parameter: init must be a finite standard deviation, got Infinity (node "w"); correct init"
    `);
    expect(parameter([2], { randn: "0.01" })).toMatchInlineSnapshot(`
      "GraphError bad-initializer at w
      parameter: init must be a finite standard deviation, got "0.01" (node "w"); correct init"
    `);
    expect(parameter([2], [1, 2, 3])).toMatchInlineSnapshot(`
      "GraphError bad-initializer at w
      parameter: init must be values of shape [2], got [3] (node "w"); correct init"
    `);
    expect(parameter([2, 2], [[1, 2], [3]])).toMatchInlineSnapshot(`
      "FeedError ragged
      array: ragged list at [1]: expected a list of 2, got a list of 1; every list of one level needs the same length"
    `);
    expect(parameter([2], [1, "2"])).toMatchInlineSnapshot(`
      "FeedError not-a-number
      array: no number at [1]: expected a number, got a string; every list of one level needs the same length"
    `);
    expect(parameter([2], { randn: 0.1 }, "int32")).toMatchInlineSnapshot(`
      "OpError bad-initializer at w
      parameter: init must be "zeros", "ones" or whole numbers for int32, got random numbers (node "w"); correct init or dtype"
    `);
    expect(parameter([2], [1, 2.5], "int32")).toMatchInlineSnapshot(`
      "OpError bad-element at w
      parameter: elements must be whole numbers from -2147483648 to 2147483647 for int32, got 2.5 (node "w"); correct the numbers, or cast() to a float dtype"
    `);
    expect(parameter([2], "zeros", "float16")).toMatchInlineSnapshot(`
      "OpError dtype at w
      parameter: dtype must be float32, float64, int32, uint8 or bool, got "float16" (node "w"); name one of them"
    `);
  });
});

describe("g.constant", () => {
  it("holds nested lists, numbers and arrays, in float32 where nothing else is said", () => {
    expect(made((g) => g.constant(2))).toBe("constant1 = constant 2 : float32[]");
    expect(made((g) => g.constant([[1], [2]], { dtype: "uint8", name: "c" }))).toBe("c = constant [1, 2] : uint8[2, 1]");
    expect(made((g) => g.constant([true, false], { dtype: "bool" }))).toBe("constant1 = constant [1, 0] : bool[2]");
    expect(made((g) => g.constant(array([1, 2], "int32")))).toBe("constant1 = constant [1, 2] : int32[2]");
    expect(made((g) => g.constant([]))).toBe("constant1 = constant [] : float32[0]");
  });

  it("refuses lists that are ragged, hold something else, or do not fit the dtype", () => {
    expect(refused((g) => g.constant([[1, 2], [3]] as never))).toMatchInlineSnapshot(`
      "FeedError ragged
      array: ragged list at [1]: expected a list of 2, got a list of 1; every list of one level needs the same length"
    `);
    expect(refused((g) => g.constant(["1"] as never))).toMatchInlineSnapshot(`
      "FeedError not-a-number
      array: no number at [0]: expected a number, got a string; every list of one level needs the same length"
    `);
    expect(refused((g) => g.constant(null as never))).toMatchInlineSnapshot(`
      "GraphError bad-constant
      constant: value must be a number, nested lists of numbers or an NdArray, got null; pass numbers"
    `);
    expect(refused((g) => g.constant([1, 256], { dtype: "uint8" }))).toMatchInlineSnapshot(`
      "OpError bad-element at constant1
      constant: elements must be whole numbers from 0 to 255 for uint8, got 256 (node "constant1"); correct the numbers, or cast() to a float dtype"
    `);
    expect(refused((g) => g.constant(-1, { dtype: "uint8" }))).toMatchInlineSnapshot(`
      "OpError bad-element at constant1
      constant: elements must be whole numbers from 0 to 255 for uint8, got -1 (node "constant1"); correct the numbers, or cast() to a float dtype"
    `);
    expect(refused((g) => g.constant(Number.NaN, { dtype: "int32" }))).toMatchInlineSnapshot(`
      "OpError bad-element at constant1
      constant: elements must be whole numbers from -2147483648 to 2147483647 for int32, got NaN (node "constant1"); correct the numbers, or cast() to a float dtype"
    `);
    expect(refused((g) => g.constant(2, { dtype: "bool" }))).toMatchInlineSnapshot(`
      "OpError bad-element at constant1
      constant: elements must be whole numbers from 0 to 1 for bool, got 2 (node "constant1"); correct the numbers, or cast() to a float dtype"
    `);
    expect(refused((g) => g.constant(2, { dtype: "complex" as never }))).toMatchInlineSnapshot(`
      "OpError dtype at constant1
      constant: dtype must be float32, float64, int32, uint8 or bool, got "complex" (node "constant1"); name one of them"
    `);
  });

  it("is what a number beside a tensor becomes, in the dtype of that tensor", () => {
    expect(
      nodeOf(
        graph({ x: f32(2) }, ({ x }) => ({ y: op.add(x, 0.5) })),
        "constant1",
      ),
    ).toMatchObject({ dtype: "float32", attrs: { value: [0.5] } });
    expect(
      nodeOf(
        graph({ n: i32(2) }, ({ n }) => ({ y: op.add(n, 2) })),
        "constant1",
      ),
    ).toMatchObject({ dtype: "int32", attrs: { value: [2] } });
    expect(thrown(() => graph({ n: i32(2) }, ({ n }) => ({ y: op.mul(n, 0.5) })))).toMatchInlineSnapshot(`
      "OpError bad-element at constant1
      constant: elements must be whole numbers from -2147483648 to 2147483647 for int32, got 0.5 (node "constant1"); correct the numbers, or cast() to a float dtype"
    `);
  });
});

describe("g.update", () => {
  it("names the node whose value a parameter takes", () => {
    const one = graph({ x: f32(2) }, ({ x }, g) => {
      const w = g.parameter("w", [2]);
      g.update(w as Tensor, op.sub(w, x, { name: "step" }));
      return { w };
    });
    expect(one.updates).toEqual({ w: "step" });
  });

  it("refuses what is no parameter, a value of another type, and a second update", () => {
    const updated = (update: (g: Leaves, w: Tensor, x: Tensor) => void): string =>
      thrown(() =>
        graph({ x: f32(2) }, ({ x }, g) => {
          update(g, g.parameter("w", [2]), x);
          return { x };
        }),
      );
    expect(updated((g, w, x) => g.update(x, w))).toMatchInlineSnapshot(`
      "GraphError not-a-parameter at x
      update: only a parameter can be updated, got "x"; make it with g.parameter"
    `);
    expect(updated((g, w) => g.update(w, g.constant([1, 2, 3])))).toMatchInlineSnapshot(`
      "GraphError update-type at w
      update: the new value must be float32[2], got float32[3] (node "w"); reshape or cast() it"
    `);
    expect(updated((g, w) => g.update(w, g.constant([1, 2], { dtype: "float64" })))).toMatchInlineSnapshot(`
      "GraphError update-type at w
      update: the new value must be float32[2], got float64[2] (node "w"); reshape or cast() it"
    `);
    expect(
      updated((g, w, x) => {
        g.update(w, x);
        g.update(w, w);
      }),
    ).toMatchInlineSnapshot(`
      "GraphError duplicate-update at w
      update: "w" has an update already; a parameter takes one value a run"
    `);
    expect(updated((g, w) => g.update(w, 3 as never))).toMatchInlineSnapshot(`
      "GraphError not-a-tensor
      graph: expected a tensor of the graph, got another object; pass what an op or the build function's argument gave you"
    `);
  });
});
