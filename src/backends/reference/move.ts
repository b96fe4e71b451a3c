import type { TypedArray } from "../../../graph/dtype.ts";
import type { Block, Fill, Value } from "../../../graph/op.ts";
import { sizeOf, stridesOf } from "../../../graph/shape.ts";
import { startsOf } from "./starts.ts";

/** Rows of a block along its last axis: row r begins at to[r] of y, where elements lie `apart` elements from each other. */
interface Rows {
  readonly to: Int32Array;
  readonly apart: number;
  readonly length: number;
}

/** The loop of a move: block after block, row after row. */
export function moveKernel(blocks: readonly (Block | Fill)[], inputs: readonly Value[], y: Value): () => void {
  const strides = stridesOf(y.shape);
  const parts = blocks.map((block): (() => void) => {
    const { at, shape = y.shape, apart } = block;
    const between = apart ? strides.map((stride, axis) => stride * (apart[axis] as number)) : strides;
    const start = at === undefined ? 0 : at.reduce((sum, position, axis) => sum + position * (strides[axis] as number), 0);
    const outer = shape.slice(0, -1);
    const startsBy = (steps: readonly number[], from: number): Int32Array => {
      const starts = startsOf(outer, steps, sizeOf(outer));
      return from === 0 ? starts : starts.map((one) => one + from);
    };
    const rows: Rows = { to: startsBy(between, start), apart: between.at(-1) ?? 1, length: shape.at(-1) ?? 1 };
    if ("fill" in block) return () => fillRows(rows, y.data, block.fill);
    const x = (inputs[block.input] as Value).data;
    const from = startsBy(block.steps, block.from);
    const step = block.steps.at(-1) ?? 1;
    return () => moveRows(rows, y.data, x, from, step);
  });
  return () => {
    for (const part of parts) part();
  };
}

/** Row r is read from x[from[r]] on, `step` elements apart. */
function moveRows({ to, apart, length }: Rows, y: TypedArray, x: TypedArray, from: Int32Array, step: number): void {
  for (let row = 0; row < to.length; row++) {
    for (let k = 0, i = from[row]!, out = to[row]!; k < length; k++, i += step, out += apart) y[out] = x[i]!;
  }
}

function fillRows({ to, apart, length }: Rows, y: TypedArray, number: number): void {
  for (let row = 0; row < to.length; row++) {
    for (let k = 0, out = to[row]!; k < length; k++, out += apart) y[out] = number;
  }
}
