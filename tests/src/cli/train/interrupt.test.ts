import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { listenToSignals, outputLost } from "../../../../src/cli/train/interrupt.ts";

type Signal = "SIGINT" | "SIGTERM" | "SIGHUP" | typeof outputLost;
const signals = ["SIGINT", "SIGTERM", "SIGHUP", outputLost] as const;

/** Listens; `send` calls the new listeners only, those of the test runner not. */
function listening() {
  const before = new Map(signals.map((signal) => [signal, process.listeners(signal as "SIGINT")]));
  const exit = vi.fn();
  const interruption = listenToSignals(exit);
  const added = new Map(
    signals.map((signal) => [signal, process.listeners(signal as "SIGINT").filter((one) => !before.get(signal)?.includes(one))]),
  );
  const send = (signal: Signal): void => {
    for (const listener of added.get(signal) ?? []) (listener as () => void)();
  };
  return { before, exit, interruption, send };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

// 128 and the signal's number, as POSIX shells report it.
test.each([
  ["SIGINT", 130],
  ["SIGTERM", 143],
  ["SIGHUP", 129],
  [outputLost, 141],
] as const)("%s aborts, and its exit code is %i", (signal, code) => {
  const { before, exit, interruption, send } = listening();
  expect([interruption.signal.aborted, interruption.code]).toEqual([false, undefined]);
  send(signal);
  expect([interruption.signal.aborted, interruption.code, exit.mock.calls]).toEqual([true, code, []]);
  interruption.release();
  for (const one of signals) expect(process.listeners(one as "SIGINT")).toEqual(before.get(one));
});

test("a second SIGINT or SIGTERM ends the process at once, with its own code", () => {
  const { exit, interruption, send } = listening();
  send("SIGHUP");
  vi.advanceTimersByTime(600);
  send("SIGINT");
  send("SIGTERM");
  expect([interruption.code, exit.mock.calls]).toEqual([129, [[130], [143]]]);
  interruption.release();
});

test("the echo of a signal within half a second is no second one: npm hands on a Ctrl-C that the terminal has sent, too", () => {
  const { exit, interruption, send } = listening();
  send("SIGINT");
  vi.advanceTimersByTime(400);
  send("SIGINT");
  expect(exit).not.toHaveBeenCalled();
  interruption.release();
});

test("SIGHUP and lost output come in series and end nothing: the terminal, the shell and each write may send one", () => {
  const { exit, interruption, send } = listening();
  send("SIGTERM");
  vi.advanceTimersByTime(10_000);
  send("SIGHUP");
  send(outputLost);
  expect([interruption.code, exit.mock.calls]).toEqual([143, []]);
  interruption.release();
});
