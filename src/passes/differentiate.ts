import { finish } from "../../graph/build.ts";
import type { GraphBuilder } from "../../graph/builder.ts";
import { canonicalOrder } from "../../graph/canonical-order.ts";
import { isFloat } from "../../graph/dtype.ts";
import { GraphError } from "../../graph/errors.ts";
import { reopen } from "../../graph/extend.ts";
import { type Differentiation, type Graph, type NodeId, nodeOf } from "../../graph/graph.ts";
import {
  type AnyTensor,
  type BodyGradient,
  type Composite,
  type Cotangent,
  isPrimitive,
  type Op,
  type Operands,
  type OpSet,
} from "../../graph/op.ts";
import { opOf, opsOf } from "../../graph/ops-of.ts";
import { showType } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { ancestors, topologicalOrder } from "../../graph/walk.ts";
import { noGradient, passesOn } from "./gradient-path.ts";
import { isDifferentiated, lower } from "./lower.ts";
import { type Joint, jointly } from "./together.ts";

export interface GradientRequest {
  /** Name of the scalar output to differentiate. */
  readonly of: string;
  /**
   * Ids of the nodes to differentiate by. Where none are named, all parameters that the output depends on, but for states: those that
   * the graph updates itself, and those that an op says a training step updates.
   */
  readonly with?: readonly NodeId[];
  /** The sum of several cotangents. */
  readonly add: Addition;
}

type Addition = (a: AnyTensor, b: AnyTensor) => AnyTensor;

/**
 * Reverse-mode differentiation, graph to graph: adds the nodes that compute ∂of/∂w for each w, as outputs "d.w".
 *
 * The cotangent of node "x" is node "d.x" (its parts "d.x.mul1"), in the scope "backward". Only cotangents on a path from a w to
 * the output are built; those of a node with several users are added up from the last user to the first, in canonical order. Composites with a derivative of
 * their own stay; others are written out in their safe form. `gradients` of the graph then says which node is the cotangent of which.
 * Near-linear in nodes, without recursion but for bodies of loops.
 * GraphError: unknown or non-scalar output, unknown node, no differentiable path (which is shown).
 */
export function differentiate(graph: Graph<any, any>, request: GradientRequest): Graph {
  const written: Graph = lower(graph, { keep: isDifferentiated });
  const loss = lossOf(written, request.of);
  const asked = new Set(wantedNodes(written, opsOf(written), loss, request));
  const wanted = [...asked];
  const { builder, forward, gradients, prefix } = backpropagate(written, [loss], asked, request.add, (builder) => {
    const { dtype } = nodeOf(written, loss);
    return new Map([[loss, () => builder.literal(1, dtype)]]);
  });
  const cotangents: Record<NodeId, NodeId> = {};
  // That of the output itself is 1, which need not be said.
  for (const [id, { id: cotangent }] of gradients) if (id !== loss || asked.has(id)) cotangents[id] = cotangent;
  const outputs: Record<string, NodeId> = { ...forward.outputs };
  for (const id of wanted) {
    const gradient = gradients.get(id);
    if (gradient === undefined) throw noGradient(forward, opsOf(forward), id, loss);
    outputs[`${prefix}.${id}`] = gradient.id;
  }
  builder.gradients.push(Object.freeze({ of: loss, with: Object.freeze(wanted), cotangents: Object.freeze(cotangents) }));
  return finish(builder, forward.inputs, outputs);
}

/** A body with the cotangents of its inputs: those of its outputs are further inputs. */
export function differentiateBody(body: Graph, outputs: readonly string[], by: readonly NodeId[], add: Addition): BodyGradient {
  const written = lower(body, { keep: isDifferentiated });
  const ends = outputs.map((name) => written.outputs[name] as NodeId);
  const seeds = new Map<string, NodeId>();
  const { builder, forward, gradients } = backpropagate(written, ends, new Set(by), add, (builder) => {
    const starts = new Map<NodeId, Cotangent>();
    for (const [i, name] of outputs.entries()) {
      const end = ends[i] as NodeId;
      const { shape, dtype } = nodeOf(written, end);
      const seed = builder.leaf("input", {}, { shape, dtype }, freeName(builder, `d_${name}`.replaceAll(".", "_")));
      seeds.set(name, seed.id);
      // One node may be several outputs, such as the next value of a carry that is stacked, too.
      const before = starts.get(end);
      starts.set(end, () => (before === undefined ? (seed as AnyTensor) : add(before(), seed as AnyTensor)));
    }
    return starts;
  });
  return {
    graph: finish(builder, [...forward.inputs, ...seeds.values()], forward.outputs),
    forward: new Set(Object.keys(forward.nodes)),
    seeds,
    cotangents: new Map(by.flatMap((id) => (gradients.has(id) ? [[id, (gradients.get(id) as Tensor).id] as const] : []))),
  };
}

