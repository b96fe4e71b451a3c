import { checkKind } from "../../graph/check-kind.ts";
import { checkOptions } from "../../graph/check-options.ts";
import type { Graph, NodeId } from "../../graph/graph.ts";
import { NdArray } from "../../graph/ndarray.ts";
import type { Feed } from "../../graph/types/run.ts";
import { bytesOfSlot, type Plan } from "../plan/plan.ts";
import { asWritten } from "./as-written.ts";
import { checkProgram } from "./check-program.ts";
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

/**
 * Runs once with every value kept, for pictures and debugging. Parameters are not updated. Errors as in `run`. Another trace of the same
 * program and sizes has nothing to prepare.
 */
export function trace(program: Program<any, any>, feeds: Readonly<Record<string, Feed>>, options: TraceOptions = {}): Trace {
  return tracerOf("trace", program, options)(feeds);
}

/**
 * A function that traces each time it is called, in about the time of a run: what a page asks after each step of training.
 *
 *     const look = tracer(program);
 *     const { values } = look({ X, y });
 *
 * Values are copies, of the parameters as they are when it is called. Errors as in `run`.
 */
export function tracer(program: Program<any, any>, options: TraceOptions = {}): (feeds: Readonly<Record<string, Feed>>) => Trace {
  return tracerOf("tracer", program, options);
}

function tracerOf(of: string, program: Program<any, any>, options: TraceOptions): (feeds: Readonly<Record<string, Feed>>) => Trace {
  checkProgram(of, program);
  checkOptions(of, options, ["fetch outputs", "repeat", "now"]);
  const { fetch = Object.keys(program.graph.outputs), repeat = 1, now = () => performance.now() } = options;
  const fits = Number.isSafeInteger(repeat) && repeat >= 1;
  checkKind(fits, of, "repeat", "a whole number ≥ 1", repeat, "correct it");
  checkKind(typeof now === "function", of, "now", "a function that returns ms", now, "leave it out for performance.now");
  return (feeds) => {
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
    const values: Record<NodeId, NdArray> = {};
    for (const id of plan.slots.keys()) {
      const { data, shape, dtype } = executable.view(id);
      values[id] = new NdArray(data.slice() as typeof data, shape, dtype);
    }
    return Object.freeze({ graph: plan.graph, values: Object.freeze(values), times: Object.freeze(times), bytes: bytesIn(plan) });
  };
}

/** Size of each value of a plan, which all of its traces have in common. */
function bytesIn(plan: Plan): Readonly<Record<NodeId, number>> {
  const known = sizes.get(plan);
  if (known !== undefined) return known;
  const made = Object.freeze(Object.fromEntries([...plan.slots.values()].map((slot) => [slot.id, bytesOfSlot(slot)])));
  sizes.set(plan, made);
  return made;
}

const sizes = new WeakMap<Plan, Readonly<Record<NodeId, number>>>();
