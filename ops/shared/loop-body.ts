import { type Graph, type NodeId, nodeOf } from "../../graph/graph.ts";
import type { Fail, TensorType } from "../../graph/op.ts";
import { type Dim, type Shape, sameShape, showType } from "../../graph/shape.ts";

/** What tells a loop: a body, and how many of its inputs are slices. */
export interface LoopAttrs {
  /**
   * One step. Its inputs are first the carries, then slices of the sequences, then what is the same in every step. An output of the name
   * of an input is the next value of that carry; every other output is stacked.
   */
  readonly body: Graph;
  readonly sequences: number;
  /** The last slice first. */
  readonly reverse: boolean;
}

/** The inputs of a body, in order. */
export interface Inputs<T> {
  readonly carries: readonly T[];
  readonly slices: readonly T[];
  readonly constants: readonly T[];
}

/** A value that a loop has when it has ended: the last one of a carry, or one for each step. */
export interface Result {
  readonly name: string;
  readonly node: NodeId;
  readonly stacked: boolean;
}

/** True for an output that is the next value of a carry. */
const isCarry = (body: Graph, name: string): boolean => body.inputs.includes(name);

/** What belongs to the inputs of a body, by what these are. */
export function partsOf<T>({ body, sequences }: LoopAttrs, values: readonly T[]): Inputs<T> {
  const count = body.inputs.filter((id) => Object.hasOwn(body.outputs, id)).length;
  return {
    carries: values.slice(0, count),
    slices: values.slice(count, count + sequences),
    constants: values.slice(count + sequences),
  };
}

/** Everything that a loop can give: of its carries the last values, of its other outputs one value a step. */
export const resultsOf = (body: Graph): readonly Result[] =>
  Object.entries(body.outputs).map(([name, node]) => ({ name, node, stacked: !isCarry(body, name) }));

/** The shape of a result of so many steps. */
export const resultShape = (body: Graph, { node, stacked }: Result, steps: Dim): Shape =>
  stacked ? [steps, ...nodeOf(body, node).shape] : nodeOf(body, node).shape;

/** Calls `fail` unless the inputs are those of the body, and the body is one: returns the number of steps. */
export function checkLoop(attrs: LoopAttrs, inputs: readonly TensorType[], fail: Fail): Dim {
  const { body, sequences } = attrs;
  checkBody(body, fail);
  const count = body.inputs.length;
  if (inputs.length !== count || sequences < 1 || partsOf(attrs, body.inputs).slices.length !== sequences) {
    fail({
      code: "loop-inputs",
      expected: `takes a tensor for each of the ${count} inputs of its body (${body.inputs.join(", ")}), of which at least one is a slice`,
      actual: `${inputs.length} with ${sequences} ${sequences === 1 ? "sequence" : "sequences"}`,
      cure: "give each of them, and go over one sequence at least",
    });
  }
  for (const [i, id] of body.inputs.entries()) {
    if (Object.hasOwn(body.outputs, id) !== i < partsOf(attrs, body.inputs).carries.length) {
      fail({
        code: "loop-inputs",
        expected: "carries must come first among the inputs of the body",
        actual: body.inputs.join(", "),
        cure: "reorder them",
      });
    }
  }
  const given = partsOf(attrs, inputs);
  const steps = stepsOf(body, given.slices, partsOf(attrs, body.inputs).slices, fail);
  const each = [...given.carries, ...given.slices.map((x) => ({ ...x, shape: x.shape.slice(1) })), ...given.constants];
  for (const [i, type] of each.entries()) {
    const id = body.inputs[i] as NodeId;
    const declared = nodeOf(body, id);
    if (!fits(declared, type)) {
      const expected = `${i < given.carries.length ? "carry" : "input"} "${id}" of the body must be ${showType(declared)}`;
      fail({ code: "loop-types", expected, actual: showType(type), cure: "reshape or cast() it" });
    }
  }
  for (const id of partsOf(attrs, body.inputs).carries) {
    const [now, next] = [nodeOf(body, id), nodeOf(body, body.outputs[id] as NodeId)];
    if (fits(now, next)) continue;
    const expected = `the next value of "${id}" must be ${showType(now)}, as what the loop begins with`;
    fail({ code: "carry-type", expected, actual: showType(next), cure: "reshape or cast() it" });
  }
  return steps;
}

const fits = (declared: TensorType, given: TensorType): boolean => declared.dtype === given.dtype && sameShape(declared.shape, given.shape);

function stepsOf(body: Graph, sequences: readonly TensorType[], names: readonly string[], fail: Fail): Dim {
  const [first] = sequences as readonly [TensorType];
  const [steps] = first.shape;
  for (const [i, sequence] of sequences.entries()) {
    if (sequence.shape.length > 0 && sequence.shape[0] === steps) continue;
    const expected = "sequences must have a first axis, and all as many steps";
    const actual = `"${names[i]}" ${showType(sequence)}${i === 0 ? "" : ` beside "${names[0]}" ${showType(first)}`}`;
    fail({ code: "loop-steps", expected, actual, cure: "cut or pad them" });
  }
  if (Object.keys(body.outputs).length === 0)
    fail({ code: "no-output", expected: "a body must have an output", actual: "none", cure: "return one" });
  return steps as Dim;
}

/** Calls `fail` where a body holds what outlives a step. */
function checkBody(body: Graph, fail: Fail): void {
  const parameter = Object.keys(body.nodes).find((id) => nodeOf(body, id).op === "parameter");
  if (parameter !== undefined) {
    fail({
      code: "body-parameter",
      expected: "a body must have no parameters of its own",
      actual: `"${parameter}"`,
      cure: "make it outside of the loop and give it to the body",
    });
  }
  if (Object.keys(body.updates).length > 0 || (body.gradients ?? []).length > 0) {
    fail({ code: "body-updates", expected: "a body must have no updates or gradients of its own", actual: "some", cure: "carry them" });
  }
}
