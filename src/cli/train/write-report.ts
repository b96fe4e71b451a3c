import { basename, extname } from "node:path";
import type { Snapshot } from "../../explorer/time/snapshots.ts";
import { showCount } from "../../export/quantities.ts";
import type { Names } from "../../model/model.ts";
import { betterOf } from "../../train/better.ts";
import type { Training } from "../../train/training.ts";
import { shareOf } from "../../train/validation-split.ts";
import type { Model } from "../load-model.ts";
import type { Terminal } from "../terminal.ts";
import { showDuration } from "./duration.ts";
import { showMetric, showMetrics } from "./epoch-line.ts";
import type { EpochRecord } from "./history.ts";
import type { OutputFolder } from "./output-folder.ts";
import { type Chart, fileOf } from "./report/chart.ts";
import { curvesChart } from "./report/curves.ts";
import { boundaryChart } from "./report/decision-boundary.ts";
import { explorerOf } from "./report/explorer.ts";
import { fitChart } from "./report/fitted-curve.ts";
import { type LayerOutputs, layerOutputs } from "./report/layers.ts";
import { page } from "./report/page.ts";
import { partsOf, samplesOf } from "./report/samples.ts";
import type { Ending } from "./run-training.ts";
import type { TrainingSettings } from "./training-of.ts";

const explorerFile = "explorer.html";

export interface Trained {
  readonly model: Model;
  /** The module, as the user calls it. */
  readonly file: string;
  readonly settings: TrainingSettings;
  readonly training: Training;
  readonly history: readonly EpochRecord[];
  readonly ending: Ending;
  /** What columns and categories are called. */
  readonly names?: Names | undefined;
  /** What fit had to say. */
  readonly notices: readonly string[];
  /** What the layers gave before the first epoch; undefined where it was that of another training. */
  readonly start?: readonly LayerOutputs[] | undefined;
  /** The parameters in its course. */
  readonly snapshots?: readonly Snapshot[] | undefined;
}

/**
 * Writes the curves and the page. The training is over and its weights are safe: where drawing fails, stderr says so, and the rest is written.
 */
export async function writeReport(folder: OutputFolder, trained: Trained, terminal: Terminal): Promise<void> {
  const { model, file, history } = trained;
  const name = basename(file, extname(file));
  const problems: string[] = [];
  const attempt = async <T>(what: string, draw: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await draw();
    } catch (error) {
      problems.push(`${what} could not be drawn: ${(error as Error).message}`);
      return undefined;
    }
  };
  const charts = (history.length > 0 && (await attempt("curves", () => drawCharts(trained)))) || [];
  const network = await attempt("the network", async () => {
    const { svg } = await import("../../render/index.ts");
    return svg(model.graph, { level: "layers", theme: "auto" });
  });
  const end = await attempt("the layers", () => layerOutputs(trained.training, trained.settings));
  const explorer = await attempt("the explorer", () => explorerOf(trained, `${name}, trained`, terminal));
  for (const chart of charts) await folder.save(`${chart.name}.svg`, fileOf(chart));
  if (explorer !== undefined) await folder.save(explorerFile, explorer);
  const text = page({
    title: `Training of ${name}`,
    result: resultLine(trained),
    ...(explorer !== undefined && { explorer: explorerFile }),
    charts,
    ...(network && { network }),
    ...(problems.length > 0 && { note: problems.join(" ") }),
    notices: trained.notices,
    ...(end && { layers: { end, ...(trained.start && { start: trained.start }) } }),
    settings: settingsTable(trained),
    graph: model.graph,
  });
  await folder.save("index.html", text);
  for (const problem of problems) terminal.stderr.write(`report: ${problem}\n`);
}

async function drawCharts({ model, settings, training, history, names }: Trained): Promise<Chart[]> {
  const { minimize, data } = settings;
  const metrics = Object.keys(history[0]?.metrics ?? {});
  const charts: Chart[] = [{ ...curvesChart(minimize, history, "lower"), name: "loss" }];
  const accuracy = metrics.find((metric) => betterOf(model.graph, minimize, metric) === "higher");
  if (accuracy !== undefined) charts.push({ ...curvesChart(accuracy, history, "higher"), name: "accuracy" });
  if (typeof data === "function") return charts;
  const parts = partsOf(training, settings);
  const plane = samplesOf(training.network, parts, minimize, 2);
  const boundary = plane && (await boundaryChart(training.network, plane, names));
  if (boundary !== undefined) charts.push(boundary);
  const line = samplesOf(training.network, parts, minimize, 1);
  const curve = line && (await fitChart(training.network, line));
  if (curve !== undefined) charts.push(curve);
  return charts;
}

function resultLine({ history, ending }: Trained): string {
  const last = history.at(-1);
  if (last === undefined) return "No epoch was completed.";
  const time = showDuration(history.reduce((sum, { milliseconds }) => sum + milliseconds, 0));
  const how = { done: "Done", stopped: "Stopped early", interrupted: "Interrupted" }[ending];
  return `${how} after epoch ${showCount(last.epoch)}, ${time} of training: ${showMetrics(last)}`;
}

function showValidation(validation: TrainingSettings["validation"], inputs: readonly string[]): string {
  if (validation === undefined) return "none";
  const share = shareOf(validation, inputs);
  if (share === undefined) return "its own rows";
  const percent = `${Number((100 * share.share).toPrecision(4))}%`;
  return share.rows === "last" ? `the last ${percent} of the rows` : `${percent} of the rows, drawn by the seed`;
}

function settingsTable({ model, file, settings, training, history }: Trained): Record<string, string> {
  const {
    minimize,
    optimizer,
    epochs = 10,
    batchSize,
    shuffle = true,
    seed = 0,
    validation,
    earlyStopping,
    restoreBest = false,
  } = settings;
  const last = history.at(-1);
  const ends = history.length === 0 ? [] : [history[0] as EpochRecord, last as EpochRecord];
  const parameters = Object.values(training.network.parameters).reduce((sum, { data }) => sum + data.length, 0);
  return {
    module: file,
    minimize,
    optimizer: optimizer.name,
    "learning rate": [...new Set(ends.map(({ learningRate }) => showMetric(learningRate)))].join(" … "),
    epochs: showCount(epochs),
    "rows an epoch": last ? showCount(last.rows) : "",
    "batch size": batchSize === undefined ? "32 or all rows" : showCount(batchSize),
    shuffle: shuffle ? "yes" : "no",
    seed: String(seed),
    validation: showValidation(validation, model.graph.inputs),
    "early stopping": earlyStopping === undefined ? "no" : `${earlyStopping.metric}, patience ${earlyStopping.patience ?? 10}`,
    "best weights": restoreBest ? "restored at the end" : "not kept",
    parameters: showCount(parameters),
  };
}
