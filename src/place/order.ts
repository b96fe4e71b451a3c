import type { Segment, Slot } from "./rows.ts";

/** Down and up again, so many times. */
const sweeps = 3;

/**
 * Orders each row so that few lines cross: each slot goes to the mean place of what it is connected to, row by row down and up; the best
 * order that was seen stays. Rows that are fixed keep theirs. It depends on connections alone, never on sizes: a box that opens does not change it.
 * Source: Sugiyama, Tagawa and Toda, Methods for Visual Understanding of Hierarchical System Structures (1981).
 */
export function orderRows(rows: Slot[][], isFixed: readonly boolean[], count: (steps: number) => void): void {
  for (const row of rows) renumber(row);
  let best = crossings(rows, count);
  if (best === 0) return;
  let kept = rows.map((row) => [...row]);
  for (let sweep = 0; sweep < sweeps && best > 0; sweep++) {
    for (const isDown of [true, false]) {
      for (let i = 0; i < rows.length; i++) {
        const at = isDown ? i : rows.length - 1 - i;
        const row = rows[at] as Slot[];
        count(row.length);
        if (!isFixed[at]) sortByMeans(row, isDown);
      }
      const now = crossings(rows, count);
      if (now < best) {
        best = now;
        kept = rows.map((row) => [...row]);
      }
    }
  }
  for (const [i, row] of kept.entries()) {
    rows[i] = row;
    renumber(row);
  }
}

const renumber = (row: readonly Slot[]): void => {
  for (const [i, slot] of row.entries()) slot.at = i;
};

function sortByMeans(row: Slot[], isDown: boolean): void {
  if (row.length < 2) return;
  const means = new Map<Slot, number>();
  for (const slot of row) {
    const segments = isDown ? slot.up : slot.down;
    let sum = 0;
    for (const { upper, lower } of segments) sum += isDown ? upper.at : lower.at;
    means.set(slot, segments.length === 0 ? Number.NaN : sum / segments.length);
  }
  // What is connected to nothing there stays behind what it stood behind.
  let before = -1;
  for (const slot of row) {
    const mean = means.get(slot) as number;
    if (Number.isNaN(mean)) means.set(slot, before);
    else before = mean;
  }
  row.sort((a, b) => (means.get(a) as number) - (means.get(b) as number) || a.at - b.at);
  renumber(row);
}

/** How many pairs of lines cross, a crossing of the spine counted for three. */
function crossings(rows: readonly (readonly Slot[])[], count: (steps: number) => void): number {
  let sum = 0;
  for (const row of rows) {
    count(row.length);
    if (row.length === 1) continue;
    const segments: Segment[] = [];
    for (const { down } of row)
      for (const segment of down.length > 1 ? [...down].sort((a, b) => a.lower.at - b.lower.at) : down) segments.push(segment);
    count(segments.length);
    if (segments.length > 1) sum += inversions(segments);
  }
  return sum;
}

/** Pairs of lines that begin in one order and end in the other: a Fenwick tree counts those behind each as they come. */
function inversions(segments: readonly Segment[]): number {
  let size = 1;
  for (const { lower } of segments) size = Math.max(size, lower.at + 2);
  const tree = new Float64Array(size + 1);
  let [total, sum] = [0, 0];
  for (const { lower, spine } of segments) {
    let upTo = 0;
    for (let i = lower.at + 1; i > 0; i -= i & -i) upTo += tree[i] as number;
    const weight = spine ? 3 : 1;
    sum += weight * (total - upTo);
    for (let i = lower.at + 1; i <= size; i += i & -i) tree[i] = (tree[i] as number) + weight;
    total += weight;
  }
  return sum;
}
