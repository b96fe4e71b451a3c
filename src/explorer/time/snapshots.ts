import type { NodeId } from "../../../graph/graph.ts";
import type { NdArray } from "../../../graph/ndarray.ts";

/** The parameters after an epoch of a training; epoch 0 is its start. */
export interface Snapshot {
  readonly epoch: number;
  /** What was minimised, over that epoch; undefined at the start, and where nobody measured it. */
  readonly loss?: number | undefined;
  readonly parameters: Readonly<Record<NodeId, NdArray>>;
}

/** Snapshots of a training, evenly spread over its epochs so far. */
export interface Snapshots {
  readonly kept: readonly Snapshot[];
  /** Epochs from one that is kept to the next, but for the last. */
  readonly stride: number;
}

export const noSnapshots: Snapshots = { kept: [], stride: 1 };

/** Snapshots that are kept, at most. */
const most = 200;
/** Bytes that all of them take, at most. */
const mostBytes = 64 * 2 ** 20;

/** How many snapshots of these parameters are kept: each in its own dtype, as replaying it gives the very bits. */
export function roomFor(parameters: Snapshot["parameters"]): number {
  const bytes = Object.values(parameters).reduce((sum, { data }) => sum + data.byteLength, 0);
  return Math.max(2, Math.min(most, Math.floor(mostBytes / Math.max(1, bytes))));
}

/** True where a snapshot of that epoch will stay: the others need not be taken. */
export const isKept = ({ kept, stride }: Snapshots, epoch: number): boolean => (epoch - (kept[0]?.epoch ?? epoch)) % stride === 0;

/**
 * With a further snapshot, which is the last. Where there are too many, every other one goes, and from then on half as many come: the first
 * and the last stay, and those between them lie equally far apart.
 */
export function recorded({ kept, stride }: Snapshots, snapshot: Snapshot, room = roomFor(snapshot.parameters)): Snapshots {
  const first = kept[0]?.epoch ?? snapshot.epoch;
  const onStride = (apart: number) => (one: Snapshot) => (one.epoch - first) % apart === 0;
  let between = kept.filter(onStride(stride)).filter(({ epoch }) => epoch < snapshot.epoch);
  let apart = stride;
  while (between.length + 1 > Math.max(2, room)) {
    apart *= 2;
    between = between.filter(onStride(apart));
  }
  return { kept: [...between, snapshot], stride: apart };
}

/** At most as many as there is room for, evenly chosen, the first and the last among them: of checkpoints, which may lie anywhere. */
export function thinned(
  snapshots: readonly Snapshot[],
  room = snapshots[0] === undefined ? most : roomFor(snapshots[0].parameters),
): Snapshot[] {
  const { length } = snapshots;
  if (length <= room) return [...snapshots];
  return Array.from({ length: room }, (_, i) => snapshots[Math.round((i * (length - 1)) / (room - 1))] as Snapshot);
}
