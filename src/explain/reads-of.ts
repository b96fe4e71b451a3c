import { positionOf } from "../../graph/bad-element.ts";
import { type Node, type NodeId, nodeOf } from "../../graph/graph.ts";
import { foldedAxes, isPrimitive, type Kind, kindOf, type Operands, type Primitive, type Value } from "../../graph/op.ts";
import { opOf, opsOf } from "../../graph/ops-of.ts";
import { broadcastStrides, sizeOf, stridesOf } from "../../graph/shape.ts";
import { indexWalk } from "../backends/index-walk.ts";
import type { Computed } from "./computed.ts";

/** Elements of one operand that an element of the result was made of. */
export interface Reads {
  /** Which operand, by position. */
  readonly input: number;
  readonly node: NodeId;
  /** In the order in which they are taken. */
  readonly elements: readonly number[];
}

/**
 * The elements of its operands that made element `element` of a node, counted in the order in which they lie in memory: what lights up where a
 * page shows that element.
 *
 *     elementwise    those of the same position, broadcast
 *     reduction      those along its axes
 *     product        row i of a, column j of b
 *     move, view     the one that came there; none where a number was filled in
 *     index          that at the index, and the index; the updates of that place
 *     accumulation   those before it
 *     own kernel     the same position where it says so, else all of them
 *
 * An operand of which no element was read is left out: what only shapes tell, and a leaf, reads nothing. Undefined where a value that
 * decides is not there.
 */
export function readsOf(computed: Computed, id: NodeId, element: number): readonly Reads[] | undefined {
  const site = siteOf(computed, id);
  if (site === undefined) return undefined;
  return (readers[kindOf(site.op)] as (site: Site, element: number) => readonly Reads[])(site, element).filter(
    ({ elements }) => elements.length > 0,
  );
}

/** A primitive with its operands in place. */
export interface Site<P = Primitive<any>> {
  readonly id: NodeId;
  readonly node: Node;
  readonly op: P;
  readonly inputs: readonly Value[];
  readonly y: Value;
}

/** Undefined for a leaf, for a composite, and where a value is not there. */
export function siteOf(computed: Computed, id: NodeId): Site | undefined {
  const node = nodeOf(computed.graph, id);
  const op = opOf(node.op, id, opsOf(computed.graph));
  if (op === undefined || !isPrimitive(op)) return undefined;
  const y = computed.value(id);
  const inputs = node.inputs.map((input) => computed.value(input));
  if (y === undefined || inputs.includes(undefined)) return undefined;
  return { id, node, op, inputs: inputs as Value[], y };
}

/** A site of that kind of computation. */
export type SiteOf<K extends Kind> = Site<Extract<Primitive<any>, { readonly [kind in K]: unknown }>>;
type Reader<K extends Kind> = (site: SiteOf<K>, element: number) => readonly Reads[];

const read = ({ node }: Site<unknown>, input: number, elements: readonly number[]): Reads => ({
  input,
  node: node.inputs[input] as NodeId,
  elements,
});

/** Of each operand the element of the same position. */
function samePosition(site: Site<unknown>, element: number): readonly Reads[] {
  const { shape } = site.y;
  const position = positionOf(element, shape);
  return site.inputs.map((x, input) => {
    const strides = broadcastStrides(x.shape, shape.length);
    return read(site, input, [position.reduce((sum, index, axis) => sum + index * (strides[axis] as number), 0)]);
  });
}

/** Of each operand all elements. */
const everything = (site: Site<unknown>): readonly Reads[] =>
  site.inputs.map(({ data }, input) =>
    read(
      site,
      input,
      Array.from({ length: data.length }, (_, i) => i),
    ),
  );

const readers: { readonly [K in Kind]: Reader<K> } = {
  scalar: samePosition,
  reduce: (site, element) => [read(site, 0, alongAxes(site, element))],
  move: moved,
  view: (site, element) => [read(site, site.op.inputs.indexOf(site.op.view), [element])],
  index: indexed,
  accumulate: (site, element) => [read(site, 0, before(site, element))],
  product: rowAndColumn,
  random: everything,
  known: () => [],
  kernel: (site, element) => (site.op.elementwise ? samePosition(site, element) : everything(site)),
};

/** What is folded into one element, in the order of memory. */
function alongAxes({ node, inputs }: Site<unknown>, element: number): number[] {
  const { shape } = inputs[0] as Value;
  const axes = foldedAxes(node.attrs, shape.length);
  const kept = shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
  const strides = stridesOf(shape);
  const start = positionOf(element, kept).reduce((sum, index, axis) => sum + index * (strides[axis] as number), 0);
  let found = [start];
  for (const [axis, size] of shape.entries()) {
    if (!axes.includes(axis)) continue;
    const step = strides[axis] as number;
    found = found.flatMap((from) => Array.from({ length: size }, (_, k) => from + k * step));
  }
  return found;
}

