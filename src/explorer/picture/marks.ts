import type { NodeId } from "../../../graph/graph.ts";
import { clusterId } from "../../export/drawing/fold.ts";
import type { State } from "../state.ts";
import { gradientBoxId } from "./beside.ts";
import type { PictureModel } from "./model.ts";

/** The boxes in which a node stands: its own, that of an output that it is, that of the node whose gradient it is. */
export function boxesOf({ placed }: Pick<PictureModel, "placed">, owners: ReadonlyMap<NodeId, NodeId>, id: NodeId): string[] {
  const { folded, nodes } = placed.value;
  const found: string[] = [];
  const of = owners.get(id);
  if (of !== undefined) {
    const own = folded.boxOf(of);
    if (own !== undefined) found.push(nodes.has(gradientBoxId(own)) ? gradientBoxId(own) : own);
  }
  const own = folded.boxOf(id) ?? (of === undefined ? partOfGradient(id, owners, folded.boxOf) : undefined);
  if (own !== undefined) found.push(own);
  for (const [name, source] of Object.entries(folded.graph.outputs)) if (source === id) found.push(`output ${name}`);
  return found.filter((box) => nodes.has(box));
}

/** "d.softmax1.mul1" stands where the gradient "d.softmax1" does. */
function partOfGradient(id: NodeId, owners: ReadonlyMap<NodeId, NodeId>, boxOf: (id: NodeId) => string | undefined): string | undefined {
  for (let end = id.lastIndexOf("."); end > 0; end = id.lastIndexOf(".", end - 1)) {
    const of = owners.get(id.slice(0, end));
    if (of !== undefined) return boxOf(of);
  }
  return undefined;
}

/** Gradient → the node whose gradient it is. */
export const gradientOwners = ({ exploration, isRun }: State): ReadonlyMap<NodeId, NodeId> =>
  new Map(isRun.value ? Object.entries(exploration.value.cotangents).map(([of, id]) => [id, of]) : []);

/** Boxes and frames that are to be marked: what is pointed at, and what is selected. */
export interface Marked {
  readonly hot: ReadonlySet<string>;
  readonly selected: ReadonlySet<string>;
}

export function markedIn(model: PictureModel, owners: ReadonlyMap<NodeId, NodeId>): Marked {
  const { marked, hot, selected, chosen } = model.state;
  const { folded, placing } = model.placed.value;
  const of = (ids: Iterable<NodeId>): Set<string> => {
    const boxes = new Set<string>();
    for (const id of ids) for (const box of boxesOf(model, owners, id)) boxes.add(box);
    return boxes;
  };
  const frame = (pointed: typeof hot.value): string[] => {
    const id = pointed?.whole ? clusterId(pointed.id) : undefined;
    return id !== undefined && folded.groups.has(id) && placing.groups.has(id) ? [id] : [];
  };
  const chosenFrame = frame(selected.value);
  return {
    hot: new Set([...of(marked.value), ...frame(hot.value)]),
    // The frame stands for all that is in it.
    selected: new Set(chosenFrame.length > 0 ? chosenFrame : of(chosen.value)),
  };
}
