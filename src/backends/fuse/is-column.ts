import { sameShape, sizeOf } from "../../../graph/shape.ts";
import { countOf, type EngineValue } from "./engine-value.ts";

/**
 * True for an operand that is the same all along each row of the product, and has a number for each row of a matrix, or of all matrices: biases
 * and factors of channels that come before height and width. `step` is the shape in which they meet, maybe another than that of the product.
 */
export function isColumn(operand: EngineValue, { shape: product, inputs }: EngineValue, step: readonly number[]): boolean {
  const columns = product.at(-1) as number;
  // The axes that are a row of the product.
  let axis = step.length;
  for (let count = 1; count < columns && axis > 0; ) count *= step[--axis] as number;
  const rows = step.slice(0, axis);
  if (sizeOf(step.slice(axis)) !== columns || sizeOf(rows) * columns !== sizeOf(product)) return false;
  const aligned = [...Array<number>(Math.max(0, step.length - operand.shape.length)).fill(1), ...operand.shape];
  if (!aligned.slice(axis).every((dim) => dim === 1)) return false;
  const own = aligned.slice(
    aligned.findIndex((dim) => dim !== 1),
    axis,
  );
  if (!sameShape(own, rows.slice(axis - own.length))) return false;
  // A stack whose matrices have the right side in common may be carried out as one matrix, whose tiles lie across the ends of those.
  const stack = sizeOf((inputs[1] as EngineValue).shape.slice(0, -2));
  const [count, all] = [countOf(operand), sizeOf(rows)];
  return count === all || (count === product.at(-2) && all === stack * count);
}
