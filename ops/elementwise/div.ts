import { isFloat } from "../../graph/dtype.ts";
import { atom, infix } from "../../graph/notation.ts";
import { defineOp } from "../../graph/op.ts";
import { type BinaryFunction, binary } from "../shared/binary.ts";
import { inferArithmetic } from "../shared/infer.ts";
import { quotientNotation, quotientPicture } from "../shared/notation.ts";
import { unbroadcast } from "../shared/unbroadcast.ts";
import { chainDiv } from "./chain-div.ts";
import { chainMul } from "./chain-mul.ts";
import { neg } from "./neg.ts";

/**
 * div(a, b) = a ÷ b, elementwise with NumPy's broadcasting; of integers the whole quotient, cut off toward 0.
 *
 * a: number[...A], b: number[...B], one dtype → that dtype[...broadcast(A, B)]
 * Edges:   IEEE division; x ÷ 0 is ±Infinity by the signs of both; 0 ÷ 0 and Infinity ÷ Infinity are NaN.
 *          Of integers 7 ÷ 2 is 3 and −7 ÷ 2 is −3, as in ONNX and C: floorDivide gives −4, and NumPy's / floats, as those of cast(a, …) do.
 *          Division by 0 is 0, and −2³¹ by −1 wraps to −2³¹.
 * Errors:  OpError when dtypes differ or are bool, or shapes do not broadcast.
 * Source:  NNFS ch. 4 (softmax); ONNX Div-14.
 */
export const divOp = defineOp({
  name: "div",
  inputs: ["a", "b"],
  attrs: {},
  infer: inferArithmetic,
  identity: (_, [, b]) => (b === 1 ? 0 : undefined),
  // The cast of ±Infinity and NaN is 0.
  scalar: (s, [a, b]) => (isFloat(a.dtype) ? s.div(a, b) : s.cast(s.trunc(s.div(s.cast(a, "float64"), s.cast(b, "float64"))), a.dtype)),
  vjp: (dy, [a, b], y) => [() => unbroadcast(chainDiv(dy, b), a), () => unbroadcast(neg(chainDiv(chainMul(dy, y), b)), b)],
  picture: quotientPicture,
  notation: {
    ...quotientNotation,
    // NumPy's / makes floats of integers; what it casts where b is 0 depends on the processor.
    numpy: (operands, attrs, site) => {
      const quotient = infix(" / ", "product")(operands, attrs, site);
      const [dtype = "float64"] = site.dtypes ?? [];
      return isFloat(dtype) ? quotient : atom(`np.trunc(${quotient.text}).astype("${dtype}")`);
    },
  },
});

/** div(a, b) = a ÷ b, elementwise with NumPy's broadcasting; of integers the whole quotient, cut off toward 0. See {@link divOp}. @function */
export const div: BinaryFunction<"div", "numbers"> = /* @__PURE__ */ binary(divOp);
