import { expect, test } from "vitest";
import { add, type DoubleDouble, divide, exactProduct, multiply } from "../../../src/data/double-double.ts";
import { random } from "../../../src/data/random.ts";

/** Values are compared as integers, in units of 2^-220: BigInt is exact. */
const unit = 220;
function integerOf(value: number): bigint {
  let scaled = value;
  let exponent = 0;
  for (; !Number.isInteger(scaled); exponent++) scaled *= 2;
  return BigInt(scaled) << BigInt(unit - exponent);
}
const exactly = ([high, low]: DoubleDouble): bigint => integerOf(high) + integerOf(low);
const magnitude = (value: bigint): bigint => (value < 0n ? -value : value);

/** |actual − expected| ≤ 2^-bits · |expected| */
const isClose = (actual: bigint, expected: bigint, bits: number): boolean =>
  magnitude(actual - expected) << BigInt(bits) <= magnitude(expected);

const source = random(1);
/** About 106 random bits, between −1 and 1. */
function operand(): DoubleDouble {
  const high = source.uniform(-1, 1);
  return add([high, 0], [high * 2 ** -54 * source.uniform(-1, 1), 0]);
}
const pairs = Array.from({ length: 500 }, () => [operand(), operand()] as const);

test("exactProduct(a, b) is a · b without error", () => {
  for (const [[a], [b]] of pairs) expect(exactly(exactProduct(a, b)) << BigInt(unit)).toBe(integerOf(a) * integerOf(b));
});

test("add(a, b) has a relative error below 2^-103, even where a and b nearly cancel", () => {
  for (const [a, b] of pairs) {
    expect(isClose(exactly(add(a, b)), exactly(a) + exactly(b), 103)).toBe(true);
    const near: DoubleDouble = [-a[0], a[1] * b[0]];
    expect(isClose(exactly(add(a, near)), exactly(a) + exactly(near), 103)).toBe(true);
  }
});

test("multiply(a, b) has a relative error below 2^-102", () => {
  for (const [a, b] of pairs) expect(isClose(exactly(multiply(a, b)) << BigInt(unit), exactly(a) * exactly(b), 102)).toBe(true);
});

test("divide(a, b) has a relative error below 2^-100", () => {
  for (const [a, b] of pairs) expect(isClose(exactly(divide(a, b)) * exactly(b), exactly(a) << BigInt(unit), 100)).toBe(true);
});
