import { describe, expect, it } from "vitest";
import { graph } from "../../graph/build.ts";
import { f32 } from "../../graph/input.ts";
import { array } from "../../graph/ndarray.ts";
import { cast, castOp } from "../../ops/elementwise/cast.ts";
import { kernelOf } from "../../src/backends/reference/kernel-of.ts";
import { simplify } from "../../src/passes/simplify.ts";
import { runOp } from "./run-kernel.ts";

const cast64 = (values: readonly number[], dtype: "int32" | "uint8" | "bool" | "float32") => [
  ...runOp(castOp, [array(values)], { dtype }).data,
];

describe("cast(x, { dtype })", () => {
  it("truncates floats toward zero", () => {
    expect(cast64([1.9, -1.9, 0.5, -0.5, 2147483647.9, -2147483648.9], "int32")).toEqual([1, -1, 0, 0, 2147483647, -2147483648]);
    expect(cast64([0.99, 254.99, 255.99], "uint8")).toEqual([0, 254, 255]);
  });

  it("gives 0 for NaN and infinities, and wraps what is out of range (ECMAScript ToInt32, ToUint8)", () => {
    expect(cast64([NaN, Infinity, -Infinity, 2 ** 31, 2 ** 32 + 5, -(2 ** 31) - 1], "int32")).toEqual([
      0,
      0,
      0,
      -(2 ** 31),
      5,
      2 ** 31 - 1,
    ]);
    expect(cast64([NaN, Infinity, 256, 257.5, -1, -1.5, 1e20], "uint8")).toEqual([0, 0, 0, 1, 255, 255, 0]);
    expect([...runOp(castOp, [array([300, -1, -(2 ** 31)], "int32")], { dtype: "uint8" }).data]).toEqual([44, 255, 0]);
  });

  it("makes bool of x ≠ 0: NaN is true, −0 is false, 256 is true", () => {
    expect(cast64([NaN, 0, -0, 1e-300, -Infinity, 256], "bool")).toEqual([1, 0, 0, 1, 1, 1]);
    expect([...runOp(castOp, [array([256, 0], "int32")], { dtype: "bool" }).data]).toEqual([1, 0]);
  });

  it("rounds to the nearest float32, ties to even: 2²⁴ + 1 and 2²⁴ + 3", () => {
    expect(cast64([16777217, 16777219, 0.1, 1e39, -1e39], "float32")).toEqual([
      16777216,
      16777220,
      0.10000000149011612,
      Infinity,
      -Infinity,
    ]);
    expect([...runOp(castOp, [array([16777217], "int32")], { dtype: "float32" }).data]).toEqual([16777216]);
  });

  it("keeps the shape, names included", () => {
    const { nodes } = graph({ X: f32("batch", 3) }, ({ X }) => ({ y: cast(X, { dtype: "bool", name: "mask" }) }));
    expect(nodes.mask).toMatchObject({ shape: ["batch", 3], dtype: "bool", attrs: { dtype: "bool" } });
  });

  it("disappears where it changes nothing, and stays where it does", () => {
    const network = graph({ X: f32("batch") }, ({ X }) => ({ same: cast(X, { dtype: "float32" }), other: cast(X, { dtype: "float64" }) }));
    expect(simplify(network, kernelOf).outputs).toEqual({ same: "X", other: "cast2" });
  });

  it("refuses a dtype that there is not", () => {
    expect(() => graph({ X: f32("batch") }, ({ X }) => ({ y: cast(X, { dtype: "float16" as never }) }))).toThrow(
      expect.objectContaining({ name: "OpError", code: "bad-attribute", node: "cast1", actual: '"float16"' }),
    );
  });
});
