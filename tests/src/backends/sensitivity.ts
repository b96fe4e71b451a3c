import { type Backend, compile, type NdArray, type NodeId, random, reference, trace } from "dagrad";
import type { Agreement } from "./equivalence.ts";
import type { GraphCase } from "./random-graph.ts";
import { broken } from "./skewed-backends.ts";

/** Of each case one node is made wrong in its largest element, by that share of it: how often, and where the comparison did not notice. */
export interface Sensitivity {
  readonly struck: number;
  readonly missed: readonly string[];
}

export interface Break {
  /** By how much the element is wrong, as a share of it. */
  readonly share: number;
  /** Which nodes may be struck: any that computes, or outputs only. */
  readonly of: "nodes" | "outputs";
  readonly compare: (one: GraphCase, backend: Backend) => Agreement;
  /** What the comparison calls the node. */
  readonly named?: (id: NodeId) => NodeId;
}

export function sensitivity(cases: Iterable<GraphCase>, { share, of, compare, named = (id) => id }: Break): Sensitivity {
  const source = random(3);
  const missed: string[] = [];
  let struck = 0;
  for (const one of cases) {
    const { graph, values } = trace(compile(one.graph, { backend: reference, parameters: one.parameters }), one.feeds);
    const places = (of === "nodes" ? Object.keys(graph.nodes) : [...new Set(Object.values(graph.outputs))]).flatMap((id) => {
      const element = graph.nodes[id]?.inputs.length === 0 ? -1 : largestElement(values[id] as NdArray);
      return element < 0 ? [] : [{ id, element }];
    });
    if (places.length === 0) continue;
    const { id, element } = places[source.randint(0, places.length)] as (typeof places)[number];
    const wrong = broken(named(id), element, share);
    const found = compare(one, wrong.backend).differences.length > 0;
    if (wrong.strikes === 0) continue;
    struck++;
    if (!found) missed.push(`${one.name}: ${id}`);
  }
  return { struck, missed };
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
