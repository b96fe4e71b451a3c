import { positionOf } from "../../graph/bad-element.ts";
import { stridesOf } from "../../graph/shape.ts";

/** Which element stands at a position, counted in the order in which elements lie in memory. */
export function elementAt(position: readonly number[], shape: readonly number[]): number {
  const strides = stridesOf(shape);
  return position.reduce((sum, index, axis) => sum + index * (strides[axis] as number), 0);
}

/**
 * Where elements stand, as NumPy writes it: "[0, 2]" of one, "[:, 2]", "[0, 1:3]" and "[0, ::2]" of many; nothing of a scalar. Undefined where no
 * slices have just these.
 */
export function placeOfElements(elements: ArrayLike<number>, shape: readonly number[]): string | undefined {
  if (shape.length === 0) return "";
  if (elements.length === 0) return undefined;
  const along = shape.map(() => new Set<number>());
  for (let i = 0; i < elements.length; i++) {
    for (const [axis, index] of positionOf(elements[i] as number, shape).entries()) along[axis]?.add(index);
  }
  if (along.reduce((size, { size: own }) => size * own, 1) !== elements.length) return undefined;
  const written = along.map((indices, axis) =>
    sliceOf(
      [...indices].sort((a, b) => a - b),
      shape[axis] as number,
    ),
  );
  return written.includes(undefined) ? undefined : `[${written.join(", ")}]`;
}

/** Rising indices along an axis of a size: "3", ":", "1:3", "0:5:2". */
function sliceOf(indices: readonly number[], size: number): string | undefined {
  const [first = 0, second] = indices;
  const last = indices.at(-1) as number;
  if (second === undefined) return String(first);
  const step = second - first;
  if (indices.some((index, i) => index !== first + i * step)) return undefined;
  if (step === 1) return indices.length === size ? ":" : `${first}:${last + 1}`;
  return `${first}:${last + 1}:${step}`;
}
