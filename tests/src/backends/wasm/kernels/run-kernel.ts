import { expect } from "vitest";
import { allocate, type DType } from "../../../../../graph/dtype.ts";
import type { Attrs } from "../../../../../graph/graph.ts";
import { NdArray } from "../../../../../graph/ndarray.ts";
import { failAt, type Operands, type Primitive } from "../../../../../graph/op.ts";
import { sizeOf } from "../../../../../graph/shape.ts";
import { emitterOf } from "../../../../../src/backends/fuse/emitters.ts";
import { kernelOf } from "../../../../../src/backends/reference/kernel-of.ts";
import { writeKernelOf } from "../../../../../src/backends/wasm/kernels/write-kernel.ts";
import "../../../../../src/backends/wasm/extend.ts";
import { type Built, build, hostFunctions } from "../run-module.ts";

const special = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 0];

/** Numbers that differ, with ties; the same for the same seed. `specials` puts NaN, ±Infinity and ±0 among floats. */
export function numbers(shape: readonly number[], dtype: DType, { seed = 1, specials = false } = {}): NdArray {
  const data = allocate(dtype, sizeOf(shape));
  let state = seed * 0x9e3779b9;
  for (let i = 0; i < data.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    const word = state >>> 8;
    if (dtype === "bool") data[i] = word & 1;
    else if (dtype === "uint8") data[i] = word & 255;
    else if (dtype === "int32") data[i] = word % 3 === 0 ? state : (word % 21) - 10;
    else if (specials && word % 4 === 0) data[i] = special[(word >>> 4) % special.length] as number;
    else data[i] = word % 3 === 0 ? (word % 7) - 3 : (word - 2 ** 23) / 2 ** 20;
  }
  return new NdArray(data, shape, dtype);
}

export interface Outcome {
  readonly reference: NdArray;
  readonly y: NdArray;
}

/** The result of an op, not yet computed. */
function resultOf(op: Primitive<any>, inputs: readonly NdArray[], attrs: Attrs): NdArray {
  const { shape, dtype } = op.infer(inputs as unknown as Operands<NdArray>, attrs, failAt(op.name, op.name));
  const concrete = shape as readonly number[];
  return new NdArray(allocate(dtype, sizeOf(concrete)), concrete, dtype);
}

/** A module in guarded memory with the loops that the engine writes for the op. */
export function buildOp(op: Primitive<any>, inputs: readonly NdArray[], attrs: Attrs = {}): Built {
  const result = resultOf(op, inputs, attrs);
  const emitter = emitterOf({ op, attrs }, inputs, result) as NonNullable<ReturnType<typeof emitterOf>>;
  return build(inputs, result, (site, places, y) => writeKernelOf(emitter, site, places, y, attrs), hostFunctions);
}

/** Runs the op on the reference and by the engine's loops, these twice, in guarded memory. */
export function runBoth(op: Primitive<any>, inputs: readonly NdArray[], attrs: Attrs = {}): Outcome {
  const reference = resultOf(op, inputs, attrs);
  kernelOf(op, inputs, reference, attrs, failAt(op.name, op.name))();
  const built = buildOp(op, inputs, attrs);
  const data = built.run();
  const again = built.run();
  const y = new NdArray(data, reference.shape, reference.dtype);
  const what = `${op.name} ${inputs.map(({ dtype, shape }) => `${dtype}[${shape}]`)} ${JSON.stringify(attrs)}`;
  if (!built.guarded) expect.fail(`${what}: writes memory that is not the result's`);
  if (built.faulty) expect.fail(`${what}: a fault`);
  if (!data.every((element, i) => Object.is(element, again[i]))) expect.fail(`${what}: another result when run again`);
  return { reference, y };
}

/** The loops give the reference's elements, bit for bit. */
export function expectEqual(op: Primitive<any>, inputs: readonly NdArray[], attrs: Attrs = {}): void {
  const { reference, y } = runBoth(op, inputs, attrs);
  const at = y.data.findIndex((element, i) => !Object.is(element, reference.data[i]));
  if (at < 0) return;
  const what = `${op.name} ${inputs.map(({ dtype, shape }) => `${dtype}[${shape}]`)} ${JSON.stringify(attrs)}`;
  expect.fail(`${what}: ${y.data[at]} instead of ${reference.data[at]} at ${at} of ${y.data.length}`);
}
