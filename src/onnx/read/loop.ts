import type { AnyTensor } from "../../../graph/op.ts";
import { where } from "../../../ops/elementwise/where.ts";
import { reshape } from "../../../ops/move/reshape.ts";
import { stack } from "../../../ops/move/stack.ts";
import { type Flow, fewSteps, graphOf, mostSteps, scopeOf, tensorOf } from "./flow.ts";
import { isAlike, loopOf } from "./loop-body.ts";
import type { NodeCall } from "./node-call.ts";
import { op } from "./untyped-ops.ts";
import { computed, known, type Value } from "./values.ts";

/** What a body takes before its states: the number of the step, and whether the loop goes on. */
const before = 2;

/**
 * Loop: states go from step to step, and what else a step gives is stacked. A loop of a known number of steps is a scan; where a scan cannot
 * do it, its steps are written out.
 */
export function loop(call: NodeCall, flow: Flow): readonly Value[] {
  const trips = call.has(0) ? Math.max(0, call.number(0, 0)) : Number.POSITIVE_INFINITY;
  const goes = call.has(1) ? call.value(1) : known("bool", [], [1]);
  const many = trips >= fewSteps && Number.isFinite(trips) && (goes.kind === "computed" || goes.data[0] !== 0);
  const steady = many && goes.kind !== "computed" ? asScan(call, flow, trips) : undefined;
  return steady ?? (many ? asScan(call, flow, trips, goes) : undefined) ?? writtenOut(call, flow, trips);
}

/** With `goes`, a condition that steps compute stops the loop: from then on its states stay as they are. */
function asScan(call: NodeCall, { scope, leaves, inner }: Flow, trips: number, goes?: Value): readonly Value[] | undefined {
  const body = graphOf(call, "body");
  const initial = call.inputs.slice(before) as Value[];
  // How many rows a stack has would be known to a run alone.
  if (goes !== undefined && (body.output ?? []).length - 1 > initial.length) return undefined;
  const states = initial.map((value) => tensorOf(call, value));
  const conditions = goes === undefined ? [] : [reshape(tensorOf(call, goes), { shape: [] }) as AnyTensor];
  const parts = { carries: [...conditions, ...states], sequences: [call.counted(trips)], reverse: false, scope, leaves };
  const typed = (tensors: readonly AnyTensor[]): Value[] => tensors.map((x, i) => computed(x, (initial[i] as Value).type));
  const made = loopOf(parts, (carries, [number], inside) => {
    const own = carries.slice(conditions.length);
    const given = [computed(number as AnyTensor, "int64"), known("bool", [], [1]), ...typed(own)];
    const [next, ...results] = inner(body, scopeOf(inside.scope, body.input, given), inside.leaves) as [Value, ...Value[]];
    const here = call.inside(inside.leaves);
    const tensors = results.map((one) => tensorOf(here, one));
    const stacked = results.slice(own.length).map(({ type }, i) => computed(tensors[own.length + i] as AnyTensor, type));
    if (conditions.length > 0) {
      const [holds] = carries as [AnyTensor];
      if (!own.every((x, i) => isAlike(x, tensors[i] as AnyTensor))) return undefined;
      const kept = own.map((x, i) => where(holds, tensors[i] as AnyTensor, x) as AnyTensor);
      return { carries: [op.and(holds, reshape(tensorOf(here, next), { shape: [] })), ...kept], stacked };
    }
    const goesOn = next.kind !== "computed" && next.data[0] !== 0;
    return goesOn ? { carries: tensors.slice(0, own.length), stacked } : undefined;
  });
  return made && [...typed(made.carries.slice(conditions.length)), ...made.stacked];
}

function writtenOut(call: NodeCall, { scope, leaves, inner }: Flow, trips: number): readonly Value[] {
  const body = graphOf(call, "body");
  let goes = call.has(1) ? call.number(1, 1) !== 0 : true;
  let states: readonly Value[] = call.inputs.slice(before) as Value[];
  const count = states.length;
  const steps: Value[][] = [];
  for (let i = 0; i < trips && goes; i++) {
    if (i >= mostSteps) return call.unsupported(`a loop of more than ${mostSteps} steps`);
    const given = [known("int64", [], [i]), known("bool", [], [1]), ...states];
    const [next, ...results] = inner(body, scopeOf(scope, body.input, given), leaves);
    goes = call.with([next]).number(0, 1) !== 0;
    states = results.slice(0, count);
    steps.push(results.slice(count));
  }
  const wanted = Math.max(0, (body.output ?? []).length - 1 - count);
  return [...states, ...Array.from({ length: wanted }, (_, j) => stackedAt(call, steps, j))];
}

/** What each step gave at a position, beside each other along a new first axis. */
function stackedAt(call: NodeCall, steps: readonly (readonly Value[])[], at: number): Value {
  const list = steps.map((results) => results[at] as Value);
  const [first] = list;
  if (first === undefined) return call.unsupported("a loop without a step whose results are collected");
  return computed(
    stack(
      list.map((one) => tensorOf(call, one)),
      { axis: 0 },
    ) as AnyTensor,
    first.type,
  );
}
