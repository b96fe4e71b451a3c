import type { Epoch } from "../../train/fit-options.ts";
import { pacer } from "../../train/pause.ts";
import type { Training } from "../../train/training.ts";
import type { Checkpoint } from "../../train/training-state.ts";
import { settled } from "../settled.ts";

/** How a training came to its end. */
export type Ending = "done" | "stopped" | "interrupted";

export interface RunOptions {
  /** The number of the last epoch. */
  readonly last: number;
  /** Aborted by a signal. */
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
 * Runs a training to its end, to a signal or to an error, which is thrown. In each case a checkpoint of the last whole epoch has been
 * saved, so that going on from there is going on bit for bit; after a signal the network has the parameters of that epoch again.
 */
export async function runTraining(training: Training, { last, signal, checkpointEvery, onEpoch, save }: RunOptions): Promise<Ending> {
  let ending: Ending = "done";
  let savedAt = performance.now();
  // Without it, epochs of less than a millisecond would leave the event loop, and so signals, no turn.
  const pace = pacer();
  const isDue = (epoch: number): boolean =>
    checkpointEvery === undefined ? performance.now() - savedAt >= usualPause : epoch % checkpointEvery === 0;
  try {
    for await (const epoch of epochsOf(training, signal)) {
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

/** How long a training may take to hear a signal, in ms. While it computes, no time passes here: longer it can only wait for data. */
const hearing = 1000;

/** The epochs of a training; an error where it waits for data that never comes, or does not come after a signal. */
async function* epochsOf(training: Training, signal: AbortSignal): AsyncGenerator<Epoch> {
  const iterator = training[Symbol.asyncIterator]();
  for (;;) {
    const { done, value } = await nextOf(iterator, signal);
    if (done) return;
    yield value;
  }
}

function nextOf(iterator: AsyncIterator<Epoch>, signal: AbortSignal): Promise<IteratorResult<Epoch>> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let wait = (): void => {};
  const next = new Promise<IteratorResult<Epoch>>((resolve, reject) => {
    wait = () => {
      timer = setTimeout(() => reject(signal.reason), hearing);
    };
    iterator.next().then(resolve, reject);
  });
  if (signal.aborted) wait();
  else signal.addEventListener("abort", wait);
  return settled(
    next,
    "training.data: its batches must come, got a promise that nothing is left to settle; let it resolve or reject",
  ).finally(() => {
    clearTimeout(timer);
    signal.removeEventListener("abort", wait);
  });
}
