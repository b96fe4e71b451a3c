import { atom } from "../../graph/notation.ts";
import { defineOp } from "../../graph/op.ts";
import { type BinaryFunction, binary } from "../shared/binary.ts";
import { inferFloats } from "../shared/infer.ts";
import { productNotation, productPicture } from "../shared/notation.ts";
import { unlessZero } from "../shared/scalars.ts";
import { unbroadcast } from "../shared/unbroadcast.ts";
import { equal } from "./equal.ts";
import { where } from "./where.ts";

/**
 * chainMul(dy, f) = dy × f, the product of the chain rule: a cotangent dy that is 0 stays 0, whatever the factor f is.
 *
 * dy: float[...A], f: float[...B], one dtype → that dtype[...broadcast(A, B)]
 * Edges:   0 × ±Infinity and 0 × NaN are 0; all else as mul, bit for bit: Infinity × 0 is NaN, 0 × −1 is −0.
 * Errors:  OpError when dy or f is not a float tensor, dtypes differ, or shapes do not broadcast.
 * Source:  measure theory's 0 · ∞ = 0: what y does not depend on has no part in its slope, though its own be infinite.
 */
export const chainMulOp = defineOp({
  name: "chainMul",
  inputs: ["dy", "f"],
  attrs: {},
  infer: inferFloats("dy", "f"),
  identity: (_, [dy, f]) => (f === 1 ? 0 : dy === 1 ? 1 : undefined),
  scalar: (s, [dy, f]) => unlessZero(s, dy, s.mul(dy, f)),
  vjp: (dz, [dy, f]) => [
    () => unbroadcast(chainMul(dz, f), dy),
    // Where dy is 0 the product is 0 whatever f is: constant in f.
    () => unbroadcast(where(equal(dy, 0), 0, chainMul(dz, dy)), f),
  ],
  picture: productPicture,
  notation: {
    ...productNotation,
    // A function of its operands, so that each is written once.
    numpy: ([dy, f]) => atom(`(lambda dy, f: np.where((dy == 0) & np.isnan(dy * f), 0, dy * f))(${dy.text}, ${f.text})`),
  },
});

/** chainMul(dy, f) = dy × f, and 0 where dy is 0. See {@link chainMulOp}. @function */
export const chainMul: BinaryFunction<"chainMul", "a float tensor"> = /* @__PURE__ */ binary(chainMulOp);
