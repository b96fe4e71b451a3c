import type { AnyTensor } from "../../../graph/op.ts";
import type { GraphProto, ValueInfoProto } from "../wire/schema.ts";
import type { Leaves, NodeCall } from "./node-call.ts";
import { Scope } from "./scope.ts";
import type { Value } from "./values.ts";

/** What is around an op with graphs in its attributes. */
export interface Flow {
  readonly scope: Scope;
  readonly leaves: Leaves;
  /** Builds a branch or body in a scope that has its inputs, and returns its outputs. */
  inner(graph: GraphProto, scope: Scope, leaves: Leaves): Value[];
}

/** A loop of fewer steps is written out, one after the other: nobody would read a body of its own. */
export const fewSteps = 4;
/** Steps that are written out where a loop can be nothing else; more would make a graph that nobody can read. */
export const mostSteps = 512;

/** The tensor of a value that an op has computed or been given. */
export const tensorOf = (call: NodeCall, value: Value): AnyTensor => call.with([value]).tensor(0);

export const graphOf = (call: NodeCall, name: string): GraphProto =>
  call.attributes.graph(name) ?? call.fail("onnx-file", `must have the graph ${name}`, "none", "this file is damaged");

/** The scope of a body, with values for its inputs, in their order. */
export const scopeOf = (around: Scope, inputs: readonly ValueInfoProto[] | undefined, given: readonly Value[]): Scope => {
  const scope = new Scope(around);
  for (const [i, { name = "" }] of (inputs ?? []).entries()) if (given[i] !== undefined) scope.set(name, given[i]);
  return scope;
};
