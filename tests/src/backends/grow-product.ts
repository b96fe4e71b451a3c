import { apply, type Op } from "dagrad";
import type { AnyTensor } from "../../../graph/op.ts";
import type { Dim } from "../../../graph/shape.ts";
import { op as call } from "../../graph/untyped-ops.ts";
import type { GraphGrowth } from "./graph-growth.ts";

/** A product, and often what an engine may do in the same loop. */
export function growProduct(o: GraphGrowth, op: Op): AnyTensor {
  const y = o.add(apply(op, factorsOf(o)));
  return y.shape.length > 0 && o.chance(0.6) ? epilogue(o, y) : y;
}

/** a · b in every form: vectors, stacks that broadcast, transposed operands. */
function factorsOf(o: GraphGrowth): readonly [AnyTensor, AnyTensor] {
  const dtype = o.chance(0.9) ? "float32" : "float64";
  const leading = o.chance(0.2) ? [o.one([1, 2, 3]), o.one([1, 2])] : [];
  const a = o.chance(0.3) ? o.leaf([...leading, o.one([0, 1, 5, 17, 33]), o.one([0, 0, 1, 2, 3, 4, 7, 16, 33])], dtype) : o.float(1, dtype);
  const inner = a.shape.at(-1) as Dim;
  const columns = o.one([0, 1, 2, 3, 4, 5, 7, 8, 9, 13, 16, 17]);
  if (o.chance(0.15)) return [a, o.of([inner], dtype)];
  const stack =
    a.shape.length > 2 && o.chance(0.5) ? a.shape.slice(0, -2).map((dim) => (o.chance(0.5) ? dim : 1)) : o.chance(0.15) ? [2] : [];
  const last = stack.length;
  const turned = (x: AnyTensor): AnyTensor => o.add(call.transpose(x, { perm: [...stack.keys(), last + 1, last] }));
  const b = o.chance(0.4) ? turned(o.of([...stack, columns, inner], dtype)) : o.of([...stack, inner, columns], dtype);
  if (a.shape.length === 2 && stack.length === 0 && o.chance(0.3)) {
    // aᵀ · b, as in the gradient of weights: the rows are what is contracted.
    return [o.add(call.transpose(a)), o.of([a.shape[0] as Dim, columns], dtype)];
  }
  return [a, b];
}

/** What follows a product in a network, so that an engine may do it in the same loop. */
function epilogue(o: GraphGrowth, y: AnyTensor): AnyTensor {
  const forms = [
    () => call.add(y, o.of(y.shape.slice(-1), y.dtype)),
    () => call.relu(y),
    () => call.mul(y, o.one([0.5, 2, 1e-3])),
    () => call.where(o.of(y.shape, "bool"), y, 0),
    () => call.sub(o.of(y.shape, y.dtype), y),
    () => call.tanh(y),
  ];
  return o.one(forms)() as AnyTensor;
}
