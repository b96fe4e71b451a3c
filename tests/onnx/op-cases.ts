import { readdirSync, readFileSync } from "node:fs";
import { apply } from "../../graph/apply.ts";
import { graph } from "../../graph/build.ts";
import { allocate, type DType } from "../../graph/dtype.ts";
import type { Attrs, Graph } from "../../graph/graph.ts";
import { NdArray } from "../../graph/ndarray.ts";
import type { AnyTensor, Op } from "../../graph/op.ts";
import { sizeOf } from "../../graph/shape.ts";
import { add, mul, sum } from "../../ops/index.ts";
import { standardOps } from "../../ops/standard-ops.ts";
import { gradients } from "../../src/train/gradients.ts";
import { type GradientCase, gradientRows } from "../ops/gradient-rows.ts";

/** Operands of an op, and its attributes. */
export interface OpCase {
  readonly op: string;
  readonly inputs: readonly NdArray[];
  readonly attrs?: Attrs;
  /** Positions of the operands to differentiate by. Default: all floats. */
  readonly by?: readonly number[];
}

interface Stored {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly data: readonly (number | string)[];
}

const arrayOf = ({ dtype, shape, data }: Stored): NdArray => {
  const elements = allocate(dtype, sizeOf(shape));
  elements.set(data.map(Number));
  return new NdArray(elements, shape, dtype);
};

const folder = new URL("../fixtures/", import.meta.url);
const stored = readdirSync(folder)
  .filter((name) => /^ops-.*\.json$/.test(name))
  .flatMap(
    (name) =>
      (JSON.parse(readFileSync(new URL(name, folder), "utf8")) as { cases: { op: string; inputs: Stored[]; attrs: Attrs }[] }).cases,
  );

/** By op the operands that its fixtures have, at most so many of them, from all parts of the list. */
export function fixtureCases(most: number, isTaken: (one: OpCase) => boolean): Map<string, OpCase[]> {
  const all = new Map<string, OpCase[]>();
  for (const { op, inputs, attrs } of stored) {
    const one = { op, attrs, inputs: inputs.map(arrayOf) };
    if (isTaken(one)) all.set(op, [...(all.get(op) ?? []), one]);
  }
  for (const [op, list] of all) {
    const step = Math.max(1, list.length / most);
    all.set(
      op,
      Array.from({ length: Math.min(list.length, most) }, (_, i) => list[Math.floor(i * step)] as OpCase),
    );
  }
  return all;
}

/** By op the operands of its derivative, in a dtype. */
export function derivativeCases(dtype: "float32" | "float64"): Map<string, OpCase[]> {
  const as = (x: NdArray): NdArray =>
    x.dtype === "float64" && dtype === "float32" ? new NdArray(Float32Array.from(x.data), x.shape, "float32") : x;
  const rows = gradientRows as readonly (readonly [Op, readonly GradientCase[]])[];
  return new Map(
    rows
      .filter(([op]) => op.vjp !== "not-differentiable")
      .map(([{ name }, row]) => [name, row.map((one) => ({ ...one, op: name, inputs: one.inputs.map(as) }))]),
  );
}

const isFloat = ({ dtype }: NdArray): boolean => dtype.startsWith("float");

/** All cases as one graph, and what it is fed; with `differentiated`, also a loss of all results and its gradients by the operands. */
export function graphOf(
  cases: readonly OpCase[],
  { differentiated = false } = {},
): { readonly network: Graph; readonly feeds: Record<string, NdArray> } {
  const feeds: Record<string, NdArray> = {};
  const variables: string[] = [];
  for (const [k, { inputs, by }] of cases.entries()) {
    for (const [i, input] of inputs.entries()) {
      feeds[`x${k}_${i}`] = input;
      if (by ? by.includes(i) : isFloat(input)) variables.push(`x${k}_${i}`);
    }
  }
  const network = graph(feeds as never, (handles: Readonly<Record<string, AnyTensor>>, g: { constant(value: NdArray): AnyTensor }) => {
    const outputs: Record<string, AnyTensor> = {};
    let loss: AnyTensor | undefined;
    for (const [k, { op, inputs, attrs = {} }] of cases.entries()) {
      const y = apply(standardOps.get(op) as Op, inputs.map((_, i) => handles[`x${k}_${i}`]) as never, attrs) as AnyTensor;
      outputs[`y${k}`] = y;
      if (!differentiated) continue;
      const weights = allocate(y.dtype, sizeOf(y.shape as number[]));
      for (let i = 0; i < weights.length; i++) weights[i] = Math.sin(i + 1);
      const part = sum(mul(g.constant(new NdArray(weights, y.shape as number[], y.dtype)), y) as AnyTensor) as AnyTensor;
      loss = loss === undefined ? part : (add(loss, part) as AnyTensor);
    }
    return loss === undefined ? outputs : { ...outputs, loss };
  }) as Graph;
  return { network: differentiated ? (gradients(network, { of: "loss", with: variables } as never) as Graph) : network, feeds };
}

/** What differs between two sets of results, by more than a tolerance for each dtype. */
export function unlike(
  found: Readonly<Record<string, NdArray>>,
  wanted: Readonly<Record<string, NdArray>>,
  tolerances: Readonly<Partial<Record<DType, number>>>,
): string[] {
  return Object.entries(wanted).flatMap(([name, { dtype, shape, data }]) => {
    const other = found[name];
    if (other?.dtype !== dtype || JSON.stringify(other.shape) !== JSON.stringify(shape))
      return [`${name}: ${other?.dtype}[${other?.shape}] for ${dtype}[${shape}]`];
    for (let i = 0; i < data.length; i++) {
      const [a, b] = [other.data[i] as number, data[i] as number];
      if (a === b || (Number.isNaN(a) && Number.isNaN(b))) continue;
      if (!(Math.abs(a - b) <= (tolerances[dtype] ?? 0) * Math.max(1, Math.abs(b)))) return [`${name}[${i}]: ${a} for ${b}`];
    }
    return [];
  });
}
