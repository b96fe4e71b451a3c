import { isInt } from "../../../graph/dtype.ts";
import { type Attrs, type Graph, type NodeId, nodeOf } from "../../../graph/graph.ts";
import { titleOf } from "../../../graph/leaf.ts";
import { atom, type Term } from "../../../graph/notation.ts";
import { isPrimitive, type Op, type Operands } from "../../../graph/op.ts";
import { opsOf } from "../../../graph/ops-of.ts";
import { type Dim, type Shape, sizeOf } from "../../../graph/shape.ts";
import { consumers } from "../../../graph/walk.ts";
import { type DisplayName, leafNames, showName } from "../display-names.ts";
import { formOf } from "../form-of.ts";
import { showCount, showDims } from "../quantities.ts";
import { type Role, roleStyles } from "../theme.ts";
import type { DrawnNode } from "./drawing.ts";
import { labelOf, literalText, shownLiterals } from "./literals.ts";
import { layerNumbersOf, parameterOf, titlesOf } from "./titles.ts";

/** The boxes of a layer picture, before any are folded. */
export interface LayerBoxes {
  /** Parameters that are shown inside the box of the only node that uses them, and literals that an op's own label shows. */
  readonly inside: ReadonlySet<NodeId>;
  /** The box of a node. One that is drawn for many of its kind is numbered k + `offset`. */
  box(id: NodeId, offset?: number): Pick<DrawnNode, "role" | "label" | "tooltip" | "attributes">;
  /** Number of the layer, where it has parameters of its own. */
  readonly layerOf: (id: NodeId) => number | undefined;
  readonly isLayer: (id: NodeId) => boolean;
}

/** `names` are those of the leaves; a part of a network writes them as the whole does. */
export function layerBoxes(graph: Graph, names: ReadonlyMap<NodeId, DisplayName> = leafNames(graph)): LayerBoxes {
  const ops = opsOf(graph);
  const users = consumers(graph);
  const numbers = layerNumbersOf(graph, names);
  const title = titlesOf(graph, names);
  const seen = new Set([...Object.entries(graph.updates).flat(), ...Object.values(graph.outputs)]);
  const inside = new Set<NodeId>(shownLiterals(graph));
  const isOwn = (id: NodeId): boolean => users.get(id)?.length === 1 && !seen.has(id);
  for (const node of Object.values(graph.nodes)) {
    const op = ops.get(node.op);
    if (op === undefined || isPrimitive(op)) continue;
    for (const input of node.inputs) {
      const parameter = parameterOf(graph, input);
      if (parameter !== undefined && isOwn(parameter) && isOwn(input)) inside.add(parameter).add(input);
    }
  }
  const own = (id: NodeId): NodeId[] =>
    nodeOf(graph, id).inputs.filter((input) => inside.has(input) && parameterOf(graph, input) !== undefined);
  const isLayer = (id: NodeId): boolean => !inside.has(id) && own(id).length > 0;
  /** w₁, or w₁ᵀ for what is made of it; without its number where it stands for many. */
  const write = (id: NodeId, stands: boolean): string => {
    const parameter = parameterOf(graph, id) as NodeId;
    const { base, subscript } = names.get(parameter) as DisplayName;
    const term = atom(showName({ base, subscript: stands ? "" : subscript }));
    const { op, attrs } = nodeOf(graph, id);
    const { shape } = nodeOf(graph, parameter);
    const site = { index: "", bound: "", indexed: false, ranks: [shape.length], shapes: [shape] };
    return parameter === id ? term.text : formOf(ops.get(op) as Op).notation.text([term] as unknown as Operands<Term>, attrs, site).text;
  };
  const box = (id: NodeId, offset?: number): ReturnType<LayerBoxes["box"]> => {
    const { op: name, shape, dtype, attrs, inputs } = nodeOf(graph, id);
    const op = ops.get(name);
    const tooltip = [`${name}, ${showDims(shape)} ${dtype} (${id})`];
    if (op === undefined) {
      const text = literalText(graph, id) ?? titleOf(nodeOf(graph, id)) ?? showName(names.get(id) as DisplayName);
      const isNumber = name === "constant" && shape.length === 0;
      return { role: name === "parameter" ? "parameter" : "input", label: isNumber ? [text] : [text, showDims(shape)], tooltip };
    }
    const { picture } = formOf(op);
    if (isPrimitive(op)) return { role: picture.role, label: [labelOf(graph, id, picture)], tooltip };
    const parameters = own(id);
    const heading = offset === undefined ? title(id) : title(id).replace(/ \d+$/, offset === 0 ? " k" : ` k+${offset}`);
    const shapes = inputs.map((input) => nodeOf(graph, input).shape);
    const formula = typeof picture.formula === "function" ? picture.formula(attrs, shapes) : (picture.formula ?? "");
    const formulaLine = formula === "" || formula === "x" ? [] : [formula];
    if (parameters.length === 0) {
      return {
        role: picture.role,
        label: [heading, ...formulaLine],
        tooltip,
        attributes: layerBox(picture.role),
      };
    }
    return {
      role: "layer",
      // Attributes show: two layers that compute different things do not look the same.
      label: [
        heading,
        ...(Object.keys(attrs).length === 0 ? [] : [labelOf(graph, id, picture)]),
        ...layerLines(graph, id, parameters, write, offset !== undefined),
      ],
      tooltip,
      attributes: layerBox("layer"),
    };
  };
  return { inside, box, layerOf: (id) => (isLayer(id) ? numbers(id) : undefined), isLayer };
}

/** Composites are boxes of one width at the layer level, reductions too; corners tell them apart. */
const layerBox = (role: Role) => ({
  ...{ shape: "box", width: 1.5, height: undefined, fixedsize: undefined, fontsize: undefined, margin: undefined },
  ...(role === "op" ? { style: roleStyles.function.style } : {}),
});

/** Parameters that stand side by side in a box. */
const perLine = 4;

/** "4 → 3", "w₁ 4×3 · b₁ 3", "15 parameters" */
function layerLines(
  graph: Graph,
  id: NodeId,
  parameters: readonly NodeId[],
  write: (id: NodeId, stands: boolean) => string,
  stands: boolean,
): string[] {
  const { attrs, inputs, shape } = nodeOf(graph, id);
  const data = inputs.find((input) => parameterOf(graph, input) === undefined);
  // Whole numbers are no features: embedding looks rows up by them.
  const from = data === undefined || isInt(nodeOf(graph, data).dtype) ? undefined : featuresOf(nodeOf(graph, data).shape, attrs);
  const count = parameters.reduce((sum, parameter) => sum + parameterCount(graph, parameterOf(graph, parameter) as NodeId), 0);
  const shapes = parameters.map((parameter) => `${write(parameter, stands)} ${showDims(nodeOf(graph, parameter).shape)}`);
  const features = from === undefined || shape.length === 0 ? [] : [`${from} → ${featuresOf(shape, attrs)}`];
  const lines = shapes.flatMap((_, at) => (at % perLine === 0 ? [shapes.slice(at, at + perLine).join(" · ")] : []));
  return [...features, ...lines, `${showCount(count)} parameter${count === 1 ? "" : "s"}${stands ? " each" : ""}`];
}

/** The last dim, or that of the channels where an attribute says that they stand before the places: NCHW. */
const featuresOf = (shape: Shape, { layout }: Attrs): Dim | undefined =>
  shape.at(typeof layout === "string" && layout.startsWith("NC") ? 1 : -1);

/** Number of elements of a parameter. */
export const parameterCount = (graph: Graph, id: NodeId): number => sizeOf(nodeOf(graph, id).shape as readonly number[]);
