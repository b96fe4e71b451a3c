import { expect, it } from "vitest";
import { gemmFunction, gemmScratch } from "../../../../../src/backends/wasm/kernels/gemm/emit-gemm.ts";
import { build } from "../run-module.ts";
import { layouts, numbers, operandA, operandB, runGemm } from "./run-gemm.ts";

it("offsets of a, b and y give the product of the matrices that lie there, in every form", () => {
  for (const [m, n, k] of [
    [9, 20, 40],
    [20, 30, 1030],
    [270, 20, 30],
    [20, 11, 30],
    [20, 3, 30],
    [20, 3, 3],
    [20, 1, 30],
    [1, 20, 30],
  ] as const)
    for (const layout of layouts) {
      const test = { m, n, k, layout };
      const [a, b] = [operandA(test), operandB(test)];
      // Another matrix in front of each: of one size more, so that the offsets differ.
      const behind = (data: Float32Array, front: number) => ({
        data: Float32Array.from([...numbers(front, 9), ...data]),
        shape: [front + data.length],
        dtype: "float32" as const,
      });
      const [aFront, bFront, yFront] = [m * k, k * n + 1, m * n + 2];
      const gemm = {
        m,
        n,
        k,
        a: { address: 0, stride: layout[0] === "T" ? m : k, transposed: layout[0] === "T" },
        b: { address: 0, stride: layout[1] === "T" ? k : n, transposed: layout[1] === "T" },
        y: 0,
        scratch: 0,
      };
      const built = build(
        [behind(a, aFront), behind(b, bFront)],
        { shape: [yFront + m * n], dtype: "float32" },
        ({ code, module }, [aPlace, bPlace], y, scratch) => {
          const at = { a: { ...gemm.a, address: aPlace?.address ?? 0 }, b: { ...gemm.b, address: bPlace?.address ?? 0 } };
          const callee = gemmFunction(module, { ...gemm, ...at, y: y.address, scratch });
          if (!callee) throw new Error("nothing to compute");
          code
            .i32(4 * aFront)
            .i32(4 * bFront)
            .i32(4 * yFront)
            .call(callee);
        },
        {},
        gemmScratch(gemm),
      );
      expect(built.run().subarray(yFront)).toEqual(runGemm(test));
      expect(built.guarded).toBe(true);
    }
});
