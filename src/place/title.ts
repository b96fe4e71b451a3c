import type { Rectangle, Size } from "./placing.ts";

/** Between a title and the frame, and between it and lines beside it. */
const edge = 8;
const clear = 6;

/** Where the title of a frame stands, and where the frame must begin then. */
export interface TitlePlace {
  readonly title: Rectangle;
  readonly left: number;
  readonly right: number;
}

/**
 * At the upper left where the lines that come in from above leave it the room; else the frame grows to the left, or, where that would be by
 * much, the title stands between two lines or right of them all.
 */
export function titlePlace(
  { width, height }: Size,
  frame: { readonly left: number; readonly right: number },
  lines: readonly number[],
): TitlePlace {
  const at = (x: number, left: number, right: number): TitlePlace => ({
    title: { left: x, right: x + width, top: edge - 2, bottom: edge - 2 + height },
    left,
    right,
  });
  const { left, right } = frame;
  const sorted = [...lines].sort((a, b) => a - b);
  const [first] = sorted;
  if (first === undefined || first - clear >= left + edge + width) return at(left + edge, left, Math.max(right, left + width + 2 * edge));
  const growth = left + edge + width + clear - first;
  if (growth > 0.7 * width || first - left < 2 * edge) {
    let x = first + clear;
    for (const line of sorted.slice(1)) {
      if (line - clear >= x + width) break;
      x = line + clear;
    }
    if (x + width + edge <= right) return at(x, left, right);
  }
  return at(left + edge - growth, left - growth, right);
}
