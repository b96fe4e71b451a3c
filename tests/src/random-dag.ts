import { bool, f32, type Graph, graph, i32, isDagradError, NdArray, type Tensor } from "dagrad";
import fc from "fast-check";
import type { Leaves } from "../../graph/leaves.ts";
import { op } from "../graph/untyped-ops.ts";

/** A graph of many kinds of ops, and feeds for it. */
export interface RandomDag {
  readonly graph: Graph<any, any>;
  readonly feeds: Readonly<Record<string, NdArray>>;
}

/** One step of a random program: what it does, and which of the tensors so far it does it to. */
interface Step {
  readonly kind: number;
  readonly first: number;
  readonly second: number;
  readonly value: number;
  readonly isOutput: boolean;
}

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.nat(kinds().length - 1),
  first: fc.nat(1000),
  second: fc.nat(1000),
  value: fc.constantFrom(0, -0, 1, -1, 0.5, 3, 1e-7, 1e30),
  isOutput: fc.boolean(),
});

/** Numbers with what breaks careless arithmetic among them. */
const element = fc.oneof(
  { weight: 6, arbitrary: fc.float({ noNaN: true, min: -4, max: 4 }) },
  fc.constantFrom(0, -0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e30),
);

/**
 * Graphs of up to 30 steps over X float32[batch, 3], k int32[batch] and m bool[batch, 1], with batch 0 to 3: elementwise and in place,
 * broadcast, reduced, reshaped (views), transposed, cast to other element sizes, composites, constants that fold, identities, equal
 * nodes, dead nodes, parameters with updates. Steps whose operands do not fit are left out.
 */
export const randomDag: fc.Arbitrary<RandomDag> = fc
  .tuple(fc.array(step, { minLength: 1, maxLength: 30 }), fc.nat(3), fc.array(element, { minLength: 9, maxLength: 9 }))
  .map(([steps, batch, elements]) => ({
    graph: dagOf(steps),
    feeds: {
      X: new NdArray(Float32Array.from(elements.slice(0, 3 * batch)), [batch, 3], "float32"),
      k: new NdArray(
        Int32Array.from({ length: batch }, (_, i) => i - 1),
        [batch],
        "int32",
      ),
      m: new NdArray(
        Uint8Array.from({ length: batch }, (_, i) => i % 2),
        [batch, 1],
        "bool",
      ),
    },
  }));

function dagOf(steps: readonly Step[]): Graph {
  return graph({ X: f32("batch", 3), k: i32("batch"), m: bool("batch", 1) }, ({ X, k, m }, g) => {
    const made: Tensor[] = [X, k, m];
    const outputs: Record<string, Tensor> = {};
    for (const one of steps) {
      const tensor = attempt(one, made, g);
      if (tensor === undefined) continue;
      made.push(tensor);
      if (one.isOutput) outputs[`y${made.length}`] = tensor;
    }
    return { last: made.at(-1) as Tensor, ...outputs };
  }) as Graph;
}

function attempt({ kind, first, second, value }: Step, made: readonly Tensor[], g: Leaves): Tensor | undefined {
  const x = made[first % made.length] as Tensor;
  const w = made[second % made.length] as Tensor;
  try {
    return kinds()[kind]?.(x, w, value, g, made.length);
  } catch (error) {
    if (isDagradError(error)) return undefined;
    throw error;
  }
}

type Kind = (x: Tensor, w: Tensor, value: number, g: Leaves, count: number) => Tensor;

function kinds(): readonly Kind[] {
  return [
    (x) => op.neg(x),
    (x) => op.relu(x),
    (x) => op.exp(x),
    (x) => op.abs(x),
    (x, w) => op.add(x, w),
    (x, w) => op.sub(x, w),
    (x, w) => op.mul(x, w),
    (x, w) => op.maximum(x, w),
    (x, w) => op.equal(x, w),
    (x, w) => op.equal(op.cast(x, { dtype: "float64" }), op.cast(w, { dtype: "float64" })),
    (x, _, value) => op.mul(x, value),
    (x, _, value) => op.add(value, x),
    (x, _, value) => op.clip(x, { min: -1, max: Math.max(-1, value) }),
    (x, w) => op.where(op.cast(x, { dtype: "bool" }), w, w),
    (x, w, value) => op.where(op.equal(x, value), w, op.neg(w)),
    (x) => op.cast(x, { dtype: "float64" }),
    (x) => op.cast(x, { dtype: "float32" }),
    (x) => op.cast(op.clip(x, { min: -100, max: 100 }), { dtype: "int32" }),
    (x) => op.sum(x, { axis: -1, keepdims: true }),
    (x) => op.mean(x, { axis: 0 }),
    (x) => (hasElements(x) ? op.max(x, { axis: -1 }) : op.neg(x)),
    (x) => (hasElements(x) ? op.softmax(x) : op.neg(x)),
    (x) => op.expandDims(x, { axis: 0 }),
    (x) => op.expandDims(x, { axis: -1 }),
    (x) => op.reshape(x, { shape: [-1] }),
    (x) => op.reshape(x, { shape: [3, -1] }),
    (x) => op.transpose(x),
    (x, w) => op.concat([x, w], { axis: 0 }),
    (x, w) => op.matmul(x, op.transpose(w)),
    (x) => op.dense(x, { units: 2 }),
    (x, _, value, g) => op.add(x, op.mul(g.constant([value, 1, 2]), g.constant([[value], [2]]))),
    (x, _, value, g, count) => {
      const parameter = g.parameter(`p${count}`, [3], { init: [value, 0.5, -1] });
      g.update(parameter, op.sub(parameter, value));
      return op.mul(x, parameter);
    },
  ];
}

/** True where the last axis cannot be empty: an empty axis has no maximum. */
const hasElements = (x: Tensor): boolean => typeof x.shape.at(-1) === "number" && x.shape.at(-1) !== 0;
