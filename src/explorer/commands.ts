/** What keys and buttons ask for, by what does it: parts of the explorer offer what they can do while they are shown. */
export type CommandName =
  // Of the stepper.
  | "step-forward"
  | "step-back"
  | "step-first"
  | "step-last"
  // Of the picture.
  | "fit"
  | "up"
  | "down"
  | "toggle"
  // Of edits.
  | "undo"
  | "redo"
  // Of the page.
  | "find"
  | "help"
  | "save-page"
  | "save-svg"
  | "save-png";

export interface Commands {
  /** Has a name do something, until what is returned is called. The last who offers is asked. */
  offer(name: CommandName, run: () => void): () => void;
  /** Does it; false where nothing offers to. */
  run(name: CommandName): boolean;
  /** Whether something offers to. */
  has(name: CommandName): boolean;
}

export function commands(): Commands {
  const offered = new Map<CommandName, (() => void)[]>();
  return {
    offer(name, run) {
      const known = offered.get(name) ?? [];
      offered.set(name, [...known, run]);
      return () =>
        offered.set(
          name,
          (offered.get(name) ?? []).filter((one) => one !== run),
        );
    },
    run(name) {
      const run = offered.get(name)?.at(-1);
      run?.();
      return run !== undefined;
    },
    has: (name) => (offered.get(name)?.length ?? 0) > 0,
  };
}
