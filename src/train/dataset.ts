import { positionOf } from "../../graph/bad-element.ts";
import { checkKind } from "../../graph/check-kind.ts";
import { allocate, isArrayOf, isFloat, type TypedArray } from "../../graph/dtype.ts";
import { FeedError } from "../../graph/errors.ts";
import type { Graph } from "../../graph/graph.ts";
import { isRecord } from "../../graph/is-record.ts";
import { isName } from "../../graph/names.ts";
import { NdArray } from "../../graph/ndarray.ts";
import { suggest } from "../../graph/nearest.ts";
import { sizeOf } from "../../graph/shape.ts";
import type { Feed } from "../../graph/types/run.ts";
import { bindFeed, DimTable, type FeedSpec, specOf, writeFeed } from "../run/feeds.ts";

/** Values for the inputs of a graph, all rows at once: the first axis of each is the batch. */
export type Columns = Readonly<Record<string, Feed>>;

/** Data in memory, checked against the inputs of a graph. */
export interface Dataset {
  readonly rows: number;
  /** Rows of the user's data before the first one, where it is the end of it. */
  readonly before?: number;
  /** Which rows of the columns it has, in order, where it has not all: they are not copied before they are fed. */
  readonly chosen?: Int32Array;
  readonly columns: readonly Column[];
}

export interface Column {
  readonly name: string;
  readonly array: NdArray;
  /** False for an input without a batch axis: it is fed as it is with every batch. */
  readonly batched: boolean;
}

/** Rows that are fed together. */
export interface Batch {
  readonly feeds: Columns;
  readonly rows: number;
  /** Where in the data a row of the batch stands; of a stream nobody knows. */
  readonly placeOf?: (row: number) => number;
}

/**
 * Checks columns against the inputs of a graph that share the name of their first dim, the batch.
 * Typed arrays and NdArrays of the dtype of their input are not copied, others are converted. FeedError: unknown or missing column, wrong shape or element, no rows, a NaN or an Infinity in
 * a float column (named).
 */
export function dataset(graph: Graph, columns: Columns, inputs: readonly string[] = graph.inputs, of = "fit"): Dataset {
  checkKind(
    isRecord(columns) && !(columns instanceof NdArray),
    of,
    "data",
    "an object of arrays by input",
    columns,
    `pass { ${inputs.map((name) => `${name}: …`).join(", ")} }`,
  );
  const dims = new DimTable();
  for (const name of Object.keys(columns)) {
    if (!graph.inputs.includes(name)) {
      throw new FeedError(
        `${of}: data must name inputs (${graph.inputs.join(", ")}), got "${name}"; ${suggest(name, graph.inputs, "correct the name")}`,
        {
          code: "unknown-feed",
          actual: name,
        },
      );
    }
  }
  const specs = inputs.map((name) => specOf(graph, name));
  for (const spec of specs) {
    if (!Object.hasOwn(columns, spec.name)) {
      throw new FeedError(`${of}: data must have a column for input "${spec.name}", got none (node "${spec.name}"); add it`, {
        code: "missing-feed",
        node: spec.name,
      });
    }
    bindFeed(columns[spec.name], spec, dims);
  }
  dims.settle();
  const batchDim = specs.map(({ shape: [first] }) => first).find(isName);
  const made = specs.map(
    (spec): Column => ({
      name: spec.name,
      array: columnArray(columns[spec.name] as Feed, spec, dims, of),
      batched: spec.shape[0] === batchDim && batchDim !== undefined,
    }),
  );
  const rows = made.find(({ batched }) => batched)?.array.shape[0] ?? 1;
  if (rows === 0)
    throw new FeedError(`${of}: data must have at least one row, got none; feed some`, {
      code: "no-rows",
      expected: "1 row",
      actual: "0 rows",
    });
  return { rows, columns: made };
}

function columnArray(feed: Feed, spec: FeedSpec, dims: DimTable, of: string): NdArray {
  const shape = spec.shape.map((dim) => dims.evaluate(dim) as number);
  const data = elementsOf(feed, spec, shape);
  if (isFloat(spec.dtype)) checkFinite(data, shape, spec.name, of);
  return new NdArray(data, shape, spec.dtype);
}

