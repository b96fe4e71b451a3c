import { apply } from "../../../graph/apply.ts";
import { finish } from "../../../graph/build.ts";
import { builderOf, GraphBuilder } from "../../../graph/builder.ts";
import { FormatError } from "../../../graph/errors.ts";
import type { Attrs } from "../../../graph/graph.ts";
import { leavesOf } from "../../../graph/leaves.ts";
import type { AnyTensor, TensorType } from "../../../graph/op.ts";
import { opsOf } from "../../../graph/ops-of.ts";
import { sameShape } from "../../../graph/shape.ts";
import { scanOp } from "../../../ops/loops/scan.ts";
import { makeIds } from "./ids.ts";
import type { Leaves } from "./node-call.ts";
import { Scope } from "./scope.ts";
import { type Computed, computed } from "./values.ts";

/** What a step hands on, and what it gives beside. */
export interface Step {
  readonly carries: readonly AnyTensor[];
  readonly stacked: readonly Computed[];
}

/** What a loop is made of, around its body. */
export interface LoopParts {
  readonly carries: readonly AnyTensor[];
  /** Steps lie along their first axis; one at least. */
  readonly sequences: readonly AnyTensor[];
  /** The last step first. */
  readonly reverse: boolean;
  /** What is around the loop in the file: a body sees it. */
  readonly scope: Scope;
  readonly leaves: Leaves;
}

/**
 * A loop as dagrad's scan: `build` makes one step of a body from its carries and slices, in a scope and with leaves of its own. What the body
 * takes from around it is given to it. undefined where `build` gives none, and where the loop is none that scan can do: a carry changes its type from
 * step to step, or a step must know a number that only a run knows, as which one it is.
 */
export function loopOf(
  { carries, sequences, reverse, scope, leaves }: LoopParts,
  build: (
    carries: readonly AnyTensor[],
    slices: readonly AnyTensor[],
    inside: { readonly scope: Scope; readonly leaves: Leaves },
  ) => Step | undefined,
): { readonly carries: readonly AnyTensor[]; readonly stacked: readonly Computed[] } | undefined {
  const body = new GraphBuilder();
  const idOf = makeIds((id) => body.nodes.has(id));
  const leaf = (name: string, { shape, dtype }: TensorType): AnyTensor =>
    body.leaf("input", {}, { shape, dtype }, idOf(name, "x")) as AnyTensor;
  const inner = carries.map((x, i) => leaf(`state_${i}`, x));
  const slices = sequences.map((x, i) => leaf(`slice_${i}`, { shape: x.shape.slice(1), dtype: x.dtype }));
  const given = new Map<string, readonly [outer: AnyTensor, inner: AnyTensor]>();
  const take = (outer: AnyTensor): AnyTensor => {
    const before = given.get(outer.id);
    if (before !== undefined) return before[1];
    const made = leaf(outer.id, outer);
    given.set(outer.id, [outer, made]);
    return made;
  };
  const inside = {
    scope: new Scope({
      get: (name) => {
        const value = scope.get(name);
        return value?.kind === "computed" ? computed(take(value.tensor), value.type) : value;
      },
    }),
    leaves: {
      constant: (value) => leavesOf(body).constant(value) as AnyTensor,
      parameter: (name, value) => take(leaves.parameter(name, value)),
    } satisfies Leaves,
  };
  const step = unlessUnknown(() => build(inner, slices, inside));
  if (step === undefined || !step.carries.every((x, i) => isAlike(x, inner[i] as AnyTensor))) return undefined;
  const names = step.stacked.map((_, i) => idOf(`stack_${i}`, "y"));
  const outputs = Object.fromEntries([
    ...step.carries.map((x, i) => [(inner[i] as AnyTensor).id, x.id]),
    ...step.stacked.map(({ tensor }, i) => [names[i], tensor.id]),
  ]);
  const outer = [...given.values()];
  const graph = finish(
    body,
    [...inner, ...slices, ...outer.map(([, one]) => one)].map(({ id }) => id),
    outputs,
  );
  const inputs = [...carries, ...sequences, ...outer.map(([one]) => one)];
  const builder = builderOf(sequences[0] as AnyTensor);
  builder.bring(opsOf(graph));
  const name = builder.reserve("scan", undefined);
  const result = (id: string): AnyTensor => {
    const attrs = { body: graph, sequences: sequences.length, reverse, result: id } as unknown as Attrs;
    return apply(scanOp, inputs, attrs, { name: `${name}.${id}` }) as AnyTensor;
  };
  return {
    carries: inner.map(({ id }) => result(id)),
    stacked: names.map((id, i) => computed(result(id), (step.stacked[i] as Computed).type)),
  };
}

export const isAlike = (a: AnyTensor, b: AnyTensor): boolean => a.dtype === b.dtype && sameShape(a.shape, b.shape);

function unlessUnknown<T>(build: () => T): T | undefined {
  try {
    return build();
  } catch (error) {
    if (error instanceof FormatError && error.code === "onnx-not-known") return undefined;
    throw error;
  }
}
