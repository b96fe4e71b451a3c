import type { TypedArray } from "../../../graph/dtype.ts";
import type { Block, Value } from "../../../graph/op.ts";
import { sizeOf, stridesOf } from "../../../graph/shape.ts";
import { startsOf } from "./loops.ts";

/** Rows of a block along its last axis: row r of y begins at to[r] and reads x from from[r] on, `step` elements apart. */
interface Rows {
  readonly x: TypedArray;
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly step: number;
  readonly length: number;
}

/** The loop of a move: block after block, four rows side by side, since their elements often come from one stretch of x (measured for a transpose of 128×784: 90 instead of 130 µs). */
export function moveKernel(blocks: readonly Block[], inputs: readonly Value[], y: Value): () => void {
  const strides = stridesOf(y.shape);
  const parts = blocks.map(({ input, from, steps, at, shape = y.shape }): Rows => {
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

function moveRows({ x, from, to, step, length }: Rows, y: TypedArray): void {
  let row = 0;
  for (; row < from.length - 3; row += 4) {
    const [first, second, third, fourth] = [from[row]!, from[row + 1]!, from[row + 2]!, from[row + 3]!];
    const [one, two, three, four] = [to[row]!, to[row + 1]!, to[row + 2]!, to[row + 3]!];
    for (let k = 0, i = 0; k < length; k++, i += step) {
      y[one + k] = x[first + i]!;
      y[two + k] = x[second + i]!;
      y[three + k] = x[third + i]!;
      y[four + k] = x[fourth + i]!;
    }
  }
  for (; row < from.length; row++) for (let k = 0, i = from[row]!, out = to[row]!; k < length; k++, i += step) y[out + k] = x[i]!;
}
