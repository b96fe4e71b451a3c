import { graph } from "../../../graph/build.ts";
import { FormatError } from "../../../graph/errors.ts";
import type { Leaves as GraphLeaves } from "../../../graph/leaves.ts";
import type { NdArray } from "../../../graph/ndarray.ts";
import type { AnyTensor } from "../../../graph/op.ts";
import { sizeOf } from "../../../graph/shape.ts";
import { reference } from "../../backends/reference/reference.ts";
import { compile } from "../../run/compile.ts";
import type { FunctionProto, GraphProto, NodeProto, TensorProto } from "../wire/schema.ts";
import { Attributes } from "./attributes.ts";
import { controlFlow } from "./control-flow.ts";
import { commonOps } from "./handlers/common-ops.ts";
import { type Handler, type Leaves, NodeCall, type Outputs } from "./node-call.ts";
import { nodesInOrder } from "./node-order.ts";
import { type ExternalData, readTensor } from "./read-tensor.ts";
import { Scope } from "./scope.ts";
import { keepingDims } from "./sizes.ts";
import { fewFloats, fewNumbers, known, type Value, type Weight, weightOr } from "./values.ts";

/** Numbers of a folded node, those in between too: of more it becomes nodes of the graph, which take no memory. */
const mostFolded = 2 ** 16;
/** Branches, bodies and functions in each other. */
const deepest = 30;
/** Nodes that branches, bodies and functions may be written out to, and one more for so many bytes of the file. */
const mostWritten = 5000;
const bytesEach = 10;

export interface Surroundings {
  readonly leaves: Leaves;
  readonly opset: number;
  readonly external: ExternalData;
  /** Bytes of the file. */
  readonly size: number;
  /** How further ops are written. */
  readonly ops: Readonly<Record<string, Handler>>;
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
  #written = 0;
  /** The tensors of the file that were read: those of a body are one weight, however often it is written out. */
  readonly #read = new Map<TensorProto, Value>();
  constructor(around: Surroundings) {
    this.#around = around;
  }

  /** All nodes of a graph; `scope` holds its inputs, and afterwards all that it computes. */
  nodes(nodes: readonly NodeProto[], scope: Scope, leaves: Leaves = this.#around.leaves): void {
    for (const node of nodesInOrder(nodes)) {
      const outputs = this.#node(node, scope, leaves);
      for (const [i, name] of (node.output ?? []).entries()) {
        const value = outputs[i];
        if (name !== "" && value !== undefined) scope.set(name, value);
      }
    }
  }

