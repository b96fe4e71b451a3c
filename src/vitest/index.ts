/*
 * The entry dagrad/vitest: importing it, in a setup file or a test, teaches vitest's `expect` the matchers and the serialiser.
 * This is the one module of dagrad whose import does something, as users of vitest expect of a kit of matchers.
 */
import { expect } from "vitest";
import type { Graph } from "../../graph/graph.ts";
import type { Dim } from "../../graph/shape.ts";
import type { Numbers } from "./numbers.ts";
import { serializer } from "./serializer.ts";
import { type CloseOptions, toBeAllClose } from "./to-be-all-close.ts";
import { toEqualGraph } from "./to-equal-graph.ts";
import { toHaveShape } from "./to-have-shape.ts";

/** The matchers as functions, for `expect.extend` of another runner. */
export const matchers = { toBeAllClose, toHaveShape, toEqualGraph };
export { type CloseOptions, type Numbers, serializer };

expect.extend(matchers);
expect.addSnapshotSerializer(serializer);

/** What `expect(value)` has besides vitest's own matchers. */
export interface DagradMatchers<R = unknown> {
  /** Every element is close to the expected one: |received − expected| ≤ atol + rtol · |expected|, NumPy's rule. Shapes must be equal; a number stands for an array of it. */
  toBeAllClose(expected: Numbers, options?: CloseOptions): R;
  /** The shape is exactly this one. */
  toHaveShape(expected: readonly Dim[]): R;
  /** The same nodes under the same ids, the same inputs, outputs and updates. */
  toEqualGraph(expected: Graph): R;
}

/* Vitest 3 and 4 alike; type parameters of merged interfaces must be the same. */
declare module "vitest" {
  interface Assertion<T = any> extends DagradMatchers<void> {}
  interface AsymmetricMatchersContaining extends DagradMatchers {}
}