function elementsOf(feed: Feed, spec: FeedSpec, shape: readonly number[]): TypedArray {
  // Memory of its own for another dtype, once for all batches, and for bool, whose elements are checked as they are written.
  const given = feed instanceof NdArray ? feed.data : feed;
  if (spec.dtype !== "bool" && isArrayOf(given, spec.dtype)) return given as TypedArray;
  const data = allocate(spec.dtype, sizeOf(shape));
  writeFeed(feed, spec, { data, shape, dtype: spec.dtype });
  return data;
}

function checkFinite(data: TypedArray, shape: readonly number[], name: string, of: string): void {
  for (let i = 0; i < data.length; i++) {
    if (Number.isFinite(data[i])) continue;
    const at = positionOf(i, shape).join(", ");
    throw new FeedError(`${of}: data must be finite, got ${data[i]} in "${name}" at [${at}] (node "${name}"); clean or drop the row`, {
      code: "not-finite",
      node: name,
      expected: "finite values",
      actual: String(data[i]),
    });
  }
}

/** Where a row of a data set stands in the user's data. */
export const placeIn = ({ chosen, before = 0 }: Dataset, row: number): number => chosen?.[row] ?? before + row;

/** The rows of the given numbers, in that order, as arrays to feed. `into` is reused where it has the right size. */
export function rowsOf({ columns, chosen }: Dataset, numbers: Int32Array, into: Record<string, NdArray> = {}): Record<string, NdArray> {
  const rows = chosen === undefined ? numbers : numbers.map((row) => chosen[row] as number);
  for (const { name, array, batched } of columns) {
    if (!batched) {
      into[name] = array;
      continue;
    }
    const width = array.data.length / (array.shape[0] as number);
    const shape = [rows.length, ...array.shape.slice(1)];
    const known = into[name];
    const target =
      known !== undefined && known !== array && known.shape[0] === rows.length
        ? known
        : new NdArray(allocate(array.dtype, sizeOf(shape)), shape, array.dtype);
    copyRows(target.data, array.data, rows, width);
    into[name] = target;
  }
  return into;
}

/** A row shorter than this is copied element by element: a view for it would take longer. */
const shortRow = 64;

function copyRows(to: TypedArray, from: TypedArray, rows: Int32Array, width: number): void {
  for (let i = 0; i < rows.length; i++) {
    const start = (rows[i] as number) * width;
    if (width >= shortRow) to.set(from.subarray(start, start + width), i * width);
    else for (let j = 0; j < width; j++) to[i * width + j] = from[start + j] as number;
  }
}

/** Rows start … stop − 1 as arrays to feed: views, without a copy, but where the data set has chosen some. */
export function sliceRows(data: Dataset, start: number, stop: number): Record<string, NdArray> {
  const { columns, chosen } = data;
  if (chosen !== undefined)
    return rowsOf(
      { ...data, chosen: chosen.subarray(start, stop) },
      Int32Array.from({ length: stop - start }, (_, i) => i),
    );
  return Object.fromEntries(
    columns.map(({ name, array, batched }) => {
      if (!batched) return [name, array];
      const width = array.data.length / (array.shape[0] as number);
      const view = array.data.subarray(start * width, stop * width) as typeof array.data;
      return [name, new NdArray(view, [stop - start, ...array.shape.slice(1)], array.dtype)];
    }),
  );
}

/** Rows start … stop − 1, without a copy. */
export function sliceDataset(all: Dataset, start: number, stop: number): Dataset {
  const rows = sliceRows(all, start, stop);
  return { rows: stop - start, before: start, columns: all.columns.map((column) => ({ ...column, array: rows[column.name] as NdArray })) };
}

/** So many rows from all over the data, in their order, to feed. */
export const sampleOf = (data: Dataset, most: number): Record<string, NdArray> => {
  const count = Math.min(most, data.rows);
  return rowsOf(
    data,
    Int32Array.from({ length: count }, (_, i) => Math.floor((i * data.rows) / count)),
  );
};

/** The rows of those numbers, without a copy. */
export const takeRows = ({ columns }: Dataset, chosen: Int32Array): Dataset => ({ rows: chosen.length, chosen, columns });

/** All rows in batches of `size`, in their order, without a copy. */
export function* slices(data: Dataset, size: number): Generator<Batch> {
  for (let start = 0; start < data.rows; start += size) {
    const stop = Math.min(start + size, data.rows);
    yield { feeds: sliceRows(data, start, stop), rows: stop - start, placeOf: (row) => placeIn(data, start + row) };
  }
}
