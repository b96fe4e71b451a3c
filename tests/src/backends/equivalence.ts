import { type Backend, compile, type NdArray, type NodeId, type Program, trace } from "dagrad";
import { lower } from "../../../src/passes/lower.ts";
import { select } from "../../../src/passes/select.ts";
import { explode } from "./explode.ts";
import type { GraphCase } from "./random-graph.ts";
import { rangesOf } from "./ranges-of-graph.ts";
import { exactly, holds, isKnown, type Range } from "./value-range.ts";

/** How a backend's results compare with the reference's. */
export interface Agreement {
  /** Elements outside their range, as lines to read; none where the backend agrees. */
  readonly differences: readonly string[];
  /** Elements of outputs and parameters that were compared. */
  readonly elements: number;
  /** Those that had to be the same to the bit. */
  readonly exact: number;
  /** Those that could be anything: an overflow, a division by what may be zero. */
  readonly open: number;
}

export interface AgreeOptions {
  /** A program of that graph on that backend that has run before. Default: a new one. */
  readonly program?: Program<any, any>;
  /** The outputs to compute. Default: all. */
  readonly fetch?: readonly string[];
  /** Runs it once more from the start: whatever the first runs, or withDirtyMemory, left in memory, the bits must be the same. Default false. */
  readonly again?: boolean;
}

/**
 * Runs a graph on a backend as it is, fused and in place, twice where it has updates, and compares every output and parameter
 * with the range that the reference's arithmetic and the bound of each op give it.
 *
 * An engine whose every op keeps its bound cannot leave the ranges: they are found from node to node, at the ends of the ranges of
 * the operands, so cancellation, ties and steep functions widen them by as much as they amplify a rounding, and nothing else does.
 * What no rounding has touched must be the same to the bit.
 */
export function agree(
  { name, graph, feeds, parameters }: GraphCase,
  backend: Backend,
  { program = compile(graph, { backend, parameters }), fetch = Object.keys(graph.outputs), again = false }: AgreeOptions = {},
): Agreement {
  const lowered = select(lower(graph), fetch);
  const found = { differences: [] as string[], elements: 0, exact: 0, open: 0 };
  const start = program.parameters;
  const runs = Object.keys(graph.updates).length > 0 ? 2 : 1;
  const first: Readonly<Record<string, NdArray>>[] = [];
  let state: ReadonlyMap<NodeId, Range> = new Map(Object.entries(start).map(([id, value]) => [id, exactly(value)]));
  for (let run = 1; run <= runs; run++) {
    const outputs = program.run(feeds as never, fetch as never) as Readonly<Record<string, NdArray>>;
    const ranges = rangesOf(lowered, feeds, state);
    const where = `${name}, run ${run} on ${backend.name}`;
    for (const output of fetch) {
      const id = lowered.outputs[output] as NodeId;
      compare(`${where}: output "${output}" (${id})`, outputs[output] as NdArray, ranges.get(id) as Range, found);
    }
    state = new Map(
      [...state].map(([id, range]) => [id, id in lowered.updates ? (ranges.get(lowered.updates[id] as NodeId) as Range) : range]),
    );
    const after = program.parameters;
    for (const [id, range] of state) compare(`${where}: parameter "${id}"`, after[id] as NdArray, range, found);
    first.push(outputs, after);
  }
  if (!again) return found;
  program.setParameters(start);
  for (let run = 1; run <= runs; run++) {
    const outputs = program.run(feeds as never, fetch as never) as Readonly<Record<string, NdArray>>;
    const where = `${name}, run ${run} of the second time on ${backend.name}`;
    for (const [i, values] of [outputs, program.parameters].entries()) compareBits(where, values, first[2 * (run - 1) + i] ?? {}, found);
  }
  return found;
}

/** As `agree`, of the value of every node of a run that keeps them all, parameters as they are. */
export function agreeTraced({ name, graph, feeds, parameters }: GraphCase, backend: Backend): Agreement {
  const traced = trace(compile(graph, { backend, parameters }), feeds);
  const state = new Map(Object.entries(parameters).map(([id, value]) => [id, exactly(value)]));
  const ranges = rangesOf(traced.graph, feeds, state);
  const found = { differences: [] as string[], elements: 0, exact: 0, open: 0 };
  for (const [id, value] of Object.entries(traced.values)) {
    compare(`${name}, traced on ${backend.name}: ${id}`, value, ranges.get(id) as Range, found);
  }
  return found;
}

/** As `agree`, of every op by itself, on the operands that the reference has there: the bounds of the ops are all that is allowed. */
export const agreeNodeByNode = (one: GraphCase, backend: Backend, options?: AgreeOptions): Agreement =>
  agree(explode(one), backend, options);

function compare(
  subject: string,
  actual: NdArray,
  range: Range,
  found: { differences: string[]; elements: number; exact: number; open: number },
): void {
  const type = ({ dtype, shape }: NdArray): string => `${dtype}[${shape.join(", ")}]`;
  if (type(actual) !== type(range.low)) {
    found.differences.push(`${subject} is ${type(actual)}, not ${type(range.low)}`);
    return;
  }
  for (let i = 0; i < actual.data.length; i++) {
    found.elements++;
    if (range.open?.[i] === 1) found.open++;
    else if (isKnown(range, i)) found.exact++;
    const element = actual.data[i] as number;
    if (holds(range, i, element)) continue;
    const [low, high] = [shown(range.low.data[i]), shown(range.high.data[i])];
    found.differences.push(
      `${subject} ${type(actual)}: element ${i} is ${shown(element)}, not ${isKnown(range, i) ? low : `${low} … ${high}`}`,
    );
    // One line per value says enough.
    return;
  }
}

function compareBits(
  where: string,
  values: Readonly<Record<string, NdArray>>,
  before: Readonly<Record<string, NdArray>>,
  { differences }: { readonly differences: string[] },
): void {
  for (const [name, { data }] of Object.entries(values)) {
    const i = data.findIndex((element, at) => !Object.is(element, before[name]?.data[at]));
    if (i >= 0) differences.push(`${where}: element ${i} of "${name}" is ${shown(data[i])}, not ${shown(before[name]?.data[i])} as before`);
  }
}

const shown = (x: number | undefined): string => (Object.is(x, -0) ? "-0" : String(x));
