import { type Graph, type NodeId, nodeOf } from "../../graph/graph.ts";
import { isPrimitive, type OpSet } from "../../graph/op.ts";
import { type Shape, sizeOf } from "../../graph/shape.ts";
import { consumers } from "../../graph/walk.ts";
import { type DisplayName, leafNames, layerNumbers, showName } from "./display-names.ts";
import type { DrawnNode } from "./drawing.ts";
import { literalText } from "./operation-drawing.ts";
import { showCount, showDims } from "./quantities.ts";
import { type Role, roleStyles } from "./theme.ts";
import { titlesOf } from "./titles.ts";

/** The boxes of a layer picture, before any are folded. */
export interface LayerBoxes {
  /** Parameters that are shown inside the box of the only node that uses them, and literals that an op's own label shows. */
  readonly inside: ReadonlySet<NodeId>;
  /** The box of a node; `stands` makes it the one that is drawn for many of its kind. */
  box(id: NodeId, stands?: boolean): Pick<DrawnNode, "role" | "label" | "tooltip" | "attributes">;
  /** Number of the layer, where it has parameters of its own. */
  readonly layerOf: (id: NodeId) => number | undefined;
}

export function layerBoxes(graph: Graph, ops: OpSet): LayerBoxes {
  const users = consumers(graph);
  const names = leafNames(graph);
  const layers = layerNumbers(graph);
  const title = titlesOf(graph, ops);
  const seen = new Set([...Object.entries(graph.updates).flat(), ...Object.values(graph.outputs)]);
  const inside = new Set<NodeId>();
  for (const [id, node] of Object.entries(graph.nodes)) {
    const uses = users.get(id) ?? [];
    const user = uses.length === 1 ? ops.get(nodeOf(graph, uses[0] as NodeId).op) : undefined;
    const shows = user !== undefined && (node.op === "parameter" ? !isPrimitive(user) : isShown(graph, id, user));
    if (shows && !seen.has(id)) inside.add(id);
  }
  const own = (id: NodeId): NodeId[] => nodeOf(graph, id).inputs.filter((input) => inside.has(input) && nodeOf(graph, input).op === "parameter");
  const box = (id: NodeId, stands = false): ReturnType<LayerBoxes["box"]> => {
    const { op: name, shape, dtype, attrs, inputs } = nodeOf(graph, id);
    const op = ops.get(name);
    const tooltip = [`${name}, ${showDims(shape)} ${dtype} (${id})`];
    if (op === undefined) {
      const text = literalText(graph, id) ?? showName(names.get(id) as DisplayName);
      return name === "parameter" ? { role: "parameter", label: [text, showDims(shape)], tooltip } : { role: "input", label: [text], tooltip, attributes: wide };
    }
    if (isPrimitive(op)) {
      const literals = inputs.map((input) => literalText(graph, input));
      return { role: op.picture.role, label: [typeof op.picture.label === "string" ? op.picture.label : op.picture.label(attrs, literals)], tooltip };
    }
    const heading = stands && layers.has(id) ? title(id).replace(/\d+$/, "k") : title(id);
    const parameters = own(id);
    if (parameters.length === 0) {
      const formula = op.picture.formula === undefined || op.picture.formula === "x" ? [] : [op.picture.formula];
      return { role: op.picture.role, label: [heading, ...formula], tooltip, attributes: layerBox(op.picture.role) };
    }
    return { role: "layer", label: [heading, ...layerLines(graph, id, parameters, names, stands)], tooltip, attributes: layerBox("layer") };
  };
  return { inside, box, layerOf: (id) => layers.get(id) };
}

const wide = { fontsize: 14, width: 0.5 };

/** Composites are boxes of one width at the layer level, reductions too; corners tell them apart. */
const layerBox = (role: Role) => ({ shape: "box", width: 1.5, ...(role === "op" ? { style: roleStyles.function.style } : {}) });

/** "4 → 3", "w₁ 4×3 · b₁ 3", "15 parameters" */
function layerLines(graph: Graph, id: NodeId, parameters: readonly NodeId[], names: ReadonlyMap<NodeId, DisplayName>, stands: boolean): string[] {
  const { inputs, shape } = nodeOf(graph, id);
  const data = inputs.find((input) => nodeOf(graph, input).op !== "parameter");
  const from = data === undefined ? undefined : nodeOf(graph, data).shape.at(-1);
  const count = parameters.reduce((sum, parameter) => sum + parameterCount(graph, parameter), 0);
  const shapes = parameters.map((parameter) => `${nameOf(names.get(parameter) as DisplayName, stands)} ${showDims(nodeOf(graph, parameter).shape)}`);
  const features = from === undefined || shape.length === 0 ? [] : [`${from} → ${shape.at(-1)}`];
  return [...features, shapes.join(" · "), `${showCount(count)} parameter${count === 1 ? "" : "s"}${stands ? " each" : ""}`];
}

const nameOf = (name: DisplayName, stands: boolean): string => (stands ? name.base : showName(name));

/** Number of elements of a parameter. */
export const parameterCount = (graph: Graph, id: NodeId): number => sizeOf(nodeOf(graph, id).shape as readonly number[]);

/** A literal that its only user shows in its own label. */
const isShown = (graph: Graph, id: NodeId, user: { readonly picture: { readonly label: unknown } }): boolean =>
  literalText(graph, id) !== undefined && typeof user.picture.label === "function";

export type { Shape };
