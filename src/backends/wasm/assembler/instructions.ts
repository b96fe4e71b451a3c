/**
 * The instructions of WebAssembly that the engine uses, by their names in the text format, with the bytes that stand for them.
 *
 * Source: WebAssembly core specification 2.0, section 5.4 (binary format of instructions); relaxed SIMD and threads proposals.
 */

type Words<Text extends string> = Text extends `${infer First} ${infer Rest}` ? First | Words<Rest> : Text;

/** Instructions of one type whose codes follow each other, from the first one's on. */
function run<Type extends string, Names extends string>(type: Type, first: number, names: Names) {
  const codes: Record<string, number> = {};
  let code = first;
  for (const name of names.split(" ")) codes[`${type}.${name}`] = code++;
  return codes as Record<`${Type}.${Words<Names>}`, number>;
}

const compareIntegers = "eq ne lt_s lt_u gt_s gt_u le_s le_u ge_s ge_u";
const compareFloats = "eq ne lt gt le ge";
const arithmetic = "sqrt add sub mul div";
const floats = `abs neg ceil floor trunc nearest ${arithmetic}` as const;
const vectors = `${arithmetic} min max pmin pmax` as const;

/** One byte, operands on the stack. */
export const plain = {
  nop: 0x01,
  drop: 0x1a,
  select: 0x1b,
  "i32.eqz": 0x45,
  ...run("i32", 0x46, compareIntegers),
  "i64.ne": 0x52,
  ...run("f32", 0x5b, compareFloats),
  ...run("f64", 0x61, compareFloats),
  ...run("i32", 0x6a, "add sub mul"),
  "i32.div_u": 0x6e,
  "i32.rem_u": 0x70,
  ...run("i32", 0x71, "and or xor shl shr_s shr_u"),
  "i64.mul": 0x7e,
  "i64.shr_u": 0x88,
  ...run("f32", 0x8b, floats),
  ...run("f64", 0x99, floats),
  "i32.wrap_i64": 0xa7,
  "i64.extend_i32_u": 0xad,
  "f32.convert_i32_s": 0xb2,
  "f32.demote_f64": 0xb6,
  "f64.convert_i32_s": 0xb7,
  "f64.promote_f32": 0xbb,
  "i32.reinterpret_f32": 0xbc,
  "i64.reinterpret_f64": 0xbd,
};

/** Prefix 0xfc: conversions that clamp instead of trapping; NaN becomes 0. */
export const saturating = {
  "i64.trunc_sat_f32_s": 4,
  "i64.trunc_sat_f64_s": 6,
  "i64.trunc_sat_f64_u": 7,
};

/** Prefix 0xfd, operands on the stack. */
export const simd = {
  "i8x16.splat": 0x0f,
  "i32x4.splat": 0x11,
  "i64x2.splat": 0x12,
  "f32x4.splat": 0x13,
  ...run("i32x4", 0x37, compareIntegers),
  ...run("f32x4", 0x41, compareFloats),
  ...run("f64x2", 0x47, compareFloats),
  ...run("v128", 0x4d, "not and andnot or xor bitselect any_true"),
  "f32x4.demote_f64x2_zero": 0x5e,
  "f64x2.promote_low_f32x4": 0x5f,
  "i8x16.narrow_i16x8_u": 0x66,
  ...run("f32x4", 0x67, "ceil floor trunc nearest"),
  "i16x8.narrow_i32x4_u": 0x86,
  "i16x8.extend_low_i8x16_u": 0x89,
  ...run("i32x4", 0xa0, "abs neg"),
  "i32x4.extend_low_i16x8_u": 0xa9,
  ...run("i32x4", 0xab, "shl shr_s shr_u add"),
  "i32x4.sub": 0xb1,
  ...run("i32x4", 0xb5, "mul min_s min_u max_s"),
  ...run("f32x4", 0xe0, "abs neg"),
  ...run("f32x4", 0xe3, vectors),
  ...run("f64x2", 0xef, vectors),
  "i32x4.trunc_sat_f32x4_s": 0xf8,
  "f32x4.convert_i32x4_s": 0xfa,
  "f32x4.relaxed_madd": 0x105,
};

/** One byte, then alignment and offset. */
export const access = {
  "i32.load": 0x28,
  "i64.load": 0x29,
  "f32.load": 0x2a,
  "f64.load": 0x2b,
  "i32.load8_u": 0x2d,
  "i32.load16_u": 0x2f,
  "i32.store": 0x36,
  "i64.store": 0x37,
  "f32.store": 0x38,
  "f64.store": 0x39,
  "i32.store8": 0x3a,
  "i32.store16": 0x3b,
};

/** Prefix 0xfd, then alignment and offset. */
export const simdMemory = {
  "v128.load": 0x00,
  "v128.load32_splat": 0x09,
  "v128.store": 0x0b,
  "v128.load32_zero": 0x5c,
};

/** Prefix 0xfd, then alignment, offset and the number of a lane. */
export const laneMemory = {
  "v128.load32_lane": 0x56,
  "v128.store8_lane": 0x58,
  "v128.store16_lane": 0x59,
  "v128.store32_lane": 0x5a,
  "v128.store64_lane": 0x5b,
};

/** Prefix 0xfd, then the number of a lane. */
export const lane = {
  "i32x4.extract_lane": 0x1b,
  "i32x4.replace_lane": 0x1c,
  "f32x4.extract_lane": 0x1f,
  "f32x4.replace_lane": 0x20,
};

/** Prefix 0xfe, then alignment and offset; all are of four bytes. */
export const atomic = {
  "memory.atomic.notify": 0x00,
  "memory.atomic.wait32": 0x01,
  "i32.atomic.load": 0x10,
  "i32.atomic.store": 0x17,
  "i32.atomic.rmw.add": 0x1e,
};

/** An instruction without immediate operands. */
export type WasmInstruction = keyof typeof plain | keyof typeof saturating | keyof typeof simd;
export type LoadStore = keyof typeof access | keyof typeof simdMemory;
export type LaneMemory = keyof typeof laneMemory;
export type LaneAccess = keyof typeof lane;
export type AtomicInstruction = keyof typeof atomic;

/** Types of values, locals, parameters and results, with the bytes that stand for them. */
export const valueTypes = { i32: 0x7f, i64: 0x7e, f32: 0x7d, f64: 0x7c, v128: 0x7b } as const;
export type ValueType = keyof typeof valueTypes;
