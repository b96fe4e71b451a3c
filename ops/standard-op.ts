import type { Composite, Op, Primitive } from "../graph/op.ts";

/** Declares an op of the standard set. Its derivative and its form stand beside it and are listed in derivatives.ts and forms.ts. */
export function defineStandardOp<A>(op: Primitive<A>): Primitive<A>;
export function defineStandardOp<A>(op: Composite<A>): Composite<A>;
export function defineStandardOp<A>(op: Op<A>): Op<A> {
  return Object.freeze(op);
}
