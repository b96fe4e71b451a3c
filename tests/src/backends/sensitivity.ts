import { type Attrs, type Backend, compile, NdArray, type NodeId, type Op, random, reference, trace } from "dagrad";
import { foldedAxes, isPrimitive } from "../../../graph/op.ts";
import { opsOf } from "../../../graph/ops-of.ts";
import { lower } from "../../../src/passes/lower.ts";
import { type Agreement, agree } from "./equivalence.ts";
import type { GraphCase } from "./random-graph.ts";
import { rangesOf } from "./ranges-of-graph.ts";
import { boundOf } from "./rules.ts";
import { runPrimitive } from "./run-primitive.ts";
import { broken } from "./skewed-backends.ts";
import { exactly, type Range } from "./value-range.ts";

/** Of each case one element is made wrong: how often, and where the comparison did not notice. */
export interface Sensitivity {
  readonly struck: number;
  readonly missed: readonly string[];
}

/** An element of a node's value, and what it was computed from. */
export interface Place {
  readonly op: Op;
  readonly inputs: readonly NdArray[];
  readonly attrs: Attrs;
  readonly y: NdArray;
  readonly element: number;
}

export interface Break {
  /** By how much the element is wrong. */
  readonly amount: (place: Place) => number;
  /** Which nodes may be struck: any that computes, or outputs only. */
  readonly of: "nodes" | "outputs";
  readonly compare: (one: GraphCase, backend: Backend) => Agreement;
  /** What the comparison calls the node. */
  readonly named?: (id: NodeId) => NodeId;
}

/** Of each case one node is made wrong in its largest element. */
export function sensitivity(cases: Iterable<GraphCase>, { amount, of, compare, named = (id) => id }: Break): Sensitivity {
  const source = random(3);
  const missed: string[] = [];
  let struck = 0;
  for (const one of cases) {
    const { graph, values } = trace(compile(one.graph, { backend: reference, parameters: one.parameters }), one.feeds);
    const ops = opsOf(graph);
    const places = (of === "nodes" ? Object.keys(graph.nodes) : [...new Set(Object.values(graph.outputs))]).flatMap((id) => {
      const { op, inputs, attrs } = graph.nodes[id] as (typeof graph.nodes)[string];
      const y = values[id] as NdArray;
      const element = inputs.length === 0 ? -1 : largestElement(y);
      const operands = inputs.map((input) => values[input] as NdArray);
      return element < 0 ? [] : [{ id, op: ops.get(op) as Op, inputs: operands, attrs, y, element }];
    });
    if (places.length === 0) continue;
    const place = places[source.randint(0, places.length)] as (typeof places)[number];
    const by = amount(place);
    if (by === Number.POSITIVE_INFINITY) continue;
    const wrong = broken(named(place.id), place.element, (x) => x + by);
    const found = compare(one, wrong.backend).differences.length > 0;
    if (wrong.strikes === 0) continue;
    struck++;
    if (!found) missed.push(`${one.name}: ${place.id}`);
  }
  return { struck, missed };
}

/** So much of the element itself. */
export const shareOf =
  (share: number) =>
  ({ y, element }: Place): number =>
    share * Math.abs(y.data[element] as number);

/** So much of what the terms of the element add up to without their signs, for each of them; an element that is no sum is one term. */
export function shareOfTerms(share: number): (place: Place) => number {
  return (place) => {
    const { op, inputs, attrs, y, element } = place;
    const [x] = inputs as readonly [NdArray];
    const axes = "product" in op ? [x.shape.length - 1] : "reduce" in op ? foldedAxes(attrs, x.shape.length) : undefined;
    const dtypes = inputs.map(({ dtype }) => dtype);
    if (axes === undefined || !isPrimitive(op) || boundOf(op, dtypes, attrs) === "exact") return shareOf(share)(place);
    const size = runPrimitive(op, inputs.map(magnitudes), attrs, y.shape, "float64").data[element] as number;
    const terms = axes.reduce((product, axis) => product * (x.shape[axis] as number), 1);
    // Where partial sums may overflow, any result will do; those of a mean are larger than it is.
    const total = "reduce" in op && op.reduce.fold === "mean" ? size * terms : size;
    if (!Number.isFinite(Math.fround(total))) return Number.POSITIVE_INFINITY;
    return share * size * terms;
  };
}

const magnitudes = ({ data, shape }: NdArray): NdArray =>
  new NdArray(
    Float64Array.from(data, (v) => (Number.isFinite(v) ? Math.abs(v) : 0)),
    shape,
    "float64",
  );

/** Of each case one element of an output is put where its range ends, and then a float beyond that. */
export interface Edges extends Sensitivity {
  /** Where the comparison did not let the end of the range pass. */
  readonly refused: readonly string[];
}

/** Cases with updates are left out: in their second run the range is another. */
export function edges(cases: Iterable<GraphCase>): Edges {
  const source = random(5);
  const missed: string[] = [];
  const refused: string[] = [];
  let struck = 0;
  for (const one of cases) {
    if (Object.keys(one.graph.updates).length > 0) continue;
    const lowered = lower(one.graph);
    const ranges = rangesOf(lowered, one.feeds, new Map(Object.entries(one.parameters).map(([id, value]) => [id, exactly(value)])));
    const places = [...new Set(Object.values(lowered.outputs))].flatMap((id) => {
      const { low, high, open } = ranges.get(id) as Range;
      if (low.dtype !== "float32" || lowered.nodes[id]?.inputs.length === 0) return [];
      const closed = [...high.data.keys()].filter((i) => open?.[i] !== 1 && Math.abs(high.data[i] as number) < 3e38);
      return closed.length === 0 ? [] : [{ id, element: closed[source.randint(0, closed.length)] as number, high: high.data }];
    });
    if (places.length === 0) continue;
    const { id, element, high } = places[source.randint(0, places.length)] as (typeof places)[number];
    const end = high[element] as number;
    const [at, beyond] = [broken(id, element, () => end), broken(id, element, () => floatAfter(end))];
    const differences = agree(one, at.backend).differences;
    const found = agree(one, beyond.backend).differences.length > 0;
    if (at.strikes === 0) continue;
    struck++;
    if (differences.length > 0) refused.push(differences[0] as string);
    if (!found) missed.push(`${one.name}: ${id}`);
  }
  return { struck, missed, refused };
}

/** The next larger float32. */
function floatAfter(x: number): number {
  const bits = new Int32Array(1);
  const single = new Float32Array(bits.buffer);
  single[0] = x;
  if (x === 0) bits[0] = 1;
  else bits[0]! += x > 0 ? 1 : -1;
  return single[0] as number;
}

/** Where the largest normal float32 stands, −1 where there is none. */
function largestElement({ data, dtype }: NdArray): number {
  let at = -1;
  let most = 1e-37;
  if (dtype !== "float32") return at;
  for (const [i, x] of data.entries()) {
    if (!(Math.abs(x) > most && Math.abs(x) < 3e38)) continue;
    at = i;
    most = Math.abs(x);
  }
  return at;
}
