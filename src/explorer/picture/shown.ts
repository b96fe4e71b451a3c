import { type NodeId, nodeOf } from "../../../graph/graph.ts";
import type { FoldedDrawing } from "../../export/drawing/fold.ts";
import { showBytes, showDims, showShare, showTime } from "../../export/quantities.ts";
import type { Look } from "../exploration.ts";
import type { State } from "../state.ts";
import { gradientBoxId } from "./beside.ts";
import type { Shown } from "./face.ts";

export type { Shown } from "./face.ts";

/** Box → what it shows of a run: value and gradient; in the view of costs its time, its share of the whole, its bytes. */
export function shownIn(folded: FoldedDrawing, runs: ReadonlyMap<NodeId, NodeId>, state: State): (id: string) => Shown {
  const look = state.look.value;
  const isBeside = state.gradientsBeside.value;
  const withGradients = state.showsGradients.value;
  const costs = state.showsCosts.value ? costsOf(folded, look, state.exploration.value.run.nodes) : undefined;
  const prefix = gradientBoxId("");
  return (id) => {
    const isGradient = id.startsWith(prefix) && !folded.boxes.has(id);
    const box = folded.boxes.get(isGradient ? id.slice(prefix.length) : id);
    if (box?.node === undefined) return { foot: costs?.foot(id) ?? "", ...(costs && { bar: costs.share(id) }) };
    const run = runs.get(box.node);
    const value = run === undefined ? undefined : look.value(run);
    const gradient = run === undefined || !withGradients || box.output !== undefined ? undefined : look.gradient(run);
    const dims = showDims(value?.shape ?? nodeOf(folded.graph, box.node).shape);
    if (isGradient) return { gradient, foot: dims };
    const isLeaf = nodeOf(folded.graph, box.node).inputs.length === 0 || box.output !== undefined;
    const cost = costs === undefined || isLeaf ? "" : costs.foot(id);
    return {
      value,
      gradient: isBeside ? undefined : gradient,
      foot: [dims, cost].filter((part) => part !== "").join(" · "),
      ...(cost === "" ? {} : { bar: costs?.share(id) }),
    };
  };
}

/** What the nodes of each box cost together. */
function costsOf({ boxOf }: FoldedDrawing, look: Look, nodes: Readonly<Record<NodeId, unknown>>) {
  const times = new Map<string, number>();
  const bytes = new Map<string, number>();
  let total = 0;
  for (const id of Object.keys(nodes)) {
    const time = look.time(id);
    const box = boxOf(id);
    if (box === undefined) continue;
    if (time !== undefined) {
      total += time;
      times.set(box, (times.get(box) ?? 0) + time);
    }
    bytes.set(box, (bytes.get(box) ?? 0) + (look.bytes(id) ?? 0));
  }
  const longest = Math.max(0, ...times.values());
  return {
    share: (id: string): number => (longest === 0 ? 0 : (times.get(id) ?? 0) / longest),
    foot: (id: string): string => {
      const time = times.get(id);
      if (time === undefined) return "";
      return [showTime(time), showShare(total === 0 ? 0 : time / total), showBytes(bytes.get(id) ?? 0)].join(" · ");
    },
  };
}
