import { apply, type Named, optionsOf, requireList } from "../../graph/apply.ts";
import { decodeNumber } from "../../graph/attrs.ts";
import { addDims, countOfShape } from "../../graph/dim.ts";
import { allocate, type DType, type TypedArray } from "../../graph/dtype.ts";
import { FeedError } from "../../graph/errors.ts";
import { type Attrs, type AttrValue, type Graph, type Node, type NodeId, nodeOf } from "../../graph/graph.ts";
import { call, latexCall } from "../../graph/notation.ts";
import { defineOp, type Fail, type Held, type Operands, type PrepareBody, type Value } from "../../graph/op.ts";
import { carryOps, opsOf } from "../../graph/ops-of.ts";
import { type Dim, type Shape, sizeOf } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { ancestors } from "../../graph/walk.ts";
import { bodyEmitter } from "../../src/backends/wasm/write/write-body.ts";
import { bodyFormula } from "../shared/body-terms.ts";
import { checkLoop, type LoopAttrs, partsOf, type Result, resultsOf } from "../shared/loop-body.ts";

/** What a loop computes, and of which dtype the results are that it gives. */
export interface PackedAttrs extends LoopAttrs {
  readonly dtype: DType;
}

/**
 * packedScan(carries, sequences, constants) = all results of one dtype that a scan has, one behind the other.
 *
 * What scans of one body and the same inputs are made of, so that the loop is carried out once for all of them.
 *
 * carries: as the body says, sequences: any[T, ...S], constants: as the body says → dtype[elements of all results]
 * Edges:   of 0 steps carries stay as they are, and stacked results have no element.
 * Errors:  OpError when inputs are not those of the body, or the body has parameters. FeedError of what fails in a step.
 * Source:  jax.lax.scan; ONNX Scan-11.
 */
export const packedScanOp = defineOp<PackedAttrs>({
  name: "packedScan",
  inputs: ["...xs"],
  attrs: { body: "graph", sequences: "integer", reverse: "boolean", dtype: "dtype" },
  infer: (inputs, attrs, fail) => ({ shape: [packed(attrs, checkLoop(attrs, inputs, fail)).size], dtype: attrs.dtype }),
  kernel: runLoop,
  emitter: (step) => emitterOf((step as { readonly attrs: PackedAttrs }).attrs),
  vjp: "not-differentiable",
  picture: { role: "function", label: (attrs) => `packed scan: ${bodyFormula(attrs.body, "text")}${said(attrs)}` },
  notation: {
    text: (xs, attrs, site) => call(`packedScan[${bodyFormula(attrs.body, "text")}${said(attrs)}]`)(xs, attrs, site),
    latex: (xs, attrs, site) =>
      latexCall(`\\operatorname{packedScan}_{${bodyFormula(attrs.body, "latex")}\\text{${said(attrs)}}}`)(xs, attrs, site),
  },
});

/** How it goes, and what it gives of it. */
const said = ({ reverse, dtype }: PackedAttrs): string => `${reverse ? ", reversed" : ""}, ${dtype}`;

/** packedScan(carries, sequences, constants): the results of a scan that are of one dtype, one behind the other. See {@link packedScanOp}. */
export const packedScan = (xs: readonly Tensor[], options: PackedAttrs & Named): Tensor => {
  requireList("packedScan", xs, '{ body, sequences: 1, reverse: false, dtype: "float32" }');
  const { body, sequences, reverse, dtype } = optionsOf(packedScanOp, options);
  return apply(packedScanOp, xs, { body, sequences, reverse, dtype } as unknown as Attrs, options);
};

/** A result, and the first of its elements among those of all. */
export interface Place extends Result {
  readonly from: Dim;
  readonly shape: readonly Dim[];
}

/** Where the results of a loop of so many steps lie; `shapeOf` gives the shape that one has in a step, as the body says by default. */
export function packed(
  { body, dtype }: PackedAttrs,
  steps: Dim,
  shapeOf = ({ node }: Result): Shape => nodeOf(body, node).shape,
): { readonly places: readonly Place[]; readonly size: Dim } {
  let size: Dim = 0;
  const places = resultsOf(body).flatMap((result): Place[] => {
    if (nodeOf(body, result.node).dtype !== dtype) return [];
    const [from, own] = [size, shapeOf(result)];
    const shape = result.stacked ? [steps, ...own] : own;
    size = addDims(size, countOfShape(shape));
    return [{ ...result, from, shape }];
  });
  return { places, size };
}

/**
 * One step as a graph that runs: carries are parameters, their next values are updates, and what is the same in every step is a parameter
 * that stays. Only what the results of this dtype need is left.
 */
