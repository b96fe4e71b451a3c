import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { finish } from "../../../graph/build.ts";
import { GraphBuilder } from "../../../graph/builder.ts";
import { allocate, type DType } from "../../../graph/dtype.ts";
import { isDagradError } from "../../../graph/errors.ts";
import type { Attrs } from "../../../graph/graph.ts";
import { NdArray } from "../../../graph/ndarray.ts";
import { type AnyTensor, isPrimitive, kindOf, type Op } from "../../../graph/op.ts";
import { sizeOf } from "../../../graph/shape.ts";
import { standardOps } from "../../../ops/standard-ops.ts";
import type { Computed } from "../../../src/explain/computed.ts";
import { explainElement } from "../../../src/explain/explain-element.ts";
import { readsOf } from "../../../src/explain/reads-of.ts";
import { sentenceText } from "../../../src/explain/sentence.ts";
import { runOp } from "../../ops/run-kernel.ts";

interface Tensor {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly data: readonly (number | string)[];
}
interface Case {
  readonly op: string;
  readonly inputs: readonly Tensor[];
  readonly attrs: Attrs;
}

/** The cases that NumPy has computed, of every primitive, but for the longest. */
const cases = readdirSync(new URL("../../fixtures/", import.meta.url))
  .filter((name) => /^ops-.*\.json$/.test(name))
  .flatMap((name) => JSON.parse(readFileSync(new URL(`../../fixtures/${name}`, import.meta.url), "utf8")).cases as Case[])
  .filter(
    ({ op, inputs }) => standardOps.has(op) && isPrimitive(standardOps.get(op) as Op) && inputs.every(({ data }) => data.length <= 40),
  );
/** Numbers of which no two are equal. */
const numbers = (shape: readonly number[], dtype: DType = "float32"): Tensor => ({
  dtype,
  shape,
  data: Array.from({ length: sizeOf(shape) }, (_, i) => ((i * 7919) % 101) / 8 - 6),
});
const products = [
  [[3], [3]],
  [[2, 3], [3]],
  [[3], [3, 2]],
  [
    [2, 3],
    [3, 4],
  ],
  [
    [2, 2, 3],
    [3, 2],
  ],
  [
    [2, 3],
    [2, 3, 2],
  ],
  [
    [2, 1, 2, 3],
    [3, 3, 2],
  ],
];
cases.push(
  ...products.map((shapes): Case => ({ op: "matmul", attrs: {}, inputs: shapes.map((shape) => numbers(shape)) })),
  ...[[], [0], [1], [0, 2], [0, 1, 2]].map(
    (axis, i): Case => ({ op: "sum", attrs: { axis, keepdims: i % 2 === 0 }, inputs: [numbers([2, 3, 4], i === 1 ? "int32" : "float32")] }),
  ),
);
const names = [...new Set(cases.map(({ op }) => op))].sort();
/** Cases of an op from all over the list: fewer of elementwise ones, which are many and alike. */
const casesOf = (name: string): Case[] => {
  const all = cases.filter(({ op }) => op === name);
  const most = "scalar" in (standardOps.get(name) as Op) ? 16 : 60;
  return all.filter((_, i) => i % Math.ceil(all.length / most) === 0);
};

const arrayOf = ({ dtype, shape, data }: Tensor): NdArray => {
  const elements = allocate(dtype, sizeOf(shape));
  elements.set(data.map(Number));
  return new NdArray(elements, shape, dtype);
};

/** The op on its inputs as a graph that has run. */
function computedFor(op: Op, inputs: readonly NdArray[], y: NdArray, attrs: Attrs): Computed {
  const builder = new GraphBuilder();
  const handles = inputs.map((input, i) => builder.leaf("input", {}, input, `x${i + 1}`));
  const made = builder.apply(op, handles as AnyTensor[], attrs, "y");
  const graph = finish(
    builder,
    handles.map(({ id }) => id),
    { y: made.id },
  );
  return { graph, value: (id) => (id === "y" ? y : inputs[Number(id.slice(1)) - 1]) };
}

