import { describe, it } from "vitest";
import { dtypes } from "../../../../../graph/dtype.ts";
import { broadcastToOp } from "../../../../../ops/move/broadcast-to.ts";
import { broadcastTo } from "../../../../../src/backends/wasm/kernels/broadcast-to.ts";
import { expectEqual, numbers } from "./run-kernel.ts";
import { axesSets, shapes } from "./shapes.ts";

describe("broadcastTo of the engine", () => {
  it("equals the reference for all sets of stretched and of new axes, in every dtype", () => {
    for (const dtype of dtypes)
      for (const shape of [...shapes, [30, 600]])
        for (const stretched of axesSets(shape.length))
          for (let added = 0; added <= shape.length; added++) {
            const own = shape.map((dim, axis) => (stretched.includes(axis) ? 1 : dim)).slice(added);
            expectEqual(broadcastToOp, broadcastTo, [numbers(own, dtype, { specials: true })], { shape });
          }
  });
});
