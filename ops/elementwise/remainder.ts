import { isFloat } from "../../graph/dtype.ts";
import { infix } from "../../graph/notation.ts";
import { defineOp } from "../../graph/op.ts";
import { type BinaryFunction, binary } from "../shared/binary.ts";
import { truncatedRemainder, wholeQuotient } from "../shared/division.ts";
import { inferArithmetic } from "../shared/infer.ts";
import { connective, signPicture } from "../shared/notation.ts";
import { unbroadcast } from "../shared/unbroadcast.ts";
import { chainMul } from "./chain-mul.ts";
import { floorDivide } from "./floor-divide.ts";
import { neg } from "./neg.ts";

/**
 * remainder(a, b) = a − b ⌊a ÷ b⌋, which has the sign of the divisor b, elementwise with NumPy's broadcasting.
 *
 * a: number[...A], b: number[...B], one dtype → that dtype[...broadcast(A, B)]
 * Edges:   of floats exact, but for one rounding where the signs of a and b differ: −1e−30 mod 1 is 1. A zero has the sign of b.
 *          a mod 0 and ±Infinity mod b are NaN; a mod ±Infinity is a, or the infinity where signs differ.
 *          Where |a ÷ b| is 2¹⁰⁰ or more the result is NaN: there alone NumPy has a number.
 *          Of integers a mod 0 is 0. The derivative in b is −⌊a ÷ b⌋; at the jumps it is taken as if there were none.
 * Errors:  OpError when dtypes differ or are bool, or shapes do not broadcast.
 * Source:  NumPy remainder; ONNX Mod-13 with fmod 0, for floats, too.
 */
export const remainderOp = defineOp({
  name: "remainder",
  inputs: ["a", "b"],
  attrs: {},
  infer: inferArithmetic,
  scalar: (s, [a, b]) => {
    if (!isFloat(a.dtype)) {
      const [wideA, wideB] = [s.cast(a, "float64"), s.cast(b, "float64")];
      // NaN for b = 0, which is 0 as an integer.
      return s.cast(s.sub(wideA, s.mul(wholeQuotient(s, a, b), wideB)), a.dtype);
    }
    const rest = truncatedRemainder(s, a, b);
    const other = s.not(s.equal(s.less(rest, 0), s.less(b, 0)));
    return s.select(s.equal(rest, 0), s.div(0, b), s.select(other, s.add(rest, b), rest));
  },
  vjp: (dy, [a, b]) => [() => unbroadcast(dy, a), () => unbroadcast(chainMul(dy, neg(floorDivide(a, b))), b)],
  picture: signPicture("mod"),
  notation: { text: connective(" mod "), latex: connective(" \\bmod ", "\\left(", "\\right)"), numpy: infix(" % ", "product") },
});

/** remainder(a, b) = a − b ⌊a ÷ b⌋, with the sign of b. See {@link remainderOp}. @function */
export const remainder: BinaryFunction<"remainder", "numbers"> = /* @__PURE__ */ binary(remainderOp);
