import type { Unit } from "./blocks.ts";
import type { Lines } from "./lines.ts";
import { edgeOf, type Work } from "./work.ts";

/** A place in a row: a block, the label of a line, or where a line passes. */
export interface Slot {
  readonly row: number;
  /** The block that stands there, or −1. */
  readonly block: number;
  /** What it takes left and right of its anchor; known of blocks when their groups are placed. */
  left: number;
  right: number;
  /** The line is that of the spine, or the block on it. */
  readonly spine: boolean;
  /** Its place in its row, from 0. */
  at: number;
  /** Where its anchor stands, and its middle. */
  x: number;
  y: number;
  /** Lines from above and to below. */
  up: readonly Segment[];
  down: readonly Segment[];
}

/** A line from a row to the next. */
export interface Segment {
  readonly upper: Slot;
  readonly lower: Slot;
  readonly part: number;
  readonly spine: boolean;
  /** Where it begins and ends, from the anchors of its slots. */
  upperPort: number;
  lowerPort: number;
}

export interface Rows {
  /** From top to bottom, in the order from left to right. */
  readonly rows: Slot[][];
  /** Whether a row is one of blocks, of labels, or of lines that come in or go out. */
  readonly kinds: readonly ("blocks" | "labels" | "ends")[];
  /** Block → its slot. */
  readonly slots: readonly Slot[];
  /** Rank → its row, and that of the labels below it, or −1. */
  readonly rowOfRank: readonly number[];
  readonly labelRows: readonly number[];
}

/** Part → its segments, from top to bottom, and where its label stands; of all levels. */
export interface Chains {
  readonly segments: (readonly Segment[] | undefined)[];
  readonly labelSlots: Map<number, Slot>;
}

/** Free space on both sides of a line. */
const aroundLine = 2;

const none: readonly Segment[] = [];

/** Most lists have one: an array that grows would have room for seventeen. */
function withOne(list: readonly Segment[], segment: Segment): readonly Segment[] {
  if (list.length === 0) return [segment];
  (list as Segment[]).push(segment);
  return list;
}

const newSlot = (row: number, block: number, left: number, right: number, spine: boolean): Slot => {
  return { row, block, left, right, spine, at: 0, x: 0, y: 0, up: none, down: none };
};

function connect(upper: Slot, lower: Slot, part: number, spine: boolean): Segment {
  const segment: Segment = { upper, lower, part, spine, upperPort: 0, lowerPort: 0 };
  upper.down = withOne(upper.down, segment);
  lower.up = withOne(lower.up, segment);
  return segment;
}

/** Rows of blocks and, between them, of labels; each line that goes from row to row has a slot in all that it passes. */
export function rowsOf(units: readonly Unit[], { lines, ranks, rankCount }: Lines, { segments, labelSlots }: Chains, work: Work): Rows {
  const chains = lines.filter(({ kind }) => kind === "chain");
  const labelled = new Set(lines.map(({ labelRank }) => labelRank));
  const rows: Slot[][] = [];
  const kinds: Rows["kinds"][number][] = [];
  const add = (kind: Rows["kinds"][number]): number => {
    kinds.push(kind);
    return rows.push([]) - 1;
  };
  const entryRow = chains.some(({ from }) => from < 0) ? add("ends") : -1;
  const rowOfRank: number[] = [];
  const labelRows: number[] = [];
  for (let rank = 0; rank < rankCount; rank++) {
    rowOfRank.push(add("blocks"));
    labelRows.push(labelled.has(rank) ? add("labels") : -1);
  }
  const exitRow = chains.some(({ to }) => to < 0) ? add("ends") : -1;
  const put = (slot: Slot): Slot => {
    (rows[slot.row] as Slot[]).push(slot);
    return slot;
  };
  const slots = units.map(({ spine }, block) => put(newSlot(rowOfRank[ranks[block] as number] as number, block, 0, 0, spine)));
  for (const { part, from, to, spine, labelRank } of chains) {
    const first = from < 0 ? entryRow : (slots[from] as Slot).row;
    const last = to < 0 ? exitRow : (slots[to] as Slot).row;
    const { label } = edgeOf(work, part);
    let made: readonly Segment[] = none;
    let upper: Slot | undefined;
    for (let row = first; row <= last; row++) {
      const block = row === first ? from : row === last ? to : -1;
      let here = slots[block];
      if (here === undefined) {
        const isLabel = label !== undefined && labelRank !== undefined && row === labelRows[labelRank];
        // Beside its line, or over it where lines lead to the right.
        const [left, right] = !isLabel
          ? [aroundLine, aroundLine]
          : work.sideways
            ? [label.width + 3, aroundLine]
            : [aroundLine, label.width + 6];
        here = put(newSlot(row, -1, left, right, spine));
        if (isLabel) labelSlots.set(part, here);
      }
      if (upper !== undefined) made = withOne(made, connect(upper, here, part, spine));
      upper = here;
    }
    segments[part] = made;
  }
  return { rows, kinds, slots, rowOfRank, labelRows };
}
