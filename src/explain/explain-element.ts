import { positionOf } from "../../graph/bad-element.ts";
import { type NodeId, nodeOf } from "../../graph/graph.ts";
import { isGraph } from "../../graph/is-graph.ts";
import { type Kind, kindOf, type Op, type Value } from "../../graph/op.ts";
import { showShape, showType } from "../../graph/shape.ts";
import { broadcastWords } from "./broadcast-words.ts";
import type { Computed } from "./computed.ts";
import { fullDigits, shortDigits } from "./digits.ts";
import { placeOfElements } from "./element.ts";
import { backwardOf, isLiteral, nameOf } from "./names.ts";
import { type Reads, readsOf, type Site, type SiteOf, siteOf } from "./reads-of.ts";
import { joined, type Part, type Sentence, sentenceText, separated } from "./sentence.ts";
import { listed, notated, numberPart } from "./terms.ts";

/**
 * How an element of a node came about, with the numbers put in, in the op's own notation:
 *
 *     dense1.matmul1[0, 1] = X[0, :] · dense1.weights[:, 1] = 0.1073·0.02241 + −0.05·−0.1514 = 0.0099
 *     relu1[0, 1] = max(0, dense1[0, 1]) = max(0, −0.0012) = 0
 *
 * `element` is counted in the order in which elements lie in memory; `name` is what the node is called. Numbers among others have four digits, the result NumPy's. The words
 * follow from the kind of computation, so that those of an op of one's own are said, too.
 */
export function explainElement(
  computed: Computed,
  id: NodeId,
  element: number,
  name = ownName(computed, id),
  isPart: IsPart = () => false,
): Sentence {
  const y = computed.value(id);
  const node = nodeOf(computed.graph, id);
  if (y === undefined) return joined(name, " was not computed in this run");
  if (y.data.length === 0) return joined(name, ` has no elements: ${showType(y)}`);
  const left = [{ ...name, text: name.text + placeIn(y, element) }];
  const result = numberPart(id, y, element, fullDigits);
  const site = siteOf(computed, id);
  if (site === undefined) {
    if (node.inputs.length > 0) return joined(left, " = ", result);
    return joined(left, " = ", result, `, ${leafWords.get(node.op) ?? "given"}`);
  }
  const reads = readsOf(computed, id, element) ?? [];
  const { steps, after } = (explainers[kindOf(site.op)] as (site: Site, known: Known) => Explained)(site, {
    computed,
    element,
    reads,
    y,
    isPart,
  });
  return joined(equation([left, ...steps, [result]]), after);
}

/** What it is called where it is explained: a constant by its id. */
const ownName = ({ graph }: Computed, id: NodeId): Part =>
  isLiteral(nodeOf(graph, id)) ? { kind: "node", text: id, node: id } : nameOf(graph, id);

const placeIn = ({ shape }: Value, element: number): string => (shape.length === 0 ? "" : showShape(positionOf(element, shape)));

const leafWords = new Map([
  ["input", "as it is fed"],
  ["parameter", "a parameter"],
  ["constant", "a constant"],
]);

/** True for a part of what is told as a whole, whose own name says nothing. */
export type IsPart = (id: NodeId) => boolean;

/** What all explainers know beside the site. */
interface Known {
  readonly isPart: IsPart;
  readonly computed: Computed;
  readonly element: number;
  readonly reads: readonly Reads[];
  readonly y: Value;
}

/** What stands between the name and the number of a result, and words behind it. */
interface Explained {
  readonly steps: readonly Sentence[];
  readonly after: Sentence | string;
}

/** a = b = c, what says the same as the one after it left out, and a number alone that is the result. */
const equation = (sides: readonly Sentence[]): Sentence => {
  const said = sides.filter((side) => side.length > 0);
  const [result] = said.at(-1) as readonly [Part & { readonly kind: "number" }];
  const isResult = ([part, ...others]: Sentence): boolean =>
    others.length === 0 && part?.kind === "number" && Object.is(part.value, result.value) && said.length > 2 && !/^[TF]/.test(part.text);
  const differs = (side: Sentence, i: number): boolean =>
    i === said.length - 1 || (sentenceText(side) !== sentenceText(said[i + 1] as Sentence) && !isResult(side));
  return separated(said.filter(differs), " = ");
};

