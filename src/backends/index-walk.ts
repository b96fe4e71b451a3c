import type { Index } from "../../graph/op.ts";
import { sizeOf } from "../../graph/shape.ts";

type Concrete = { readonly shape: readonly number[] };

/** How an index op goes through its elements: outer · count lines of `inner` elements each, one after the other in what is moved. */
export interface IndexWalk<V> {
  readonly indices: V;
  /** What is read or written at the indices: its axis has `size` positions, `inner` elements apart. */
  readonly at: V;
  /** What is read or written from front to end; not there where ones are written. */
  readonly along: V | undefined;
  readonly outer: number;
  /** Positions along the axis of what is moved. With lines index number `count` of each outer position, else one for each element. */
  readonly count: number;
  readonly inner: number;
  readonly size: number;
}

export function indexWalk<V extends Concrete>(
  { does, lines }: Index["index"],
  inputs: readonly V[],
  y: V,
  axis: number = y.shape.length,
): IndexWalk<V> {
  const indices = inputs[does === "mark" ? 0 : 1] as V;
  const at = does === "pick" ? (inputs[0] as V) : y;
  const outer = sizeOf(at.shape.slice(0, axis));
  const inner = sizeOf(at.shape.slice(axis + 1));
  const count = sizeOf(indices.shape) / (lines ? 1 : outer * inner || 1);
  const along = does === "pick" ? y : does === "mark" ? undefined : inputs[does === "add" ? 0 : 2];
  return { indices, at, along, outer, count, inner, size: at.shape[axis] as number };
}
