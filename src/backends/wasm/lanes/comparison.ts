import type { Lane, LaneInstruction } from "./lane.ts";
import { fourOf, oneOf, push } from "./registers.ts";

/** a = b, of any dtype. NaN equals nothing, −0 equals 0. */
export const equal: LaneInstruction = {
  four: ({ code }, operands) => {
    const [a, b] = operands as readonly [Lane, Lane];
    if (a.dtype === "bool" && b.literal === 0) code.get(a.local).op("v128.not");
    else if (a.dtype === "bool" && a.literal === 0) code.get(b.local).op("v128.not");
    else push(code, operands).op(`${fourOf(a.dtype)}.eq`);
  },
  one: ({ code }, operands) => {
    const [a, b] = operands as readonly [Lane, Lane];
    const type = oneOf(a.dtype);
    if (type === "i32" && b.literal === 0) code.get(a.local).op("i32.eqz");
    else if (type === "i32" && a.literal === 0) code.get(b.local).op("i32.eqz");
    else push(code, operands).op(`${type}.eq`);
  },
};

/** False where either is NaN. In four lanes true is −1, which turns the order of bools around. */
const ordered = (name: "lt" | "le", turned: "gt" | "ge"): LaneInstruction => ({
  four: ({ code }, operands) => {
    const [{ dtype }] = operands as readonly [Lane];
    push(code, operands).op(dtype === "float32" ? `f32x4.${name}` : `i32x4.${dtype === "bool" ? turned : name}_s`);
  },
  one: ({ code }, operands) => {
    const type = oneOf((operands[0] as Lane).dtype);
    push(code, operands).op(type === "i32" ? `i32.${name}_s` : `${type}.${name}`);
  },
});

/** a < b. */
export const less = ordered("lt", "gt");
/** a ≤ b. */
export const lessEqual = ordered("le", "ge");

/** 1 where x > 0, −1 where x < 0, else 0; NaN stays. */
export const sign: LaneInstruction = {
  four: ({ code }, operands, dtype) => {
    const [{ local: x }] = operands as readonly [Lane];
    if (dtype === "uint8") code.get(x).i32x4(1).op("i32x4.min_s");
    // True is −1.
    else if (dtype === "int32") code.get(x).i32x4(0).op("i32x4.lt_s").get(x).i32x4(0).op("i32x4.gt_s", "i32x4.sub");
    else {
      code.get(x).f32x4(0).op("f32x4.gt").f32x4(1).op("v128.and");
      code.get(x).f32x4(0).op("f32x4.lt").f32x4(1).op("v128.and", "f32x4.sub");
      // All ones are a NaN.
      code.get(x).get(x).op("f32x4.ne", "v128.or");
    }
  },
  one: ({ code }, operands, dtype) => {
    const [{ local: x }] = operands as readonly [Lane];
    const type = oneOf(dtype);
    if (type === "i32") code.get(x).i32(0).op("i32.gt_s").get(x).i32(0).op("i32.lt_s", "i32.sub");
    else {
      code.get(x).get(x)[type](0).op(`${type}.gt`).get(x)[type](0).op(`${type}.lt`, "i32.sub", `${type}.convert_i32_s`);
      code.get(x).get(x).op(`${type}.ne`, "select");
    }
  },
};
