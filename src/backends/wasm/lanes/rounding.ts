import type { LaneInstruction } from "./lane.ts";
import { floatOf, fourOf, push } from "./registers.ts";

/** One instruction of floats; an integer is its own floor. */
const rounding = (name: "floor" | "ceil" | "trunc" | "nearest"): LaneInstruction => ({
  four: ({ code }, operands, dtype) => {
    push(code, operands);
    if (fourOf(dtype) === "f32x4") code.op(`f32x4.${name}`);
  },
  one: ({ code }, operands, dtype) => {
    push(code, operands);
    if (dtype === "float32" || dtype === "float64") code.op(`${floatOf(dtype)}.${name}`);
  },
});

/** The largest integer that is not above x. */
export const floor = rounding("floor");
/** The smallest integer that is not below x. */
export const ceil = rounding("ceil");
/** The integer part of x. */
export const trunc = rounding("trunc");
/** The nearest integer, of two equally near the even one. */
export const round = rounding("nearest");
