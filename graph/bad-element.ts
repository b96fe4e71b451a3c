import { FeedError } from "./errors.ts";

/** FeedError for element i of numbers of a shape: it must be what `requirement` says, from `low` to `high`. */
export function badElement(
  requirement: string,
  [low, high]: readonly [low: number, high: number],
  element: unknown,
  i: number,
  shape: readonly number[],
  node?: string,
): FeedError {
  const expected = `${low} … ${high}`;
  const at = placeOf(i, shape) + (node ? ` (node "${node}")` : "");
  return new FeedError(`${requirement} ${expected}, got ${element}${at}; correct the element`, {
    code: "bad-element",
    node,
    expected,
    actual: String(element),
  });
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
