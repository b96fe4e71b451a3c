import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { allocate, type DType, dtypes } from "../../../../../graph/dtype.ts";
import type { Attrs } from "../../../../../graph/graph.ts";
import { NdArray } from "../../../../../graph/ndarray.ts";
import { kindOf, type Primitive } from "../../../../../graph/op.ts";
import { sizeOf } from "../../../../../graph/shape.ts";
import { gatherOp } from "../../../../../ops/index/gather.ts";
import { oneHotOp } from "../../../../../ops/index/one-hot.ts";
import { scatterOp } from "../../../../../ops/index/scatter.ts";
import { scatterAddOp } from "../../../../../ops/index/scatter-add.ts";
import { takeOp } from "../../../../../ops/index/take.ts";
import { takeAlongOp } from "../../../../../ops/index/take-along.ts";
import { standardOps } from "../../../../../ops/standard-ops.ts";
import { buildOp, expectEqual, numbers } from "./run-kernel.ts";
import { shapes } from "./shapes.ts";

const indices = (shape: readonly number[], type: "int32" | "uint8", size: number): NdArray => {
  const data = allocate(type, sizeOf(shape));
  data.forEach((_, i) => void (data[i] = (i * 7 + (i >> 2)) % Math.min(size, 256)));
  return new NdArray(data, shape, type);
};

interface Case {
  readonly op: string;
  readonly attrs: Attrs;
  readonly inputs: readonly { readonly dtype: DType; readonly shape: readonly number[]; readonly data: readonly (number | string)[] }[];
}
const { cases } = JSON.parse(readFileSync(new URL("../../../../fixtures/ops-index.json", import.meta.url), "utf8")) as { cases: Case[] };
const given = ({ dtype, shape, data }: Case["inputs"][number]): NdArray => {
  const elements = allocate(dtype, data.length);
  elements.set(data.map(Number));
  return new NdArray(elements, shape, dtype);
};

describe("ops at indices, by the engine's loops", () => {
  it.each([...new Set(cases.map(({ op }) => op))])("%s equals the reference, which equals NumPy, in all of its cases", (name) => {
    const op = standardOps.get(name) as Primitive<any>;
    expect(["index", "known"]).toContain(kindOf(op));
    for (const { inputs, attrs } of cases.filter((one) => one.op === name)) expectEqual(op, inputs.map(given), attrs);
  });

  it("gather equals the reference in every dtype, by int32 and uint8 indices", () => {
    for (const dtype of dtypes)
      for (const shape of [...shapes, [128, 10]]) {
        if (shape.length === 0 || (shape.at(-1) === 0 && sizeOf(shape.slice(0, -1)) > 0)) continue;
        for (const type of ["int32", "uint8"] as const)
          expectEqual(gatherOp, [numbers(shape, dtype, { specials: true }), indices(shape.slice(0, -1), type, shape.at(-1) ?? 0)]);
      }
  });

  it("oneHot equals the reference in every dtype, along every axis", () => {
    for (const dtype of dtypes)
      for (const shape of shapes.filter(({ length }) => length < 4))
        for (const depth of [1, 3, 10])
          for (let axis = 0; axis <= shape.length; axis++) expectEqual(oneHotOp, [indices(shape, "int32", depth)], { depth, axis, dtype });
  });

  it("rows of a table of any width are taken, and added up, as the reference does", () => {
    for (const width of [1, 2, 3, 4, 5, 8, 31, 32, 33, 300])
      for (const dtype of ["float32", "float64", "int32", "uint8"] as const) {
        expectEqual(takeOp, [numbers([7, width], dtype), indices([3, 4], "int32", 7)], { axis: 0 });
        expectEqual(scatterAddOp, [numbers([3, 4, width], dtype), indices([3, 4], "int32", 7)], { axis: 0, size: 9 });
        expectEqual(scatterAddOp, [numbers([5, 4, width], dtype), indices([4], "uint8", 3)], { axis: 1, size: 3 });
      }
  });

  it.each([-1, 3, 2 ** 31 - 1, -(2 ** 31)])("notes the index %i into an axis of 3 as a fault and reads nothing there", (index) => {
    const x = numbers([4, 3], "float32");
    const built = buildOp(gatherOp, [x, new NdArray(Int32Array.of(0, 2, index, 1), [4], "int32")]);
    expect(Array.from(built.run())).toEqual([0, 5, 6, 10].map((at) => x.data[at]));
    expect([built.faulty, built.guarded]).toEqual([true, true]);
    const marked = buildOp(oneHotOp, [new NdArray(Int32Array.of(2, index), [2], "int32")], { depth: 3, axis: 1, dtype: "float32" });
    marked.run();
    expect([marked.faulty, marked.guarded]).toEqual([true, true]);
  });

  it.each([-4, 3, 2 ** 31 - 1, -(2 ** 31)])(
    "where indices count from the end, too, notes %i as a fault and touches nothing there",
    (index) => {
      const x = numbers([3, 3], "float32");
      const rows = new NdArray(Int32Array.of(-3, index), [2], "int32");
      const each = new NdArray(Int32Array.of(0, index, -1, 2, 0, 1), [2, 3], "int32");
      for (const built of [
        buildOp(takeOp, [x, rows], { axis: 0 }),
        buildOp(takeAlongOp, [x, each], { axis: 0 }),
        buildOp(scatterAddOp, [numbers([2, 5], "float32"), rows], { axis: 0, size: 3 }),
        buildOp(scatterOp, [x, each, numbers([2, 3], "float32")], { axis: 0 }),
      ]) {
        built.run();
        expect([built.faulty, built.guarded]).toEqual([true, true]);
      }
    },
  );

  it("finds no index into an axis of size 0", () => {
    const built = buildOp(gatherOp, [numbers([2, 0], "float32"), indices([2], "int32", 1)]);
    built.run();
    expect(built.faulty).toBe(true);
  });
});
