import { describe, expect, expectTypeOf, it } from "vitest";
import { graph } from "../../graph/build.ts";
import { f32, f64, i32 } from "../../graph/input.ts";
import { zeros } from "../../graph/ndarray.ts";
import { sum } from "../../ops/index.ts";
import { resize } from "../../ops/move/resize.ts";
import { reference } from "../../src/backends/reference/reference.ts";
import { wasm } from "../../src/backends/wasm/wasm.ts";
import { lower } from "../../src/passes/lower.ts";
import { compile } from "../../src/run/compile.ts";
import { gradients } from "../../src/train/gradients.ts";
import { op } from "../graph/untyped-ops.ts";

describe.each([reference, wasm()])("resize(x, { sizes | scales, axes, mode, coordinates }) on $name", (backend) => {
  it("resizes height and width of images, channels last, where no axes are named; others may be named", () => {
    const program = compile(
      graph({ x: f32("batch", 2, 2, "channels") }, ({ x }) => ({ y: resize(x, { scales: 2 }) })),
      { backend },
    );
    // test_resize_upsample_scales_nearest of ONNX, of scales 2 and 2.
    expect(
      program
        .run({
          x: [
            [
              [[1], [2]],
              [[3], [4]],
            ],
          ],
        })
        .y.tolist(),
    ).toEqual([
      [
        [[1], [1], [2], [2]],
        [[1], [1], [2], [2]],
        [[3], [3], [4], [4]],
        [[3], [3], [4], [4]],
      ],
    ]);
    expect(program.run({ x: zeros([0, 2, 2, 3], "float32") }).y.shape).toEqual([0, 4, 4, 3]);
  });

  it("takes of two equally near elements what the mode says", () => {
    const modes = ["roundPreferFloor", "roundPreferCeil", "floor", "ceil"] as const;
    const made = compile(
      graph({ x: i32(3) }, ({ x }) =>
        Object.fromEntries(
          modes.map((nearestMode) => [nearestMode, resize(x, { sizes: 5, axes: 0, coordinates: "alignCorners", nearestMode })]),
        ),
      ),
      { backend },
    ).run({ x: [10, 20, 30] });
    // At 0, ½, 1, 1½ and 2.
    expect(Object.fromEntries(modes.map((mode) => [mode, made[mode]?.tolist()]))).toEqual({
      roundPreferFloor: [10, 10, 20, 20, 30],
      roundPreferCeil: [10, 20, 20, 30, 30],
      floor: [10, 10, 20, 20, 30],
      ceil: [10, 20, 20, 30, 30],
    });
  });

  it("reads no infinity and no NaN that has no weight", () => {
    const { y, doubled } = compile(
      graph({ x: f64(3) }, ({ x }) => ({
        y: resize(x, { sizes: 5, axes: 0, mode: "linear", coordinates: "alignCorners" }),
        doubled: resize(x, { sizes: 6, axes: 0, mode: "linear" }),
      })),
      { backend },
    ).run({ x: [1, 3, Number.POSITIVE_INFINITY] });
    expect(y.tolist()).toEqual([1, 2, 3, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]);
    expect((doubled.tolist() as number[]).slice(0, 4)).toEqual([1, 1.5, 2.5, Number.POSITIVE_INFINITY]);
  });

  it("gives each element the sum of the weights that it was read with", () => {
    const network = graph({ x: f64(2) }, ({ x }) => ({
      nearest: sum(resize(x, { sizes: 5, axes: 0, coordinates: "asymmetric", nearestMode: "floor" })),
      linear: sum(resize(x, { sizes: 3, axes: 0, mode: "linear", coordinates: "alignCorners" })),
    }));
    const derivative = (of: "nearest" | "linear") =>
      String((compile(gradients(network, { of, with: ["x"] }), { backend }).run({ x: [1, 2] }) as Record<string, unknown>)["d.x"]);
    expect(derivative("nearest")).toBe("[3. 2.]");
    expect(derivative("linear")).toBe("[1.5 1.5]");
  });
});

