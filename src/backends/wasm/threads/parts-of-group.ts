import { costOf } from "../../fuse/costs.ts";
import { countOf, type EngineValue, type FoldGroup, type Group, type ProductGroup } from "../../fuse/engine-value.ts";
import { given } from "../../fuse/extension.ts";
import { scalarOf } from "../../fuse/group.ts";
import { extension } from "../extension.ts";
import type { Span } from "../kernels/gemm/gemm.ts";
import { productStack } from "../kernels/matmul.ts";
import { callsHost as expressionCallsHost } from "../lanes/scalar.ts";
import { loopAxes } from "../write/loop.ts";
import { operandOf, unplaced } from "../write/product.ts";
import { stagesOf } from "../write/reduction-stages.ts";
import { even, type Part, splitProduct, whole } from "./split.ts";

/**
 * The parts of a group for so many threads; one where it is not worth sharing. Functions of the host are at home in the main thread:
 * what calls them stays there.
 */
export function partsOf(group: Group, threads: number): readonly Part[] {
  if (threads === 1 || group.kind === "rows" || group.kind === "kernel") return whole;
  if (group.kind === "product") return partsOfProduct(group, threads);
  if (workOf(group) < leastWork || group.members.some(callsHost)) return whole;
  if (group.kind === "fold") return partsOfFold(group, threads);
  if (group.kind === "lines") return inRows(even(given(extension.writers).linesExtent(group), 1, threads));
  const { axes, step } = loopAxes(group);
  return inRows(even(axes[0]?.count ?? 1, step, threads));
}

function partsOfProduct(group: ProductGroup, threads: number): readonly Part[] {
  const { product, members } = group;
  const [a, b] = product.inputs as readonly [EngineValue, EngineValue];
  if (product.dtype !== "float32" || countOf(product) === 0) return whole;
  const parts = splitProduct(productStack(operandOf(a, unplaced), operandOf(b, unplaced)), threads);
  return parts.length > 1 && members.some((member) => member !== product && callsHost(member)) ? whole : parts;
}

/** Rows where these can be shared evenly, else columns. */
function partsOfFold(group: FoldGroup, threads: number): readonly Part[] {
  const { rows, columns, shortest } = given(extension.writers).foldExtent(group);
  const [byRows, byColumns] = [even(rows, 1, threads), even(columns, lineOfCache, threads)];
  const suits = (parts: readonly Span[], least: number): boolean =>
    parts.length === threads && parts.every(({ from, to }) => to - from >= least) && longest(parts) * threads <= 1.25 * total(parts);
  if (suits(byRows, shortest.rows)) return inRows(byRows);
  if (suits(byColumns, shortest.columns)) return byColumns.map((columns) => ({ columns }));
  return byRows.every(({ from, to }) => to - from >= shortest.rows) ? inRows(byRows) : whole;
}

/** Elements of four bytes. */
const lineOfCache = 16;

const total = (parts: readonly Span[]): number => parts.at(-1)?.to ?? 0;
const longest = (parts: readonly Span[]): number => Math.max(...parts.map(({ from, to }) => to - from));

const inRows = (spans: readonly Span[]): readonly Part[] => (spans.length > 1 ? spans.map((rows) => ({ rows })) : whole);

/** Work (costs.ts) of a loop that is worth the time in which threads meet: a million elements of what does little more than read and write. */
const leastWork = 3e6;

/** Elements that are read and computed, each with what it costs: reading and writing it counts as two additions. */
function workOf({ members }: Group): number {
  let work = 0;
  const read = new Set<EngineValue>();
  for (const member of members) {
    const literals = member.inputs.map(({ literal }) => literal);
    work += countOf(member) * costOf(scalarOf(member) ?? [], literals);
    if (member.emitter?.kind === "reduce") work += countOf(member.inputs[0] as EngineValue);
    for (const input of member.inputs) if (!members.includes(input)) read.add(input);
  }
  for (const input of read) work += countOf(input);
  return work + countOf(members.at(-1) as EngineValue);
}

function callsHost(member: EngineValue): boolean {
  const literals = member.inputs.map(({ literal }) => literal);
  if (member.emitter?.kind === "reduce") {
    const { before, after } = stagesOf(member);
    return [before, after].some((one) => one !== undefined && expressionCallsHost(one, []));
  }
  const expression = scalarOf(member);
  return expression !== undefined && expressionCallsHost(expression, literals);
}