  /** The outputs of a branch, body or function in a scope of its own, in which its inputs are. */
  inner(graph: GraphProto, scope: Scope, leaves: Leaves): Value[] {
    this.#written += (graph.node ?? []).length + 1;
    const most = mostWritten + Math.floor(this.#around.size / bytesEach);
    if (this.#depth >= deepest || this.#written > most) {
      const expected = this.#depth >= deepest ? `lie at most ${deepest} deep in each other` : `come to at most ${most} nodes, written out`;
      throw new FormatError(`fromOnnx: branches, bodies and functions must ${expected}, got more; simplify the model`, {
        code: "onnx-unsupported",
        expected,
        actual: "more",
      });
    }
    this.#depth++;
    for (const tensor of graph.initializer ?? []) scope.set(tensor.name ?? "", this.read(tensor, tensor.name ?? ""));
    this.nodes(graph.node ?? [], scope, leaves);
    this.#depth--;
    return (graph.output ?? []).map(({ name = "" }) => found(scope, name, "an output"));
  }

  /** A tensor of the file, a weight under this name where it is one; `isNode` of one that stands among the nodes. */
  read(tensor: TensorProto, name: string, isNode = false): Value {
    const before = this.#read.get(tensor);
    if (before !== undefined) return before;
    const value = weightOr(name, readTensor(tensor, name, this.#around.external), isNode);
    this.#read.set(tensor, value);
    return value;
  }

  #node(node: NodeProto, scope: Scope, leaves: Leaves): readonly Value[] {
    const key = opKey(node.domain, node.opType);
    const names = node.input ?? [];
    const inputs = names.map((name) => (name === "" ? undefined : found(scope, name, `an input of ${key}`)));
    const written = this.#around.functions.get(`${node.domain ?? ""}.${node.opType}`);
    if (written !== undefined) return this.#function(written, node, inputs, leaves);
    const attributes = new Attributes(node.attribute);
    const tensor = key === "Constant" ? attributes.tensor("value") : undefined;
    if (tensor !== undefined) return [this.read(tensor, node.output?.[0] ?? "", true)];
    const call = (by: Leaves): NodeCall =>
      new NodeCall(
        key,
        { inputs, attributes, opset: this.#around.opset, outputs: (node.output ?? []).length },
        { name: node.name ?? node.output?.[0] ?? "", names, leaves: by },
      );
    const here = call(leaves);
    const flow = Object.hasOwn(controlFlow, key) ? controlFlow[key] : undefined;
    if (flow !== undefined) return here.named(() => flow(here, { scope, leaves, inner: (...body) => this.inner(...body) }));
    const handler = this.#handlerOf(key) ?? here.unknown(Object.keys(this.#around.ops).length > 0);
    return here.named(() => this.#handled(handler, call, here));
  }

  #handlerOf(key: string): Handler | undefined {
    for (const ops of [this.#around.ops, commonOps]) if (Object.hasOwn(ops, key)) return ops[key];
    return undefined;
  }

  #handled(handler: Handler, call: (by: Leaves) => NodeCall, here: NodeCall): readonly Value[] {
    const isSmall = (value: Value | undefined): boolean =>
      value === undefined || (value.kind !== "computed" && value.data.length <= (value.kind === "known" ? fewNumbers : fewFloats));
    // Of what it is like only the type counts.
    const counting = here.op === "CastLike" ? here.inputs.slice(0, 1) : here.inputs;
    const isKnown = here.inputs[0] !== undefined && counting.every(isSmall);
    const values = isKnown ? folded((by) => valuesOf(handler(call(by)), here)) : undefined;
    if (values === undefined) return keepingDims(valuesOf(handler(here), here), here);
    // What is made of a weight alone is one, too.
    const weight = here.inputs.find((input) => input?.kind === "weight") as Weight | undefined;
    return weight === undefined ? values : values.map((value) => (value.kind === "known" ? weightOr(weight.name, value, true) : value));
  }

  /** A function of the file: its nodes, with the attributes that the call gives. */
  #function(
    { input = [], output = [], node = [], attributeProto = [] }: FunctionProto,
    call: NodeProto,
    inputs: readonly (Value | undefined)[],
    leaves: Leaves,
  ): Value[] {
    const given = new Map([...attributeProto, ...(call.attribute ?? [])].map((attribute) => [attribute.name, attribute]));
    const scope = new Scope();
    for (const [i, name] of input.entries()) if (inputs[i] !== undefined) scope.set(name, inputs[i]);
    const bound = node.map((one) => ({
      ...one,
      attribute: (one.attribute ?? []).flatMap((attribute) => {
        if (!attribute.refAttrName) return [attribute];
        const value = given.get(attribute.refAttrName);
        return value === undefined ? [] : [{ ...value, name: attribute.name ?? "" }];
      }),
    }));
    return this.inner({ node: bound, output: output.map((name) => ({ name })) }, scope, leaves);
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
 * worked out, and no second way of computing is needed. undefined where that would take much memory.
 */
function folded(build: (leaves: Leaves) => readonly Value[]): Value[] | undefined {
  let values: readonly Value[] = [];
  const constants = graph({}, (_, g) => {
    values = build(leavesWithoutWeights(g));
    const outputs = values.flatMap((value, i) => (value.kind === "computed" ? [[`y${i}`, value.tensor]] : []));
    return outputs.length > 0 ? Object.fromEntries(outputs) : { none: g.constant(0) };
  });
  if (values.every(({ kind }) => kind !== "computed")) return [...values];
  const numbers = Object.values(constants.nodes).reduce((sum, { shape }) => sum + sizeOf(shape as readonly number[]), 0);
  if (numbers > mostFolded) return undefined;
  const results = compile(constants, { backend: reference }).run({}) as Record<string, NdArray>;
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
