import { isFloat } from "../../graph/dtype.ts";
import { type NodeId, nodeOf } from "../../graph/graph.ts";
import type { Value } from "../../graph/op.ts";
import { topologicalOrder } from "../../graph/walk.ts";
import { causeOf } from "./cause-of.ts";
import type { Computed } from "./computed.ts";
import { explainElement } from "./explain-element.ts";
import { backwardOf } from "./names.ts";
import { type Reads, readsOf } from "./reads-of.ts";
import { joined, type Sentence } from "./sentence.ts";

/** Where a NaN or an infinity began. */
export interface NotFiniteRoot {
  readonly node: NodeId;
  /** Its elements that began there, the first of them only where they are many. */
  readonly elements: readonly number[];
  readonly phase: "forward" | "backward";
  /** What was read to make the first of them. */
  readonly reads: readonly Reads[];
  /** "sqrt1[0] = √(x[0]) = √(−1) = NaN, as −1 is below 0" */
  readonly sentence: Sentence;
  /**
   * From the root to an output or a gradient that is not finite, both included. Only the root itself where what it made came to nothing: exp(−∞) is 0,
   * and a mask means that.
   */
  readonly path: readonly NodeId[];
  /** True where the path leads to an output or a gradient. */
  readonly matters: boolean;
}

/** So many elements of a node are looked at, and so many that were read, of all nodes together. */
const mostElements = 1000;
const mostReads = 2_000_000;

/**
 * Every node at which a NaN or an infinity began: it has one where all that it read was finite, or a NaN where it read infinities alone. Those that reach
 * an output or a gradient come first, each kind in the order of computation, forward before backward. Linear in nodes and elements: where more than two million
 * elements were read by what is not finite, nodes after that are roots where all of their operands are finite.
 */
export function notFinite(computed: Computed, found = notFiniteNodes(computed)): NotFiniteRoot[] {
  const { graph } = computed;
  const order = topologicalOrder(graph);
  if (found.size === 0) return [];
  const next = towardsEnds(computed, order, found);
  const { nodes: backward } = backwardOf(graph);
  const begun = new Map<NodeId, readonly number[]>();
  const budget = { reads: mostReads };
  for (const id of order) {
    const elements = found.has(id) ? begunAt(computed, id, found, budget) : [];
    if (elements.length > 0) begun.set(id, elements);
  }
  const masks = new Set([...begun].flatMap(([id, elements]) => (isMask(computed, id, elements) ? [id] : [])));
  const ofMasks = masks.size === 0 ? next : towardsEnds(computed, order, found, (id) => begun.has(id));
  const roots = [...begun].map(([id, elements]): NotFiniteRoot => {
    const ways = masks.has(id) ? ofMasks : next;
    return {
      node: id,
      elements,
      phase: backward.has(id) ? "backward" : "forward",
      reads: readsOf(computed, id, elements[0] as number) ?? [],
      sentence: sentenceOf(computed, id, elements),
      path: pathFrom(id, ways),
      matters: ways.has(id),
    };
  });
  const rank = ({ node, matters }: NotFiniteRoot): number => (matters ? (masks.has(node) ? 1 : 0) : 2);
  return roots.sort((a, b) => rank(a) - rank(b));
}

/** What is worst among the elements of a node that are not finite. */
export type NotFinite = "infinite" | "NaN";

/** All nodes that are not finite, in the order of computation. */
export function notFiniteNodes(computed: Computed): Map<NodeId, NotFinite> {
  const found = new Map<NodeId, NotFinite>();
  for (const id of topologicalOrder(computed.graph)) {
    const value = computed.value(id);
    const state = value && stateOf(value);
    if (state !== undefined) found.set(id, state);
  }
  return found;
}

function stateOf({ data, dtype }: Value): NotFinite | undefined {
  let state: NotFinite | undefined;
  if (!isFloat(dtype)) return state;
  for (let i = 0; i < data.length; i++) {
    const element = data[i] as number;
    if (Number.isNaN(element)) return "NaN";
    if (!Number.isFinite(element)) state = "infinite";
  }
  return state;
}

/**
 * Node that is not finite → the one that it makes so on its way to an end; an end → itself. Nodes that lead to none are left out. The way to an output is
 * taken before one to a gradient. Of what is meant to be −∞, ways end `before` others that have causes of their own, and an output with a finite element is none.
 */
