import { type Dim, type Shape, sameShape, showShape } from "../../graph/shape.ts";
import type { MatcherResult } from "./matcher-result.ts";
import { numbersOf } from "./numbers.ts";

/** Passes when the shape is exactly this one. For arrays, nested lists, numbers, tensors and nodes; dims of the last two may be names. */
export function toHaveShape(received: unknown, expected: readonly Dim[]): MatcherResult {
  const shape = shapeOf(received);
  const pass = sameShape(shape, expected);
  const message = pass
    ? `toHaveShape: expected another shape than ${showShape(expected)}`
    : `toHaveShape: received ${showShape(shape)}, expected ${showShape(expected)}`;
  return { pass, message: () => message };
}

/** Of what says its shape itself, or of the numbers in it. */
function shapeOf(value: unknown): Shape {
  const shape: unknown = typeof value === "object" && value !== null && "shape" in value ? value.shape : undefined;
  return Array.isArray(shape) ? shape : numbersOf(value, "received").shape;
}
