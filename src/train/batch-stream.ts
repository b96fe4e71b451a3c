import { checkKind } from "../../graph/check-kind.ts";
import { FeedError } from "../../graph/errors.ts";
import { type Graph, nodeOf } from "../../graph/graph.ts";
import type { NdArray } from "../../graph/ndarray.ts";
import type { Feed } from "../../graph/types/run.ts";
import type { Batch, Columns } from "./dataset.ts";

/** Batches that are made while they are needed: called for each pass over the data, each item a set of columns. */
export type BatchStream<C = Columns> = () => AsyncIterable<C> | Iterable<C>;

/** The batches of one pass. FeedError for a batch without rows; what the stream throws, it throws. */
export async function* streamed(stream: BatchStream, graph: Graph<any, any>, of: string): AsyncGenerator<Batch> {
  let batch = 0;
  const batches = stream();
  const isStream = Symbol.asyncIterator in Object(batches) || Symbol.iterator in Object(batches);
  checkKind(
    isStream,
    of,
    "a stream",
    "a function that gives batches one after the other",
    batches,
    "write async function* () { yield { … } }",
  );
  for await (const feeds of batches) {
    batch++;
    const rows = rowsIn(feeds, graph);
    if (rows === 0) {
      throw new FeedError(`${of}: a batch must have at least one row, got none (batch ${batch}); leave it out of the stream`, {
        code: "no-rows",
        expected: "1 row",
        actual: "0 rows",
      });
    }
    yield { feeds, rows };
  }
}

/** The length of the first column that has a batch axis and tells its shape. */
function rowsIn(feeds: Columns, graph: Graph<any, any>): number {
  for (const [name, feed] of Object.entries(feeds)) {
    const shape = Object.hasOwn(graph.nodes, name) ? nodeOf(graph, name).shape : [];
    if (typeof shape[0] !== "string") continue;
    const rows = lengthOf(
      feed,
      shape.slice(1).reduce<number>((size, dim) => size * Number(dim), 1),
    );
    if (!Number.isNaN(rows)) return rows;
  }
  return 1;
}

function lengthOf(feed: Feed, width: number): number {
  if (Array.isArray(feed)) return feed.length;
  if (ArrayBuffer.isView(feed)) return (feed as Float32Array).length / width;
  return (feed as NdArray | undefined)?.shape?.[0] ?? Number.NaN;
}
