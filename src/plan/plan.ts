import { boundAttrs, boundNames } from "../../graph/attrs.ts";
import { evaluateDim, namesIn } from "../../graph/dim.ts";
import { bytesOf, type DType } from "../../graph/dtype.ts";
import { FeedError, GraphError, internal } from "../../graph/errors.ts";
import type { Attrs, Graph, Node, NodeId } from "../../graph/graph.ts";
import {
  foldedAxes,
  isElementwise,
  isPrimitive,
  type Op,
  type Operands,
  type Primitive,
  type Reduce,
  type TensorType,
} from "../../graph/op.ts";
import { opOf, opsOf } from "../../graph/ops-of.ts";
import { type Dim, type Shape, showType, sizeOf } from "../../graph/shape.ts";
import { topologicalOrder } from "../../graph/walk.ts";
import { Arena } from "./arena.ts";
import { failAtRun } from "./fail-at-run.ts";
import { printBinding } from "./print-rows.ts";

/** The sizes that the named dims of a graph have in a run. */
export type Binding = ReadonlyMap<string, number>;

/** Where the value of a node lives. Parameters and constants outlive a run and keep memory of their own. */
export interface Slot {
  readonly id: NodeId;
  readonly shape: readonly number[];
  readonly dtype: DType;
  readonly place: "arena" | "parameter" | "constant";
  /** Byte offset in the arena; 0 elsewhere. */
  readonly offset: number;
  /** The node whose memory this one reuses or is a view of. */
  readonly shares?: NodeId;
}

/** One kernel call. */
export interface Step {
  readonly id: NodeId;
  /** A composite only where the backend that the plan is for executes it. */
  readonly op: Primitive<any>;
  readonly inputs: readonly NodeId[];
  /** Those of the node; positions that are expressions of names are numbers here. */
  readonly attrs: Attrs;
}

/** What a backend needs to run a graph of primitives under one binding of its dims. */
export interface Plan {
  readonly graph: Graph;
  readonly binding: Binding;
  readonly steps: readonly Step[];
  readonly slots: ReadonlyMap<NodeId, Slot>;
  /** Bytes of the arena. */
  readonly bytes: number;
}

export interface PlanOptions {
  /** Every value keeps memory of its own until the run ends, so that all can be looked at. Default false. */
  readonly keepAll?: boolean;
  /** False: no step writes over its inputs, so that they can be looked at after it. Default true, unless all are kept. */
  readonly inPlace?: boolean;
  /** True for the ops that are executed as they are. Default: the primitives. */
  readonly executes?: (op: Op) => boolean;
}

/** Largest arena: what one typed-array buffer of the host surely holds. */
const mostBytes = 2 ** 32;

/**
 * Orders the nodes and gives each an offset in one arena: memory is reused once its last reader has run, an elementwise op
 * writes over an input that it is the last to read, and a view (reshape) takes none.
 * GraphError when a dim is unbound or the arena would exceed 4 GiB, naming the largest tensors; FeedError where an op cannot work on the
 * sizes that the dims are bound to, or an expression of them is negative.
 */
