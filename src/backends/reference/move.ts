import type { TypedArray } from "../../../graph/dtype.ts";
import type { Block, Value } from "../../../graph/op.ts";
import { sizeOf, stridesOf } from "../../../graph/shape.ts";
import { startsOf } from "./starts.ts";

/** Rows of a block along its last axis: row r of y begins at to[r] and reads x from from[r] on, `step` elements apart. */
interface BlockRows {
  readonly x: TypedArray;
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly step: number;
  readonly length: number;
}

/** The loop of a move: block after block, row after row. */
export function moveKernel(blocks: readonly Block[], inputs: readonly Value[], y: Value): () => void {
  const strides = stridesOf(y.shape);
  const parts = blocks.map(({ input, from, steps, at, shape = y.shape }): BlockRows => {
    const start = at === undefined ? 0 : at.reduce((sum, position, axis) => sum + position * (strides[axis] as number), 0);
    const outer = shape.slice(0, -1);
    const count = sizeOf(outer);
    const shifted = (starts: Int32Array, by: number): Int32Array => (by === 0 ? starts : starts.map((one) => one + by));
    return {
      x: (inputs[input] as Value).data,
      from: shifted(startsOf(outer, steps, count), from),
      to: shifted(startsOf(outer, strides, count), start),
      step: steps.at(-1) ?? 1,
      length: shape.at(-1) ?? 1,
    };
  });
  return () => {
    for (const part of parts) moveRows(part, y.data);
  };
}

function moveRows({ x, from, to, step, length }: BlockRows, y: TypedArray): void {
  for (let row = 0; row < from.length; row++) {
    for (let k = 0, i = from[row]!, out = to[row]!; k < length; k++, i += step) y[out + k] = x[i]!;
  }
}
