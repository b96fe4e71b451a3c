import { basename, extname, resolve } from "node:path";
import type { Graph } from "../../../graph/graph.ts";
import { opsOf } from "../../../graph/ops-of.ts";
import { recordSources } from "../../../graph/sources.ts";
import { ancestors } from "../../../graph/walk.ts";
import { standardOps } from "../../all-ops.ts";
import { random } from "../../data/random.ts";
import type { Names } from "../../model/model.ts";
import { toModel } from "../../model/to-model.ts";
import { fit } from "../../train/fit.ts";
import type { Epoch, FitOptions } from "../../train/fit-options.ts";
import { notifier } from "../../train/notices.ts";
import type { Checkpoint } from "../../train/training-state.ts";
import { backendNamed, backendOption } from "../backend-option.ts";
import { CliError } from "../cli-error.ts";
import { defineCommand, type OptionValues } from "../command.ts";
import { loadModel, modelOptions } from "../load-model.ts";
import { placed, withDeepStacks } from "../place-in-model.ts";
import { likelyOutputs } from "../predict/choose-output.ts";
import type { Terminal } from "../terminal.ts";
import { showMetrics } from "../train/epoch-line.ts";
import { type EpochRecord, historyBeside, historyFile, historyJson, recordOf } from "../train/history.ts";
import { listenToSignals } from "../train/interrupt.ts";
import { namesOf } from "../train/names-of.ts";
import { type OutputFolder, openFolder } from "../train/output-folder.ts";
import { type Progress, startProgress } from "../train/progress.ts";
import { readCheckpoint } from "../train/read-checkpoint.ts";
import { recordSnapshots } from "../train/record-snapshots.ts";
import { layerOutputs } from "../train/report/layers.ts";
import { type Ending, runTraining } from "../train/run-training.ts";
import { type TrainingSettings, trainingOf } from "../train/training-of.ts";
import { wholeNumber } from "../train/whole-number.ts";
import { type Trained, writeReport } from "../train/write-report.ts";

const modelFile = "model.safetensors";
const checkpointFile = "checkpoint.safetensors";

const options = {
  epochs: { type: "string", short: "e", value: "number", help: "passes over the data in all (default: as the module says, else 10)" },
  "batch-size": { type: "string", short: "b", value: "rows", help: "rows of a batch (default: as the module says, else 32)" },
  seed: {
    type: "string",
    short: "s",
    value: "number",
    help: "start of all random numbers: first weights, order of rows, dropout (default: as the module says, else 0)",
  },
  backend: backendOption("as the module says, else auto"),
  out: { type: "string", short: "o", value: "folder", help: "where everything is written (default: out/<name of the module>)" },
  "checkpoint-every": {
    type: "string",
    value: "epochs",
    help: "epochs from one checkpoint to the next (default: about one a minute; one at the end in any case)",
  },
  resume: { type: "string", short: "r", value: "checkpoint", help: "go on from a checkpoint, bit for bit as without the break" },
  "no-report": { type: "boolean", help: "write no curves and no page" },
  ...modelOptions,
} as const;

type Given = OptionValues<typeof options>;

export const train = defineCommand({
  name: "train",
  purpose: "train a network as its module says, and write a model, a checkpoint and a report",
  operands: ["model"],
  notes: [
    'The module exports, beside the graph, how it is trained: `export const training = { minimize: "loss", optimizer: adam(), data: { X, y } }`, ' +
      "options of fit, or a function that returns them. The command line comes first.",
    "Written are model.safetensors, which holds graph, weights and the module's export `names` of columns and categories; " +
      "checkpoint.safetensors, history.json, and a report: loss.svg, accuracy.svg, for two features " +
      "decision-boundary.svg, and index.html, which shows them all, with the values of an epoch where you point at it, and what each layer gives, and " +
      "leads to explorer.html, the trained network as dagrad explore shows it, which replays the training. A bar " +
      "on a terminal needs the package cli-progress.",
    "Ctrl-C saves a checkpoint of the last whole epoch and exits with 130; a second Ctrl-C exits at once. SIGTERM, SIGHUP and a closed pipe save " +
      "one, too, and exit with 143, 129 and 141. A loss that is not finite ends the training with 1; the checkpoint is that of the epoch before. " +
      "A folder takes one training at a time.",
  ],
  options,
  examples: [
    ["train a network, 100 epochs", "dagrad train spiral.ts --epochs 100"],
    ["go on after Ctrl-C", "dagrad train spiral.ts --resume out/spiral/checkpoint.safetensors"],
  ],
  async run([file = ""], given, terminal) {
    const checkpointEvery = wholeNumber("checkpoint-every", given["checkpoint-every"], 1, Number.MAX_SAFE_INTEGER);
    const fromLine = settingsFrom(given);
    const isReported = given["no-report"] !== true;
    const load = () => loadModel(file, given.export, terminal, given);
    const model = await (isReported ? recordSources(load) : load());
    const { exports } = model;
    if (exports === undefined) {
      const what = model.parameters === undefined ? "a graph alone" : "a model file";
      throw new CliError(`${file}: ${what} does not say how it is trained; name the module`);
    }
    const said = await withDeepStacks(() => trainingOf(exports, file)).catch((error) => {
      throw placed(error, resolve(terminal.cwd, file), file);
    });
    const settings: TrainingSettings = { ...said, ...fromLine };
    const names = namesOf(exports, model.graph, file);
    const from =
      given.resume === undefined
        ? undefined
        : await readCheckpoint(given.resume, new Map([...standardOps, ...opsOf(model.graph)]), terminal);
    const { epochs = 10 } = settings;
    if (from && from.state.epoch >= epochs) {
      throw new CliError(
        `--epochs: must be above the ${from.state.epoch} that the checkpoint has done, got ${epochs}; give the number of all epochs`,
      );
    }
    const folder = await openFolder(given.out ?? `out/${basename(file, extname(file))}`, terminal);
    const interruption = listenToSignals();
    try {
      const history = given.resume === undefined ? [] : await historyBeside(given.resume, from?.state.epoch ?? 0, terminal.cwd);
      const course = { settings, from, history, checkpointEvery, signal: interruption.signal, isReported };
      const { training, ending, ...seen } = await trainTo(folder, model.graph, course, terminal);
      await folder.save(modelFile, toModel(training.network, { ...(names && { names }) }));
      if (isReported) await writeReport(folder, { model, file, settings, training, history, ending, names, ...seen }, terminal);
      terminal.stderr.write(`${endingLine(ending, history.at(-1), folder)}\n`);
      if (ending !== "interrupted") terminal.stderr.write(nextLine(folder.file(modelFile), model.graph, names));
      return ending === "interrupted" ? (interruption.code ?? 1) : 0;
    } finally {
      interruption.release();
      folder.close();
    }
  },
});

