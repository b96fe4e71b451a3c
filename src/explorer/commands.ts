/** What keys and buttons ask for of parts of the explorer that do it while they are shown. */
export type CommandName = "fit" | "up" | "down" | "toggle" | "edit" | "undo" | "redo" | "find" | "help";

export interface Commands {
  /** Has a name do something, until what is returned is called. The last who offers is asked. */
  offer(name: CommandName, run: () => void): () => void;
  /** Does it; false where nothing offers to. */
  run(name: CommandName): boolean;
}

export function commands(): Commands {
  const offered = new Map<CommandName, (() => void)[]>();
  return {
    offer(name, run) {
      offered.set(name, [...(offered.get(name) ?? []), run]);
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
  };
}
