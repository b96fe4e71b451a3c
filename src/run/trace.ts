import type { Graph, NodeId } from "../../graph/graph.ts";
import { NdArray } from "../../graph/ndarray.ts";
import type { Feed } from "../../graph/types/run.ts";
import { bytesOfSlot } from "../plan/plan.ts";
import { asWritten } from "./as-written.ts";
import type { Program } from "./program.ts";

/** What a run did, node by node. */
export interface Trace {
  /** The graph that ran: composites written out in their safe form, nothing simplified away. */
  readonly graph: Graph;
  /** The value of every node. */
  readonly values: Readonly<Record<NodeId, NdArray>>;
  /** Time of each step in ms; leaves have none. */
  readonly times: Readonly<Record<NodeId, number>>;
  /** Size of each value in bytes. */
  readonly bytes: Readonly<Record<NodeId, number>>;
}

export interface TraceOptions {
  /** The outputs to compute; all where none are named. */
  readonly fetch?: readonly string[];
  /** How often each step is run to measure it; the shortest time counts. Default 1. */
  readonly repeat?: number;
  /** Clock in ms. Default performance.now. */
  readonly now?: () => number;
}

/** Runs once with every value kept, for pictures and debugging. Parameters are not updated. Errors as in `run`. */
export function trace(program: Program<any, any>, feeds: Readonly<Record<string, Feed>>, options: TraceOptions = {}): Trace {
  const { fetch = Object.keys(program.graph.outputs), repeat = 1, now = () => performance.now() } = options;
  const { plan, executable } = program.prepareAll(feeds, fetch);
  const times: Record<NodeId, number> = {};
  for (let round = 0; round < repeat; round++) {
    let before = now();
    try {
      executable.execute(({ id }) => {
        const after = now();
        times[id] = Math.min(times[id] ?? Number.POSITIVE_INFINITY, after - before);
        before = now();
      });
    } catch (error) {
      throw asWritten(error, program.graph);
    }
  }
  const slots = [...plan.slots.values()];
  return Object.freeze({
    graph: plan.graph,
    values: Object.freeze(
      Object.fromEntries(
        slots.map(({ id }) => {
          const { data, shape, dtype } = executable.view(id);
          return [id, new NdArray(data.slice() as typeof data, shape, dtype)];
        }),
      ),
    ),
    times: Object.freeze(times),
    bytes: Object.freeze(Object.fromEntries(slots.map((slot) => [slot.id, bytesOfSlot(slot)]))),
  });
}
