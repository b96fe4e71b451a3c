import type { Code, Local } from "../assembler/code.ts";
import type { Lane, LaneInstruction } from "./lane.ts";
import { oneOf } from "./registers.ts";

/**
 * The elements of x in another dtype, by the rules of ECMAScript's typed arrays: to float rounded to nearest, to int truncated and taken
 * modulo 2³² or 2⁸, NaN and ±Infinity to 0; to bool x ≠ 0.
 */
export const cast: LaneInstruction = {
  four: ({ code }, operands, to) => {
    const [{ local: x, dtype: from }] = operands as readonly [Lane];
    code.get(x);
    if (from === to) return;
    if (to === "bool") {
      if (from === "float32") code.f32x4(0).op("f32x4.ne");
      else code.i32x4(0).op("i32x4.ne");
    } else if (from === "bool") {
      if (to === "float32") code.f32x4(1).op("v128.and");
      else code.i32x4(1).op("v128.and");
    } else if (to === "float32") code.op("f32x4.convert_i32x4_s");
    else {
      if (from === "float32") truncateFour(code, x);
      if (to === "uint8") code.i32x4(255).op("v128.and");
    }
  },
  one: ({ code }, operands, to) => {
    const [{ local: x, dtype: from }] = operands as readonly [Lane];
    const source = oneOf(from);
    const target = oneOf(to);
    code.get(x);
    if (from === to) return;
    if (to === "bool") {
      if (source === "i32") code.i32(0).op("i32.ne");
      else code[source](0).op(`${source}.ne`);
    } else if (target !== "i32") {
      if (source === "i32") code.op(`${target}.convert_i32_s`);
      else code.op(target === "f32" ? "f32.demote_f64" : "f64.promote_f32");
    } else {
      if (source !== "i32") truncateOne(code, x, source);
      if (to === "uint8") code.i32(255).op("i32.and");
    }
  },
};

/**
 * x, on the stack and in a local, modulo 2³² in −2³¹ … 2³¹, then truncated. Each step is exact: beyond 2²⁴ all float32 are integers.
 * The conversion clamps only 2³¹ itself, to one less.
 */
function truncateFour(code: Code, x: Local): void {
  const [rest] = code.temporaries("v128", 1) as readonly [Local];
  code
    .get(x)
    .f32x4(2 ** -32)
    .op("f32x4.mul", "f32x4.nearest")
    .f32x4(2 ** 32)
    .op("f32x4.mul", "f32x4.sub")
    .tee(rest);
  // True is −1, and 2³¹ − 1 − (−1) wraps to −2³¹.
  code
    .op("i32x4.trunc_sat_f32x4_s")
    .get(rest)
    .f32x4(2 ** 31)
    .op("f32x4.ge", "i32x4.sub");
}

/** x, on the stack and in a local, modulo 2³² with its sign, truncated to an int64, of which the low word is kept. */
function truncateOne(code: Code, x: Local, type: "f32" | "f64"): void {
  code
    .get(x)
    [type](2 ** -32)
    .op(`${type}.mul`, `${type}.trunc`);
  code[type](2 ** 32).op(`${type}.mul`, `${type}.sub`, `i64.trunc_sat_${type}_s`, "i32.wrap_i64");
}
