import { type NodeId, nodeOf } from "../../../graph/graph.ts";
import type { NdArray } from "../../../graph/ndarray.ts";
import type { FoldedBox, FoldedDrawing } from "../../export/drawing/fold.ts";
import { literalText } from "../../export/drawing/literals.ts";
import { showElement } from "../../export/quantities.ts";
import type { Badge } from "./badges.ts";
import { knownStatistics, type Shown } from "./face.ts";

/** A box in words: "relu1, maximum of dense1 and 0, float32 300 by 3, minimum 0, maximum 0.02". */
export function boxWords(
  folded: FoldedDrawing,
  box: FoldedBox,
  { value, gradient, held = [], cost }: Shown,
  badges: readonly Badge[],
): string {
  const { graph } = folded;
  const { node, fold, output } = box;
  const state = fold === undefined ? [] : [fold.isOpen ? "open" : "closed"];
  if (held.length > 0) {
    const words = held.flatMap(({ is, of, array }) => [`${is === "next" ? "next" : "gradient of"} ${of}`, ...range(array, "")]);
    return [...words, ...badges.map(({ title }) => title)].join(", ");
  }
  if (node === undefined) return [fold?.kind === "scope" ? `scope ${lastTitle(fold.key)}` : box.id, ...state].join(", ");
  const { op, inputs, shape, dtype } = nodeOf(graph, node);
  const operands = inputs.map((input) => literalText(graph, input) ?? input);
  const made = output !== undefined ? `output, from ${node}` : operands.length === 0 ? op : `${op} of ${listed(operands)}`;
  return [
    output ?? node,
    made,
    `${dtype} ${dimsInWords(value?.shape ?? shape)}`,
    ...range(value, ""),
    ...range(gradient, "gradient "),
    ...(cost === undefined ? [] : [cost.text]),
    ...badges.map(({ title }) => title),
    ...state,
  ].join(", ");
}

const lastTitle = (key: string): string => (JSON.parse(key.slice("scope ".length)) as string[]).at(-1) ?? "";

/** "a, b and c" */
const listed = (words: readonly NodeId[]): string =>
  words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;

/** "300 by 3", "scalar" */
const dimsInWords = (shape: readonly (number | string)[]): string => (shape.length === 0 ? "scalar" : shape.join(" by "));

function range(value: NdArray | undefined, of: string): string[] {
  if (value === undefined || value.data.length === 0) return [];
  const { dtype, data } = value;
  if (data.length === 1) return [`${of}${showElement(data[0] as number, dtype)}`];
  const { min, max } = knownStatistics(value);
  if (Number.isNaN(min)) return [];
  return [`${of}minimum ${showElement(min, dtype)}`, `${of}maximum ${showElement(max, dtype)}`];
}
