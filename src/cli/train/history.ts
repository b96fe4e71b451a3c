import { dirname, join, resolve } from "node:path";
import type { Epoch } from "../../train/fit-options.ts";
import { asText, readBytes } from "../read-file.ts";

/** What history.json keeps of an epoch. */
export type EpochRecord = Pick<Epoch, "epoch" | "metrics" | "validation" | "learningRate" | "rows" | "milliseconds">;

const format = "dagrad/history/1";
export const historyFile = "history.json";

export const recordOf = ({ epoch, metrics, validation, learningRate, rows, milliseconds }: Epoch): EpochRecord => ({
  epoch,
  metrics,
  ...(validation && { validation }),
  learningRate,
  rows,
  milliseconds: Math.round(milliseconds * 1000) / 1000,
});

/** JSON, one epoch a line. */
export const historyJson = (epochs: readonly EpochRecord[]): string =>
  `{ "format": "${format}", "epochs": [\n${epochs.map((epoch) => JSON.stringify(epoch)).join(",\n")}\n] }\n`;

/** The epochs up to a checkpoint, from the file beside it; none where that file is missing or does not lead there. */
export async function historyBeside(checkpoint: string, done: number, cwd: string): Promise<EpochRecord[]> {
  const file = join(dirname(resolve(cwd, checkpoint)), historyFile);
  try {
    const history = JSON.parse(asText(await readBytes(file, historyFile), historyFile)) as {
      readonly format?: unknown;
      readonly epochs?: readonly EpochRecord[];
    };
    const epochs = (history.epochs ?? []).slice(0, done);
    const fits = history.format === format && epochs.length === done && epochs.every(({ epoch, metrics }, i) => epoch === i + 1 && metrics);
    return fits ? epochs : [];
  } catch {
    return [];
  }
}
