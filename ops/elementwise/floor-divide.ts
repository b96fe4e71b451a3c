import { isFloat } from "../../graph/dtype.ts";
import { atom, infix } from "../../graph/notation.ts";
import { defineOp } from "../../graph/op.ts";
import { type BinaryFunction, binary } from "../shared/binary.ts";
import { truncatedRemainder, wholeQuotient } from "../shared/division.ts";
import { inferArithmetic } from "../shared/infer.ts";

/**
 * floorDivide(a, b) = ⌊a ÷ b⌋, the quotient rounded down, elementwise with NumPy's broadcasting.
 *
 * a: number[...A], b: number[...B], one dtype → that dtype[...broadcast(A, B)]
 * Edges:   of floats it is what remainder leaves: 1 ÷ 0.1 rounds to 10, but 0.1 is more than a tenth, so floorDivide is 9 in float64.
 *          a ÷ 0 is that of div; ±Infinity by anything but 0 is NaN. A zero has the sign of a ÷ b.
 *          Where |a ÷ b| is 2¹⁰⁰ or more the result is NaN: there alone NumPy has a number.
 *          Of integers, division by 0 is 0, and −2³¹ by −1 wraps to −2³¹.
 * Errors:  OpError when dtypes differ or are bool, or shapes do not broadcast.
 * Source:  NumPy floor_divide.
 */
export const floorDivideOp = defineOp({
  name: "floorDivide",
  inputs: ["a", "b"],
  attrs: {},
  infer: inferArithmetic,
  scalar: (s, [a, b]) => {
    if (!isFloat(a.dtype)) return s.cast(wholeQuotient(s, a, b), a.dtype);
    const rest = truncatedRemainder(s, a, b);
    const whole = s.div(s.sub(a, rest), b);
    const below = s.and(s.not(s.equal(rest, 0)), s.not(s.equal(s.less(rest, 0), s.less(b, 0))));
    const quotient = s.select(below, s.sub(whole, 1), whole);
    // Whole but for its roundings.
    const down = s.floor(quotient);
    const nearest = s.select(s.less(0.5, s.sub(quotient, down)), s.add(down, 1), down);
    const plain = s.div(a, b);
    const signed = s.select(s.equal(quotient, 0), s.select(s.less(0, plain), 0, plain), nearest);
    return s.select(s.equal(b, 0), plain, signed);
  },
  vjp: "not-differentiable",
  picture: { role: "function", label: (_, [a, b]) => `⌊${a ?? "·"} ÷ ${b ?? "·"}⌋` },
  notation: {
    text: (operands, attrs, site) => atom(`⌊${infix(" ÷ ", "product")(operands, attrs, site).text}⌋`),
    latex: ([a, b]) => atom(`\\left\\lfloor \\frac{${a.text}}{${b.text}} \\right\\rfloor`),
    numpy: infix(" // ", "product"),
  },
});

/** floorDivide(a, b) = ⌊a ÷ b⌋. See {@link floorDivideOp}. @function */
export const floorDivide: BinaryFunction<"floorDivide", "numbers"> = /* @__PURE__ */ binary(floorDivideOp);