function freeName(builder: GraphBuilder, wanted: string): string {
  let name = wanted;
  while (builder.nodes.has(name)) name += "_";
  return name;
}

/** What the last call of `differentiate` has made. */
export const lastOf = (graph: Graph): Differentiation => (graph.gradients as readonly Differentiation[]).at(-1) as Differentiation;

interface Backpropagation {
  /** The graph as it is differentiated: loops keep what their derivatives need. */
  readonly forward: Graph;
  /** It has grown that graph, and the cotangents. */
  readonly builder: GraphBuilder;
  /** Node → its cotangent. */
  readonly gradients: ReadonlyMap<NodeId, Tensor>;
  readonly prefix: string;
}

/** Builds the cotangents of all nodes between those asked for and the ends, whose own are given. */
function backpropagate(
  written: Graph,
  ends: readonly NodeId[],
  asked: ReadonlySet<NodeId>,
  add: Addition,
  seedsOf: (builder: GraphBuilder) => ReadonlyMap<NodeId, Cotangent>,
): Backpropagation {
  const active = activeNodes(written, opsOf(written), [...asked], ends);
  const { graph: forward, joints } = jointly(written, active, (body, outputs, by) => differentiateBody(body, outputs, by, add));
  const ops = opsOf(forward);
  const prefix = freePrefix(forward);
  // The cotangent of softmax1 may be made of a max of its own, where that of softmax1.max1 is yet to come: no two get one id.
  const builder = reopen(forward, { has: (id) => id.startsWith(`${prefix}.`) && active.has(id.slice(prefix.length + 1)) });
  const handles = new Map<NodeId, Tensor>();
  for (const id of topologicalOrder(forward)) handles.set(id, builder.handle(id));
  const pending = new Map<NodeId, Cotangent[]>();
  const contribute = (id: NodeId, cotangent: Cotangent | undefined): void => {
    if (cotangent === undefined || !active.has(id)) return;
    const waiting = pending.get(id);
    if (waiting) waiting.push(cotangent);
    else pending.set(id, [cotangent]);
  };
  const gradients = new Map<NodeId, Tensor>();
  for (const [id, seed] of seedsOf(builder)) contribute(id, seed);
  for (const id of canonicalOrder(forward).reverse()) {
    const parts = pending.get(id);
    const joint = joints.get(id);
    if (parts !== undefined) {
      pending.delete(id);
      const dy = builder.expand(
        // A part of another cotangent may go by that name: d.lstm1 has parts, and lstm1.transpose1 a cotangent.
        freeName(builder, `${prefix}.${id}`),
        ["backward"],
        () => parts.map((part) => part()).reduce((a, b) => add(a, b)) as Tensor,
      ) as AnyTensor;
      gradients.set(id, dy as Tensor);
      if (joint === undefined) propagate(forward, ops, id, dy, handles, contribute, asked);
    }
    // The others of the computation have had their turn, or have it later.
    if (joint?.isLast(id)) propagateJoint(joint, builder, handles, gradients, contribute);
  }
  return { forward, builder, gradients, prefix };
}

type Contribute = (id: NodeId, cotangent: Cotangent | undefined) => void;

/** Hands the cotangents of all results of one computation on to its inputs. */
function propagateJoint(
  joint: Joint,
  builder: GraphBuilder,
  handles: ReadonlyMap<NodeId, Tensor>,
  gradients: ReadonlyMap<NodeId, Tensor>,
  contribute: Contribute,
): void {
  const dys = joint.nodes.map((id) => gradients.get(id) as AnyTensor | undefined);
  if (dys.every((dy) => dy === undefined)) return;
  const inputs = joint.inputs.map((input) => handles.get(input)) as unknown as Operands<AnyTensor>;
  const cotangents = joint.vjp(dys, inputs, (attrs) => joint.another(builder, attrs));
  for (const [i, input] of joint.inputs.entries()) contribute(input, cotangents[i]);
}

/** Hands the cotangent of a node on to its inputs, or through a fused pair to the inputs of the op before. */
function propagate(
  graph: Graph,
  ops: OpSet,
  id: NodeId,
  dy: AnyTensor,
  handles: ReadonlyMap<NodeId, Tensor>,
  contribute: Contribute,
  asked: ReadonlySet<NodeId>,
): void {
  const node = nodeOf(graph, id);
  const op = opOf(node.op, id, ops);
  const vjp = op?.vjp;
  if (op === undefined || vjp === undefined || vjp === "not-differentiable") return;
  const tensors = (ids: readonly NodeId[]) => ids.map((input) => handles.get(input)) as unknown as Operands<AnyTensor>;
  const fused = fusedCotangents(graph, ops, op, id, dy, handles, tensors, asked);
  const cotangents = vjp(dy, tensors(node.inputs), handles.get(id) as AnyTensor, node.attrs);
  for (const [i, input] of node.inputs.entries()) {
    if (fused?.input === i) for (const [k, before] of fused.inputs.entries()) contribute(before, fused.cotangents[k]);
    else contribute(input, cotangents[i]);
  }
}

