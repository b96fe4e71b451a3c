import { describe, expect, it } from "vitest";
import type { Attrs } from "../../../../../graph/graph.ts";
import type { Primitive } from "../../../../../graph/op.ts";
import { broadcastToOp } from "../../../../../ops/move/broadcast-to.ts";
import { sliceOp } from "../../../../../ops/move/slice.ts";
import { transposeOp } from "../../../../../ops/move/transpose.ts";
import { argmaxOp } from "../../../../../ops/reduce/argmax.ts";
import { maxOp } from "../../../../../ops/reduce/max.ts";
import { meanOp } from "../../../../../ops/reduce/mean.ts";
import { sizeOp } from "../../../../../ops/reduce/size.ts";
import { sumOp } from "../../../../../ops/reduce/sum.ts";
import { emitterOf } from "../../../../../src/backends/fuse/emitters.ts";
import { writeKernelOf } from "../../../../../src/backends/wasm/kernels/write-kernel.ts";
import type { Place } from "../../../../../src/backends/wasm/place.ts";
import type { CheckingSite } from "../../../../../src/backends/wasm/site.ts";
import { build, hostFunctions } from "../run-module.ts";
import { norm } from "./own-reductions.ts";
import { numbers } from "./run-kernel.ts";

interface Case {
  readonly op: Primitive<any>;
  readonly shape: readonly number[];
  readonly attrs: Attrs;
  readonly dtype?: "float32" | "int32";
}

const cases: readonly Case[] = [
  { op: sumOp, shape: [12], attrs: { axis: [0], keepdims: false } },
  { op: norm, shape: [9], attrs: { axis: [1] } },
  { op: transposeOp, shape: [12, 9], attrs: { perm: [1, 0] } },
  { op: maxOp, shape: [9], attrs: { axis: [1], keepdims: false } },
  { op: argmaxOp, shape: [9], attrs: { axis: 1 }, dtype: "int32" },
  { op: broadcastToOp, shape: [2, 9, 12], attrs: { shape: [2, 9, 12] } },
  { op: sliceOp, shape: [9, 5], attrs: { axis: 1, start: 2, stop: 7, step: 1 } },
  { op: meanOp, shape: [], attrs: { axis: [0, 1], keepdims: false } },
  { op: sizeOp, shape: [], attrs: { axis: [1], dtype: "float32" } },
];

const write = (site: CheckingSite, places: readonly Place[], y: Place, { op, attrs }: Case): void => {
  writeKernelOf(emitterOf({ op, attrs }, places, y) as NonNullable<ReturnType<typeof emitterOf>>, site, places, y, attrs);
};

describe("steps with loops of their own", () => {
  it("leave nothing behind that changes the next one in the same function", () => {
    const x = numbers([9, 12], "float32");
    for (const one of cases) {
      const { shape, dtype = "float32" } = one;
      const alone = build([x], { shape, dtype }, (site, places, y) => write(site, places, y, one), hostFunctions).run();
      for (const before of cases) {
        const built = build(
          [x],
          { shape, dtype },
          (site, places, y, scratch) => {
            write(site, places, { address: scratch, shape: before.shape, dtype: before.dtype ?? "float32" }, before);
            write(site, places, y, one);
          },
          hostFunctions,
          1024,
        );
        expect(built.run(), `${one.op.name} after ${before.op.name}`).toEqual(alone);
      }
    }
  });
});