export function stepOf(attrs: PackedAttrs): Graph {
  const { body } = attrs;
  const parts = partsOf(attrs, body.inputs);
  const stacked = packed(attrs, 0).places.filter((place) => place.stacked);
  const wanted = new Set<NodeId>(ancestors(body, [...stacked.map(({ node }) => node), ...packed(attrs, 0).places.map(({ node }) => node)]));
  // What is carried needs its own next value, and this may need others.
  for (let before = -1; before !== wanted.size; ) {
    before = wanted.size;
    for (const id of parts.carries) if (wanted.has(id)) for (const one of ancestors(body, [body.outputs[id] as NodeId])) wanted.add(one);
  }
  const held = new Set([...parts.carries, ...parts.constants]);
  const nodes: Record<NodeId, Node> = {};
  for (const [id, node] of Object.entries(body.nodes)) if (wanted.has(id)) nodes[id] = held.has(id) ? { ...node, op: "parameter" } : node;
  carryOps(nodes, opsOf(body));
  const moving = parts.carries.filter((id) => wanted.has(id) && body.outputs[id] !== id);
  return {
    format: body.format,
    nodes,
    inputs: parts.slices.filter((id) => wanted.has(id)),
    outputs: Object.fromEntries(stacked.map(({ name, node }) => [name, node])),
    updates: Object.fromEntries(moving.map((id) => [id, body.outputs[id] as NodeId])),
  };
}

/** The loop of an engine: its steps are functions of the module. */
function emitterOf(attrs: PackedAttrs): object {
  const names = partsOf(attrs, attrs.body.inputs);
  const positions = (ids: readonly NodeId[]): ReadonlyMap<NodeId, number> => new Map(ids.map((id) => [id, attrs.body.inputs.indexOf(id)]));
  return bodyEmitter({
    step: stepOf(attrs),
    reverse: attrs.reverse,
    carries: positions(names.carries),
    constants: positions(names.constants),
    slices: positions(names.slices),
    results: packed(attrs, 0).places,
  });
}

/** The loop of the reference: slices in, a step, outputs out, carries on. */
function runLoop(inputs: Operands<Value>, y: Value, attrs: PackedAttrs, fail: Fail, prepare?: PrepareBody): () => void {
  if (prepare === undefined) {
    return fail({
      code: "loop-alone",
      expected: "a loop must be part of a program",
      actual: "a kernel by itself",
      cure: "compile its graph",
    });
  }
  const given = partsOf(attrs, inputs as readonly Value[]);
  const names = partsOf(attrs, attrs.body.inputs);
  const steps = (given.slices[0] as Value).shape[0] as number;
  const step = stepOf(attrs);
  const held = new Map<NodeId, Held>();
  const starts = given.carries.map((from, i) => {
    const own = heldOf({ ...from, data: from.data.slice() as TypedArray });
    held.set(names.carries[i] as NodeId, own);
    return { from: from.data, to: own.data };
  });
  for (const [i, constant] of given.constants.entries()) held.set(names.constants[i] as NodeId, heldOf(constant));
  for (const [id, node] of Object.entries(step.nodes)) if (node.op === "constant") held.set(id, heldOf(constantOf(node)));
  const ready = prepare(step, held);
  const slices = given.slices.flatMap((x, i) => {
    const id = names.slices[i] as NodeId;
    return step.inputs.includes(id) ? [{ to: ready.view(id).data, parts: cut(x.data, steps) }] : [];
  });
  const shapeOf = ({ name, node, stacked }: Result): Shape => (stacked ? ready.view(node) : (held.get(name) as Value)).shape;
  const { places } = packed(attrs, steps, shapeOf);
  const all = places.map((place) => ({ place, data: partOf(y.data, place) }));
  const stacks = all
    .filter(({ place }) => place.stacked)
    .map(({ place, data }) => ({ from: ready.view(place.node).data, parts: cut(data, steps) }));
  const ends = all
    .filter(({ place }) => !place.stacked)
    .map(({ place, data }) => ({ from: held.get(place.name)?.data as TypedArray, to: data }));
  return () => {
    for (const { to, from } of starts) to.set(from);
    for (let k = 0; k < steps; k++) {
      const t = attrs.reverse ? steps - 1 - k : k;
      for (const { to, parts } of slices) to.set(parts[t] as TypedArray);
      try {
        ready.execute();
      } catch (error) {
        throw inStep(error, t, fail);
      }
      for (const { from, parts } of stacks) (parts[t] as TypedArray).set(from);
      ready.update();
    }
    for (const { to, from } of ends) to.set(from);
  };
}

const heldOf = ({ data, shape, dtype }: Value): Held => ({ data, shape, dtype, changed() {} });

/** As many equal parts of the elements. */
function cut(data: TypedArray, count: number): readonly TypedArray[] {
  const each = data.length / count;
  return Array.from({ length: count }, (_, t) => data.subarray(t * each, (t + 1) * each) as TypedArray);
}

const partOf = (data: TypedArray, { from, shape }: Place): TypedArray =>
  data.subarray(from as number, (from as number) + sizeOf(shape as readonly number[])) as TypedArray;

function constantOf({ attrs, shape, dtype }: Node): Value {
  const data = allocate(dtype, sizeOf(shape as readonly number[]));
  for (const [i, value] of (attrs.value as readonly AttrValue[]).entries()) data[i] = decodeNumber(value);
  return { data, shape: shape as readonly number[], dtype };
}

/** What fails in a step, told of the loop: in which step, and which node of its body. */
function inStep(error: unknown, t: number, fail: Fail): unknown {
  if (!(error instanceof FeedError)) return error;
  const { code, node, expected = error.message, actual = "" } = error;
  return fail({
    code,
    expected: `in step ${t}, "${node}" of the body: ${expected}`,
    actual,
    cure: error.message.split("; ").at(-1) as string,
  });
}