/** The last block that covers the position is what stands there. */
function moved(site: SiteOf<"move">, element: number): readonly Reads[] {
  const { op, node, inputs, y } = site;
  const position = positionOf(element, y.shape);
  const blocks = op.move(inputs as unknown as Operands<Value>, y, node.attrs);
  for (const block of blocks.toReversed()) {
    const { at, shape = y.shape, apart } = block;
    const inside = position.map((index, axis) => (index - (at?.[axis] ?? 0)) / (apart?.[axis] ?? 1));
    if (!inside.every((index, axis) => Number.isInteger(index) && index >= 0 && index < (shape[axis] as number))) continue;
    if ("fill" in block) return [];
    return [read(site, block.input, [inside.reduce((sum, index, axis) => sum + index * (block.steps[axis] as number), block.from)])];
  }
  return [];
}

/** What is read at indices, or was written at them: see IndexWalk for how elements are counted. */
function indexed(site: SiteOf<"index">, element: number): readonly Reads[] {
  const { op, node, inputs, y } = site;
  const { does, lines, fromEnd } = op.index;
  const { indices, outer, count, inner, size } = indexWalk(op.index, inputs, y, node.attrs.axis as number | undefined);
  /** Which index moves an element of what is moved, and where to along the axis. */
  const indexFor = (moving: number): number => (lines ? Math.floor(moving / inner) % count : moving);
  const goalOf = (moving: number): number => {
    const index = indices.data[indexFor(moving)] as number;
    return fromEnd && index < 0 ? index + size : index;
  };
  const column = element % inner;
  const line = Math.floor(element / inner);
  if (does === "pick") {
    const picked = (Math.floor(line / count) * size + goalOf(element)) * inner + column;
    return [read(site, 0, [picked]), read(site, 1, [indexFor(element)])];
  }
  const [stack, place] = outer === 0 ? [0, 0] : [Math.floor(line / size), line % size];
  const moving = Array.from({ length: count }, (_, k) => (stack * count + k) * inner + column);
  const looked = moving.map(indexFor);
  if (does === "mark") return [read(site, 0, looked)];
  const here = moving.filter((one) => goalOf(one) === place);
  if (does === "add") return [read(site, 0, here), read(site, 1, looked)];
  const last = here.slice(-1);
  return [read(site, 0, last.length === 0 ? [element] : []), read(site, 1, looked), read(site, 2, last)];
}

/** The elements of a line that are folded into one of its places, from the first on. */
function before({ node, inputs }: SiteOf<"accumulate">, element: number): number[] {
  const { shape } = inputs[0] as Value;
  const { axis, exclusive, reverse } = node.attrs;
  const length = shape[axis as number] as number;
  const step = sizeOf(shape.slice((axis as number) + 1));
  const place = Math.floor(element / step) % length;
  const count = (reverse === true ? length - 1 - place : place) + (exclusive === true ? 0 : 1);
  const towards = reverse === true ? -step : step;
  const first = element - place * step + (reverse === true ? (length - 1) * step : 0);
  return Array.from({ length: count }, (_, k) => first + k * towards);
}

/** Row i of a, column j of b, of the matrices of the stacks that broadcasting brings together. */
function rowAndColumn(site: SiteOf<"product">, element: number): readonly Reads[] {
  const [a, b] = site.inputs as readonly [Value, Value];
  const K = a.shape.at(-1) as number;
  const M = a.shape.length === 1 ? 1 : (a.shape.at(-2) as number);
  const N = b.shape.length === 1 ? 1 : (b.shape.at(-1) as number);
  const rank = Math.max(a.shape.length, b.shape.length, 2) - 2;
  const at = positionOf(Math.floor(element / (M * N)), site.y.shape.slice(0, rank));
  const startOf = ({ shape }: Value, size: number): number => {
    const strides = broadcastStrides(shape.slice(0, -2), rank);
    return at.reduce((sum, index, axis) => sum + index * (strides[axis] as number) * size, 0);
  };
  const row = startOf(a, M * K) + (Math.floor(element / N) % M) * K;
  const column = startOf(b, K * N) + (element % N);
  const along = Array.from({ length: K }, (_, k) => k);
  return [
    read(
      site,
      0,
      along.map((k) => row + k),
    ),
    read(
      site,
      1,
      along.map((k) => column + k * N),
    ),
  ];
}
