/** What was, is and comes again: the states that undo and redo go through. Plain data; each function gives a new one. */
export interface Timeline<T> {
  readonly past: readonly T[];
  readonly present: T;
  readonly future: readonly T[];
}

/** Older states are forgotten. */
const mostKept = 200;

export const timelineOf = <T>(present: T): Timeline<T> => ({ past: [], present, future: [] });

/** A new present. `merges`: of one gesture, such as a slider that is drawn, the state before it stays the one to go back to. */
export const changed = <T>({ past, present }: Timeline<T>, next: T, merges = false): Timeline<T> => ({
  past: merges ? past : [...past, present].slice(-mostKept),
  present: next,
  future: [],
});

export const undone = <T>(timeline: Timeline<T>): Timeline<T> => {
  const { past, present, future } = timeline;
  return past.length === 0 ? timeline : { past: past.slice(0, -1), present: past.at(-1) as T, future: [present, ...future] };
};

export const redone = <T>(timeline: Timeline<T>): Timeline<T> => {
  const { past, present, future } = timeline;
  return future.length === 0 ? timeline : { past: [...past, present], present: future[0] as T, future: future.slice(1) };
};
