import type { EpochRange } from "./epoch-range.ts";

/** The part of cli-progress that is used. */
export interface ProgressBar {
  update(value: number, payload: { readonly text: string }): void;
  stop(): void;
}

/** A bar over epochs, drawn ten times a second at most. Undefined where the optional package cli-progress is not installed. */
export async function startBar(stream: NodeJS.WriteStream, { done, last }: EpochRange): Promise<ProgressBar | undefined> {
  const { default: library } = await import("cli-progress").catch(() => ({ default: undefined }));
  if (library === undefined) return undefined;
  const bar = new library.SingleBar({
    stream,
    format: "{bar} {text}",
    barCompleteChar: "█",
    barIncompleteChar: "░",
    barsize: 24,
    fps: 10,
    hideCursor: true,
    clearOnComplete: true,
    stopOnComplete: false,
    linewrap: false,
  });
  bar.start(last, done, { text: "" });
  return bar;
}