/** Other numbers for an element, of which most change a result that depends on it. */
const others = (dtype: DType, now: number): number[] => {
  if (dtype === "bool") return [1 - now];
  if (dtype === "uint8") return [0, 1, 2, 3, 200].filter((one) => one !== now);
  if (dtype === "int32") return [0, 1, 2, -1, -2, 7].filter((one) => one !== now);
  return [now + 0.375, now - 1.25, 3.5, -2.25, 0.125].filter((one) => {
    const [stored] = allocate(dtype, 1).fill(one);
    return !Object.is(stored, now);
  });
};

function changed(value: NdArray, element: number, to: number): NdArray {
  const copy = new NdArray(value.data.slice() as typeof value.data, value.shape, value.dtype);
  copy.data[element] = to;
  return copy;
}

it("there are cases of every primitive but of loops, whose bodies no fixture holds", () => {
  const primitives = [...standardOps.values()].filter(isPrimitive).map(({ name }) => name);
  expect(primitives.filter((name) => !names.includes(name))).toEqual(["packedScan"]);
});

describe.each(names)("readsOf %s", (name) => {
  const op = standardOps.get(name) as Op;
  const own = "kernel" in op && op.elementwise !== true;

  it("an element changes with what it was made of, and with nothing else", () => {
    const made = new Map<number, boolean>();
    for (const { inputs: tensors, attrs } of casesOf(name)) {
      const inputs = tensors.map(arrayOf);
      const y = runOp(op, inputs, attrs);
      if (y.data.length === 0 || y.data.length > 60) continue;
      const computed = computedFor(op, inputs, y, attrs);
      const reads = Array.from(y.data, (_, element) => readsOf(computed, "y", element) ?? []);
      for (const [i, x] of inputs.entries()) {
        for (let at = 0; at < x.data.length; at += Math.ceil(x.data.length / 12)) {
          const readers = new Set(
            reads.flatMap((all, element) => (all.some(({ input, elements }) => input === i && elements.includes(at)) ? [element] : [])),
          );
          if (readers.size > 0) made.set(i, made.get(i) ?? false);
          for (const number of others(x.dtype, x.data[at] as number)) {
            const after = resultOf(op, inputs.with(i, changed(x, at, number)), attrs);
            if (after === undefined) continue;
            const moved = Array.from(y.data.keys()).filter((element) => !Object.is(after.data[element], y.data[element]));
            expect(
              moved.filter((element) => !readers.has(element)),
              `input ${i} element ${at} of ${JSON.stringify({ attrs, tensors })}`,
            ).toEqual([]);
            if (moved.length > 0) made.set(i, true);
            // What only brings or adds elements shows every change of them.
            if (isFaithful(op) && !("index" in op && i === 1)) expect(moved.length > 0, `${at} of ${i}`).toBe(readers.size > 0);
          }
        }
      }
    }
    if (!own) expect([...made].filter(([, moves]) => !moves)).toEqual([]);
  });

  it("is explained in a sentence that ends in NumPy's digits", () => {
    for (const { inputs: tensors, attrs } of casesOf(name)) {
      const inputs = tensors.map(arrayOf);
      const y = runOp(op, inputs, attrs);
      const computed = computedFor(op, inputs, y, attrs);
      for (let element = 0; element < y.data.length; element += Math.ceil(y.data.length / 5)) {
        const parts = explainElement(computed, "y", element);
        expect(sentenceText(parts)).toMatch(/^y.* = \S/);
        const result = parts.findLast((part) => part.kind === "number" && part.node === "y");
        expect(result?.kind === "number" && Object.is(result.value, y.data[element])).toBe(true);
      }
    }
  });
});

/** Elements come as they are, or are added to others, which are small. */
const isFaithful = (op: Op): boolean => isPrimitive(op) && ["move", "view"].includes(kindOf(op));

/** Undefined for an index that is refused. */
function resultOf(op: Op, inputs: readonly NdArray[], attrs: Attrs): NdArray | undefined {
  try {
    return runOp(op, inputs, attrs);
  } catch (error) {
    if (isDagradError(error)) return undefined;
    throw error;
  }
}