/**
 * Elements of a node by its name: "X[0, :]". What only moves elements on the way to a gradient is seen through: a row of a transposed w is a
 * column of w. So is what only moves them inside of a composite that is told as a whole.
 */
export function named(computed: Computed, id: NodeId, elements: readonly number[], isPart?: IsPart): Sentence {
  const { node, elements: there } = throughMoves(computed, id, elements, isPart);
  const value = computed.value(node);
  const name = nameOf(computed.graph, node);
  if (value === undefined || isLiteral(nodeOf(computed.graph, node))) return [name];
  return joined({ ...name, text: name.text + (placeOfElements(there, value.shape) ?? `[${there.length} elements]`) });
}

/** Where elements come from that a move or a view on the way to a gradient has brought. */
export function throughMoves(
  computed: Computed,
  id: NodeId,
  elements: readonly number[],
  isPart: IsPart = () => false,
): { readonly node: NodeId; readonly elements: readonly number[] } {
  const { nodes, gradients } = backwardOf(computed.graph);
  for (let [node, there] = [id, elements]; ; ) {
    const site = (nodes.has(node) || isPart(node)) && !gradients.has(node) ? siteOf(computed, node) : undefined;
    if (site === undefined || !("move" in site.op || "view" in site.op)) return { node, elements: there };
    const sources = there.map((one) => readsOf(computed, node, one)?.[0]);
    const first = sources[0];
    if (first === undefined || sources.some((one) => one?.node !== first.node)) return { node, elements: there };
    there = sources.map((one) => (one as Reads).elements[0] as number);
    node = first.node;
  }
}

type Explainer<K extends Kind> = (site: SiteOf<K>, known: Known) => Explained;

const nothingAfter = "";

const explainers: { readonly [K in Kind]: Explainer<K> } = {
  scalar: elementwise,
  reduce: reduction,
  move: brought,
  view: brought,
  index: atIndices,
  accumulate: (site, { computed, isPart, reads: [reads] }) => {
    const { node, elements = [] } = reads ?? { node: site.node.inputs[0] as NodeId };
    const sum = site.op.accumulate === "sum";
    if (elements.length === 0) return { steps: [], after: ", as nothing stands before it" };
    const from = named(computed, node, elements, isPart);
    if (elements.length === 1) return { steps: [from], after: nothingAfter };
    const terms = listed(elements.length, numberIn(computed, node, elements), sum ? " + " : "·");
    return { steps: [terms], after: joined(`: the ${sum ? "sum" : "product"} of `, from) };
  },
  product: ({ node: { inputs } }, { computed, isPart, reads: [row, column] }) => {
    if (row === undefined || column === undefined) return { steps: [], after: ": a sum of no products" };
    const [a, b] = [numberIn(computed, row.node, row.elements), numberIn(computed, column.node, column.elements)];
    const terms = listed(row.elements.length, (k) => joined(a(k), "·", b(k)), " + ");
    const [left, right] = [
      named(computed, inputs[0] as NodeId, row.elements, isPart),
      named(computed, inputs[1] as NodeId, column.elements, isPart),
    ];
    return { steps: [joined(left, " · ", right), terms], after: nothingAfter };
  },
  random: (site, { computed, reads: [counter] }) => ({
    steps: [whole(site, computed)],
    after: joined(": the random number of this place where ", counter === undefined ? "the counter" : equals(computed, counter)),
  }),
  known: (site, { computed }) => ({
    steps: [whole(site, computed)],
    after: joined(
      ", which the shape of ",
      nameOf(computed.graph, site.node.inputs[0] as NodeId),
      ` tells: ${showType(site.inputs[0] as Value)}`,
    ),
  }),
  kernel: (site, known) => ({ steps: [ofLoop(site, known) ?? placed(site, known)], after: nothingAfter }),
};

