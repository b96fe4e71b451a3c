import { noSnapshots, recorded, roomFor, type Snapshot } from "../../explorer/time/snapshots.ts";
import type { Epoch } from "../../train/fit-options.ts";
import type { Training } from "../../train/training.ts";

/** Bytes of snapshots that the page of a report holds, at most: it is opened at once. */
const mostBytes = 4 * 2 ** 20;
/** Of a network that leaves room for fewer, a replay would tell nothing. */
const fewest = 8;

export interface SnapshotRecorder {
  /** After each epoch. */
  epoch(ended: Epoch): void;
  /** Evenly spread over the epochs, the first and the last among them; none of a network that is too large. */
  snapshots(): readonly Snapshot[];
}

/** Records the parameters of a training as it goes on, for its replay in the explorer. `done` epochs came before. */
export function recordSnapshots(training: Training, minimize: string, done: number): SnapshotRecorder {
  const { memory } = training.network;
  const bytes = [...memory.values()].reduce((sum, { data }) => sum + data.byteLength, 0);
  const room = Math.min(Math.floor(mostBytes / Math.max(1, bytes)), roomFor({}));
  if (room < fewest) return { epoch: () => {}, snapshots: () => [] };
  const present = (): Snapshot["parameters"] => training.network.parameters;
  let taken = recorded(noSnapshots, { epoch: done, parameters: present() }, room);
  return {
    // Each is taken: after the last one the parameters may become those of the best epoch.
    epoch({ epoch, metrics }) {
      taken = recorded(taken, { epoch, loss: metrics[minimize], parameters: present() }, room);
    },
    snapshots: () => taken.kept,
  };
}
