import { cast, classLabels, f32, graph, matmul, NdArray, standardOps } from "dagrad";
import { describe, expect, it } from "vitest";
import { isPrimitive, type Primitive } from "../../../../graph/op.ts";
import { mayFail } from "../../../../src/backends/wasm/emitters.ts";
import type { CheckingKernel, KernelEmitter } from "../../../../src/backends/wasm/kernels/kernel.ts";
import { checkingKernels } from "../../../../src/backends/wasm/kernels/kernels.ts";
import type { Elementwise } from "../../../../src/backends/wasm/lanes/lane.ts";
import { fault } from "../../../../src/backends/wasm/site.ts";
import { errorsInUpdates } from "../error-cases.ts";
import { design, lines } from "./plan/design.ts";
import { runDesign } from "./write/run-design.ts";

const primitives = [...standardOps.values()].filter(isPrimitive) as Primitive<any>[];

describe("an op that may stop a run", () => {
  it("has an error case in which nothing but an update needs it", () => {
    const names = primitives.filter(mayFail).map(({ name }) => name);
    expect(Object.keys(errorsInUpdates).sort()).toEqual(names.sort());
  });

  it("does not compile as a kernel that takes any element", () => {
    const declared: CheckingKernel = (site) => fault(site);
    // @ts-expect-error a kernel that may fail is none that may not
    const undeclared: KernelEmitter = checkingKernels.oneHot;
    // @ts-expect-error no fault where none is declared
    const forgotten: KernelEmitter = (site) => fault(site);
    // @ts-expect-error in loops neither
    const lanes: Elementwise = { four: (site) => fault(site), one: () => {} };
    expect([declared, undeclared, forgotten, lanes]).toHaveLength(4);
  });

  it("is no part of a product, where lanes behind the last column hold anything", () => {
    const labels = graph({ x: f32(2, 3), w: f32(3, 19) }, ({ x, w }) => ({ y: classLabels(cast(matmul(x, w), "int32"), 20) }));
    const one = design(labels);
    const array = (shape: readonly number[], ...elements: number[]) => new NdArray(Float32Array.from(elements), shape, "float32");
    const row = Array.from({ length: 19 }, (_, column) => column + 1);
    // Behind the 19 columns of the first row of w lies 99: a label out of range, of no element.
    const w = array([3, 19], ...row, 99, ...new Array(37).fill(0));
    const { faulty, outputs } = runDesign(one, { x: array([2, 3], 1, 0, 0, 1, 0, 0), w });
    expect([...(outputs.y as NdArray).data]).toEqual([...row, ...row]);
    expect(faulty).toBe(false);
    expect(lines(one)).toBe("run product: matmul1 → matmul1\nrun loop: cast1 classLabels1 → classLabels1");
  });
});