export function plan(
  graph: Graph,
  binding: Binding,
  { keepAll = false, inPlace = !keepAll, executes = isPrimitive }: PlanOptions = {},
): Plan {
  const ops = opsOf(graph);
  const values = valuesOf(graph, binding, keepAll);
  const arena = new Arena();
  const slots = new Map<NodeId, Slot>();
  const steps: Step[] = [];
  const place = (value: PlannedValue): void => {
    const { id, shape, dtype, bytes } = value;
    value.owner = { offset: arena.take(bytes), bytes, ends: value.ends, freed: false };
    slots.set(id, { id, shape, dtype, place: "arena", offset: value.owner.offset });
  };
  const release = (owner: Owner | undefined, time: number): void => {
    if (owner === undefined || owner.ends > time || owner.freed) return;
    owner.freed = true;
    arena.give(owner.offset, owner.bytes);
  };
  // Feeds are written before the first step, so their memory is taken before any other.
  for (const id of graph.inputs) place(values.get(id) as PlannedValue);
  let time = -1;
  for (const value of values.values()) {
    time++;
    const { id, shape, dtype, node, inputs } = value;
    if (node.op === "input") continue;
    if (node.op === "parameter" || node.op === "constant") {
      slots.set(id, { id, shape, dtype, place: node.op, offset: 0 });
      continue;
    }
    const op = opOf(node.op, id, ops) as Primitive<any> | undefined;
    if (op === undefined || !executes(op)) throw internal(`plan met the composite "${id}"`);
    const shared = "view" in op ? inputs[op.inputs.indexOf(op.view)] : inPlace ? overwritten(op, value, time) : undefined;
    if (shared === undefined) place(value);
    else {
      const { place, offset } = slots.get(shared.id) as Slot;
      slots.set(id, { id, shape, dtype, place, offset, shares: shared.id });
      value.owner = shared.owner;
      if (value.owner !== undefined) value.owner.ends = Math.max(value.owner.ends, value.ends);
    }
    if ("reduce" in op) refuseAxes(op, value, node.attrs);
    steps.push({ id, op, inputs: node.inputs, attrs: bindAttrs(op, value, binding) });
    release(value.owner, time);
    for (const input of inputs) release(input.owner, time);
  }
  if (arena.bytes > mostBytes) throw tooLarge(slots, arena.bytes);
  return { graph, binding, steps, slots, bytes: arena.bytes };
}

/** Of no elements there is no largest one, and int32 counts 2³¹ positions: FeedError, before any memory is taken. */
function refuseAxes({ name, reduce: { fold } }: Reduce<any>, { id, inputs }: PlannedValue, attrs: Attrs): void {
  if (fold !== "max" && fold !== "argmax") return;
  const [x] = inputs as readonly [PlannedValue];
  const axes = foldedAxes(attrs, x.shape.length);
  const fail = failAtRun(name, id);
  if (axes.some((axis) => x.shape.at(axis) === 0)) {
    const actual = `${showType(x)} along [${axes.join(", ")}]`;
    fail({ code: "empty-axis", expected: "a reduced axis must have at least one element", actual, cure: "feed at least one" });
  }
  if (fold === "argmax" && axes.some((axis) => (x.shape.at(axis) as number) > 2 ** 31)) {
    fail({ code: "axis-size", expected: "positions along the axis must fit int32", actual: showType(x), cure: "split the axis" });
  }
}

/** A value on its way to a slot. Linked to its inputs directly: looking up ids is what takes time in large graphs. */
interface PlannedValue {
  readonly id: NodeId;
  readonly node: Node;
  readonly shape: readonly number[];
  readonly dtype: DType;
  readonly bytes: number;
  readonly inputs: readonly PlannedValue[];
  /** Time of its last read: the position of the reader in the order of the nodes. */
  ends: number;
  /** The range of the arena that it lives in, alone or with others. */
  owner: Owner | undefined;
}

interface Owner {
  readonly offset: number;
  readonly bytes: number;
  /** Time of the last read of any value that lives here. */
  ends: number;
  freed: boolean;
}

/** The values in topological order, so that time is the position; outputs and updates are read at the very end. */
function valuesOf(graph: Graph, binding: Binding, keepAll: boolean): Map<NodeId, PlannedValue> {
  const values = new Map<NodeId, PlannedValue>();
  const valueOfId = (id: NodeId): PlannedValue => values.get(id) as PlannedValue;
  for (const id of topologicalOrder(graph)) {
    const time = values.size;
    const node = graph.nodes[id] as Node;
    const inputs = node.inputs.map(valueOfId);
    for (const input of inputs) input.ends = time;
    const { dtype } = node;
    const shape = bind(node.shape, binding, id);
    values.set(id, { id, node, shape, dtype, bytes: bytesOfSlot({ shape, dtype }), inputs, ends: time, owner: undefined });
  }
  const stay = keepAll ? values.keys() : [...Object.values(graph.outputs), ...Object.values(graph.updates)];
  for (const id of stay) (values.get(id) as PlannedValue).ends = values.size;
  return values;
}

