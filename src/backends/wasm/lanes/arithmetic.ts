import type { DType } from "../../../../graph/dtype.ts";
import type { Code } from "../assembler/code.ts";
import type { WasmInstruction } from "../assembler/instructions.ts";
import type { Lane, LaneInstruction } from "./lane.ts";
import { fourOf, oneOf, push } from "./registers.ts";

/*
 * Ops that are one instruction. That instruction rounds once, as the reference does: it computes in float64, and the float64 sum,
 * difference, product, quotient or root of float32 rounds to the same float32 as the exact one (Figueroa 1995: 53 ≥ 2 · 24 + 2).
 * int32 wraps around by itself, uint8 is brought back to 0 … 255.
 */

const wrapFour = (code: Code, dtype: DType): void => {
  if (dtype === "uint8") code.i32x4(255).op("v128.and");
};
const wrapOne = (code: Code, dtype: DType): void => {
  if (dtype === "uint8") code.i32(255).op("i32.and");
};

/** Of integers there are only the first three. */
const instruction = (name: "add" | "sub" | "mul" | "div" | "sqrt"): LaneInstruction => ({
  four: ({ code }, operands, dtype) => wrapFour(push(code, operands).op(`${fourOf(dtype)}.${name}` as WasmInstruction), dtype),
  one: ({ code }, operands, dtype) => wrapOne(push(code, operands).op(`${oneOf(dtype)}.${name}` as WasmInstruction), dtype),
});

/** a + b. */
export const add = instruction("add");
/** a − b. */
export const sub = instruction("sub");
/** a × b. */
export const mul = instruction("mul");

/** a ÷ b of floats. */
export const div = instruction("div");
/** √x of floats. */
export const sqrt = instruction("sqrt");

/** −x. */
export const neg: LaneInstruction = {
  four: ({ code }, operands, dtype) => wrapFour(push(code, operands).op(`${fourOf(dtype)}.neg`), dtype),
  one: ({ code }, operands, dtype) => {
    const type = oneOf(dtype);
    if (type === "i32") wrapOne(push(code.i32(0), operands).op("i32.sub"), dtype);
    else push(code, operands).op(`${type}.neg`);
  },
};

/** |x|; of −2³¹ in int32 −2³¹. */
export const abs: LaneInstruction = {
  four: ({ code }, operands, dtype) => {
    push(code, operands);
    if (dtype !== "uint8") code.op(`${fourOf(dtype)}.abs`);
  },
  one: ({ code }, operands, dtype) => {
    const [x] = operands as readonly [Lane];
    const type = oneOf(dtype);
    code.get(x.local);
    if (dtype === "uint8") return;
    if (type !== "i32") code.op(`${type}.abs`);
    // With s = 0 or −1 by the sign of x, (x xor s) − s is x or −x.
    else code.get(x.local).i32(31).op("i32.shr_s", "i32.xor").get(x.local).i32(31).op("i32.shr_s", "i32.sub");
  },
};
