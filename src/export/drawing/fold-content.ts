import { type NodeId, nodeOf } from "../../../graph/graph.ts";
import { titleOf } from "../../../graph/leaf.ts";
import { showName } from "../display-names.ts";
import { formOf } from "../form-of.ts";
import { showDims } from "../quantities.ts";
import type { Role } from "../theme.ts";
import type { DrawnNode } from "./drawing.ts";
import type { FoldedGroup } from "./fold-groups.ts";
import { repeatTitle } from "./fold-layers.ts";
import { type FoldStage, opIn } from "./fold-stage.ts";
import { headingOf } from "./heading.ts";
import { labelOf, literalText } from "./literals.ts";

export type FoldedContent = Pick<DrawnNode, "role" | "label" | "tooltip" | "attributes">;

/** What the box of a drawn node says: a composite its title and formula, an op its sign with the names of its operands, a leaf its name. */
export function contentIn(stage: FoldStage): (id: NodeId) => FoldedContent {
  const { drawn, boxes, names, opens, pathOf } = stage;
  const offsets = offsetsIn(stage);
  const nameOf = (id: NodeId): string | undefined => {
    const name = names.get(id);
    return name === undefined ? undefined : showName(name);
  };
  return (id) => {
    const { op: name, inputs, shape, dtype } = nodeOf(drawn, id);
    const op = opIn(drawn, id);
    if (op !== undefined && opens(op)) return boxes.box(id, offsets.get(id));
    const picture = op && formOf(op).picture;
    const role: Role = picture?.role ?? (name === "parameter" ? "parameter" : "input");
    const own = pathOf(id).at(-1);
    const operands = inputs.map((input) =>
      nodeOf(drawn, input).inputs.length === 0 || pathOf(input).at(-1) !== own ? nameOf(input) : undefined,
    );
    const text =
      picture === undefined ? (literalText(drawn, id) ?? titleOf(nodeOf(drawn, id)) ?? nameOf(id) ?? id) : labelOf(drawn, id, picture);
    const isLeaf = picture === undefined && text !== "" && shape.length > 0;
    const label = [headingOf({ role, text, operands }), ...(isLeaf ? [showDims(shape)] : [])];
    return { role, label, tooltip: [`${label[0]}: ${name}, ${showDims(shape)} ${dtype} (${id})`] };
  };
}

/** Node of a copy that stands for many → its number among the copy's layers. */
function offsetsIn({ dropped, layers }: FoldStage): Map<NodeId, number> {
  const offsets = new Map<NodeId, number>();
  for (const { isOpen, copies } of dropped.runs) {
    if (isOpen) continue;
    let offset = 0;
    for (const id of copies[0] as readonly NodeId[]) offsets.set(id, layers.isLayer(id) ? offset++ : 0);
  }
  return offsets;
}

/** The lines at the head of a group. */
export function groupTitleIn({ layers, titleOf: title, formulaOf, whole }: FoldStage): (group: FoldedGroup) => readonly string[] {
  return ({ kind, of, run, title: own }) => {
    if (kind === "scope") return [own as string];
    if (kind === "composite") return [title(of as NodeId), ...formulaOf(of as NodeId)];
    const { copies = [], isOpen } = run ?? {};
    const layersIn = (copy: readonly NodeId[] = []): number[] => copy.flatMap((id) => layers.layerOf(id) ?? []);
    const [least, most] = [layersIn(copies[0])[0], layersIn(copies.at(-1)).at(-1)];
    if (!isOpen) return [repeatTitle(copies.length, least, most)];
    const numbers = least === undefined || most === undefined ? "" : `   layers ${least} … ${most}`;
    const depth = copies[0]?.filter((id) => nodeOf(whole, id).inputs.length > 0).length ?? 0;
    return [`${copies.length} alike${depth > 1 ? `, of ${depth} ops each` : ""}${numbers}`];
  };
}