/** The options of fit that the command line sets. */
function settingsFrom(given: Given): Partial<FitOptions> {
  const epochs = wholeNumber("epochs", given.epochs, 1, Number.MAX_SAFE_INTEGER);
  const batchSize = wholeNumber("batch-size", given["batch-size"], 1, Number.MAX_SAFE_INTEGER);
  const seed = wholeNumber("seed", given.seed, 0, 2 ** 32 - 1);
  return {
    ...(epochs !== undefined && { epochs }),
    ...(batchSize !== undefined && { batchSize }),
    ...(seed !== undefined && { seed, random: random(seed) }),
    ...(given.backend !== undefined && { backend: backendNamed(given.backend) }),
  };
}

interface Course {
  readonly settings: TrainingSettings;
  readonly from: Checkpoint | undefined;
  /** The epochs before; those of this run are added. */
  readonly history: EpochRecord[];
  readonly checkpointEvery: number | undefined;
  /** Aborted by a signal. */
  readonly signal: AbortSignal;
  /** Whether a report will want to know how it began. */
  readonly isReported: boolean;
}

type Run = Pick<Trained, "training" | "ending" | "notices" | "start" | "snapshots">;

async function trainTo(
  folder: OutputFolder,
  graph: Graph,
  { settings, from, history, checkpointEvery, signal, isReported }: Course,
  terminal: Terminal,
): Promise<Run> {
  let progress: Progress | undefined;
  const onBatch: FitOptions["onBatch"] = (batch) => progress?.batch(batch);
  const notices: string[] = [];
  const { notices: asked = (text) => terminal.stderr.write(`${isBar(terminal) ? clearLine : ""}${text}\n`) } = settings;
  const tell = notifier(asked);
  const notify = (text: string): void => {
    notices.push(text);
    tell(text);
  };
  const training = fit(graph, { ...settings, notices: asked && notify, signal, onBatch, ...(from && { from }) });
  // Where a layer cannot be run, training itself says what is wrong.
  const start = isReported && from === undefined ? await layerOutputs(training, settings).catch(() => undefined) : undefined;
  const recorder = isReported ? recordSnapshots(training, settings.minimize, from?.state.epoch ?? 0) : undefined;
  let kept: number | undefined;
  const save = async (checkpoint: Checkpoint): Promise<void> => {
    await folder.save(historyFile, historyJson(history));
    await folder.saveCheckpoint(checkpointFile, checkpoint);
    kept = checkpoint.state.epoch;
  };
  const range = { done: from?.state.epoch ?? 0, last: settings.epochs ?? 10 };
  progress = await startProgress(range, terminal);
  const onEpoch = (epoch: Epoch): void => {
    history.push(recordOf(epoch));
    recorder?.epoch(epoch);
    progress?.epoch(epoch);
  };
  try {
    const ending = await runTraining(training, { last: range.last, signal, checkpointEvery, onEpoch, save });
    return { training, ending, notices, start, snapshots: recorder?.snapshots() };
  } catch (error) {
    if (kept !== undefined) terminal.stderr.write(`${folder.file(checkpointFile)} holds the training ${afterEpoch(kept)}\n`);
    throw error;
  } finally {
    progress.end();
  }
}

/** Where a bar may stand: what is written takes its place, and it is drawn again below. */
const isBar = ({ stderr }: Terminal): boolean => (stderr as { readonly isTTY?: boolean }).isTTY === true;
const clearLine = "\r\u001b[K";

const afterEpoch = (epoch: number): string => (epoch === 0 ? "before its first epoch" : `after epoch ${epoch}`);

function endingLine(ending: Ending, last: EpochRecord | undefined, folder: OutputFolder): string {
  const after = afterEpoch(last?.epoch ?? 0);
  if (ending === "interrupted") return `interrupted ${after}; go on with --resume ${folder.file(checkpointFile)}`;
  return `${ending === "stopped" ? "stopped early" : "done"} ${after}: ${last ? showMetrics(last) : ""}; wrote ${folder.name}`;
}

/** The command that comes next, where it is plain which output predicts. */
function nextLine(file: string, graph: Graph, names: Names | undefined): string {
  const [output, ...others] = likelyOutputs(graph);
  if (output === undefined || others.length > 0) return "";
  const needed = ancestors(graph, [graph.outputs[output] as string]);
  const inputs = graph.inputs.filter((id) => needed.has(id));
  const isNamed = inputs.every((id) => names?.columns?.[id] !== undefined);
  const data = isNamed ? "data.csv" : inputs.map((id) => `--input ${id}=${id}.npy`).join(" ");
  return `predict with it: dagrad predict ${file} ${data}\n`;
}
