import { call, latexCall } from "../../graph/notation.ts";
import { defineOp } from "../../graph/op.ts";
import { type BinaryFunction, binary } from "../shared/binary.ts";
import { inferArithmetic } from "../shared/infer.ts";
import { unbroadcast } from "../shared/unbroadcast.ts";
import { equal } from "./equal.ts";
import { where } from "./where.ts";

/**
 * minimum(a, b) = the smaller of a and b, elementwise with NumPy's broadcasting.
 *
 * a: number[...A], b: number[...B], one dtype → that dtype[...broadcast(A, B)]
 * Edges:   NaN in either → NaN; of +0 and −0 the first operand is taken.
 * Errors:  OpError when dtypes differ, are bool, or shapes do not broadcast.
 * Source:  ONNX Min-13.
 */
export const minimumOp = defineOp({
  name: "minimum",
  inputs: ["a", "b"],
  attrs: {},
  infer: inferArithmetic,
  scalar: (s, [a, b]) => s.minimum(a, b),
  vjp: (dy, [a, b], y) => [() => unbroadcast(where(equal(y, a), dy, 0), a), () => unbroadcast(where(equal(y, a), 0, dy), b)],
  picture: { role: "function", label: (_, [a, b]) => `min(${a ?? "·"}, ${b ?? "·"})` },
  notation: { text: call("min"), latex: latexCall("\\min"), numpy: call("np.minimum") },
});

/** minimum(a, b) = the smaller of a and b, elementwise with NumPy's broadcasting. See {@link minimumOp}. @function */
export const minimum: BinaryFunction<"minimum", "numbers"> = /* @__PURE__ */ binary(minimumOp);
