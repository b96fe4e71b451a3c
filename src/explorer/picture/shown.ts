import { type NodeId, nodeOf } from "../../../graph/graph.ts";
import type { FoldedDrawing } from "../../export/drawing/fold.ts";
import { showBytes, showDims, showShare, showTime } from "../../export/quantities.ts";
import type { Look } from "../look.ts";
import type { State } from "../state.ts";
import { gradientBoxId } from "./beside.ts";
import type { Shown } from "./face.ts";

export type { Shown } from "./face.ts";

/** Box → what it shows of a run: value and gradient; in the view of costs its time, its share of the whole, its bytes. */
export function shownIn(folded: FoldedDrawing, runs: ReadonlyMap<NodeId, NodeId>, state: State): (id: string) => Shown {
  const look = state.look.value;
  const inLoop = state.loops.at.value;
  const isBeside = state.gradientsBeside.value;
  const withGradients = state.showsGradients.value;
  const costs = state.showsCosts.value ? costsOf(folded, look, state.exploration.value.run.nodes) : undefined;
  const prefix = gradientBoxId("");
  return (id) => {
    const isGradient = id.startsWith(prefix) && !folded.boxes.has(id);
    const box = folded.boxes.get(isGradient ? id.slice(prefix.length) : id);
    const cost = costs?.(id);
    if (box?.node === undefined) {
      // Gradients and next values can be hidden like those of any other box.
      const held = box?.holds?.flatMap((one) => {
        const array = look.value(one.node);
        return array === undefined || array.data.length === 0 || (one.is === "gradient" && !withGradients) ? [] : [{ ...one, array }];
      });
      return { held, foot: "", cost };
    }
    const run = runs.get(box.node);
    const value = run === undefined ? inLoop(box.node)?.value(box.node) : look.value(run);
    const gradient = run === undefined || !withGradients || box.output !== undefined ? undefined : look.gradient(run);
    const foot = showDims(value?.shape ?? nodeOf(folded.graph, box.node).shape);
    if (isGradient) return { gradient, foot };
    return { value, gradient: isBeside ? undefined : gradient, foot, cost };
  };
}

/** What the nodes of each box cost together; nothing of boxes in which nothing ran. */
function costsOf({ boxOf }: FoldedDrawing, look: Look, nodes: Readonly<Record<NodeId, unknown>>): (id: string) => Shown["cost"] {
  const boxes = new Map<string, { time: number; bytes: number }>();
  let [total, longest] = [0, 0];
  for (const id of Object.keys(nodes)) {
    const [box, time] = [boxOf(id), look.time(id)];
    if (box === undefined || time === undefined) continue;
    const cost = boxes.get(box) ?? { time: 0, bytes: 0 };
    boxes.set(box, cost);
    total += time;
    cost.time += time;
    cost.bytes += look.bytes(id) ?? 0;
    longest = Math.max(longest, cost.time);
  }
  return (id) => {
    const cost = boxes.get(id);
    if (cost === undefined) return undefined;
    const text = [showTime(cost.time), showShare(total === 0 ? 0 : cost.time / total), showBytes(cost.bytes)].join(" · ");
    return { text, share: longest === 0 ? 0 : cost.time / longest };
  };
}
