import { positionOf } from "../../graph/bad-element.ts";
import { stridesOf } from "../../graph/shape.ts";

/** Which element stands at a position, counted in the order in which elements lie in memory. */
export function elementAt(position: readonly number[], shape: readonly number[]): number {
  const strides = stridesOf(shape);
  return position.reduce((sum, index, axis) => sum + index * (strides[axis] as number), 0);
}

/**
 * Where elements stand, as NumPy writes it: "[0, 2]" of one, "[:, 2]" and "[0, 1:3]" of many; nothing of a scalar. Undefined where they are no
 * block.
 */
export function placeOfElements(elements: ArrayLike<number>, shape: readonly number[]): string | undefined {
  if (shape.length === 0) return "";
  if (elements.length === 0) return undefined;
  const first = positionOf(elements[0] as number, shape);
  const least = [...first];
  const most = [...first];
  for (let i = 1; i < elements.length; i++) {
    const position = positionOf(elements[i] as number, shape);
    for (const [axis, index] of position.entries()) {
      if (index < (least[axis] as number)) least[axis] = index;
      if (index > (most[axis] as number)) most[axis] = index;
    }
  }
  if (least.reduce((size, from, axis) => size * ((most[axis] as number) - from + 1), 1) !== elements.length) return undefined;
  const written = shape.map((size, axis) => {
    const [from, to] = [least[axis] as number, most[axis] as number];
    if (from === to) return String(from);
    return from === 0 && to === size - 1 ? ":" : `${from}:${to + 1}`;
  });
  return `[${written.join(", ")}]`;
}
