import { type Backend, NdArray, type NodeId, random, reference, type Step } from "dagrad";
import type { FoldName, Own, Value } from "../../../graph/op.ts";
import { kernelOf } from "../../../src/backends/reference/kernel-of.ts";
import { ulpOf } from "./op-bounds.ts";
import { boundOf, type Computing, stepsOf } from "./rules.ts";

/** A kernel's operands and result, after it has run. */
interface Ran extends Pick<Step, "id" | "op" | "attrs"> {
  readonly inputs: readonly Value[];
  readonly y: Value;
}

/** The reference, but after each step `skew` may change what the step has written; elementwise steps may have written over their inputs. */
const skewed = (name: string, skew: (ran: Ran) => void): Backend => ({
  name,
  executes: (op) => reference.executes(op),
  prepare: (plan, ...rest) => reference.prepare({ ...plan, steps: plan.steps.map((step) => skewedStep(step, skew)) }, ...rest),
});

function skewedStep(step: Step, skew: (ran: Ran) => void): Step {
  const { id, op, attrs } = step;
  const { name, inputs, attrs: schema, infer, vjp } = op;
  const kernel: Own<any>["kernel"] = (operands, y, ...rest) => {
    const run = kernelOf(op, operands, y, ...rest);
    return () => {
      run();
      skew({ id, op, attrs, inputs: operands, y });
    };
  };
  return { ...step, op: { name, inputs, attrs: schema, infer, vjp, kernel } };
}

/** One element of one node's value is another. `strikes` counts the runs that had the node: passes may remove it. */
export function broken(node: NodeId, element: number, wrong: (right: number) => number): { readonly backend: Backend; strikes: number } {
  const made = {
    strikes: 0,
    backend: skewed("broken", ({ id, y }) => {
      if (id !== node) return;
      y.data[element] = wrong(y.data[element] as number);
      made.strikes++;
    }),
  };
  return made;
}

/**
 * An engine that uses up its bounds: functions of float32 are an ulp off, products of matrices and whole sums are added in float32 one
 * after the other, the other sums move by a third of what they may. What is composed of several steps is left as it is.
 */
export function rough(seed: number): Backend {
  const source = random(seed);
  return skewed("rough", ({ op, inputs, attrs, y }) => {
    const { data, dtype } = y;
    const bound = boundOf(
      op,
      inputs.map((input) => input.dtype),
      attrs,
    );
    if (dtype !== "float32" || bound === "exact" || bound === undefined) return;
    const [x] = inputs as [Value];
    const isMatrixProduct = "product" in op && inputs.every(({ shape }) => shape.length === 2);
    if (isMatrixProduct) multiply(inputs as [Value, Value], data);
    else if ("reduce" in op && data.length === 1) data[0] = total(x.data) / (op.reduce.fold === "mean" ? x.data.length : 1);
    else if ("reduce" in op || "product" in op) {
      const sizes = inputs.map((input) => new NdArray(Float64Array.from(input.data, Math.abs), input.shape, "float64"));
      const radii = bound(new NdArray(data as Float32Array<ArrayBuffer>, y.shape, dtype), sizes, attrs);
      for (const [i, radius] of Array.from(radii).entries()) {
        const shift = (source.randint(-1, 2) * radius) / 3;
        // 0 asks for the same bits: added to −0 it would be 0.
        if (Number.isFinite(radius) && radius > 0) data[i]! += shift;
      }
    } else {
      for (let i = 0; i < data.length; i++) {
        // What is exact of functions: their values at 0, and where they are no numbers.
        const at = data[i] as number;
        if (at !== 0 && Math.abs(at) !== 1 && Number.isFinite(at)) data[i] = at + source.randint(-1, 2) * ulpOf(at, dtype);
      }
    }
  });
}

function total(x: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum = Math.fround(sum + (x[i] as number));
  return sum;
}

function multiply([a, b]: readonly [Value, Value], y: Value["data"]): void {
  const [K, N] = b.shape as [number, number];
  for (let i = 0; i < y.length; i++) {
    const [row, column] = [Math.floor(i / N), i % N];
    let sum = 0;
    for (let k = 0; k < K; k++) sum = Math.fround(sum + Math.fround((a.data[row * K + k] as number) * (b.data[k * N + column] as number)));
    y[i] = sum;
  }
}

/** The result of ops that end with one of these instructions or folds, element by element, as a careless engine would have it. */
const careless = (steps: readonly (Computing | FoldName)[], wrong: (element: number, i: number, y: Value) => number): Backend =>
  skewed("careless", ({ op, inputs, attrs, y }) => {
    const dtypes = inputs.map(({ dtype }) => dtype);
    const last = stepsOf(op, dtypes, attrs).at(-1);
    if (last !== undefined && steps.includes(last)) for (let i = 0; i < y.data.length; i++) y.data[i] = wrong(y.data[i] as number, i, y);
  });

/** Engines that each make one of the usual mistakes. */
export const faults: Readonly<Record<string, Backend>> = {
  "loses the sign of zero": careless(["neg", "mul"], (x) => (x === 0 ? 0 : x)),
  "flushes subnormals of float32": careless(["mul", "exp"], (x, _, { dtype }) => (dtype === "float32" && Math.abs(x) < 2 ** -126 ? 0 : x)),
  "does not pass NaN on": careless(["maximum", "minimum", "max"], (x) => (Number.isNaN(x) ? 0 : x)),
  "rounds to infinity too early": careless(["add", "sub"], (x, _, { dtype }) => (dtype === "float32" && Math.abs(x) > 3.3e38 ? x * 2 : x)),
  "leaves the last element of a rest of one": careless(["select", "sub"], (x, i, { data }) =>
    data.length % 4 === 1 && i === data.length - 1 ? 0 : x,
  ),
  "divides by a reciprocal": careless(["div"], (x, i, { dtype }) => (dtype === "float32" && i % 3 === 1 ? x + ulpOf(x, dtype) : x)),
  "takes the last of equal elements": skewed("careless", ({ op, attrs, inputs, y }) => {
    const [x] = inputs as readonly [Value];
    if (!("reduce" in op && op.reduce.fold === "argmax") || attrs.axis !== x.shape.length - 1) return;
    const length = x.shape.at(-1) as number;
    for (let row = 0; row < y.data.length; row++) {
      const elements = x.data.slice(row * length, (row + 1) * length);
      const most = elements[y.data[row] as number] as number;
      if (most === most) y.data[row] = elements.lastIndexOf(most);
    }
  }),
};
