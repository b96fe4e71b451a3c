import { graph } from "../../../graph/build.ts";
import { FormatError } from "../../../graph/errors.ts";
import type { Leaves as GraphLeaves } from "../../../graph/leaves.ts";
import type { NdArray } from "../../../graph/ndarray.ts";
import type { AnyTensor } from "../../../graph/op.ts";
import { reference } from "../../backends/reference/reference.ts";
import { compile } from "../../run/compile.ts";
import type { FunctionProto, GraphProto, NodeProto } from "../wire/schema.ts";
import { Attributes } from "./attributes.ts";
import { controlFlow } from "./control-flow.ts";
import { handlers } from "./handlers/handlers.ts";
import { type Leaves, NodeCall, type Outputs } from "./node-call.ts";
import { type ExternalData, readTensor } from "./read-tensor.ts";
import { type Known, known, type Value } from "./values.ts";

/** Values by the names that the file gives them; those of a branch or a body lie over those around it. */
export type Scope = Map<string, Value>;

/** Numbers up to so many are computed while the graph is built, where all that they depend on is known. */
const mostFolded = 4096;
/** Branches, bodies and functions in each other. */
const deepest = 30;

export interface Surroundings {
  readonly leaves: Leaves;
  readonly opset: number;
  readonly external: ExternalData;
  /** The functions of the file, by domain and name. */
  readonly functions: ReadonlyMap<string, FunctionProto>;
}

/** The name of an op: ONNX's own ops have no domain. */
export const opKey = (domain: string | undefined, name: string | undefined): string =>
  domain === undefined || domain === "" || domain === "ai.onnx" ? (name ?? "") : `${domain}.${name}`;

/** Builds the nodes of a file, one after the other, into the graph that the leaves belong to. */
export class Importing {
  readonly #around: Surroundings;
  #depth = 0;
  constructor(around: Surroundings) {
    this.#around = around;
  }

  /** All nodes of a graph; `scope` holds its inputs, and afterwards all that it computes. */
  nodes(nodes: readonly NodeProto[], scope: Scope): void {
    for (const node of nodes) {
      const outputs = this.#node(node, scope);
      for (const [i, name] of (node.output ?? []).entries()) {
        const value = outputs[i];
        if (name !== "" && value !== undefined) scope.set(name, value);
      }
    }
  }

  /** The outputs of a branch or body that sees what is around it; `given` are values of its inputs. */
  inner(graph: GraphProto, around: Scope, given: Scope = new Map()): Value[] {
    if (this.#depth >= deepest) {
      throw new FormatError(
        `fromOnnx: branches, bodies and functions must lie at most ${deepest} deep in each other, got more; write them out`,
        {
          code: "onnx-unsupported",
        },
      );
    }
    this.#depth++;
    const scope: Scope = new Map([...around, ...given]);
    for (const tensor of graph.initializer ?? []) scope.set(tensor.name ?? "", this.read(tensor));
    this.nodes(graph.node ?? [], scope);
    this.#depth--;
    return (graph.output ?? []).map(({ name = "" }) => found(scope, name, "an output"));
  }

  read(tensor: Parameters<typeof readTensor>[0]): Known {
    return readTensor(tensor, tensor.name ?? "", this.#around.external);
  }

  #node(node: NodeProto, scope: Scope): readonly Value[] {
    const key = opKey(node.domain, node.opType);
    const names = node.input ?? [];
    const inputs = names.map((name) => (name === "" ? undefined : found(scope, name, `an input of ${key}`)));
    const written = this.#around.functions.get(`${node.domain ?? ""}.${node.opType}`);
    if (written !== undefined) return this.#function(written, node, inputs);
    const call = (leaves: Leaves, values = inputs): NodeCall =>
      new NodeCall(
        key,
        { inputs: values, attributes: new Attributes(node.attribute), opset: this.#around.opset, outputs: (node.output ?? []).length },
        { name: node.name ?? node.output?.[0] ?? "", names, leaves },
      );
    const here = call(this.#around.leaves);
    const flow = controlFlow[key];
    if (flow !== undefined) {
      return flow(here, (body, given) =>
        this.inner(body, scope, new Map((body.input ?? []).map(({ name = "" }, i) => [name, given[i] as Value]))),
      );
    }
    const handler = handlers[key];
    if (handler === undefined) return here.unsupported(`the op ${key}`);
    const isSmall = (value: Value | undefined): boolean =>
      value === undefined || (value.kind !== "computed" && value.data.length <= mostFolded);
    const first = inputs[0];
    // Of what it is like only the type counts.
    const counting = key === "CastLike" ? [first] : inputs;
    if (first === undefined || !counting.every(isSmall)) return valuesOf(handler(here), here);
    return folded((leaves) => {
      const folding = call(leaves);
      return valuesOf(handler(folding), folding);
    });
  }

  /** A function of the file: its nodes, with the attributes that the call gives. */
  #function(
    { input = [], output = [], node = [], attributeProto = [] }: FunctionProto,
    call: NodeProto,
    inputs: readonly (Value | undefined)[],
  ): Value[] {
    const given = new Map([...attributeProto, ...(call.attribute ?? [])].map((attribute) => [attribute.name, attribute]));
    const scope: Scope = new Map(input.flatMap((name, i) => (inputs[i] === undefined ? [] : [[name, inputs[i]]])));
    const bound = node.map((one) => ({
      ...one,
      attribute: (one.attribute ?? []).flatMap((attribute) => {
        if (!attribute.refAttrName) return [attribute];
        const value = given.get(attribute.refAttrName);
        return value === undefined ? [] : [{ ...value, name: attribute.name ?? "" }];
      }),
    }));
    return this.inner({ node: bound, output: output.map((name) => ({ name })) }, scope);
  }
}

function found(scope: Scope, name: string, what: string): Value {
  const value = scope.get(name);
  if (value !== undefined) return value;
  throw new FormatError(`fromOnnx: ${what} must be computed before it is used, got ${JSON.stringify(name)}; this file is damaged`, {
    code: "onnx-file",
    actual: name,
  });
}

/** What a handler gave, all of it as values. */
function valuesOf(outputs: Outputs, call: NodeCall): Value[] {
  const list = (Array.isArray(outputs) ? outputs : [outputs]) as readonly (AnyTensor | Value)[];
  return list.map((one) => ("kind" in one ? one : { kind: "computed", type: call.inputs[0]?.type ?? "float", tensor: one }));
}

/**
 * Of known numbers the result is known: computed at once, by a graph of constants. So shapes, axes and pads stay known however they were
 * worked out, and no second way of computing is needed.
 */
function folded(build: (leaves: Leaves) => readonly Value[]): Value[] {
  let values: readonly Value[] = [];
  const constants = graph({}, (_, g) => {
    values = build(leavesWithoutWeights(g));
    const outputs = values.flatMap((value, i) => (value.kind === "computed" ? [[`y${i}`, value.tensor]] : []));
    return outputs.length > 0 ? Object.fromEntries(outputs) : { none: g.constant(0) };
  });
  const results = values.some(({ kind }) => kind === "computed")
    ? (compile(constants, { backend: reference }).run({}) as Record<string, NdArray>)
    : {};
  return values.map((value, i) => {
    if (value.kind !== "computed") return value;
    const { shape, data } = results[`y${i}`] as NdArray;
    return known(value.type, shape, data);
  });
}

/** Where all is known, a weight is a constant. */
const leavesWithoutWeights = (g: GraphLeaves): Leaves => ({
  constant: (value) => g.constant(value),
  parameter: (_, value) => g.constant(value),
});
