import { evaluateDim } from "../../../graph/dim.ts";
import { bytesOf } from "../../../graph/dtype.ts";
import { type Graph, nodeOf } from "../../../graph/graph.ts";
import { isName } from "../../../graph/names.ts";
import type { NdArray } from "../../../graph/ndarray.ts";
import { ancestors } from "../../../graph/walk.ts";
import { showCount } from "../../export/quantities.ts";
import { lower } from "../../passes/lower.ts";
import { bindFeed, DimTable, specOf } from "../../run/feeds.ts";
import { type BatchStream, streamed } from "../../train/batch-stream.ts";
import { type Columns, dataset, sampleOf } from "../../train/dataset.ts";
import { CliError } from "../cli-error.ts";
import type { Model } from "../load-model.ts";
import { readData } from "../predict/read-data.ts";
import { readFeeds } from "../run-model.ts";
import type { Terminal } from "../terminal.ts";
import { namesOf } from "../train/names-of.ts";
import type { TrainingSettings } from "../train/training-of.ts";
import type { SubjectGiven } from "./request.ts";

/** Values of inputs, and where they are from, in words. */
export interface ChosenFeeds {
  readonly feeds: Readonly<Record<string, NdArray>>;
  readonly notes: readonly string[];
}

interface FeedOptions {
  readonly given: SubjectGiven;
  /** What the module says of its training, or why that is not known. */
  readonly training: TrainingSettings | undefined;
  /** The most rows of data. */
  readonly rows: number | undefined;
}

/**
 * What is fed: what the command line says; for other inputs rows of its data, else of the module's training. Inputs that are left the page
 * draws. Errors as of `readFeeds` and `readData`; FeedError for a shape that does not fit.
 */
export async function chosenFeeds(
  model: Model,
  file: string,
  { given, training, rows }: FeedOptions,
  terminal: Terminal,
): Promise<ChosenFeeds> {
  const { graph } = model;
  const needed = ancestors(graph, [...Object.values(graph.outputs), ...Object.values(graph.updates)]);
  const inputs = graph.inputs.filter((id) => needed.has(id));
  if (given.data !== undefined) {
    const names = model.names ?? (model.exports && namesOf(model.exports, graph, file));
    const options = { ...(given.input && { input: given.input }) };
    const all = await readData({ graph, ...(names && { names }) }, inputs, given.data, options, terminal);
    return sampled(graph, all, Object.keys(all), rows, given.data);
  }
  const fed = await readFeeds(model, given.input ?? [], terminal);
  const dims = new DimTable();
  for (const [name, feed] of Object.entries(fed)) bindFeed(feed, specOf(graph, name), dims);
  const open = inputs.filter((id) => !Object.hasOwn(fed, id));
  if (training === undefined || open.length === 0) return { feeds: fed, notes: [] };
  try {
    const { data } = training;
    const columns = typeof data === "function" ? await firstBatch(data as BatchStream, graph) : (data as Columns);
    const known = open.filter((id) => Object.hasOwn(columns, id));
    if (known.length === 0) return { feeds: fed, notes: [] };
    const isStream = typeof data === "function";
    const chosen = sampled(
      graph,
      Object.fromEntries(known.map((id) => [id, columns[id]])) as Columns,
      known,
      rowsOf(graph, fed) ?? rows,
      isStream ? "the first batch of training.data" : "training.data",
    );
    return { feeds: { ...fed, ...chosen.feeds }, notes: chosen.notes };
  } catch (error) {
    return { feeds: fed, notes: [`training.data could not be fed: ${(error as Error).message}`] };
  }
}

/** Rows of columns from all over them. */
function sampled(graph: Graph, columns: Columns, inputs: readonly string[], most: number | undefined, name: string): ChosenFeeds {
  const data = dataset(graph, columns, inputs, "explore");
  const rows = Math.min(data.rows, most ?? fittingRows(graph, sampleOf(data, 1)));
  const isBatched = data.columns.some(({ batched }) => batched);
  const note = `${rows === data.rows ? `all ${showCount(rows)}` : `${showCount(rows)} of ${showCount(data.rows)}`} rows of ${name}`;
  return { feeds: sampleOf(data, rows), notes: isBatched ? [note] : [] };
}

async function firstBatch(stream: BatchStream, graph: Graph): Promise<Columns> {
  for await (const { feeds } of streamed(stream, graph, "explore")) return feeds;
  throw new CliError("explore: a stream of training.data must have a batch, got none; yield one");
}

/** The size that fed inputs give the first dim of the others. */
function rowsOf(graph: Graph, fed: Readonly<Record<string, NdArray>>): number | undefined {
  for (const [id, { shape }] of Object.entries(fed)) if (isName(nodeOf(graph, id).shape[0])) return shape[0];
  return undefined;
}

/** Of all of these together. */
export const bytesOfArrays = (arrays: Readonly<Record<string, NdArray>>): number =>
  Object.values(arrays).reduce((sum, { data }) => sum + data.byteLength, 0);

/** The values of all nodes and their gradients together shall have so many bytes at most. */
const room = 64 * 2 ** 20;
/** More rows than that nobody looks at. */
const mostRows = 300;

/** How many rows fit, from what one takes. */
function fittingRows(graph: Graph, row: Readonly<Record<string, NdArray>>): number {
  const sizes = new Map<string, number>();
  const batches = new Set<string>();
  for (const [id, { shape }] of Object.entries(row)) {
    for (const [axis, dim] of nodeOf(graph, id).shape.entries()) {
      if (typeof dim !== "string") continue;
      if (axis === 0) batches.add(dim);
      else sizes.set(dim, shape[axis] as number);
    }
  }
  const { nodes } = lower(graph);
  const bytesWith = (rows: number): number =>
    Object.values(nodes).reduce((sum, { shape, dtype }) => {
      const count = shape.reduce<number>(
        (product, dim) => product * (evaluateDim(dim, (name) => sizes.get(name) ?? (batches.has(name) ? rows : 1)) ?? 1),
        1,
      );
      return sum + 2 * count * bytesOf(dtype);
    }, 0);
  const fixed = bytesWith(0);
  return Math.max(1, Math.min(mostRows, Math.floor((room - fixed) / Math.max(1, bytesWith(1) - fixed))));
}
