import { integerRange } from "../../graph/dtype.ts";
import { FeedError } from "../../graph/errors.ts";
import type { Value } from "../../graph/op.ts";

/** FeedError unless numbers for an integer or bool value are whole and in its range: a typed array would wrap or cut them. */
export function checkElements(numbers: ArrayLike<number>, { shape, dtype }: Omit<Value, "data">, subject: string, node: string): void {
  const [low, high] = integerRange[dtype as "int32"];
  for (let i = 0; i < numbers.length; i++) {
    const x = numbers[i] as number;
    if (Number.isInteger(x) && x >= low && x <= high) continue;
    throw new FeedError(
      `${subject} must hold whole numbers ${low} … ${high}, got ${x}${placeOf(i, shape)} (node "${node}"); correct the element`,
      {
        code: "bad-element",
        node,
        expected: `${low} … ${high}`,
        actual: String(x),
      },
    );
  }
}

/** " at [0, 2]": where element i of a value stands; nothing for a scalar. */
export const placeOf = (i: number, shape: readonly number[]): string =>
  shape.length === 0 ? "" : ` at [${positionOf(i, shape).join(", ")}]`;

/** The indices of element i, row-major. */
export function positionOf(i: number, shape: readonly number[]): number[] {
  const position = new Array<number>(shape.length);
  let rest = i;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    position[axis] = rest % (shape[axis] as number);
    rest = Math.floor(rest / (shape[axis] as number));
  }
  return position;
}
