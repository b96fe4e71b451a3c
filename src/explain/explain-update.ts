import { positionOf } from "../../graph/bad-element.ts";
import { type NodeId, nodeOf } from "../../graph/graph.ts";
import { binding } from "../../graph/notation.ts";
import type { Value } from "../../graph/op.ts";
import { expressionOf } from "../../graph/scalar.ts";
import { showShape } from "../../graph/shape.ts";
import type { Computed } from "./computed.ts";
import { fullDigits } from "./digits.ts";
import { explainElement, named } from "./explain-element.ts";
import { gradientName, isLiteral, nameOf } from "./names.ts";
import { readsOf, type SiteOf, siteOf } from "./reads-of.ts";
import { joined, type Part, type Sentence, sentenceText, words } from "./sentence.ts";
import { type UpdateStep, updatingOf } from "./steps-of.ts";
import { notatedTerms, numberPart, type Written } from "./terms.ts";

/** Expressions of more nodes than these are not written in one, and below another sentence not those of more than a few. */
const most = 24;
const mostBelow = 8;

/**
 * What a parameter becomes, as the book writes it, down to gradients, states and the rate:
 *
 *     w[0, 1] ← w[0, 1] − learningRate × ∂loss/∂w[0, 1] = 0.3 − 0.85 × 0.02 = 0.283
 *     w[0, 1] ← w[0, 1] + next momentum[0, 1] = 0.3 + −0.017 = 0.283
 *
 * Below it how its rate came about, and what else is not elementwise. Elementwise nodes that only updates are made of are written out, whatever
 * their ops are, unless they are too many: then the last of them is told, and those before it below.
 */
export function explainUpdate(computed: Computed, { parameter, node }: UpdateStep, element: number): readonly Sentence[] {
  const value = computed.value(node);
  if (value === undefined) return [joined(parameter, " was not computed in this run")];
  if (value.data.length === 0 || !isOfUpdates(computed, node) || !isElementwise(computed, node))
    return [explainElement(computed, node, element, { kind: "node", text: `next ${parameter}`, node: parameter })];
  const left: Part = { kind: "node", text: parameter + placeIn(value, element), node: parameter };
  const { sides, ends } = writtenOut(computed, node, element, parameter);
  const result = numberPart(node, value, element, fullDigits);
  const own = joined(left, " ← ", ...sides.flatMap((side) => [side, " = "]), result);
  return [own, ...below(computed, ends, node, parameter)];
}

/** What stands at the ends of an expression and is no gradient, no state and nothing of the network is told, too, each at the first element that was taken. */
function below(computed: Computed, ends: ReadonlyMap<NodeId, number>, of: NodeId, parameter: NodeId): Sentence[] {
  const { graph } = computed;
  const own = [...ends].filter(([id]) => isOfUpdates(computed, id) && !isNext(computed, id));
  return own.flatMap(([id, element]): Sentence[] => {
    const called = { kind: "node", text: calledIn(computed, id, of, parameter)?.text ?? id, node: id } as const;
    if (siteOf(computed, id) === undefined || nodeOf(graph, id).inputs.length === 0) return [];
    const { sides, count } = isElementwise(computed, id) ? writtenOut(computed, id, element, parameter) : { sides: [], count: 0 };
    if (count === 0 || count > mostBelow) return [explainElement(computed, id, element)];
    const value = computed.value(id) as Value;
    const left: Part = { ...called, text: called.text + placeIn(value, element) };
    return [joined(left, " = ", ...sides.flatMap((side) => [side, " = "]), numberPart(id, value, element, fullDigits))];
  });
}

interface WrittenOut {
  /** By names, and with the numbers put in. */
  readonly sides: readonly Sentence[];
  /** Node → the first element that was taken of it. */
  readonly ends: ReadonlyMap<NodeId, number>;
  /** How many nodes were written. */
  readonly count: number;
}

function writtenOut(computed: Computed, root: NodeId, element: number, parameter: NodeId): WrittenOut {
  const ends = new Map<NodeId, number>();
  const uses = new Map<NodeId, number>();
  const inside = new Set<NodeId>();
  const scope = String(nodeOf(computed.graph, root).scope);
  const isEnd = (id: NodeId): boolean =>
    id !== root &&
    (!isOfUpdates(computed, id) ||
      !isElementwise(computed, id) ||
      isNext(computed, id) ||
      outputOf(computed, id) !== undefined ||
      // What was done to gradients before the optimizer takes them is a thing of its own.
      (!isCast(computed, id) && String(nodeOf(computed.graph, id).scope) !== scope) ||
      (inside.size >= most && !inside.has(id)));
  const open = [{ id: root, element }];
  for (let next = open.shift(); next !== undefined; next = open.shift()) {
    inside.add(next.id);
    for (const { node, elements } of readsOf(computed, next.id, next.element) ?? []) {
      const [at = 0] = elements;
      if (!isEnd(node)) open.push({ id: node, element: at });
      else {
        uses.set(node, (uses.get(node) ?? 0) + 1);
        if (!ends.has(node)) ends.set(node, at);
      }
    }
  }
  /** A rate that is a number is called by its name where that number stands for nothing else. */
  const isRate = (id: NodeId): boolean => scope !== "" && uses.get(id) === 1 && outputOf(computed, id) !== undefined;
  const nameAt = (id: NodeId, at: number): Sentence => {
    const called = calledIn(computed, id, root, parameter);
    if (called === undefined || (isLiteral(nodeOf(computed.graph, id)) && !isRate(id))) return named(computed, id, [at]);
    return [{ ...called, text: called.text + placeIn(computed.value(id) as Value, at) }];
  };
  const number = (id: NodeId, at: number): Sentence =>
    isLiteral(nodeOf(computed.graph, id)) ? [nameOf(computed.graph, id)] : [numberPart(id, computed.value(id) as Value, at)];
  const write = (end: (id: NodeId, at: number) => Sentence): Sentence =>
    withoutSigns(expression(computed, root, element, isEnd, end).sentence);
  return { sides: [write(nameAt), write(number)], ends, count: inside.size };
}