describe("resize(x, { sizes | scales, axes, mode, coordinates })", () => {
  it("tells the compiler sizes, and of scales that the axes have some", () => {
    graph({ x: f32("batch", 8, 6, 3) }, ({ x }) => {
      expectTypeOf(resize(x, { sizes: [4, 9] }).shape).toEqualTypeOf<["batch", 4, 9, 3]>();
      expectTypeOf(resize(x, { sizes: 4, axes: [-1] }).shape).toEqualTypeOf<["batch", 8, 6, 4]>();
      expectTypeOf(resize(x, { scales: 2 }).shape).toEqualTypeOf<["batch", number, number, 3]>();
      return { x };
    });
  });

  it("looks nothing up where each element stands equally often, and is x itself where nothing changes", () => {
    const network = graph({ x: f32("batch", 2, 3, 1) }, ({ x }) => ({ twice: resize(x, { scales: 2 }), same: resize(x, { scales: 1 }) }));
    expect(Object.values(lower(network).nodes).map(({ op }) => op)).not.toContain("take");
    expect(lower(network).outputs.same).toBe("x");
  });

  const made = (options: object | undefined, shape: readonly (number | string)[] = [2, 4, 6, 3]) =>
    graph({ x: f32(...(shape as [number])) }, ({ x }) => ({ y: op.resize(x, options) }));

  it("refuses what is not one size or one scale for each axis", () => {
    expect(() => made({})).toThrowErrorMatchingInlineSnapshot(
      `[OpError: resize: sizes or scales must be given, one number for each of the axes [1, 2], got sizes [] and scales [] (node "resize1"); write { sizes: 224 } or { scales: 2 }]`,
    );
    expect(() => made(undefined)).toThrowErrorMatchingInlineSnapshot(
      `[OpError: resize: sizes or scales must be given, one number for each of the axes [1, 2], got sizes [] and scales [] (node "resize1"); write { sizes: 224 } or { scales: 2 }]`,
    );
    expect(() => made({ sizes: [2, 3, 4] })).toThrowErrorMatchingInlineSnapshot(
      `[OpError: resize: sizes or scales must be given, one number for each of the axes [1, 2], got sizes [2, 3, 4] and scales [] (node "resize1"); write { sizes: 224 } or { scales: 2 }]`,
    );
    expect(() => made({ sizes: 2, scales: 2 })).toThrowErrorMatchingInlineSnapshot(
      `[OpError: resize: sizes or scales must be given, one number for each of the axes [1, 2], got sizes [2, 2] and scales [2, 2] (node "resize1"); write { sizes: 224 } or { scales: 2 }]`,
    );
    expect(() => made({ sizes: "2" })).toThrowErrorMatchingInlineSnapshot(
      `[OpError: resize: attribute sizes must be a list of whole numbers, got "2" (node "resize1"); correct it]`,
    );
    expect(() => made({ scales: "2" })).toThrowErrorMatchingInlineSnapshot(
      `[OpError: resize: attribute scales must be a list of numbers, got "2" (node "resize1"); correct it]`,
    );
    expect(() => made({ sizes: 2.5 })).toThrowErrorMatchingInlineSnapshot(
      `[OpError: resize: attribute sizes must be a list of whole numbers, got [2.5, 2.5] (node "resize1"); correct it]`,
    );
    expect(() => made({ scales: [2, Number.NaN] })).toThrowErrorMatchingInlineSnapshot(
      `[OpError: resize: scales must be finite numbers above 0, got NaN (node "resize1"); correct scales]`,
    );
    expect(() => made({ scales: -2 })).toThrowErrorMatchingInlineSnapshot(
      `[OpError: resize: scales must be finite numbers above 0, got -2 (node "resize1"); correct scales]`,
    );
    expect(() => made({ scale: 2 })).toThrowErrorMatchingInlineSnapshot(
      `[OpError: resize: options must be some of { axes, sizes, scales, mode, coordinates, nearestMode, name }, got "scale"; did you mean scales?]`,
    );
  });

  it("refuses axes that are none, named, empty, or become empty or too long", () => {
    expect(() => made({ sizes: 2, axes: 4 })).toThrowErrorMatchingInlineSnapshot(
      `[OpError: resize: axis must be one of -4 to 3, got axis 4 for [2, 4, 6, 3] (node "resize1"); correct axis]`,
    );
    expect(() => made({ sizes: 2, axes: [1, 1] })).toThrowErrorMatchingInlineSnapshot(
      `[OpError: resize: axes must differ, got [1, 1] for [2, 4, 6, 3] (node "resize1"); name each axis once]`,
    );
    expect(() => made({ sizes: 2 }, [2, 3])).toThrowErrorMatchingInlineSnapshot(
      `[OpError: resize: axes must be named where x has no axis between the first and the last, got float32[2, 3] (node "x"); pass { axes: 0 }]`,
    );
    expect(() => made({ sizes: 2 }, [2, "height", 6, 3])).toThrowErrorMatchingInlineSnapshot(
      `[OpError: resize: an axis that is resized must have a size that is a number, got height of axis 1 of float32[2, height, 6, 3] (node "resize1"); give its size, or other axes]`,
    );
    expect(() => made({ sizes: 2 }, [2, 0, 6, 3])).toThrowErrorMatchingInlineSnapshot(
      `[OpError: resize: an axis must have elements before, and 1 to 1048576 after it is resized, got 0 and 2 of axis 1 of float32[2, 0, 6, 3] (node "resize1"); resize another one]`,
    );
    expect(() => made({ sizes: 0 })).toThrowErrorMatchingInlineSnapshot(
      `[OpError: resize: an axis must have elements before, and 1 to 1048576 after it is resized, got 4 and 0 of axis 1 of float32[2, 4, 6, 3] (node "resize1"); correct sizes]`,
    );
    expect(() => made({ scales: 0.2 })).toThrowErrorMatchingInlineSnapshot(
      `[OpError: resize: an axis must have elements before, and 1 to 1048576 after it is resized, got 4 and 0 of axis 1 of float32[2, 4, 6, 3] (node "resize1"); correct scales]`,
    );
    expect(() => made({ scales: 1e9 })).toThrowErrorMatchingInlineSnapshot(
      `[OpError: resize: an axis must have elements before, and 1 to 1048576 after it is resized, got 4 and 4000000000 of axis 1 of float32[2, 4, 6, 3] (node "resize1"); correct scales]`,
    );
  });

  it("refuses modes that are none, means of integers, and a nearest mode of means", () => {
    expect(() => made({ sizes: 2, mode: "cubic" })).toThrowErrorMatchingInlineSnapshot(
      `[OpError: resize: attribute mode must be "nearest" | "linear", got "cubic" (node "resize1"); correct it]`,
    );
    expect(() => made({ sizes: 2, coordinates: "half_pixel" })).toThrowErrorMatchingInlineSnapshot(
      `[OpError: resize: attribute coordinates must be "halfPixel" | "pytorchHalfPixel" | "alignCorners" | "asymmetric", got "half_pixel" (node "resize1"); correct it]`,
    );
    expect(() => made({ sizes: 2, mode: "linear", nearestMode: "ceil" })).toThrowErrorMatchingInlineSnapshot(
      `[OpError: resize: only "nearest" has a nearestMode, got "linear" and "ceil" (node "resize1"); leave one of them out]`,
    );
    expect(() =>
      graph({ x: i32(2, 4, 6, 3) }, ({ x }) => ({ y: op.resize(x, { sizes: 2, mode: "linear" }) })),
    ).toThrowErrorMatchingInlineSnapshot(
      `[OpError: resize: x must be a float tensor, got int32[2, 4, 6, 3] (node "resize1"); cast(x, { dtype: "float32" }) it]`,
    );
  });
});
