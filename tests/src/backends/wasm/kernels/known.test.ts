import { describe, it } from "vitest";
import { sizeOp } from "../../../../../ops/reduce/size.ts";
import { expectEqual, numbers } from "./run-kernel.ts";
import { axesSets, shapes } from "./shapes.ts";

describe("known numbers of the engine (size)", () => {
  it("equals the reference over all sets of axes, in float32 and float64", () => {
    for (const dtype of ["float32", "float64"] as const)
      for (const shape of shapes)
        for (const axis of axesSets(shape.length)) expectEqual(sizeOp, [numbers(shape, "uint8")], { axis, dtype });
  });
});