/** An elementwise node over its operands, each written out up to the ends. */
function expression(
  computed: Computed,
  id: NodeId,
  element: number,
  isEnd: (id: NodeId) => boolean,
  end: (id: NodeId, element: number) => Sentence,
): Written {
  const site = siteOf(computed, id) as SiteOf<"scalar">;
  const operands = (readsOf(computed, id, element) ?? []).map(({ node, elements: [at = 0] }): Written => {
    if (!isEnd(node)) return expression(computed, node, at, isEnd, end);
    const sentence = end(node, at);
    return { sentence, binds: sentenceText(sentence).startsWith("−") ? binding.prefix : binding.atom };
  });
  if (isCast(computed, id)) return operands[0] as Written;
  return notatedTerms(site.op, site.node.attrs, operands, { dtypes: site.inputs.map(({ dtype }) => dtype) });
}

/** The same number in another dtype. */
function isCast(computed: Computed, id: NodeId): boolean {
  const { op, inputs, node } = siteOf(computed, id) as SiteOf<"scalar">;
  if (inputs.length !== 1) return false;
  const expression = expressionOf(op.scalar, [(inputs[0] as Value).dtype], node.attrs);
  return expression.length === 2 && expression[1]?.instruction === "cast";
}

/** a + −b × c is a − b × c; of numbers below 0 the sign is theirs. */
const withoutSigns = (sentence: Sentence): Sentence =>
  joined(...sentence.map((part) => (part.kind === "text" ? words(part.text.replace("+ −", "− ")) : part)));

const placeIn = ({ shape }: Value, element: number): string => (shape.length === 0 ? "" : showShape(positionOf(element, shape)));

/** Made for updates alone: neither of the network nor a gradient. */
const isOfUpdates = ({ graph }: Computed, id: NodeId): boolean => updatingOf(graph).has(id) && nodeOf(graph, id).inputs.length > 0;

const isElementwise = (computed: Computed, id: NodeId): boolean => {
  const site = siteOf(computed, id);
  return site !== undefined && "scalar" in site.op;
};

/** The value that another parameter takes. */
const isNext = ({ graph }: Computed, id: NodeId): boolean => Object.values(graph.updates).includes(id);

/** The output that a node which only updates need is: the rate. */
const outputOf = ({ graph }: Computed, id: NodeId): string | undefined =>
  updatingOf(graph).has(id) ? Object.keys(graph.outputs).find((name) => graph.outputs[name] === id) : undefined;

/** "learningRate", "momentum", "next momentum": what a node is called in the update of a parameter; undefined where its own name says it. */
function calledIn(computed: Computed, id: NodeId, root: NodeId, parameter: NodeId): Part | undefined {
  const { updates } = computed.graph;
  const output = outputOf(computed, id);
  if (output !== undefined) return { kind: "node", text: output, node: id };
  const own = parameter.slice(0, parameter.lastIndexOf(".") + 1);
  const isState = (state: NodeId): boolean =>
    state.includes(`.${parameter}.`) || (own !== "" && parameter.split(".").length > 2 && state.startsWith(own));
  const short = (state: NodeId): string => (isState(state) ? state.slice(state.lastIndexOf(".") + 1) : state);
  // A gradient that several nodes share is called after the parameter here.
  const owner = parameter.slice(parameter.indexOf(".") + 1, parameter.lastIndexOf("."));
  for (const { of, cotangents } of computed.graph.gradients ?? []) {
    const by = [parameter, owner].find((one) => Object.hasOwn(cotangents, one) && cotangents[one] === id);
    if (by !== undefined) return gradientName(computed.graph, of, by, id);
  }
  const next = id === root ? undefined : Object.keys(updates).find((state) => updates[state] === id);
  if (next !== undefined) return { kind: "node", text: `next ${short(next)}`, node: id };
  return Object.hasOwn(updates, id) && isState(id) ? { kind: "node", text: short(id), node: id } : undefined;
}
