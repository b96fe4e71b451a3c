import { atom } from "../../graph/notation.ts";
import { defineOp } from "../../graph/op.ts";
import { type BinaryFunction, binary } from "../shared/binary.ts";
import { inferFloats } from "../shared/infer.ts";
import { quotientNotation, quotientPicture } from "../shared/notation.ts";
import { unlessZero } from "../shared/scalars.ts";
import { unbroadcast } from "../shared/unbroadcast.ts";
import { chainMul } from "./chain-mul.ts";
import { equal } from "./equal.ts";
import { neg } from "./neg.ts";
import { where } from "./where.ts";

/**
 * chainDiv(dy, x) = dy ÷ x, the quotient of the chain rule: a cotangent dy that is 0 stays 0, whatever x is. See chainMul.
 *
 * dy: float[...A], x: float[...B], one dtype → that dtype[...broadcast(A, B)]
 * Edges:   0 ÷ 0 and 0 ÷ NaN are 0; all else as div, bit for bit: 1 ÷ 0 is Infinity, 0 ÷ −1 is −0.
 * Errors:  OpError when dy or x is not a float tensor, dtypes differ, or shapes do not broadcast.
 * Source:  as chainMul.
 */
export const chainDivOp = defineOp({
  name: "chainDiv",
  inputs: ["dy", "x"],
  attrs: {},
  infer: inferFloats("dy", "x"),
  identity: (_, [, x]) => (x === 1 ? 0 : undefined),
  scalar: (s, [dy, x]) => unlessZero(s, dy, s.div(dy, x)),
  vjp: (dz, [dy, x], dx) => [
    () => unbroadcast(chainDiv(dz, x), dy),
    // Constant in x where dy is 0, as in chainMul.
    () => unbroadcast(where(equal(dy, 0), 0, neg(chainDiv(chainMul(dz, dx), x))), x),
  ],
  picture: quotientPicture,
  notation: {
    ...quotientNotation,
    // A function of its operands, so that each is written once.
    numpy: ([dy, x]) => atom(`(lambda dy, x: np.where((dy == 0) & np.isnan(dy / x), 0, dy / x))(${dy.text}, ${x.text})`),
  },
});

/** chainDiv(dy, x) = dy ÷ x, and 0 where dy is 0. See {@link chainDivOp}. @function */
export const chainDiv: BinaryFunction<"chainDiv", "a float tensor"> = /* @__PURE__ */ binary(chainDivOp);