/**
 * hs of turn 2 of 5: what an element of a loop is, whose results lie one behind the other. Undefined for what is no loop, and where the body does not say
 * how large its results are.
 */
function ofLoop({ node: { attrs }, inputs, y }: SiteOf<"kernel">, { element }: Known): Sentence | undefined {
  const { body, sequences } = attrs;
  if (!isGraph(body)) return undefined;
  const names = Object.keys(body.outputs).filter((name) => nodeOf(body, body.outputs[name] as NodeId).dtype === y.dtype);
  const isCarry = (name: string): boolean => body.inputs.includes(name);
  const carries = body.inputs.filter((id) => Object.hasOwn(body.outputs, id));
  const turns = sequences === undefined ? 0 : ((inputs[carries.length] as Value).shape[0] as number);
  const carried = (name: string): number => (inputs[body.inputs.indexOf(name)] as Value).data.length;
  const stacks = names.filter((name) => !isCarry(name));
  const rest = names.reduce((left, name) => left - (isCarry(name) ? carried(name) : 0), y.data.length);
  if (stacks.length > 1 || turns === 0) return undefined;
  let from = 0;
  for (const name of names) {
    const size = isCarry(name) ? carried(name) : rest;
    if (element < from + size) {
      const turn = isCarry(name) ? turns : 1 + Math.floor((element - from) / (size / turns));
      return joined(`${name} of turn ${attrs.reverse === true && !isCarry(name) ? turns + 1 - turn : turn} of ${turns}`);
    }
    from += size;
  }
  return undefined;
}

/** X[0, 1] is 0.3 */
const equals = (computed: Computed, { node, elements: [element = 0] }: Reads): Sentence =>
  joined(named(computed, node, [element]), " is ", numberPart(node, computed.value(node) as Value, element, shortDigits));

/** The k-th of elements, as a number. */
const numberIn =
  (computed: Computed, node: NodeId, elements: readonly number[]) =>
  (k: number): Sentence => [numberPart(node, computed.value(node) as Value, elements[k] as number)];

/** The op over the names of its operands. */
const whole = ({ op, node, inputs }: Site<Op>, computed: Computed): Sentence =>
  notated(
    op,
    node.attrs,
    node.inputs.map((input) => [nameOf(computed.graph, input)]),
    { ranks: inputs.map(({ shape }) => shape.length), dtypes: inputs.map(({ dtype }) => dtype), shapes: inputs.map(({ shape }) => shape) },
  );

/** The element of what the op makes of its operands: Xᵀ[0, 1]. */
const placed = (site: Site<Op>, { computed, element, y }: Known): Sentence => atPlace(whole(site, computed), placeIn(y, element));

/** What is written, at a place of it: Xᵀ[0, 1], (X w)[0, 1], softmax(z)[0, 1]. */
export function atPlace(written: Sentence, place: string): Sentence {
  const isCall = /^[\p{L}√]*\([^()]*(\([^()]*\)[^()]*)*\)$/u.test(sentenceText(written));
  const isLong = /[ ,−]/.test(sentenceText(written)) && !isCall;
  return place !== "" && isLong ? joined("(", written, ")", place) : joined(written, place);
}

function elementwise({ op, node, inputs, y }: SiteOf<"scalar">, { computed, reads, isPart, element: at }: Known): Explained {
  const site = { dtypes: inputs.map(({ dtype }) => dtype) };
  const names = reads.map(({ node: input, elements }) => named(computed, input, elements, isPart));
  const withNumbers = (digits: typeof shortDigits): Sentence => {
    const numbers = reads.map(({ node: input, elements: [element = 0] }, i): Sentence => {
      if (isLiteral(nodeOf(computed.graph, input))) return [nameOf(computed.graph, input)];
      return [numberPart(input, inputs[i] as Value, element, digits)];
    });
    return notated(op, node.attrs, numbers, site);
  };
  // −x of a number is that number.
  const isResult = sentenceText(withNumbers(fullDigits)) === fullDigits(y.data[at] as number, y.dtype);
  return {
    steps: [notated(op, node.attrs, names, site), isResult ? [] : withNumbers(shortDigits)],
    after: broadcastWords(
      computed.graph,
      node.inputs.map((input, i) => ({ id: throughMoves(computed, input, [0], isPart).node, shape: (inputs[i] as Value).shape })),
      y.shape,
    ),
  };
}

