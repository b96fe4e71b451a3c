import type { DType } from "./dtype.ts";
import type { NodeId } from "./graph.ts";
import type { Shape } from "./shape.ts";

/**
 * A handle to one node of a graph under construction.
 *
 * S and D are its shape and dtype, as literal types where the compiler knows them. N is the union of the names of the
 * inputs it depends on, so that a run asks for exactly the feeds that its outputs need.
 */
export interface Tensor<out S extends Shape = Shape, out D extends DType = DType, out N extends string = string> {
  readonly id: NodeId;
  readonly shape: S;
  readonly dtype: D;
  /** For the compiler only. */
  readonly [needs]?: N;
}
declare const needs: unique symbol;
