/**
 * The words by which the main thread and the workers meet: int32 in shared memory of their own, apart from that of any module.
 *
 * First come the call's own words, then `perWorker` words of each worker. The main thread writes a call, opens its parts and rings the
 * bells of their workers. A part belongs to whoever first exchanges its `open` for 0: its worker, or the main thread once it has
 * nothing else to do. Numbers of calls are never 0 and differ from call to call, so that a worker that is late takes no part of a
 * later call.
 */
export const word = {
  /** Number of the module that the parts are of. */
  module: 0,
  /** Number of the group in that module, of those that are shared. */
  group: 1,
} as const;

/** Words of one worker, from `wordOf` on. */
export const workerWord = {
  /** Changes whenever there is something to do: the word that the worker waits for. */
  bell: 0,
  /** Number of messages that it was sent. */
  posted: 1,
  /** The call whose part it may take; 0 where somebody has. */
  open: 2,
  /** The last call whose part it has computed. */
  done: 3,
} as const;

/** Words of a worker's own cache line. */
export const perWorker = 16;

/** First word of worker 1, 2, …. */
export const wordOf = (worker: number): number => worker * perWorker;

/** Bytes for so many workers. */
export const controlBytes = (workers: number): number => 4 * wordOf(workers + 1);

/** Name of the function that computes a part of a group, as the module exports it. */
export const partName = (group: number, part: number): string => `${group}/${part}`;
