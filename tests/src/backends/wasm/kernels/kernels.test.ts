import { standardOps } from "dagrad";
import { describe, expect, it } from "vitest";
import type { Attrs } from "../../../../../graph/graph.ts";
import { isPrimitive } from "../../../../../graph/op.ts";
import { checkingKernels, type KernelName, kernels } from "../../../../../src/backends/wasm/kernels/kernels.ts";
import { build } from "../run-module.ts";
import { numbers } from "./run-kernel.ts";

const cases: readonly { readonly name: KernelName; readonly shape: readonly number[]; readonly attrs: Attrs }[] = [
  { name: "sum", shape: [12], attrs: { axis: [0] } },
  { name: "transpose", shape: [12, 9], attrs: { perm: [1, 0] } },
  { name: "max", shape: [9], attrs: { axis: [1] } },
  { name: "broadcastTo", shape: [2, 9, 12], attrs: { shape: [2, 9, 12] } },
  { name: "slice", shape: [9, 5], attrs: { axis: 1, start: 2, stop: 7 } },
  { name: "mean", shape: [], attrs: { axis: [0, 1] } },
  { name: "size", shape: [], attrs: { axis: [1], dtype: "float32" } },
];

describe("kernels of the engine", () => {
  it("are those of the primitives that are not elementwise, share no memory with x and are no matrix product", () => {
    const names = [...standardOps.values()]
      .filter((op) => isPrimitive(op) && !op.elementwise && op.aliases === undefined)
      .map(({ name }) => name);
    expect(Object.keys({ ...kernels, ...checkingKernels }).sort()).toEqual(names.filter((name) => name !== "matmul").sort());
  });

  it("leave nothing behind that changes the next one in the same function", () => {
    const x = numbers([9, 12], "float32");
    for (const { name, shape, attrs } of cases) {
      const alone = build([x], { shape, dtype: "float32" }, (site, places, y) => kernels[name](site, places, y, attrs)).run();
      for (const before of cases) {
        const built = build(
          [x],
          { shape, dtype: "float32" },
          (site, places, y, scratch) => {
            kernels[before.name](site, places, { address: scratch, shape: before.shape, dtype: "float32" }, before.attrs);
            kernels[name](site, places, y, attrs);
          },
          {},
          1024,
        );
        expect(built.run(), `${name} after ${before.name}`).toEqual(alone);
      }
    }
  });
});
