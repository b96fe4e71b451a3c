/**
 * The instructions of WebAssembly that the engine uses, by their names in the text format, with the bytes that stand for them.
 *
 * Source: WebAssembly core specification 2.0, section 5.4 (binary format of instructions); relaxed SIMD and threads proposals.
 */

/** One byte, operands on the stack. */
export const plain = {
  nop: 0x01,
  drop: 0x1a,
  select: 0x1b,
  "i32.eqz": 0x45,
  "i32.eq": 0x46,
  "i32.ne": 0x47,
  "i32.lt_s": 0x48,
  "i32.lt_u": 0x49,
  "i32.gt_s": 0x4a,
  "i32.gt_u": 0x4b,
  "i32.le_s": 0x4c,
  "i32.ge_s": 0x4e,
  "i32.ge_u": 0x4f,
  "i64.ne": 0x52,
  "f32.eq": 0x5b,
  "f32.ne": 0x5c,
  "f32.lt": 0x5d,
  "f32.gt": 0x5e,
  "f32.le": 0x5f,
  "f32.ge": 0x60,
  "f64.eq": 0x61,
  "f64.ne": 0x62,
  "f64.lt": 0x63,
  "f64.gt": 0x64,
  "f64.le": 0x65,
  "f64.ge": 0x66,
  "i32.add": 0x6a,
  "i32.sub": 0x6b,
  "i32.mul": 0x6c,
  "i32.and": 0x71,
  "i32.or": 0x72,
  "i32.xor": 0x73,
  "i32.shl": 0x74,
  "i32.shr_s": 0x75,
  "i64.shr_u": 0x88,
  "f32.abs": 0x8b,
  "f32.neg": 0x8c,
  "f32.trunc": 0x8f,
  "f32.sqrt": 0x91,
  "f32.add": 0x92,
  "f32.sub": 0x93,
  "f32.mul": 0x94,
  "f32.div": 0x95,
  "f64.abs": 0x99,
  "f64.neg": 0x9a,
  "f64.trunc": 0x9d,
  "f64.sqrt": 0x9f,
  "f64.add": 0xa0,
  "f64.sub": 0xa1,
  "f64.mul": 0xa2,
  "f64.div": 0xa3,
  "i32.wrap_i64": 0xa7,
  "f32.convert_i32_s": 0xb2,
  "f32.demote_f64": 0xb6,
  "f64.convert_i32_s": 0xb7,
  "f64.promote_f32": 0xbb,
  "i32.reinterpret_f32": 0xbc,
  "i64.reinterpret_f64": 0xbd,
} as const satisfies Record<string, number>;

/** Prefix 0xfc: conversions that clamp instead of trapping; NaN becomes 0. */
export const saturating = {
  "i64.trunc_sat_f32_s": 4,
  "i64.trunc_sat_f64_s": 6,
  "i64.trunc_sat_f64_u": 7,
} as const satisfies Record<string, number>;

