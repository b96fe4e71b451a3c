import type { Epoch, Training, TrainingState } from "../../train/fit.ts";
import { pacer } from "../../train/pause.ts";

/** How a training came to its end. */
export type Ending = "done" | "stopped" | "interrupted";

export interface RunOptions {
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** Epochs from one checkpoint to the next; one about every minute where it is undefined. */
  readonly checkpointEvery: number | undefined;
  /** After each epoch. */
  readonly onEpoch: (epoch: Epoch) => void;
  /** Writes a checkpoint of the state after the epochs so far. */
  readonly save: (state: TrainingState) => Promise<void>;
}

/** Time between two checkpoints, in ms, where no number of epochs is given. */
const usualPause = 60_000;

/**
 * Runs a training to its end, to Ctrl-C or to an error, which is thrown. In each case the last thing it does is to save a checkpoint
 * of the last epoch that is complete, so that going on from there is going on bit for bit.
 */
export async function runTraining(training: Training, { signal, checkpointEvery, onEpoch, save }: RunOptions): Promise<Ending> {
  let state = training.state();
  let ending: Ending = "done";
  let savedAt = performance.now();
  // Without it, epochs of less than a millisecond would leave the event loop, and so Ctrl-C, no turn.
  const pace = pacer();
  const isDue = (epoch: number): boolean =>
    checkpointEvery === undefined ? performance.now() - savedAt >= usualPause : epoch % checkpointEvery === 0;
  try {
    for await (const epoch of training) {
      state = training.state();
      onEpoch(epoch);
      if (epoch.stopped) ending = "stopped";
      await pace();
      if (isDue(epoch.epoch)) {
        await save(state);
        savedAt = performance.now();
      }
    }
  } catch (error) {
    if (error !== signal.reason) {
      await save(state);
      throw error;
    }
    ending = "interrupted";
    training.step.setParameters(state.parameters);
  }
  await save(state);
  return ending;
}
