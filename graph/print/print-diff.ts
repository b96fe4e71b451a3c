import { type Change, checkDiff, diff as differences, type GraphDiff, type NodeChanges } from "../edit/diff.ts";
import type { AttrValue, Differentiation, NodeId } from "../graph.ts";
import { isGraph } from "../is-graph.ts";
import { sameValue } from "../same-value.ts";
import { showShape } from "../shape.ts";
import { printAttr, printNode } from "./print-node.ts";

/**
 * A diff as text, one line per change, in the order of the graphs; empty when there is none.
 *
 *     - relu1 = relu(dense1) : float32[batch, 3]
 *     + tanh1 = tanh(dense1) : float32[batch, 3]
 *     ~ dense2 inputs: (relu1, w2) → (tanh1, w2)
 *     ~ loss {reduction}: "mean" → "sum"
 *     ~ output loss: loss1 → loss2
 */
export function printDiff(diff: GraphDiff): string {
  checkDiff("printDiff", diff);
  const lines = [
    ...Object.entries(diff.removed).map(([id, node]) => `- ${printNode(id, node)}`),
    ...Object.entries(diff.added).map(([id, node]) => `+ ${printNode(id, node)}`),
    ...Object.entries(diff.changed).flatMap(([id, changes]) => fieldLines(id, changes)),
  ];
  if (diff.inputs) lines.push(arrow("inputs", diff.inputs, list));
  for (const [name, change] of Object.entries(diff.outputs)) lines.push(endLine(`output ${name}`, change));
  for (const [parameter, change] of Object.entries(diff.updates)) lines.push(endLine(`update ${parameter}`, change));
  if (diff.gradients) lines.push(...gradientLines(diff.gradients));
  return lines.join("\n");
}

const list = (ids: readonly NodeId[]): string => `(${ids.join(", ")})`;
const titles = (scope: readonly string[]): string =>
  scope.length === 0 ? "none" : scope.map((title) => JSON.stringify(title)).join(" / ");

function fieldLines(id: NodeId, { op, inputs, attrs = {}, shape, dtype, scope }: NodeChanges): string[] {
  const lines: string[] = [];
  if (op) lines.push(arrow(`${id} op`, op, String));
  if (inputs) lines.push(arrow(`${id} inputs`, inputs, list));
  for (const [name, change] of Object.entries(attrs)) {
    const { from, to } = change;
    if (!isGraph(from) || !isGraph(to)) lines.push(arrow(`${id} {${name}}`, change, attribute));
    else for (const line of printDiff(differences(from, to)).split("\n")) lines.push(`~ ${id} {${name}}: ${line}`);
  }
  if (dtype) lines.push(arrow(`${id} dtype`, dtype, String));
  if (shape) lines.push(arrow(`${id} shape`, shape, showShape));
  if (scope) lines.push(arrow(`${id} scope`, scope, titles));
  return lines;
}

const attribute = (value: AttrValue): string => (value === null ? "none" : printAttr(value));

const arrow = <T>(what: string, { from, to }: Change<T>, show: (value: T) => string): string => `~ ${what}: ${show(from)} → ${show(to)}`;

/** Of each differentiation that came, went or is another: what was differentiated by what, and how many cotangents it has. */
function gradientLines({ from, to }: Change<readonly Differentiation[]>): string[] {
  const show = ({ of, with: asked, cotangents }: Differentiation): string =>
    `gradients of ${of} by ${asked.join(", ")}: ${Object.keys(cotangents).length} cotangents`;
  const others = (some: readonly Differentiation[], than: readonly Differentiation[]): readonly Differentiation[] =>
    some.filter((one, i) => !sameValue(one as unknown as AttrValue, (than[i] ?? null) as unknown as AttrValue));
  return [...others(from, to).map((one) => `- ${show(one)}`), ...others(to, from).map((one) => `+ ${show(one)}`)];
}

/** An output or update that came, went or moved to another node. */
function endLine(what: string, { from, to }: Change<NodeId | null>): string {
  if (from === null) return `+ ${what} = ${to}`;
  if (to === null) return `- ${what} = ${from}`;
  return `~ ${what}: ${from} → ${to}`;
}
