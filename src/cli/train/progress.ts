import type { BatchProgress, Epoch } from "../../train/fit-options.ts";
import type { Terminal } from "../terminal.ts";
import { showDuration } from "./duration.ts";
import { type Pace, showMetrics, showPace } from "./epoch-line.ts";
import type { EpochRange } from "./epoch-range.ts";
import { type ProgressBar, startBar } from "./progress-bar.ts";

/** Shows how a training goes. */
export interface Progress {
  batch(progress: BatchProgress): void;
  epoch(epoch: Epoch): void;
  end(): void;
}

/** Lines that a long training prints, about. */
const mostLines = 100;

/** A bar on a terminal, where the library for it is installed; plain lines on stdout elsewhere. */
export async function startProgress(range: EpochRange, terminal: Terminal): Promise<Progress> {
  const { isTTY } = terminal.stderr as { readonly isTTY?: boolean };
  const bar = isTTY ? await startBar(terminal.stderr as NodeJS.WriteStream, range) : undefined;
  return bar ? barProgress(bar, range, terminal) : lineProgress(range, terminal);
}

/** A line for the first and the last epoch and, between them, for each where there are few, else for every 2nd, 5th, 10th … */
export function lineProgress({ done, last }: EpochRange, { stdout }: Terminal): Progress {
  const meter = startMeter({ done, last });
  const every = stepFor(last - done);
  const width = String(last).length;
  return {
    batch: () => {},
    epoch: (epoch) => {
      meter.add(epoch);
      const number = epoch.epoch;
      if (number !== done + 1 && number !== last && number % every !== 0 && !epoch.stopped) return;
      stdout.write(`epoch ${String(number).padStart(width)}/${last}  ${showMetrics(epoch)}  ${showPace(meter.pace(number))}\n`);
    },
    end: () => {},
  };
}

/** A bar on stderr that is drawn over and over, and one line on stdout at the end. */
function barProgress(bar: ProgressBar, { done, last }: EpochRange, { stdout }: Terminal): Progress {
  const meter = startMeter({ done, last });
  const started = performance.now();
  let text = "";
  let latest: Epoch | undefined;
  return {
    batch: ({ epoch, rows, totalRows }) => {
      if (totalRows !== undefined) bar.update(epoch - 1 + rows / totalRows, { text });
    },
    epoch: (epoch) => {
      meter.add(epoch);
      latest = epoch;
      text = `epoch ${epoch.epoch}/${last}  ${showMetrics(epoch)}  ${showPace(meter.pace(epoch.epoch))}`;
      bar.update(epoch.epoch, { text });
    },
    end: () => {
      bar.stop();
      if (latest) stdout.write(`epoch ${latest.epoch}/${last}  ${showMetrics(latest)}  in ${showDuration(performance.now() - started)}\n`);
    },
  };
}

interface Meter {
  add(epoch: Epoch): void;
  /** Since the last call; the time left goes by all epochs of this run. */
  pace(epoch: number): Pace;
}

function startMeter({ done, last }: EpochRange): Meter {
  const started = performance.now();
  let since = started;
  let rows = 0;
  return {
    add: (epoch) => {
      rows += epoch.rows;
    },
    pace: (epoch) => {
      const now = performance.now();
      const pace = {
        samplesPerSecond: (1000 * rows) / Math.max(now - since, 1e-3),
        left: ((now - started) / (epoch - done)) * (last - epoch),
      };
      [since, rows] = [now, 0];
      return pace;
    },
  };
}

/** 1, 2, 5, 10, 20 …: so many epochs a line. */
function stepFor(epochs: number): number {
  for (let power = 1; ; power *= 10) {
    for (const digit of [1, 2, 5]) if (epochs / (digit * power) <= mostLines) return digit * power;
  }
}
