import { binding, grouped, type Notation } from "../../graph/notation.ts";
import { defineOp } from "../../graph/op.ts";
import { type BinaryFunction, binary } from "../shared/binary.ts";
import { inferFloats } from "../shared/infer.ts";
import { unbroadcast } from "../shared/unbroadcast.ts";
import { cast } from "./cast.ts";
import { chainMul } from "./chain-mul.ts";
import { equal } from "./equal.ts";
import { log } from "./log.ts";
import { mul } from "./mul.ts";
import { step } from "./step.ts";
import { sub } from "./sub.ts";
import { where } from "./where.ts";

/** A power of a power, or of anything but an atom, is written in parentheses on both sides: (x^2)^y. */
const raised =
  (sign: string): Notation<unknown> =>
  ([x, y]) => ({ text: `${grouped(x, binding.atom)}${sign}${grouped(y, binding.atom)}`, binds: binding.power });

const superscript: Notation<unknown> = ([x, y]) => ({
  text: `${grouped(x, binding.atom, "\\left(", "\\right)")}^{${y.text}}`,
  binds: binding.power,
});

/**
 * pow(x, y) = xʸ, elementwise with NumPy's broadcasting.
 *
 * x: float[...A], y: float[...B], one dtype → that dtype[...broadcast(A, B)]
 * Edges:   as C and NumPy, and unlike Math.pow: 1ʸ is 1 and x⁰ is 1 whatever the other is, NaN too, and (−1)^±Infinity is 1.
 *          A negative x with a fractional y → NaN; (±0)^negative → Infinity, −Infinity for −0 and an odd y. x² is x · x, rounded once.
 * Errors:  OpError when x or y is not a float tensor, dtypes differ, or shapes do not broadcast.
 * Source:  NNFS ch. 4 (E ** output); C99 F.9.4.4; ONNX Pow-15.
 */
export const powOp = defineOp({
  name: "pow",
  inputs: ["x", "y"],
  attrs: {},
  infer: inferFloats("x", "y"),
  identity: (_, [, y]) => (y === 1 ? 0 : undefined),
  scalar: (s, [x, y]) => s.pow(x, y),
  vjp: (dy, [a, b], y) => [
    // b aᵇ⁻¹; a⁰ is constant, also at 0, where a⁻¹ is infinite.
    () => unbroadcast(chainMul(dy, mul(b, pow(a, where(equal(b, 0), 0, sub(b, 1))))), a),
    // aᵇ log a. Of a ≤ 0 there is no derivative in b; 0 is taken.
    () => {
      const positive = cast(step(a), { dtype: "bool" });
      return unbroadcast(chainMul(dy, where(positive, mul(y, log(where(positive, a, 1))), 0)), b);
    },
  ],
  picture: { role: "op", label: (_, [x, y]) => `${x ?? "·"}^${y ?? "·"}` },
  notation: { text: raised("^"), latex: superscript, numpy: raised(" ** ") },
});

/** pow(x, y) = xʸ, elementwise with NumPy's broadcasting: pow(x, 2), pow(2.71828182846, x). See {@link powOp}. @function */
export const pow: BinaryFunction<"pow", "a float tensor"> = /* @__PURE__ */ binary(powOp);
