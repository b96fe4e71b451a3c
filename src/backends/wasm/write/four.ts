import type { DType } from "../../../../graph/dtype.ts";
import type { Code, Local } from "../assembler/code.ts";
import { storeFirst } from "../kernels/store-first.ts";

/** Loads four elements in a row, from the address on the stack plus `offset`, as lanes of their dtype. */
export function loadFour(code: Code, dtype: DType, offset: number): void {
  if (dtype === "float32" || dtype === "int32") code.at("v128.load", offset);
  else {
    code.at("v128.load32_zero", offset).op("i16x8.extend_low_i8x16_u", "i32x4.extend_low_i16x8_u");
    if (dtype === "bool") code.op("i32x4.neg");
  }
}

/** The first lanes, as they are told from the others: all ones in each. */
export const laneMask = (lanes: number): [number, number, number, number] => [
  -1,
  lanes > 1 ? -1 : 0,
  lanes > 2 ? -1 : 0,
  lanes > 3 ? -1 : 0,
];

/** Pushes a mask of the lanes that hold elements: all of them but in the last round, where `left` is 1. */
export function pushValid(code: Code, left: Local, tail: number): Code {
  return code
    .i32x4(...laneMask(tail))
    .i32x4(-1)
    .get(left)
    .i32(1)
    .op("i32.eq", "select");
}

/** Loads one element into all four lanes. */
export function loadSplat(code: Code, dtype: DType, offset: number): void {
  if (dtype === "float32" || dtype === "int32") code.at("v128.load32_splat", offset);
  else {
    code.at("i32.load8_u", offset).op("i32x4.splat");
    if (dtype === "bool") code.op("i32x4.neg");
  }
}

/** Four lanes of a number that is known. */
export function literalFour(code: Code, dtype: DType, value: number): void {
  if (dtype === "float32") code.f32x4(value);
  else code.i32x4(dtype === "bool" ? -value : value);
}

/** Stores the first `count` lanes at address + offset. */
export function storeFour(code: Code, dtype: DType, lanes: Local, address: Local, offset: number, count = 4): void {
  if (dtype === "uint8" || dtype === "bool") storeBytes(code, dtype, lanes, address, offset, count);
  else storeFirst(code, address, offset, 4 * count, () => code.get(lanes));
}

/** The low byte of each lane. */
function storeBytes(code: Code, dtype: DType, lanes: Local, address: Local, offset: number, count: number): void {
  const [bytes] = code.temporaries("v128", 1) as readonly [Local];
  code.get(lanes);
  if (dtype === "bool") code.i32x4(1).op("v128.and");
  code.tee(bytes).get(bytes).op("i16x8.narrow_i32x4_u").tee(bytes).get(bytes).op("i8x16.narrow_i16x8_u").set(bytes);
  if (count === 4) code.get(address).get(bytes).laneAt("v128.store32_lane", offset, 0);
  if (count === 2 || count === 3) code.get(address).get(bytes).laneAt("v128.store16_lane", offset, 0);
  if (count === 1 || count === 3)
    code
      .get(address)
      .get(bytes)
      .laneAt("v128.store8_lane", offset + count - 1, count - 1);
}
