/** What came before and what was undone; a value, so that whoever holds one holds a moment. */
export interface Steps<T> {
  readonly past: readonly Step<T>[];
  readonly future: readonly Step<T>[];
}

/** What a step did, in words, and what was there on the other side of it. */
export interface Step<T> {
  readonly label: string;
  readonly state: T;
}

export const noSteps: Steps<never> = { past: [], future: [] };

/** Steps that can be undone, at most; older ones are forgotten. */
const most = 100;

/** After a step away from `before`: what was undone cannot be redone any more. */
export const done = <T>({ past }: Steps<T>, label: string, before: T): Steps<T> => ({
  past: [...past, { label, state: before }].slice(-most),
  future: [],
});

/** The steps, and the state to go to; undefined where nothing is left to undo. */
export function undone<T>({ past, future }: Steps<T>, now: T): { readonly steps: Steps<T>; readonly to: T } | undefined {
  const last = past.at(-1);
  return last && { steps: { past: past.slice(0, -1), future: [...future, { label: last.label, state: now }] }, to: last.state };
}

/** The steps, and the state to go to; undefined where nothing was undone. */
export function redone<T>({ past, future }: Steps<T>, now: T): { readonly steps: Steps<T>; readonly to: T } | undefined {
  const last = future.at(-1);
  return last && { steps: { past: [...past, { label: last.label, state: now }], future: future.slice(0, -1) }, to: last.state };
}
