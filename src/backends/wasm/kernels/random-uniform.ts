import { bytesOf } from "../../../../graph/dtype.ts";
import type { Attrs } from "../../../../graph/graph.ts";
import { sizeOf } from "../../../../graph/shape.ts";
import type { Code, Local } from "../assembler/code.ts";
import type { Place } from "../place.ts";
import type { CheckingSite } from "../site.ts";
import { readCounter } from "./counter.ts";
import { type Frame, frameOf } from "./frame.ts";

type Words = readonly [Local, Local, Local, Local];

/**
 * y = uniform numbers in [0, 1) of float32 or float64: the bits that the reference gives, a block of 16 bytes at a time.
 * The counter is a scalar of float32, float64, int32 or uint8; one that is not whole and in 0 … 2⁵³ − 1 is a fault.
 */
export function randomUniform(site: CheckingSite, counter: Place, y: Place, attrs: Attrs): void {
  const frame = frameOf(site);
  const { code, take } = frame;
  const [at, number] = [take("i32"), take("i64")];
  const words: Words = [take("i32"), take("i32"), take("i32"), take("i32")];
  const [a, b, c, d] = words;
  readCounter(site, frame, counter, number);
  code.count(at, 0, sizeOf(y.shape) * bytesOf(y.dtype), 16, () => {
    // A tensor has fewer than 2³² blocks: the upper word of their number is 0.
    upper(code, at, 4).set(a).i32(0).set(b);
    code.get(number).op("i32.wrap_i64").set(c).get(number).i64(32n).op("i64.shr_u", "i32.wrap_i64").set(d);
    philoxRounds(frame, words, attrs.seed as number, attrs.stream as number);
    if (y.dtype === "float32") storeSingles(code, words, at, y.address);
    else storeDoubles(code, words, at, y.address);
  });
}

/** The ten rounds of Philox4x32-10, in place. Source: see ops/philox.ts. */
function philoxRounds({ code, take }: Frame, [a, b, c, d]: Words, seed: number, stream: number): void {
  const [round, p, q] = [take("i32"), take("i32"), take("i32")];
  const [first, second] = [take("i64"), take("i64")];
  code.i32(seed).set(p).i32(stream).set(q);
  code.count(round, 0, 10, 1, () => {
    code.get(a).op("i64.extend_i32_u").i64(0xd2511f53n).op("i64.mul").set(first);
    code.get(c).op("i64.extend_i32_u").i64(0xcd9e8d57n).op("i64.mul").set(second);
    code.get(second).i64(32n).op("i64.shr_u", "i32.wrap_i64").get(b).op("i32.xor").get(p).op("i32.xor").set(a);
    code.get(first).i64(32n).op("i64.shr_u", "i32.wrap_i64").get(d).op("i32.xor").get(q).op("i32.xor").set(c);
    code.get(second).op("i32.wrap_i64").set(b).get(first).op("i32.wrap_i64").set(d);
    code.increase(p, 0x9e3779b9).increase(q, 0xbb67ae85);
  });
}

/** The bits of a word from number `shift` on, onto the stack. */
const upper = (code: Code, word: Local, shift: number): Code => code.get(word).i32(shift).op("i32.shr_u");

/** The upper 24 bits of each word. */
function storeSingles(code: Code, words: Words, at: Local, address: number): void {
  words.forEach((word, i) => {
    upper(code.get(at), word, 8)
      .op("f32.convert_i32_s")
      .f32(2 ** -24)
      .op("f32.mul")
      .at("f32.store", address + 4 * i);
  });
}

/** Of two words the upper 27 bits of one and the upper 26 bits of the next. */
function storeDoubles(code: Code, [a, b, c, d]: Words, at: Local, address: number): void {
  for (const [one, next, offset] of [
    [a, b, 0],
    [c, d, 8],
  ] as const) {
    upper(code.get(at), one, 5)
      .op("f64.convert_i32_s")
      .f64(2 ** 26)
      .op("f64.mul");
    upper(code, next, 6)
      .op("f64.convert_i32_s", "f64.add")
      .f64(2 ** -53)
      .op("f64.mul")
      .at("f64.store", address + offset);
  }
}
