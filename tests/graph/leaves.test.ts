import { describe, expect, it } from "vitest";
import { graph } from "../../graph/build.ts";
import { nodeOf } from "../../graph/graph.ts";
import type { Initializer } from "../../graph/initializer.ts";
import { f32, i32 } from "../../graph/input.ts";
import type { Leaves } from "../../graph/leaves.ts";
import { array } from "../../graph/ndarray.ts";
import { print } from "../../graph/print.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { thrown } from "./thrown.ts";
import { op } from "./untyped-ops.ts";

/** The first line of a graph that holds only what `make` makes. */
const made = (make: (g: Leaves) => Tensor): string => print(graph({}, (_, g) => ({ y: make(g) }))).split("\n")[0] as string;
const refused = (make: (g: Leaves) => unknown): string => thrown(() => made(make as (g: Leaves) => Tensor));
const parameter = (shape: unknown, init: unknown, dtype = "float32"): string =>
  refused((g) => g.parameter("w", shape as number[], { init: init as Initializer, dtype: dtype as "float32" }));

describe("g.parameter", () => {
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

  it("refuses shapes that are not concrete", () => {
    expect(parameter(3, "zeros")).toMatchInlineSnapshot();
    expect(parameter(["batch", 3], "zeros")).toMatchInlineSnapshot();
    expect(parameter([-3], "zeros")).toMatchInlineSnapshot();
    expect(parameter([2.5], "zeros")).toMatchInlineSnapshot();
  });

  it("refuses initialisers that are none or of another shape or dtype", () => {
    expect(parameter([2], "random")).toMatchInlineSnapshot();
    expect(parameter([2], null)).toMatchInlineSnapshot();
    expect(parameter([2], {})).toMatchInlineSnapshot();
    expect(parameter([2], { randn: Number.POSITIVE_INFINITY })).toMatchInlineSnapshot();
    expect(parameter([2], { randn: "0.01" })).toMatchInlineSnapshot();
    expect(parameter([2], [1, 2, 3])).toMatchInlineSnapshot();
    expect(parameter([2, 2], [[1, 2], [3]])).toMatchInlineSnapshot();
    expect(parameter([2], [1, "2"])).toMatchInlineSnapshot();
    expect(parameter([2], { randn: 0.1 }, "int32")).toMatchInlineSnapshot();
    expect(parameter([2], [1, 2.5], "int32")).toMatchInlineSnapshot();
    expect(parameter([2], "zeros", "float16")).toMatchInlineSnapshot();
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
    expect(refused((g) => g.constant([[1, 2], [3]] as never))).toMatchInlineSnapshot();
    expect(refused((g) => g.constant(["1"] as never))).toMatchInlineSnapshot();
    expect(refused((g) => g.constant(null as never))).toMatchInlineSnapshot();
    expect(refused((g) => g.constant([1, 256], { dtype: "uint8" }))).toMatchInlineSnapshot();
    expect(refused((g) => g.constant(-1, { dtype: "uint8" }))).toMatchInlineSnapshot();
    expect(refused((g) => g.constant(Number.NaN, { dtype: "int32" }))).toMatchInlineSnapshot();
    expect(refused((g) => g.constant(2, { dtype: "bool" }))).toMatchInlineSnapshot();
    expect(refused((g) => g.constant(2, { dtype: "complex" as never }))).toMatchInlineSnapshot();
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
    expect(thrown(() => graph({ n: i32(2) }, ({ n }) => ({ y: op.mul(n, 0.5) })))).toMatchInlineSnapshot();
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
    expect(updated((g, w, x) => g.update(x, w))).toMatchInlineSnapshot();
    expect(updated((g, w) => g.update(w, g.constant([1, 2, 3])))).toMatchInlineSnapshot();
    expect(updated((g, w) => g.update(w, g.constant([1, 2], { dtype: "float64" })))).toMatchInlineSnapshot();
    expect(
      updated((g, w, x) => {
        g.update(w, x);
        g.update(w, w);
      }),
    ).toMatchInlineSnapshot();
    expect(updated((g, w) => g.update(w, 3 as never))).toMatchInlineSnapshot();
  });
});
