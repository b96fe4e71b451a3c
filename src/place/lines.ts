import type { Unit } from "./blocks.ts";
import { aside } from "./levels.ts";
import { ranksOf } from "./ranks.ts";
import { edgeOf, partOf, type Work } from "./work.ts";

/**
 * How a part of an edge leads through its level. chain: from row to row, with a place of its own in each that it passes; lane: beside all rows
 * that it passes; side: to or from the right side of the level; inside: between neighbours of a block; satellite: from beside a group.
 */
type Kind = "chain" | "lane" | "side" | "inside" | "satellite";

export interface Line {
  readonly part: number;
  readonly kind: Kind;
  /** Blocks at its ends; −1 where it comes in from above, goes out below, or passes the side. */
  readonly from: number;
  readonly to: number;
  readonly spine: boolean;
  /** The rank below which its label stands; −1 for a label beside the row that it leads back to. */
  readonly labelRank?: number | undefined;
}

/** A line that would pass more rows than this takes a lane. */
const mostPassed = 5;

export interface Lines {
  readonly lines: readonly Line[];
  /** Block → its row among those of blocks. */
  readonly ranks: readonly number[];
  readonly rankCount: number;
}

/** What each part of a level is, and the ranks of its blocks. */
export function linesOf(level: number, units: readonly Unit[], unitOf: Int32Array, work: Work): Lines {
  const { levels } = work;
  const ends = (levels.partsIn[level] as readonly number[]).map((part) => {
    const { from, to, satellite, own } = partOf(work, part);
    const isBack = own && edgeOf(work, part).kind === "back";
    const [a, b] = [unitOf[from] ?? -1, unitOf[to] ?? -1];
    return { part, from: a, to: b, isFlow: !satellite && !isBack && from !== aside && to !== aside && a !== b };
  });
  const flows = ends.filter(({ isFlow }) => isFlow);
  const entered = new Set(flows.filter(({ from }) => from < 0).map(({ to }) => to));
  const ranks = ranksOf({
    count: units.length,
    arcs: flows.filter(({ from, to }) => from >= 0 && to >= 0),
    isHeld: (block) => (units[block] as Unit).spine || entered.has(block),
  });
  const rankCount = ranks.reduce((most, rank) => Math.max(most, rank + 1), 0);
  const lines = ends.map(({ part, from, to, isFlow }): Line => {
    const { from: a, to: b, satellite, own } = partOf(work, part);
    const { kind, spine, label } = edgeOf(work, part);
    const plain = { part, from, to, spine: false };
    if (satellite) return { ...plain, kind: "satellite" };
    if (a === aside || b === aside) return { ...plain, kind: "side" };
    if (from === to && levels.rightOf[a] === b && kind !== "back") return { ...plain, kind: "inside" };
    const first = from < 0 ? -1 : (ranks[from] as number);
    const last = to < 0 ? rankCount : (ranks[to] as number);
    const isChain = isFlow && last > first && (spine === true || last - first <= mostPassed + 1);
    const rank = isChain ? first : first === last ? -1 : (first + last) >> 1;
    return {
      ...plain,
      kind: isChain ? "chain" : "lane",
      spine: isChain && spine === true,
      ...(label !== undefined && own ? { labelRank: rank } : {}),
    };
  });
  return { lines, ranks, rankCount };
}
