/** Emitted by `process` where nobody takes the output any more. No signal of the system: to listen to SIGPIPE would change what it does. */
export const outputLost = "dagrad:outputLost";

/**
 * What asks a training to end, with the numbers of the signals: Ctrl-C, `kill` and service managers, a terminal that is closed, Ctrl-Break of
 * Windows, a closed pipe.
 */
const signals = { SIGINT: 2, SIGTERM: 15, SIGHUP: 1, SIGBREAK: 21, [outputLost]: 13 } as const;
type Signal = keyof typeof signals;

/** Those that somebody repeats who does not want to wait. The others come in series by themselves. */
const insistent: readonly Signal[] = ["SIGINT", "SIGTERM", "SIGBREAK"];

/** Within so many ms a second signal is the first one again: npm hands on the Ctrl-C that the terminal has sent already. */
const echo = 500;

/** What a shell reports of a program that a signal ended: 128 and the number of the signal. */
const exitCode = (signal: Signal): number => 128 + signals[signal];

export interface Interruption {
  /** Aborted at the first signal. */
  readonly signal: AbortSignal;
  /** The exit code that tells of the first signal; undefined where none came. */
  readonly code: number | undefined;
  /** Listens no more. */
  release(): void;
}

/** Listens to the signals that ask a training to end. A second one, half a second later or more, ends the process at once, by `exit`. */
export function listenToSignals(exit: (code: number) => void = process.exit): Interruption {
  const controller = new AbortController();
  let code: number | undefined;
  let asked = 0;
  const listen = (signal: Signal): void => {
    const now = performance.now();
    if (code !== undefined) {
      if (insistent.includes(signal) && now - asked >= echo) exit(exitCode(signal));
      return;
    }
    [code, asked] = [exitCode(signal), now];
    controller.abort();
  };
  const listeners = (Object.keys(signals) as Signal[]).map((signal) => [signal, () => listen(signal)] as const);
  for (const [signal, listener] of listeners) process.on(signal, listener);
  return {
    signal: controller.signal,
    get code() {
      return code;
    },
    release: () => {
      for (const [signal, listener] of listeners) process.off(signal, listener);
    },
  };
}