function towardsEnds(
  { graph, value }: Computed,
  order: readonly NodeId[],
  found: ReadonlyMap<NodeId, NotFinite>,
  before?: (id: NodeId) => boolean,
): Map<NodeId, NodeId> {
  const isEnd = (id: NodeId): boolean =>
    found.has(id) && (before === undefined || (!before(id) && !(value(id) as Value).data.some(Number.isFinite)));
  const next = new Map<NodeId, NodeId>();
  const { nodes: backward } = backwardOf(graph);
  const differentiations = graph.gradients ?? [];
  const outputs = [...differentiations.map(({ of }) => of), ...Object.values(graph.outputs)].filter((id) => !backward.has(id));
  const gradients = [...Object.values(graph.updates), ...differentiations.flatMap(({ cotangents }) => Object.values(cotangents))];
  for (const ends of [outputs, gradients]) {
    for (const id of ends) if ((ends === gradients ? found.has(id) && !before?.(id) : isEnd(id)) && !next.has(id)) next.set(id, id);
    for (const id of order.toReversed()) {
      if (!next.has(id) || before?.(id)) continue;
      for (const input of nodeOf(graph, id).inputs) if (found.has(input) && !next.has(input)) next.set(input, id);
    }
  }
  return next;
}

/**
 * True for −∞ that is meant: a number of the graph, weights, what a move fills in, a fed mask of 0 and −∞ alone. Where it comes to nothing, as
 * in exp, or is made a NaN, that has another cause.
 */
function isMask(computed: Computed, id: NodeId, elements: readonly number[]): boolean {
  const { data } = computed.value(id) as Value;
  if (elements.some((element) => data[element] !== Number.NEGATIVE_INFINITY)) return false;
  const { op, inputs } = nodeOf(computed.graph, id);
  if (op === "input") return data.every((x) => x === 0 || x === Number.NEGATIVE_INFINITY);
  return inputs.length === 0 || elements.every((element) => readsOf(computed, id, element)?.length === 0);
}

function pathFrom(root: NodeId, next: ReadonlyMap<NodeId, NodeId>): NodeId[] {
  const path = [root];
  for (let id = next.get(root); id !== undefined && id !== path.at(-1); id = next.get(id)) path.push(id);
  return path;
}

/** The elements that are not finite though nothing that they read says why. */
function begunAt(computed: Computed, id: NodeId, found: ReadonlyMap<NodeId, NotFinite>, budget: { reads: number }): number[] {
  const { inputs } = nodeOf(computed.graph, id);
  const { data } = computed.value(id) as Value;
  const bad: number[] = [];
  for (let i = 0; i < data.length && bad.length < mostElements; i++) if (!Number.isFinite(data[i])) bad.push(i);
  if (!inputs.some((input) => found.has(input))) return bad;
  const begun: number[] = [];
  for (const element of bad) {
    if (budget.reads <= 0) break;
    const reads = readsOf(computed, id, element) ?? [];
    if (!explains(computed, reads, data[element] as number)) begun.push(element);
    budget.reads -= reads.reduce((sum, { elements }) => sum + elements.length, 0);
  }
  return begun;
}

/** A NaN comes of a NaN, an infinity of anything that is not finite. */
function explains(computed: Computed, reads: readonly Reads[], result: number): boolean {
  return reads.some(({ node, elements }) => {
    const { data } = computed.value(node) as Value;
    return elements.some((element) => (Number.isNaN(result) ? Number.isNaN(data[element]) : !Number.isFinite(data[element])));
  });
}

/** sqrt1[0] = √(x[0]) = √(−1) = NaN, as −1 is below 0; so is 1 other element */
function sentenceOf(computed: Computed, id: NodeId, elements: readonly number[]): Sentence {
  const [first] = elements as readonly [number];
  const because = causeOf(computed, id, first);
  const others = elements.length - 1;
  const many = `${others}${elements.length < mostElements ? "" : " or more"} other ${others === 1 ? "element" : "elements"}`;
  return joined(
    explainElement(computed, id, first),
    because === "" ? "" : `, as ${because}`,
    others === 0 ? "" : `; so ${others === 1 ? "is" : "are"} ${many}`,
  );
}
