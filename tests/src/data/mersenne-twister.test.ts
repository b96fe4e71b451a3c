import { describe, expect, test } from "vitest";
import { keyOfSeed, mersenneTwister } from "../../../src/data/mersenne-twister.ts";
import { book, sha256 } from "./random-fixtures.ts";

// Source: the book's truth, NumPy 1.24 (tests/fixtures/extract-book-random.py).
describe.each(Object.entries(book.seeds))("seed %s", (seed, streams) => {
  test("keyOfSeed(seed) is the key of NumPy's RandomState(seed)", () => {
    const key = keyOfSeed(Number(seed));
    expect(Array.from(key.slice(0, 8))).toEqual(streams.state_key_first8);
    expect(sha256(key)).toBe(streams.state_key_sha256_le_u32);
  });

  test("the first 32 words, and 4 after a thousand, are NumPy's", () => {
    const twister = mersenneTwister(keyOfSeed(Number(seed)));
    const words = Array.from({ length: 1004 }, () => twister.next());
    expect(words.slice(0, 32)).toEqual(streams.raw_uint32);
    expect(words.slice(1000)).toEqual(streams.raw_uint32_after_1000);
  });
});

// Source: the C++ standard, [rand.predef]: the 10000th word of mt19937 with its default seed 5489.
test("the 10000th word of seed 5489 is 4123659995", () => {
  const twister = mersenneTwister(keyOfSeed(5489));
  for (let i = 1; i < 10000; i++) twister.next();
  expect(twister.next()).toBe(4123659995);
});

test("a generator neither writes to the key it is given nor to the one it hands out", () => {
  const key = keyOfSeed(3);
  const before = Array.from(key);
  const twister = mersenneTwister(key);
  const first = twister.next();
  expect(Array.from(key)).toEqual(before);
  twister.words().key.fill(0);
  expect(twister.next()).not.toBe(0);
  expect(mersenneTwister(key).next()).toBe(first);
});
