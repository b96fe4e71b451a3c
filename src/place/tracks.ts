/** A line along a channel between rows: from where to where. */
export interface Run {
  readonly from: number;
  readonly to: number;
}

/** How near two lines of one track may come. */
const apart = 8;

/**
 * The track of each run, from 0, so that runs of one track are apart: each takes the first that is free where it begins, in the order in which
 * they begin; that needs as many tracks as runs overlap somewhere.
 */
export function tracksOf(runs: readonly Run[]): { tracks: number[]; count: number } {
  const order = runs.map((_, i) => i).sort((a, b) => (runs[a] as Run).from - (runs[b] as Run).from || a - b);
  const tracks = new Array<number>(runs.length).fill(0);
  // A heap of the tracks by where they become free.
  const heap: { free: number; track: number }[] = [];
  let count = 0;
  for (const i of order) {
    const { from, to } = runs[i] as Run;
    const first = heap[0];
    const track = first !== undefined && first.free + apart <= from ? first.track : count++;
    if (track === first?.track) {
      first.free = to;
      sink(heap, 0);
    } else {
      heap.push({ free: to, track });
      rise(heap, heap.length - 1);
    }
    tracks[i] = track;
  }
  return { tracks, count };
}

type Heap = { free: number; track: number }[];
const isBefore = (heap: Heap, a: number, b: number): boolean => (heap[a] as Heap[number]).free < (heap[b] as Heap[number]).free;

function swap(heap: Heap, a: number, b: number): void {
  [heap[a], heap[b]] = [heap[b] as Heap[number], heap[a] as Heap[number]];
}

function rise(heap: Heap, start: number): void {
  for (let at = start; at > 0; ) {
    const parent = (at - 1) >> 1;
    if (!isBefore(heap, at, parent)) return;
    swap(heap, at, parent);
    at = parent;
  }
}

function sink(heap: Heap, start: number): void {
  for (let at = start; ; ) {
    let least = at;
    for (const child of [2 * at + 1, 2 * at + 2]) if (child < heap.length && isBefore(heap, child, least)) least = child;
    if (least === at) return;
    swap(heap, at, least);
    at = least;
  }
}
