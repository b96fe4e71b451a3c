import { bytesOf, type DType } from "../../graph/dtype.ts";
import { GraphError } from "../../graph/errors.ts";
import { type Graph, type NodeId, nodeOf } from "../../graph/graph.ts";
import { isPrimitive, type OpSet, type Primitive } from "../../graph/op.ts";
import { type Shape, sizeOf } from "../../graph/shape.ts";
import { topologicalOrder } from "../../graph/walk.ts";
import { opOf } from "../passes/lower.ts";
import { Arena } from "./arena.ts";

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
  readonly op: Primitive<any>;
  readonly inputs: readonly NodeId[];
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
}

/** Largest arena: what one typed-array buffer of the host surely holds. */
const largest = 2 ** 32;

/**
 * Orders the nodes and gives each an offset in one arena: memory is reused once its last reader has run, an elementwise op
 * writes over an input that it is the last to read, and a view (reshape) takes none.
 * GraphError when a dim is unbound or the arena would exceed 4 GiB, naming the largest tensors.
 */
export function plan(graph: Graph, ops: OpSet, binding: Binding, { keepAll = false }: PlanOptions = {}): Plan {
  const order = topologicalOrder(graph);
  const lastUse = lastUses(graph, order, keepAll);
  const arena = new Arena();
  const slots = new Map<NodeId, Slot>();
  const owners = new Map<NodeId, Owner>();
  const steps: Step[] = [];
  const place = (slot: SlotType, bytes: number, ends: number): void => {
    const owner: Owner = { offset: arena.take(bytes), bytes, ends };
    slots.set(slot.id, { ...slot, place: "arena", offset: owner.offset });
    owners.set(slot.id, owner);
  };
  // Feeds are written before the first step, so their memory is taken before any other.
  for (const id of graph.inputs) {
    const slot = slotType(graph, id, binding);
    place(slot, bytesOfSlot(slot), lastUse.get(id) ?? order.length);
  }
  for (const [time, id] of order.entries()) {
    const node = nodeOf(graph, id);
    if (node.op === "input") continue;
    const slot = slotType(graph, id, binding);
    if (node.op === "parameter" || node.op === "constant") {
      slots.set(id, { ...slot, place: node.op, offset: 0 });
      continue;
    }
    const bytes = bytesOfSlot(slot);
    const op = primitive(graph, id, ops);
    const ends = lastUse.get(id) ?? time;
    const shared = sharedInput(op, node.inputs, { bytes, dtype: node.dtype, time, keepAll }, slots, owners);
    if (shared === undefined) {
      place(slot, bytes, ends);
    } else {
      const owner = owners.get(shared);
      if (owner) {
        owner.ends = Math.max(owner.ends, ends);
        owners.set(id, owner);
      }
      const of = slots.get(shared) as Slot;
      slots.set(id, { ...slot, place: of.place, offset: of.offset, shares: shared });
    }
    steps.push({ id, op, inputs: node.inputs });
    for (const read of new Set([id, ...node.inputs])) {
      const owner = owners.get(read);
      if (owner && owner.ends <= time && !owner.freed) {
        owner.freed = true;
        arena.give(owner.offset, owner.bytes);
      }
    }
  }
  if (arena.bytes > largest) throw tooLarge(slots, arena.bytes);
  return { graph, binding, steps, slots, bytes: arena.bytes };
}

interface Owner {
  readonly offset: number;
  readonly bytes: number;
  /** Time of the last read of any node that lives here. */
  ends: number;
  freed?: boolean;
}

/** Node → index of the step that reads it last; outputs and updates stay to the end. */
function lastUses(graph: Graph, order: readonly NodeId[], keepAll: boolean): Map<NodeId, number> {
  const last = new Map<NodeId, number>();
  for (const [time, id] of order.entries()) for (const input of nodeOf(graph, id).inputs) last.set(input, time);
  const stays = keepAll ? order : [...Object.values(graph.outputs), ...Object.values(graph.updates)];
  for (const id of stays) last.set(id, order.length);
  return last;
}

function primitive(graph: Graph, id: NodeId, ops: OpSet): Primitive<any> {
  const op = opOf(nodeOf(graph, id).op, id, ops);
  if (op === undefined || !isPrimitive(op)) throw new Error(`internal: plan met the composite "${id}"; lower the graph first`);
  return op;
}

/** The input whose memory the node may take: of an alias always, of an elementwise op where it is the last to read it. */
function sharedInput(
  op: Primitive<any>,
  inputs: readonly NodeId[],
  { bytes, dtype, time, keepAll }: { readonly bytes: number; readonly dtype: DType; readonly time: number; readonly keepAll: boolean },
  slots: ReadonlyMap<NodeId, Slot>,
  owners: ReadonlyMap<NodeId, Owner>,
): NodeId | undefined {
  if (op.aliases !== undefined) return inputs[op.inputs.indexOf(op.aliases)];
  if (!op.elementwise || keepAll) return undefined;
  return inputs.find((input) => {
    const owner = owners.get(input);
    const slot = slots.get(input) as Slot;
    // Equal bytes of another element size would move the elements: a broadcast float32[4, 1] is as long as its bool[4, 4].
    const sameLayout = owner?.bytes === bytes && bytesOfSlot(slot) === bytes && bytesOf(slot.dtype) === bytesOf(dtype);
    return sameLayout && owner.ends <= time;
  });
}

type SlotType = Pick<Slot, "id" | "shape" | "dtype">;

/** Bytes of a value. */
export const bytesOfSlot = ({ shape, dtype }: Pick<Slot, "shape" | "dtype">): number => sizeOf(shape) * bytesOf(dtype);

function slotType(graph: Graph, id: NodeId, binding: Binding): SlotType {
  const { shape, dtype } = nodeOf(graph, id);
  return { id, shape: bind(shape, binding, id), dtype };
}

function bind(shape: Shape, binding: Binding, id: NodeId): number[] {
  return shape.map((dim) => {
    const size = typeof dim === "number" ? dim : binding.get(dim);
    if (size === undefined) {
      throw new GraphError(`plan: dim "${dim}" must be bound by a feed, got none (node "${id}"); feed an input that has it`, {
        code: "unbound-dim",
        node: id,
      });
    }
    return size;
  });
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
