import { NdArray } from "../../graph/ndarray.ts";
import type { TrainingState } from "../train/training-state.ts";
import type { SentArray, SentArrays, SentState } from "./messages.ts";

/** Columns as a message carries them. A view is copied: the message would take all of its buffer along. */
export function sentColumns(columns: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return mapped(columns, (column) => {
    if (column instanceof NdArray) return sentArray(column);
    return ArrayBuffer.isView(column) ? ownBuffer(column as NdArray["data"]) : column;
  });
}

/** The columns of a message. */
export const receivedColumns = (columns: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  mapped(columns, (column) => (isSentArray(column) ? receivedArray(column) : column));

export const sentState = (state: TrainingState): SentState => withArrays(state, sentArray);
export const receivedState = (state: SentState): TrainingState => withArrays(state, receivedArray);

export const sentArrays = (arrays: Readonly<Record<string, NdArray>>): SentArrays => mapped(arrays, sentArray);
export const receivedArrays = (arrays: SentArrays): Record<string, NdArray> => mapped(arrays, receivedArray);

const sentArray = ({ data, shape, dtype }: NdArray): SentArray => ({ data: ownBuffer(data), shape, dtype });
const receivedArray = ({ data, shape, dtype }: SentArray): NdArray => new NdArray(data, shape, dtype);

const isSentArray = (value: unknown): value is SentArray =>
  typeof value === "object" && value !== null && "data" in value && "shape" in value && "dtype" in value;

const ownBuffer = (data: NdArray["data"]): NdArray["data"] => (data.byteLength === data.buffer.byteLength ? data : data.slice());

function withArrays<A, B, S extends { readonly parameters: Readonly<Record<string, A>>; readonly best?: Readonly<Record<string, A>> }>(
  state: S,
  convert: (array: A) => B,
) {
  const { parameters, best, ...rest } = state;
  return { ...rest, parameters: mapped(parameters, convert), ...(best && { best: mapped(best, convert) }) };
}

const mapped = <A, B>(values: Readonly<Record<string, A>>, convert: (value: A) => B): Record<string, B> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, convert(value)]));
