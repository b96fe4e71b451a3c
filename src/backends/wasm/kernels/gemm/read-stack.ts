import { internal } from "../../../../../graph/errors.ts";
import { stridesOf } from "../../../../../graph/shape.ts";
import { type Digit, joinDigits } from "../../../fuse/addressing.ts";
import { isMatrix } from "../../../fuse/is-matrix.ts";
import { stackAxes } from "../../../fuse/product-reads.ts";
import type { Factor, MatrixDigits, Stack } from "./factor.ts";
import { joinRows } from "./stack.ts";

/** The digits of each axis of an operand. */
function axesOf({ axes, shape, transposed }: Factor): readonly (readonly Digit[])[] {
  if (axes) return axes;
  const strides = stridesOf(shape);
  const own = shape.map((size, axis) => (size === 1 ? [] : [{ size, stride: strides[axis] as number }]));
  return transposed ? own.toReversed() : own;
}

/** The products of two operands, of which at least one is read through moves. */
export function stackOfReads(left: Factor, right: Factor): Required<Pick<Stack, "axes" | "a" | "b">> {
  const [a, b] = [axesOf(left), axesOf(right)];
  const axes = stackAxes(a.slice(0, -2), b.slice(0, -2));
  if (axes === undefined) throw internal("a stack of products whose operands have no digits in common");
  return { axes, a: a.slice(-2) as unknown as MatrixDigits, b: b.slice(-2) as unknown as MatrixDigits };
}

/** A stack whose last axis is more rows of an a that is read through moves, as products of so many more rows. */
export function joinReadRows(stack: Stack): Stack {
  const { m, axes, a } = stack;
  const last = axes.at(-1);
  if (last === undefined || a === undefined) return stack;
  const joined = { ...stack, m: m * last.count, axes: axes.slice(0, -1) };
  const [rows, columns] = a;
  const longer = joinDigits([{ size: last.count, stride: last.a }, ...rows]);
  // Rows of one distance stay so: they are read where they lie.
  return isMatrix(a) && !isMatrix([longer, columns]) ? stack : joinRows({ ...joined, a: [longer, columns] });
}
