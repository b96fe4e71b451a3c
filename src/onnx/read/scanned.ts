import type { AnyTensor } from "../../../graph/op.ts";
import { concat } from "../../../ops/move/concat.ts";
import { expandDims } from "../../../ops/move/expand-dims.ts";
import { slice } from "../../../ops/move/slice.ts";
import { squeeze } from "../../../ops/move/squeeze.ts";
import { transpose } from "../../../ops/move/transpose.ts";
import type { GraphProto } from "../wire/schema.ts";
import { type Flow, fewSteps, graphOf, mostSteps, tensorOf } from "./flow.ts";
import { loopOf } from "./loop-body.ts";
import type { NodeCall } from "./node-call.ts";
import { Scope } from "./scope.ts";
import { op } from "./untyped-ops.ts";
import { upTo } from "./up-to.ts";
import { computed, type Value } from "./values.ts";

/** A Scan of ONNX: its body, how many states it has, and along which axes and in which directions it goes. */
interface Parts {
  readonly body: GraphProto;
  readonly states: number;
  readonly sequences: readonly AnyTensor[];
  readonly axes: readonly number[];
  readonly isReversed: (sequence: number) => boolean;
  readonly outputAxis: (output: number, rank: number) => number;
  readonly isPrepended: (output: number) => boolean;
}

/** Scan: states go from step to step; of each sequence a step gets one slice, and what else it gives is put beside each other. */
export const scanned = (call: NodeCall, flow: Flow): readonly Value[] =>
  call.opset < 9 ? ofEachSample(call, flow) : overSteps(call, flow);

/** Before opset 9 the first axis of all that a Scan is given was the batch, each sample of which is gone through by itself. */
function ofEachSample(call: NodeCall, flow: Flow): readonly Value[] {
  if (call.has(0)) return call.unsupported("sequences of unequal length in a Scan before opset 9");
  const given = call.inputs.slice(1).map((_, i) => call.tensor(i + 1));
  const sample = (x: AnyTensor, at: number): AnyTensor => squeeze(slice(x, { axis: 0, start: at, stop: at + 1 }), { axis: 0 });
  const samples = upTo(given[0] === undefined ? 0 : (call.sizes(given[0])[0] as number)).map((at) => {
    const inputs = given.map((x, i) => computed(sample(x, at), call.type(i + 1)));
    return overSteps(call.with(inputs), flow);
  });
  return (samples[0] ?? []).map(({ type }, i) => {
    const results = samples.map((one) => tensorOf(call, one[i] as Value));
    return computed(op.stack(results, { axis: 0 }), type);
  });
}

function overSteps(call: NodeCall, flow: Flow): readonly Value[] {
  const { attributes } = call;
  const count = attributes.int("num_scan_inputs", 0);
  const states = call.inputs.length - count;
  if (!(count >= 1 && states >= 0)) call.fail("onnx-file", "num_scan_inputs must be at least 1", String(count), "this file is damaged");
  const sequences = Array.from({ length: count }, (_, i) => call.tensor(states + i));
  const numbers = (name: string): readonly number[] => attributes.ints(name) ?? [];
  const parts: Parts = {
    body: graphOf(call, "body"),
    states,
    sequences,
    axes: sequences.map((x, i) => call.axis(numbers("scan_input_axes")[i] ?? 0, x.shape.length)),
    isReversed: (i) => (numbers("scan_input_directions")[i] ?? numbers("directions")[i]) === 1,
    outputAxis: (j, rank) => call.axis(numbers("scan_output_axes")[j] ?? 0, rank),
    isPrepended: (j) => numbers("scan_output_directions")[j] === 1,
  };
  const steps = (sequences[0] as AnyTensor).shape[parts.axes[0] as number];
  const few = typeof steps === "number" && steps < fewSteps;
  return (few ? undefined : asScan(call, flow, parts)) ?? writtenOut(call, flow, parts);
}

