import { call, latexCall } from "../../graph/notation.ts";
import { defineOp } from "../../graph/op.ts";
import { type BinaryFunction, binary } from "../shared/binary.ts";
import { inferArithmetic } from "../shared/infer.ts";
import { unbroadcast } from "../shared/unbroadcast.ts";
import { equal } from "./equal.ts";
import { where } from "./where.ts";

/**
 * maximum(a, b) = the larger of a and b, elementwise with NumPy's broadcasting.
 *
 * a: number[...A], b: number[...B], one dtype → that dtype[...broadcast(A, B)]
 * Edges:   NaN in either → NaN; of +0 and −0 the first operand is taken.
 * Errors:  OpError when dtypes differ or shapes do not broadcast.
 * Source:  NNFS ch. 4; ONNX Max-13.
 */
export const maximumOp = defineOp({
  name: "maximum",
  inputs: ["a", "b"],
  attrs: {},
  infer: inferArithmetic,
  scalar: (s, [a, b]) => s.maximum(a, b),
  vjp: (dy, [a, b], y) => [() => unbroadcast(where(equal(y, a), dy, 0), a), () => unbroadcast(where(equal(y, a), 0, dy), b)],
  picture: { role: "function", label: (_, [a, b]) => `max(${a ?? "·"}, ${b ?? "·"})` },
  notation: { text: call("max"), latex: latexCall("\\max"), numpy: call("np.maximum") },
});

/** maximum(a, b) = the larger of a and b, elementwise with NumPy's broadcasting. See {@link maximumOp}. @function */
export const maximum: BinaryFunction<"maximum", "numbers"> = /* @__PURE__ */ binary(maximumOp);