function reduction({ op, node }: SiteOf<"reduce">, { computed, isPart, reads: [reads], y, element }: Known): Explained {
  const { fold, before, after } = op.reduce;
  const input = node.inputs[0] as NodeId;
  if (reads === undefined) return { steps: [], after: ": there is nothing to fold" };
  const { elements } = reads;
  // The axes are said by the colons of the name.
  const { axis } = node.attrs;
  const site = { ranks: [typeof axis === "number" ? axis + 1 : 0], shapes: [[]] };
  const number = numberIn(computed, input, elements);
  const isPlain = before === undefined && after === undefined;
  const sum = listed(elements.length, number, " + ");
  const count = elements.length;
  const numbers =
    isPlain && fold === "sum"
      ? sum
      : isPlain && fold === "mean"
        ? joined(count === 1 ? sum : joined("(", sum, ")"), ` ÷ ${count}`)
        : notated(op, node.attrs, [listed(count, number, ", ")], site);
  const isPlace = fold === "argmax" && after === undefined;
  const found = isPlace ? elements[y.data[element] as number] : undefined;
  return {
    steps: [notated(op, node.attrs, [named(computed, input, elements, isPart)], site), numbers],
    after: found === undefined ? nothingAfter : joined(", the place of ", numberPart(input, computed.value(input) as Value, found)),
  };
}

function brought(site: SiteOf<"move"> | SiteOf<"view">, known: Known): Explained {
  const { computed, reads } = known;
  const [from] = reads;
  if (from === undefined) return { steps: [placed(site, known)], after: ", which is filled in" };
  // On the way to a gradient the parts that only move elements have no names that say anything.
  const hasName = !backwardOf(computed.graph).nodes.has(site.id);
  return { steps: [hasName ? placed(site, known) : [], named(computed, from.node, from.elements, known.isPart)], after: nothingAfter };
}

function atIndices({ op, node, y }: SiteOf<"index">, { computed, reads, isPart, element }: Known): Explained {
  const { does } = op.index;
  const of = (input: number): Reads | undefined => reads.find((one) => one.input === input);
  const name = (input: number, elements: readonly number[]): Sentence => named(computed, node.inputs[input] as NodeId, elements, isPart);
  if (does === "pick") {
    const [from, index] = [of(0), of(1)];
    if (from === undefined || index === undefined) return { steps: [], after: nothingAfter };
    return { steps: [name(0, from.elements)], after: joined(", as ", equals(computed, index)) };
  }
  const axis = (node.attrs.axis as number | undefined) ?? y.shape.length - 1;
  const place = positionOf(element, y.shape)[axis] as number;
  const looked = of(does === "mark" ? 0 : 1);
  const where = looked === undefined ? "the indices" : name(looked.input, looked.elements);
  if (does === "mark") return { steps: [], after: looked === undefined ? nothingAfter : joined(", as ", equals(computed, looked)) };
  const updates = of(does === "add" ? 0 : 2);
  if (updates === undefined) {
    const kept = of(0);
    return { steps: does === "put" && kept ? [name(0, kept.elements)] : [], after: joined(`, as ${place} is not among `, where) };
  }
  const numbers = listed(updates.elements.length, numberIn(computed, updates.node, updates.elements), " + ");
  const sources = listed(updates.elements.length, (k) => name(updates.input, [updates.elements[k] as number]), " + ");
  return { steps: [sources, numbers], after: joined(`, where ${place} stands in `, where) };
}