const scopeOf = (around: Scope, { body, states }: Parts, given: readonly Value[], slices: readonly Value[]): Scope => {
  const scope = new Scope(around);
  for (const [i, { name = "" }] of (body.input ?? []).entries()) {
    const value = i < states ? given[i] : slices[i - states];
    if (value !== undefined) scope.set(name, value);
  }
  return scope;
};

/** An axis, moved. */
function moved(x: AnyTensor, from: number, to: number): AnyTensor {
  if (from === to) return x;
  const perm = x.shape.map((_, i) => i).filter((i) => i !== from);
  perm.splice(to, 0, from);
  return transpose(x, { perm }) as AnyTensor;
}

function asScan(call: NodeCall, { scope, leaves, inner }: Flow, parts: Parts): readonly Value[] | undefined {
  const { body, states, sequences, axes, isReversed, outputAxis, isPrepended } = parts;
  const reverse = sequences.every((_, i) => isReversed(i));
  const turned = (x: AnyTensor, other: boolean): AnyTensor => (other ? op.flip(x, { axis: 0 }) : x);
  const typed = (tensors: readonly AnyTensor[], from: number): Value[] => tensors.map((x, i) => computed(x, call.type(from + i)));
  const made = loopOf(
    {
      carries: Array.from({ length: states }, (_, i) => call.tensor(i)),
      sequences: sequences.map((x, i) => turned(moved(x, axes[i] as number, 0), isReversed(i) !== reverse)),
      reverse,
      scope,
      leaves,
    },
    (carries, slices, inside) => {
      const around = scopeOf(inside.scope, parts, typed(carries, 0), typed(slices, states));
      const results = inner(body, around, inside.leaves);
      const here = call.inside(inside.leaves);
      const tensors = results.map((one) => tensorOf(here, one));
      const stacked = results.slice(states).map(({ type }, j) => computed(tensors[states + j] as AnyTensor, type));
      return { carries: tensors.slice(0, states), stacked };
    },
  );
  if (made === undefined) return undefined;
  const stacks = made.stacked.map((value, j) => {
    const x = turned(tensorOf(call, value), isPrepended(j) !== reverse);
    return computed(moved(x, 0, outputAxis(j, x.shape.length)), value.type);
  });
  return [...typed(made.carries, 0), ...stacks];
}

function writtenOut(call: NodeCall, { scope, leaves, inner }: Flow, parts: Parts): readonly Value[] {
  const { body, sequences, axes, isReversed, outputAxis, isPrepended } = parts;
  const length = call.sizes(sequences[0] as AnyTensor)[axes[0] as number] as number;
  if (length > mostSteps) return call.unsupported(`a scan of more than ${mostSteps} steps`);
  let states = call.inputs.slice(0, parts.states) as Value[];
  const collected: Value[][] = [];
  for (let step = 0; step < length; step++) {
    const slices = sequences.map((x, i) => {
      const [axis, at] = [axes[i] as number, isReversed(i) ? length - 1 - step : step];
      return computed(squeeze(slice(x, { axis, start: at, stop: at + 1 }), { axis }), call.type(parts.states + i));
    });
    const results = inner(body, scopeOf(scope, parts, states, slices), leaves);
    states = results.slice(0, parts.states);
    collected.push(results.slice(parts.states));
  }
  const [first] = collected;
  const outputs = (body.output ?? []).length - parts.states;
  if (first === undefined && outputs > 0) return call.unsupported("a scan without a step");
  const results = (first ?? []).map((one, j) => {
    const axis = outputAxis(j, tensorOf(call, one).shape.length + 1);
    const steps = isPrepended(j) ? collected.toReversed() : collected;
    return computed(
      concat(
        steps.map((each) => expandDims(tensorOf(call, each[j] as Value), { axis })),
        { axis },
      ) as AnyTensor,
      one.type,
    );
  });
  return [...states, ...results];
}
