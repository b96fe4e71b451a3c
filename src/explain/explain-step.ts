import { type Graph, type NodeId, nodeOf } from "../../graph/graph.ts";
import { opsOf } from "../../graph/ops-of.ts";
import { formOf } from "../export/form-of.ts";
import type { Computed } from "./computed.ts";
import { fullDigits } from "./digits.ts";
import { placeOfElements } from "./element.ts";
import { atPlace, explainElement, named } from "./explain-element.ts";
import { explainUpdate } from "./explain-update.ts";
import { backwardOf, gradientName, nameOf } from "./names.ts";
import { readsOf, siteOf } from "./reads-of.ts";
import { joined, type Sentence } from "./sentence.ts";
import type { Step } from "./steps-of.ts";
import { notated, numberPart } from "./terms.ts";

/** So many sentences of parts follow one of a step. */
const mostParts = 6;

/**
 * What a step computed at element `element` of its node: one sentence, then those of the parts that it was made of and that are no steps of
 * their own, at the elements that it took: of a composite as a whole from its last part on. `declared` has the composites that are.
 */
export function explainStep(computed: Computed, step: Step, element: number, declared?: Graph<any, any>): readonly Sentence[] {
  const { graph } = computed;
  if (step.phase === "forward") {
    const parts = new Set(step.parts);
    const own = explainElement(computed, step.node, element, undefined, (id) => parts.has(id));
    // A composite of one part, as relu, is said by that: it has the numbers.
    if (!step.isWhole || step.parts.length === 0 || declared === undefined) return [own];
    return [explainWhole(computed, declared, step.node, element), own, ...sentencesOfParts(computed, step, element)];
  }
  if (step.phase === "update") return explainUpdate(computed, step, element);
  const { of, by, node } = step;
  const called = gradientName(graph, of, by, node);
  const shared = backwardOf(graph).gradients.get(node);
  if (shared !== undefined && shared.by === by)
    return [explainElement(computed, node, element, called), ...sentencesOfParts(computed, step, element)];
  const value = computed.value(node);
  if (value === undefined) return [joined(called, " was not computed in this run")];
  const place = placeOfElements([element], value.shape) ?? "";
  const number = numberPart(node, value, element, fullDigits);
  return [joined({ ...called, text: called.text + place }, " = ", named(computed, node, [element]), " = ", number, ", passed on as it is")];
}

/** A composite in one sentence: softmax1[0, 2] = softmax(dense2)[0, 2] = 0.3333, by exp(x) ÷ Σ exp(x). */
export function explainWhole(computed: Computed, declared: Graph<any, any>, id: NodeId, element: number): Sentence {
  const node = nodeOf(declared, id);
  const op = opsOf(declared).get(node.op);
  const value = computed.value(id);
  if (op === undefined || value === undefined || value.data.length === 0) return explainElement(computed, id, element);
  const shapes = node.inputs.map((input) => nodeOf(declared, input).shape);
  const { picture } = formOf(op);
  const place = placeOfElements([element], value.shape) ?? "";
  const name = nameOf(computed.graph, id);
  const operands = node.inputs.map(
    (input): Sentence => [nameOf(Object.hasOwn(computed.graph.nodes, input) ? computed.graph : declared, input)],
  );
  const dtypes = node.inputs.map((input) => nodeOf(declared, input).dtype);
  const written = notated(op, node.attrs, operands, { ranks: shapes.map(({ length }) => length), shapes, dtypes });
  const formula = typeof picture.formula === "function" ? picture.formula(node.attrs, shapes) : picture.formula;
  return joined(
    { ...name, text: name.text + place },
    " = ",
    atPlace(written, place),
    " = ",
    numberPart(id, value, element, fullDigits),
    formula === undefined ? "" : `, by ${formula}`,
  );
}

/** Of the parts of a step that an element was made of, each at the first element that was taken; what only moves them is not told. */
function sentencesOfParts(computed: Computed, { node, parts }: Step, element: number): Sentence[] {
  const own = new Set(parts);
  const sentences: Sentence[] = [];
  const seen = new Set<NodeId>([node]);
  const open: { readonly id: NodeId; readonly at: number }[] = [{ id: node, at: element }];
  for (let next = open.shift(); next !== undefined && sentences.length < mostParts; next = open.shift()) {
    const { id, at } = next;
    const site = siteOf(computed, id);
    const brings = site !== undefined && ("move" in site.op || "view" in site.op);
    if (id !== node && !brings) sentences.push(explainElement(computed, id, at, undefined, (part) => own.has(part)));
    for (const { node: from, elements } of readsOf(computed, id, at) ?? []) {
      if (!own.has(from) || seen.has(from)) continue;
      seen.add(from);
      open.push({ id: from, at: elements[0] as number });
    }
  }
  return sentences;
}
