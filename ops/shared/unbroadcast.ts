import type { AnyTensor } from "../../graph/op.ts";
import { type Shape, sameShape } from "../../graph/shape.ts";
import { sum } from "../reduce/sum.ts";

/** The cotangent of x from that of the result it was broadcast to: summed over the axes along which x was repeated. */
export function unbroadcast(dy: AnyTensor, x: { readonly shape: Shape }): AnyTensor {
  if (sameShape(dy.shape, x.shape)) return dy;
  const added = dy.shape.length - x.shape.length;
  const leading = Array.from({ length: added }, (_, axis) => axis);
  const aligned: AnyTensor = added === 0 ? dy : sum(dy, { axis: leading });
  const stretched = x.shape.flatMap((dim, axis) => (dim === 1 && aligned.shape[axis] !== 1 ? [axis] : []));
  return stretched.length === 0 ? aligned : sum(aligned, { axis: stretched, keepdims: true });
}
