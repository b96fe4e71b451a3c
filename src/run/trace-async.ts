import { checkOptions } from "../../graph/check-options.ts";
import type { NodeId } from "../../graph/graph.ts";
import { NdArray } from "../../graph/ndarray.ts";
import type { Feed } from "../../graph/types/run.ts";
import { select } from "../passes/select.ts";
import { checkProgram } from "./check-program.ts";
import type { Program } from "./program.ts";
import { type Trace, type TraceOptions, trace } from "./trace.ts";

/**
 * As `trace`, on any backend. One that answers later is asked for all values at once and does not tell how long a step took: `times` is
 * empty then, and in the graph stand the ops that it executes as they are, composites among them.
 *
 *     const { values } = await traceAsync(program, { X, y });
 *
 * Comes in its turn among the calls of `runAsync`. Parameters are not updated. Errors as in `run`.
 */
export async function traceAsync(
  program: Program<any, any>,
  feeds: Readonly<Record<string, Feed>>,
  options: Pick<TraceOptions, "fetch"> = {},
): Promise<Trace> {
  checkProgram("traceAsync", program);
  checkOptions("traceAsync", options, ["fetch outputs"]);
  if (!program.isAsync) return program.turns.take(() => trace(program, feeds, options));
  const { fetch = Object.keys(program.graph.outputs) } = options;
  const graph = select(program.executed, fetch);
  const outputs = await whole(program, graph.nodes).runAsync(feeds as never);
  const values: Record<NodeId, NdArray> = {};
  const bytes: Record<NodeId, number> = {};
  for (const [id, { data, shape, dtype }] of Object.entries(outputs as Readonly<Record<string, NdArray>>)) {
    values[id] = new NdArray(data, shape, dtype);
    bytes[id] = data.byteLength;
  }
  return Object.freeze({ graph, values: Object.freeze(values), times: Object.freeze({}), bytes: Object.freeze(bytes) });
}

/** Another trace of the same program needs no new preparation. */
const known = new WeakMap<Program<any, any>, Map<string, Program<any, any>>>();

/** The program whose outputs are these nodes, and which changes nothing. */
function whole(program: Program<any, any>, nodes: Readonly<Record<NodeId, unknown>>): Program<any, any> {
  const ofProgram = known.get(program) ?? new Map<string, Program<any, any>>();
  known.set(program, ofProgram);
  const ids = Object.keys(nodes);
  const key = ids.join();
  const made = ofProgram.get(key) ?? program.withOutputs(Object.fromEntries(ids.map((id) => [id, id])), {});
  ofProgram.set(key, made);
  return made;
}
