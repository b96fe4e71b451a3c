/** What a shell reports of a program that Ctrl-C ended: 128 and the number of the signal. */
export const interrupted = 130;

/**
 * Calls `first` at the first Ctrl-C; at the second, ends the process at once. Returns what takes the listener away.
 * `exit` stands for `process.exit`.
 */
export function onInterrupt(first: () => void, exit: (code: number) => void = process.exit): () => void {
  let count = 0;
  const listen = (): void => {
    count++;
    if (count === 1) first();
    else exit(interrupted);
  };
  process.on("SIGINT", listen);
  return () => {
    process.off("SIGINT", listen);
  };
}
