import { type FusedVjp, isPrimitive, meaningOf, type Op, type Vjp } from "../../graph/op.ts";
import { fusedVjps, vjps } from "../../ops/derivatives.ts";

/**
 * The derivative of an op: what it says itself, or what stands beside the op of dagrad that computes the same, as a copy with another
 * `lower` does. Undefined where neither is there: for a composite that is differentiated through its parts, and for a primitive of which
 * nothing is known.
 */
export const vjpOf = (op: Op): Vjp<any> | "not-differentiable" | undefined => op.vjp ?? vjps.get(meaningOf(op));

/** The derivative through a pair of ops, found in the same way. An op with a `vjp` of its own has that of its own, or none. */
export function fusedVjpOf(op: Op): FusedVjp<any> | undefined {
  if (isPrimitive(op)) return undefined;
  return op.fusedVjp ?? (op.vjp === undefined ? fusedVjps.get(meaningOf(op)) : undefined);
}
