import type { Graph, Node, NodeId } from "../../../graph/graph.ts";
import { isPrimitive } from "../../../graph/op.ts";
import { opOf, opsOf } from "../../../graph/ops-of.ts";
import { isShown, type LowerForm, lower } from "../../passes/lower.ts";
import { rewrite } from "../../passes/rewrite.ts";
import type { DrawnEdge } from "./drawing.ts";
import { type OpenLoop, openLoops } from "./open-loops.ts";

export interface OpenedComposites {
  readonly graph: Graph;
  /** The composites that stand open, by the ids that their last parts have now; each as it was. */
  readonly opened: ReadonlyMap<NodeId, Node>;
  /** Arrows from step to step of loops that stand open. */
  readonly carried: readonly DrawnEdge[];
  /** These loops. */
  readonly loops: readonly OpenLoop[];
}

const deepest = 64;

/** The graph with those composites written out, one inside the other, whose ids are open; in the textbook's form loops stand open, too. */
export function openComposites(given: Graph, form: LowerForm, isOpen: (id: NodeId, node: Node) => boolean): OpenedComposites {
  const opened = new Map<NodeId, Node>();
  const carried: DrawnEdge[] = [];
  const loops: OpenLoop[] = [];
  const keep = form === "safe" ? isPrimitive : isShown;
  let graph = given;
  for (let depth = 0; depth < deepest; depth++) {
    const ops = opsOf(graph);
    const now = new Set<NodeId>();
    for (const id in graph.nodes) {
      const node = graph.nodes[id] as Node;
      const op = opOf(node.op, id, ops);
      if (op === undefined || keep(op) || !isOpen(id, node)) continue;
      now.add(id);
      if (!opened.has(id)) opened.set(id, node);
    }
    if (now.size > 0) {
      graph = rewrite(graph, (node, op, id) => {
        if (op === undefined || isPrimitive(op) || !now.has(id)) return undefined;
        const write = form === "safe" ? (op.lower ?? op.definition) : op.definition;
        return (inputs) => write(inputs, node.attrs, (body) => lower(body, { form, keep }));
      });
    }
    if (form === "textbook") {
      const { graph: open, ...more } = openLoops(graph);
      carried.push(...more.carried);
      loops.push(...more.loops);
      if (now.size === 0 && open === graph) break;
      graph = open;
    } else if (now.size === 0) break;
  }
  return { graph, opened, carried, loops };
}
