import { expect, test, vi } from "vitest";
import { showDuration } from "../../../../src/cli/train/duration.ts";
import { showMetric } from "../../../../src/cli/train/epoch-line.ts";
import { lineProgress, startProgress } from "../../../../src/cli/train/progress.ts";

const epoch = (number: number, stopped = false) => ({
  epoch: number,
  metrics: { loss: 0.5, accuracy: 0.75 },
  learningRate: 1,
  rows: 10,
  batches: 1,
  milliseconds: 1,
  stopped,
});

const terminal = (isTTY = false) => {
  const written = { stdout: "", stderr: "" };
  const write = (stream: "stdout" | "stderr") => (content: string | Uint8Array) => {
    written[stream] += String(content);
    return true;
  };
  const stderr = {
    write: write("stderr"),
    isTTY,
    columns: 80,
    cursorTo() {},
    clearLine() {},
    moveCursor() {},
    on() {},
    removeListener() {},
  };
  return { written, stdout: { write: write("stdout") }, stderr, cwd: "" };
};

/** The numbers of the epochs that got a line. */
const linesOf = (done: number, last: number, stopped?: number): number[] => {
  const { written, ...rest } = terminal();
  const progress = lineProgress({ done, last }, rest);
  for (let number = done + 1; number <= (stopped ?? last); number++) progress.epoch(epoch(number, number === stopped));
  progress.end();
  return Array.from(written.stdout.matchAll(/^epoch +(\d+)\//gm), ([, number]) => Number(number));
};

test("up to 100 epochs have a line each, 10,000 the first and every 100th, and any training its last", () => {
  expect(linesOf(0, 4)).toEqual([1, 2, 3, 4]);
  expect(linesOf(0, 100)).toHaveLength(100);
  expect(linesOf(0, 101)).toEqual([1, ...Array.from({ length: 50 }, (_, i) => 2 * i + 2), 101]);
  expect(linesOf(0, 10_000)).toEqual([1, ...Array.from({ length: 100 }, (_, i) => 100 * (i + 1))]);
  expect(linesOf(7, 10)).toEqual([8, 9, 10]);
  expect(linesOf(0, 10_000, 251)).toEqual([1, 100, 200, 251]);
});

test("a line tells metrics, samples a second and the time that is left", () => {
  const { written, ...rest } = terminal();
  vi.spyOn(performance, "now").mockReturnValueOnce(0).mockReturnValueOnce(2000);
  lineProgress({ done: 0, last: 4 }, rest).epoch({ ...epoch(1), rows: 5000, validation: { loss: 0.25 } });
  vi.restoreAllMocks();
  // One epoch of 5000 rows in 2 s: 2500 rows a second, and three epochs are left.
  expect(written.stdout).toBe("epoch 1/4  loss 0.5  accuracy 0.75  validation loss 0.25  2,500 samples/s  ETA 6.0 s\n");
});

test("on a terminal there is a bar on stderr, and one line on stdout at the end", async () => {
  const { written, ...rest } = terminal(true);
  const progress = await startProgress({ done: 0, last: 2 }, rest);
  progress.batch({ epoch: 1, batch: 1, rows: 5, totalRows: 10 });
  for (const number of [1, 2]) progress.epoch(epoch(number));
  progress.end();
  expect(written.stderr).toContain("░");
  expect(written.stdout).toMatch(/^epoch 2\/2 {2}loss 0\.5 {2}accuracy 0\.75 {2}in \d\.\d s\n$/);
});

test("times and metrics are short", () => {
  expect([420, 9940, 12_300, 59_400, 59_600, 185_000, 7_800_000].map(showDuration)).toEqual([
    "0.4 s",
    "9.9 s",
    "12 s",
    "59 s",
    "1 min 00 s",
    "3 min 05 s",
    "2 h 10 min",
  ]);
  expect([0.123456, 12345.6, 0, 0.00001848, -0.0005].map(showMetric)).toEqual(["0.1235", "12350", "0", "1.848e-5", "-5e-4"]);
});
