import type { AnyTensor } from "../../../graph/op.ts";
import { where } from "../../../ops/elementwise/where.ts";
import { concat } from "../../../ops/move/concat.ts";
import { expandDims } from "../../../ops/move/expand-dims.ts";
import { reshape } from "../../../ops/move/reshape.ts";
import { slice } from "../../../ops/move/slice.ts";
import { squeeze } from "../../../ops/move/squeeze.ts";
import { stack } from "../../../ops/move/stack.ts";
import type { GraphProto } from "../wire/schema.ts";
import type { NodeCall } from "./node-call.ts";
import { computed, known, type Value } from "./values.ts";

/** Calls a branch or body with values for its inputs, in their order. */
export type CallBody = (body: GraphProto, inputs: readonly Value[]) => Value[];

/** Ops that have graphs in their attributes. */
export const controlFlow: Readonly<Record<string, (call: NodeCall, body: CallBody) => readonly Value[]>> = {
  If: choice,
  Loop: loop,
  Scan: scanned,
};

/** Steps that are written one after the other; more would make a graph that nobody can read. */
const mostSteps = 512;

/** The tensor of a value that an op has computed or been given. */
const tensorOf = (call: NodeCall, value: Value): AnyTensor => call.with([value]).tensor(0);

const graphOf = (call: NodeCall, name: string): GraphProto =>
  call.attributes.graph(name) ?? call.fail("onnx-file", `must have the graph ${name}`, "none", "this file is damaged");

/** A condition that is known chooses the branch; else both are computed, which must have the same shapes. */
function choice(call: NodeCall, body: CallBody): Value[] {
  const condition = call.value(0);
  const branch = (name: string): Value[] => body(graphOf(call, name), []);
  if (condition.kind !== "computed") return branch(condition.data[0] ? "then_branch" : "else_branch");
  const [yes, no] = [branch("then_branch"), branch("else_branch")];
  const holds = reshape(condition.tensor, { shape: [] });
  return yes.map((one, i) => computed(where(holds, tensorOf(call, one), tensorOf(call, no[i] as Value)), one.type));
}

function loop(call: NodeCall, body: CallBody): Value[] {
  const graph = graphOf(call, "body");
  const trips = call.has(0) ? call.number(0, 0) : Number.POSITIVE_INFINITY;
  let goes = call.has(1) ? call.number(1, 1) !== 0 : true;
  let carried: readonly Value[] = call.inputs.slice(2) as Value[];
  const count = carried.length;
  const collected: Value[][] = [];
  for (let i = 0; i < trips && goes; i++) {
    if (i >= mostSteps) return call.unsupported(`a loop of more than ${mostSteps} steps`);
    const [next, ...results] = body(graph, [known("int64", [], [i]), known("bool", [], [1]), ...carried]);
    goes = call.with([next as Value]).number(0, 1) !== 0;
    carried = results.slice(0, count);
    collected.push(results.slice(count));
  }
  const wanted = (graph.output ?? []).length - 1 - count;
  return [
    ...carried,
    ...stacked(
      call,
      collected,
      Array.from({ length: wanted }, () => 0),
    ),
  ];
}

/** What each step gave, beside each other along an axis. */
function stacked(call: NodeCall, steps: readonly (readonly Value[])[], axes: readonly number[]): Value[] {
  return axes.map((axis, j) => {
    const list = steps.map((results) => results[j] as Value);
    if (list.length === 0) return call.unsupported("a loop without a step whose results are collected");
    const tensors = list.map((one) => tensorOf(call, one));
    return computed(stack(tensors, { axis }), (list[0] as Value).type);
  });
}

/** States go from step to step; of each sequence a step gets one slice. */
function scanned(call: NodeCall, body: CallBody): Value[] {
  if (call.opset < 9) return call.unsupported("Scan before opset 9");
  const { attributes } = call;
  const graph = graphOf(call, "body");
  const sequences = attributes.int("num_scan_inputs", 0);
  const count = call.inputs.length - sequences;
  let states = call.inputs.slice(0, count) as Value[];
  const given = call.inputs.slice(count).map((_, i) => call.tensor(count + i));
  const axes = given.map((x, i) => call.axis(attributes.ints("scan_input_axes")?.[i] ?? 0, x.shape.length));
  const backwards = attributes.ints("scan_input_directions") ?? [];
  const length = given[0] === undefined ? 0 : (call.sizes(given[0])[axes[0] as number] as number);
  if (length > mostSteps) return call.unsupported(`a scan of more than ${mostSteps} steps`);
  const collected: Value[][] = [];
  for (let step = 0; step < length; step++) {
    const slices = given.map((x, i) => {
      const [axis, at] = [axes[i] as number, backwards[i] ? length - 1 - step : step];
      return computed(squeeze(slice(x, { axis, start: at, stop: at + 1 }), { axis }), call.type(count + i));
    });
    const results = body(graph, [...states, ...slices]);
    states = results.slice(0, count);
    collected.push(results.slice(count));
  }
  const outputs = (graph.output ?? []).length - count;
  const outputAxes = Array.from({ length: outputs }, (_, j) => {
    const rank = collected[0] === undefined ? 0 : tensorOf(call, collected[0][j] as Value).shape.length + 1;
    return call.axis(attributes.ints("scan_output_axes")?.[j] ?? 0, rank);
  });
  const turned = attributes.ints("scan_output_directions") ?? [];
  const inOrder = (j: number): readonly (readonly Value[])[] => (turned[j] ? collected.toReversed() : collected);
  const results = outputAxes.map((axis, j) => {
    const tensors = inOrder(j).map((one) => expandDims(tensorOf(call, one[j] as Value), { axis }));
    const [first] = collected as [Value[]];
    return computed(concat(tensors, { axis }), (first[j] as Value).type);
  });
  return [...states, ...results];
}
