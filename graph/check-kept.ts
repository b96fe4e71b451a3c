import { FeedError } from "./errors.ts";
import type { NumberBuffer } from "./number-buffer.ts";

/**
 * FeedError where the elements of an array or view are no longer those it was made of: its buffer was handed to another thread, which
 * leaves none, or resized.
 */
export function checkKept(data: NumberBuffer | readonly unknown[], size: number, what: string, node?: string): void {
  let actual = String(data.length);
  try {
    // Throws where the buffer is gone; a view of no elements looks the same otherwise.
    if (data.length === 0) data.at(0);
    if (data.length === size) return;
  } catch {
    actual = "a detached buffer";
  }
  const at = node ? ` (node "${node}")` : "";
  throw new FeedError(`${what} must have its ${size} elements, got ${actual}${at}; take a copy before`, {
    code: "lost-elements",
    node,
    actual,
  });
}