/** Prefix 0xfd, operands on the stack. */
export const simd = {
  "i8x16.splat": 0x0f,
  "i32x4.splat": 0x11,
  "i64x2.splat": 0x12,
  "f32x4.splat": 0x13,
  "i32x4.eq": 0x37,
  "i32x4.ne": 0x38,
  "i32x4.lt_s": 0x39,
  "i32x4.gt_s": 0x3b,
  "i32x4.ge_u": 0x40,
  "f32x4.eq": 0x41,
  "f32x4.ne": 0x42,
  "f32x4.lt": 0x43,
  "f32x4.gt": 0x44,
  "f32x4.le": 0x45,
  "f32x4.ge": 0x46,
  "f64x2.ne": 0x48,
  "v128.not": 0x4d,
  "v128.and": 0x4e,
  "v128.andnot": 0x4f,
  "v128.or": 0x50,
  "v128.xor": 0x51,
  "v128.bitselect": 0x52,
  "v128.any_true": 0x53,
  "f32x4.demote_f64x2_zero": 0x5e,
  "f64x2.promote_low_f32x4": 0x5f,
  "i8x16.narrow_i16x8_u": 0x66,
  "f32x4.nearest": 0x6a,
  "i16x8.narrow_i32x4_u": 0x86,
  "i16x8.extend_low_i8x16_u": 0x89,
  "i32x4.abs": 0xa0,
  "i32x4.neg": 0xa1,
  "i32x4.extend_low_i16x8_u": 0xa9,
  "i32x4.shl": 0xab,
  "i32x4.shr_s": 0xac,
  "i32x4.shr_u": 0xad,
  "i32x4.add": 0xae,
  "i32x4.sub": 0xb1,
  "i32x4.mul": 0xb5,
  "i32x4.min_s": 0xb6,
  "i32x4.max_s": 0xb8,
  "i64x2.extmul_low_i32x4_u": 0xde,
  "i64x2.extmul_high_i32x4_u": 0xdf,
  "f32x4.abs": 0xe0,
  "f32x4.neg": 0xe1,
  "f32x4.sqrt": 0xe3,
  "f32x4.add": 0xe4,
  "f32x4.sub": 0xe5,
  "f32x4.mul": 0xe6,
  "f32x4.div": 0xe7,
  "f32x4.max": 0xe9,
  "f32x4.pmin": 0xea,
  "f32x4.pmax": 0xeb,
  "f64x2.add": 0xf0,
  "f64x2.mul": 0xf2,
  "f64x2.div": 0xf3,
  "f64x2.pmax": 0xf7,
  "i32x4.trunc_sat_f32x4_s": 0xf8,
  "f32x4.convert_i32x4_s": 0xfa,
  "f64x2.convert_low_i32x4_u": 0xff,
  "f32x4.relaxed_madd": 0x105,
} as const satisfies Record<string, number>;

/** One byte, then alignment and offset: [code, log2 of the bytes]. */
export const access = {
  "i32.load": [0x28, 2],
  "i64.load": [0x29, 3],
  "f32.load": [0x2a, 2],
  "f64.load": [0x2b, 3],
  "i32.load8_u": [0x2d, 0],
  "i32.load16_u": [0x2f, 1],
  "i32.store": [0x36, 2],
  "i64.store": [0x37, 3],
  "f32.store": [0x38, 2],
  "f64.store": [0x39, 3],
  "i32.store8": [0x3a, 0],
  "i32.store16": [0x3b, 1],
} as const satisfies Record<string, number | readonly [number, number]>;

/** Prefix 0xfd, then alignment and offset. */
export const simdMemory = {
  "v128.load": 0x00,
  "v128.load32_splat": 0x09,
  "v128.store": 0x0b,
  "v128.load32_zero": 0x5c,
} as const satisfies Record<string, number>;

/** Prefix 0xfd, then alignment, offset and the number of a lane. */
export const laneMemory = {
  "v128.load32_lane": 0x56,
  "v128.store8_lane": 0x58,
  "v128.store16_lane": 0x59,
  "v128.store32_lane": 0x5a,
  "v128.store64_lane": 0x5b,
} as const satisfies Record<string, number>;

/** Prefix 0xfd, then the number of a lane. */
export const lane = {
  "i32x4.extract_lane": 0x1b,
  "i32x4.replace_lane": 0x1c,
  "f32x4.extract_lane": 0x1f,
  "f32x4.replace_lane": 0x20,
} as const satisfies Record<string, number>;

/** Prefix 0xfe, then alignment and offset: [code, log2 of the bytes]. */
export const atomic = {
  "memory.atomic.notify": [0x00, 2],
  "memory.atomic.wait32": [0x01, 2],
  "i32.atomic.load": [0x10, 2],
  "i32.atomic.store": [0x17, 2],
  "i32.atomic.rmw.add": [0x1e, 2],
} as const satisfies Record<string, number | readonly [number, number]>;

/** An instruction without immediate operands. */
export type Instruction = keyof typeof plain | keyof typeof saturating | keyof typeof simd;
export type LoadStore = keyof typeof access | keyof typeof simdMemory;
export type LaneMemory = keyof typeof laneMemory;
export type LaneInstruction = keyof typeof lane;
export type AtomicInstruction = keyof typeof atomic;

/** Types of values, locals, parameters and results, with the bytes that stand for them. */
export const valueTypes = { i32: 0x7f, i64: 0x7e, f32: 0x7d, f64: 0x7c, v128: 0x7b } as const;
export type ValueType = keyof typeof valueTypes;
