import { type Graph, type NodeId, nodeOf } from "../../../graph/graph.ts";
import { roleStyles } from "../theme.ts";
import type { FoldedContent } from "./fold-content.ts";
import type { FoldedGroup } from "./fold-groups.ts";
import type { FoldStage } from "./fold-stage.ts";
import { isOpen, scopeKey } from "./fold-view.ts";
import { summaryOf } from "./summary.ts";

/** What the box of a scope that is closed says: its title, and "4 layers · 12 nodes · 3.23 M parameters". */
export function summariesOf({ whole, view, layers }: FoldStage): (group: FoldedGroup) => FoldedContent {
  const members = new Map<string, Record<NodeId, Graph["nodes"][NodeId]>>();
  for (const id in whole.nodes) {
    const node = nodeOf(whole, id);
    for (let depth = 1; depth <= node.scope.length; depth++) {
      const key = scopeKey(node.scope.slice(0, depth));
      if (isOpen(view, "scope", key)) continue;
      const own = members.get(key) ?? {};
      own[id] = node;
      members.set(key, own);
    }
  }
  return ({ key, title = "" }) => ({
    role: "layer",
    label: [title, summaryOf({ ...whole, nodes: members.get(key) ?? {} }, layers)],
    tooltip: [`${title}: scope`],
    attributes: { shape: "box", style: roleStyles.layer.style },
  });
}
