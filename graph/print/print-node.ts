import { encodeNumber } from "../attrs.ts";
import type { Attrs, AttrValue, Node, NodeId } from "../graph.ts";
import { hashList } from "../hash-list.ts";
import { isLeaf } from "../leaf.ts";
import { showType } from "../shape.ts";

/** Longer lists show their first elements, their length and a hash of all. */
const longest = 16;
const shown = 8;

/**
 * One node on one line: `dense1 = dense(X, dense1.weights) : float32[batch, 3]`.
 *
 *     id = op(inputs) {attribute: value} : type  # scope "outer" / "inner"
 *     id = input : type
 *     id = parameter zeros : type
 *     id = constant [1, 2, 3] : type
 *     id = parameter zeros "title" : type
 */
export function printNode(id: NodeId, node: Node): string {
  const scope = node.scope.length === 0 ? "" : `  # scope ${node.scope.map((title) => JSON.stringify(title)).join(" / ")}`;
  return `${id} = ${printApplication(node)} : ${showType(node)}${scope}`;
}

/** What a node does, without its type: `dense(X, dense1.weights)`. */
export function printApplication({ op, inputs, attrs, shape }: Node): string {
  if (isLeaf(op) && inputs.length === 0) {
    const scalar = op === "constant" && shape.length === 0;
    return [op, ...Object.values(attrs).map((value) => printElements(value, scalar))].join(" ");
  }
  return `${op}(${inputs.join(", ")})${printAttrs(attrs)}`;
}

function printAttrs(attrs: Attrs): string {
  const names = Object.keys(attrs).sort();
  const show = (name: string): string => (name === "body" ? name : `${name}: ${printAttr(attrs[name] as AttrValue)}`);
  return names.length === 0 ? "" : ` {${names.map(show).join(", ")}}`;
}

/** The value of an attribute: as JSON, but for initialisers (zeros, heNormal, randn(0.01)) and lists that are too long to show. */
export function printAttr(value: AttrValue): string {
  if (typeof value === "number") return String(encodeNumber(value));
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (isList(value)) return printList(value, printAttr);
  const [[kind, part] = [], ...others] = Object.entries(value);
  if (others.length === 0 && (kind === "fill" || kind === "scaled") && typeof part === "string") return part;
  if (others.length === 0 && kind === "randn" && typeof part === "number") return `randn(${printAttr(part)})`;
  return JSON.stringify(value);
}

/** As printAttr; of a list, NaN, Infinity and -0, which are encoded as strings, stand without quotes, and so does a scalar without brackets. */
function printElements(value: AttrValue, scalar: boolean): string {
  if (!isList(value)) return printAttr(value);
  const element = (one: AttrValue): string => (typeof one === "string" ? one : printAttr(one));
  return scalar && value.length === 1 ? element(value[0] as AttrValue) : printList(value, element);
}

function printList(list: readonly AttrValue[], element: (value: AttrValue) => string): string {
  if (list.length <= longest) return `[${list.map(element).join(", ")}]`;
  const hash = hashList(list).toString(16).padStart(8, "0");
  return `[${list.slice(0, shown).map(element).join(", ")}, … ${list.length} values, fnv1a ${hash}]`;
}

const isList = (value: AttrValue): value is readonly AttrValue[] => Array.isArray(value);
