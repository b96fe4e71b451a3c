import { subjectHtml } from "../../../explorer/explorer-html.ts";
import type { Snapshot } from "../../../explorer/time/snapshots.ts";
import type { Training } from "../../../train/training.ts";
import { bytesOfArrays, chosenFeeds } from "../../explore/data-feeds.ts";
import { modelSubject } from "../../explore/model-subject.ts";
import type { Model } from "../../load-model.ts";
import type { Terminal } from "../../terminal.ts";
import type { TrainingSettings } from "../training-of.ts";

/** Bytes of weights that a page holds: more make it slow to open, and `dagrad explore` shows them as well. */
const largest = 16 * 2 ** 20;

interface Trained {
  readonly model: Model;
  /** The module, as the user calls it. */
  readonly file: string;
  readonly settings: TrainingSettings;
  readonly training: Training;
  /** The parameters in the course of the training. */
  readonly snapshots?: readonly Snapshot[] | undefined;
}

/** The explorer's page of the trained network, on rows that it was trained with; undefined where it would be too large. */
export async function explorerOf(
  { model, file, settings, training, snapshots = [] }: Trained,
  title: string,
  terminal: Terminal,
): Promise<string | undefined> {
  const { graph, parameters } = training.network;
  if (bytesOfArrays(parameters) > largest) return undefined;
  // Of a stream, a batch that is looked at would be lost.
  const known = typeof settings.data === "function" ? undefined : settings;
  const chosen = await chosenFeeds({ ...model, graph }, file, { given: {}, training: known, rows: undefined }, terminal);
  const { seed = 0, minimize } = settings;
  const subject = await modelSubject({ title, graph, parameters, ...chosen, seed, of: minimize }, terminal.cwd);
  // Values of a run in Node are those of the trained parameters alone.
  return subjectHtml({ ...subject, ...(snapshots.length > 1 && subject.trace === undefined && { snapshots }) });
}
