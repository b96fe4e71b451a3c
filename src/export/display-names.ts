import type { Graph, NodeId } from "../../graph/graph.ts";
import { subscriptText } from "../../graph/notation.ts";

/** A name as formulas and pictures write it: a letter or word, and what stands below it. */
export interface DisplayName {
  readonly base: string;
  readonly subscript: string;
}

/**
 * How the leaves of a graph are written.
 *
 * A name of the user's stays, its trailing digits or last word as a subscript: w1 → w₁, y_true → y with "true" below.
 * The parameters that the k-th layer made for itself go by their initials: dense2.weights → w₂, attention1.queryWeights → wq₁; by the whole word where two begin alike.
 * Different leaves have different names.
 */
export function leafNames(graph: Graph): Map<NodeId, DisplayName> {
  const names = new Map<NodeId, DisplayName>();
  const taken = new Set<string>();
  const take = (id: NodeId, ...wishes: readonly DisplayName[]): void => {
    const name = wishes.find((wish) => !taken.has(showName(wish))) ?? { base: id, subscript: "" };
    taken.add(showName(name));
    names.set(id, name);
  };
  const leaves = Object.entries(graph.nodes).filter(([, node]) => node.inputs.length === 0);
  const owned = new Map<NodeId, DisplayName[]>();
  const unnamed: NodeId[] = [];
  const layers = layerNumbers(graph);
  for (const [id, node] of leaves) {
    const word = id.slice(id.lastIndexOf(".") + 1);
    const layer = node.op === "parameter" ? layers.get(id.slice(0, -word.length - 1)) : undefined;
    if (layer !== undefined)
      owned.set(
        id,
        [initial(word), word].map((base) => ({ base, subscript: String(layer) })),
      );
    else if (node.op !== "constant" || !isNumbered(id, node.op)) take(id, splitName(id));
    else if (node.shape.length > 0) unnamed.push(id);
  }
  for (const [id, wishes] of owned) take(id, ...wishes);
  for (const [i, id] of unnamed.entries()) take(id, { base: "c", subscript: unnamed.length > 1 ? String(i + 1) : "" }, splitName(id));
  return names;
}

/** Layers that made parameters for themselves ("dense1" of "dense1.weights"), numbered from 1 in order of declaration. */
function layerNumbers(graph: Graph): Map<NodeId, number> {
  const numbers = new Map<NodeId, number>();
  for (const [id, node] of Object.entries(graph.nodes)) {
    if (node.op !== "parameter") continue;
    const owner = id.slice(0, Math.max(0, id.lastIndexOf(".")));
    if (owner !== "" && Object.hasOwn(graph.nodes, owner) && !numbers.has(owner)) numbers.set(owner, numbers.size + 1);
  }
  return numbers;
}

/** True for the id that a node of `op` got because it was not named: "relu2" of relu, "block.relu2" too. */
export const isNumbered = (id: NodeId, op: string): boolean =>
  /^\d+$/.test(id.slice(id.lastIndexOf(".") + 1 + op.length)) && id.slice(id.lastIndexOf(".") + 1).startsWith(op);

/** w12 → w with 12 below; y_true → y with "true" below; x stays. */
export function splitName(name: string): DisplayName {
  const digits = /^(.*\p{L})_?(\d+)$/u.exec(name);
  if (digits) return { base: digits[1] as string, subscript: digits[2] as string };
  const word = /^(\p{L})_(\p{L}+)$/u.exec(name);
  return word ? { base: word[1] as string, subscript: word[2] as string } : { base: name, subscript: "" };
}

/** w of weights; wq of queryWeights: what a parameter is comes first, what it is for behind it. */
function initial(word: string): string {
  const [first, ...others] = word.split(/(?=\p{Lu})/u).map((part) => String.fromCodePoint(part.codePointAt(0) as number).toLowerCase());
  return [...others.splice(-1), first, ...others].join("");
}

/** w₁; y_true */
export const showName = ({ base, subscript }: DisplayName): string =>
  subscript === "" ? base : /^\d+$/.test(subscript) ? base + subscriptText(subscript) : `${base}_${subscript}`;