function fusedCotangents(
  graph: Graph,
  ops: OpSet,
  op: Op,
  id: NodeId,
  dy: AnyTensor,
  handles: ReadonlyMap<NodeId, Tensor>,
  tensors: (ids: readonly NodeId[]) => Operands<AnyTensor>,
  asked: ReadonlySet<NodeId>,
): { readonly input: number; readonly inputs: readonly NodeId[]; readonly cotangents: readonly (Cotangent | undefined)[] } | undefined {
  const fused = isPrimitive(op) ? undefined : op.fusedVjp;
  if (fused === undefined) return undefined;
  const node = nodeOf(graph, id);
  const { input, producer, vjp } = fused;
  const before = node.inputs[input] as NodeId;
  const made = nodeOf(graph, before);
  // A pair is not taken as one where the cotangent between its ops is asked for.
  if (asked.has(before) || !computesAs(producer, ops.get(made.op))) return undefined;
  const cotangents = vjp(
    dy,
    { inputs: tensors(made.inputs), y: handles.get(before) as AnyTensor, attrs: made.attrs },
    tensors(node.inputs),
    node.attrs,
  );
  return cotangents && { input, inputs: made.inputs, cotangents };
}

/** True for that op and for copies of it, which may be drawn in another way; another op of its name has a derivative of its own. */
const computesAs = (known: Composite, op: Op | undefined): boolean =>
  op !== undefined && !isPrimitive(op) && op.definition === known.definition && op.vjp === known.vjp;

function lossOf(graph: Graph, of: string): NodeId {
  if (!Object.hasOwn(graph.outputs, of)) {
    throw new GraphError(
      `gradients: of must name an output (${Object.keys(graph.outputs).join(", ")}), got "${of}"; return it from build or correct the name`,
      {
        code: "unknown-output",
        actual: of,
      },
    );
  }
  const loss = graph.outputs[of] as NodeId;
  const node = nodeOf(graph, loss);
  if (node.shape.length !== 0 || !isFloat(node.dtype)) {
    throw new GraphError(`gradients: "${of}" must be a float scalar, got ${showType(node)} (node "${loss}"); take its mean or sum first`, {
      code: "not-a-scalar",
      node: loss,
      expected: "a float scalar",
      actual: showType(node),
    });
  }
  return loss;
}

function wantedNodes(graph: Graph, ops: OpSet, loss: NodeId, { of, with: by }: GradientRequest): readonly NodeId[] {
  if (by !== undefined) {
    for (const id of by) nodeOf(graph, id);
    return by;
  }
  const needed = ancestors(graph, [loss]);
  const states = statesOf(graph, ops);
  const isTrained = (id: NodeId): boolean =>
    needed.has(id) && graph.nodes[id]?.op === "parameter" && !Object.hasOwn(graph.updates, id) && !states.has(id);
  const parameters = canonicalOrder(graph).filter(isTrained);
  if (parameters.length === 0) {
    throw new GraphError(
      `gradients: "${of}" must depend on a parameter, got none (node "${loss}"); make one with g.parameter or name nodes in \`with\``,
      {
        code: "no-parameter",
        node: loss,
      },
    );
  }
  return parameters;
}

/** What ops say that a training step updates. */
function statesOf(graph: Graph, ops: OpSet): ReadonlySet<NodeId> {
  const states = new Set<NodeId>();
  for (const id in graph.nodes) {
    const { op: name, inputs } = nodeOf(graph, id);
    const op = opOf(name, id, ops);
    if (op === undefined || isPrimitive(op)) continue;
    for (const input of op.states ?? []) states.add(inputs[op.inputs.indexOf(input)] as NodeId);
  }
  return states;
}

/** Nodes on a differentiable path from a wanted node to one of the ends, seen from the wanted side. */
function activeNodes(graph: Graph, ops: OpSet, wanted: readonly NodeId[], ends: readonly NodeId[]): Set<NodeId> {
  const active = new Set(wanted);
  const needed = ancestors(graph, ends);
  for (const id of topologicalOrder(graph)) {
    const node = nodeOf(graph, id);
    if (!needed.has(id) || !isFloat(node.dtype) || !node.inputs.some((input) => active.has(input))) continue;
    if (passesOn(node.op, id, ops)) active.add(id);
  }
  return active;
}

/** "d", or "d2" and so on where a graph has been differentiated before. */
function freePrefix(graph: Graph): string {
  const used = new Set<string>();
  const look = (names: object): void => {
    for (const name in names) if (/^d\d*(\.|$)/.test(name)) used.add(name.split(".", 1)[0] as string);
  };
  look(graph.nodes);
  look(graph.outputs);
  for (let order = 1; ; order++) {
    const prefix = order === 1 ? "d" : `d${order}`;
    if (!used.has(prefix)) return prefix;
  }
}