/** The input that an elementwise op may write over: it is the last to read it, and element k of both is at the same place. */
function overwritten(op: Primitive<any>, { bytes, dtype, inputs }: PlannedValue, time: number): PlannedValue | undefined {
  if (!isElementwise(op)) return undefined;
  for (const input of inputs) {
    // Equal bytes of another element size would move the elements: a broadcast float32[4, 1] is as long as its bool[4, 4].
    const sameLayout = input.bytes === bytes && bytesOf(input.dtype) === bytesOf(dtype);
    if (sameLayout && input.owner !== undefined && input.owner.ends <= time) return input;
  }
  return undefined;
}

/** Bytes of a value. */
export const bytesOfSlot = ({ shape, dtype }: Pick<Slot, "shape" | "dtype">): number => sizeOf(shape) * bytesOf(dtype);

function bind(shape: Shape, binding: Binding, id: NodeId): readonly number[] {
  if (isConcrete(shape)) return shape;
  return shape.map((dim) => {
    const size = evaluateDim(dim, (name) => binding.get(name));
    if (size === undefined) throw unbound(dim, binding, id);
    if (size >= 0) return size;
    throw new FeedError(
      `plan: a size must be at least 0, got ${dim} = ${size}${printBinding(binding)} (node "${id}"); feed more, or slice less`,
      { code: "negative-dim", node: id, expected: "at least 0", actual: String(size) },
    );
  });
}

function unbound(dim: Dim, binding: Binding, id: NodeId): GraphError {
  const open = namesIn(dim).find((name) => !binding.has(name));
  return new GraphError(`plan: dim "${open}" must be bound by a feed, got none (node "${id}"); feed an input that has it`, {
    code: "unbound-dim",
    node: id,
  });
}

/**
 * The attributes of a node with positions that are expressions of names as numbers. Only now can it be told whether they lie inside
 * the axes, or whether these are long enough, so its shape rule is asked again.
 */
function bindAttrs(op: Primitive<any>, { id, node, inputs }: PlannedValue, binding: Binding): Attrs {
  const names = boundNames(op.attrs);
  if (!op.refusesSizes && names.length === 0) return node.attrs;
  const attrs = boundAttrs(node.attrs, op.attrs, (name) => binding.get(name));
  if (attrs === undefined) {
    const dims = names.flatMap((attr) => node.attrs[attr] as Dim | readonly Dim[]);
    throw unbound(dims.find((dim) => namesIn(dim).some((name) => !binding.has(name))) as Dim, binding, id);
  }
  if (inputs.some((input) => !isConcrete(input.node.shape)) || attrs !== node.attrs) {
    op.infer(inputs as unknown as Operands<TensorType>, attrs, failAtRun(op.name, id));
  }
  return attrs;
}

function isConcrete(shape: Shape): shape is readonly number[] {
  for (const dim of shape) if (typeof dim !== "number") return false;
  return true;
}

function tooLarge(slots: ReadonlyMap<NodeId, Slot>, bytes: number): GraphError {
  const sizes = [...slots.values()].map((slot) => ({ slot, size: bytesOfSlot(slot) })).sort((a, b) => b.size - a.size);
  const worst = sizes
    .slice(0, 3)
    .map(({ slot, size }) => `"${slot.id}" ${slot.dtype}[${slot.shape.join(", ")}] ${(size / 2 ** 20).toFixed(0)} MiB`);
  return new GraphError(
    `plan: values must fit into 4 GiB, got ${(bytes / 2 ** 30).toFixed(1)} GiB; the largest are ${worst.join(", ")}; feed smaller batches`,
    {
      code: "too-large",
      node: sizes[0]?.slot.id ?? "",
      actual: String(bytes),
    },
  );
}
