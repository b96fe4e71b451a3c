import type { Checkpoint } from "../../train/checkpoint.ts";
import type { Epoch } from "../../train/fit-options.ts";
import { pacer } from "../../train/pause.ts";
import type { Training } from "../../train/training.ts";

/** How a training came to its end. */
export type Ending = "done" | "stopped" | "interrupted";

export interface RunOptions {
  /** The number of the last epoch. */
  readonly last: number;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** Epochs from one checkpoint to the next; one about every minute where it is undefined. */
  readonly checkpointEvery: number | undefined;
  /** After each epoch. */
  readonly onEpoch: (epoch: Epoch) => void;
  /** Writes a checkpoint. */
  readonly save: (checkpoint: Checkpoint) => Promise<void>;
}

/** Time between two checkpoints, in ms, where no number of epochs is given. */
const usualPause = 60_000;

/**
 * Runs a training to its end, to Ctrl-C or to an error, which is thrown. In each case a checkpoint of the last whole epoch has been
 * saved, so that going on from there is going on bit for bit; after Ctrl-C the network has the parameters of that epoch again.
 */
export async function runTraining(training: Training, { last, signal, checkpointEvery, onEpoch, save }: RunOptions): Promise<Ending> {
  let ending: Ending = "done";
  let savedAt = performance.now();
  // Without it, epochs of less than a millisecond would leave the event loop, and so Ctrl-C, no turn.
  const pace = pacer();
  const isDue = (epoch: number): boolean =>
    checkpointEvery === undefined ? performance.now() - savedAt >= usualPause : epoch % checkpointEvery === 0;
  try {
    for await (const epoch of training) {
      onEpoch(epoch);
      if (epoch.stopped) ending = "stopped";
      // Behind the last epoch the iterator may take back the best parameters: the checkpoint comes before.
      if (isDue(epoch.epoch) || epoch.stopped || epoch.epoch === last) {
        await save(training.checkpoint());
        savedAt = performance.now();
      }
      await pace();
    }
  } catch (error) {
    await save(training.checkpoint());
    if (!signal.aborted || error !== signal.reason) throw error;
    ending = "interrupted";
    training.step.setParameters(training.state().parameters);
  }
  return ending;
}
