import { bytesOf } from "../../../../graph/dtype.ts";
import { sizeOf } from "../../../../graph/shape.ts";
import type { Local } from "../assembler/code.ts";
import type { Place } from "../place.ts";
import { readCounter } from "./counter.ts";
import { type Frame, frameOf } from "./frame.ts";
import type { KernelEmitter } from "./kernel.ts";
import { type Blocks, philoxRounds } from "./philox-rounds.ts";
import { transposeRegisters } from "./transpose-registers.ts";

/** Bytes of four blocks of 16. */
const turn = 64;

/**
 * y = uniform numbers in [0, 1) of float32 or float64: the bits that the reference gives, four blocks at a time.
 * The counter is a scalar of float32, float64, int32 or uint8; one that is not whole and in 0 … 2⁵³ − 1 is a fault.
 */
export const randomUniform: KernelEmitter = (site, inputs, y, attrs) => {
  const [counter] = inputs as readonly [Place];
  const frame = frameOf(site);
  const { code, take } = frame;
  const [at, number, block] = [take("i32"), take("i64"), take("v128")];
  const [low, high] = [take("v128"), take("v128")];
  const words = [take("v128"), take("v128"), take("v128"), take("v128")] as const;
  const key = [take("v128"), take("v128")] as const;
  const bytes = sizeOf(y.shape) * bytesOf(y.dtype);
  readCounter(site, frame, counter, number);
  code.get(number).op("i32.wrap_i64", "i32x4.splat").set(low);
  code.get(number).i64(32n).op("i64.shr_u", "i32.wrap_i64", "i32x4.splat").set(high);
  code.i32x4(0, 1, 2, 3).set(block);
  code.count(at, 0, bytes, turn, () => {
    // A tensor has fewer than 2³² blocks: the upper word of their number is 0.
    code.get(block).set(words[0]).i32x4(0).set(words[1]).get(low).set(words[2]).get(high).set(words[3]);
    code
      .i32x4(attrs.seed as number)
      .set(key[0])
      .i32x4(attrs.stream as number)
      .set(key[1]);
    philoxRounds(frame, { words, key });
    const vectors = y.dtype === "float32" ? singles(frame, words) : doubles(frame, words);
    vectors.forEach((vector, i) => {
      const store = (): void =>
        void code
          .get(at)
          .get(vector)
          .at("v128.store", y.address + 16 * i);
      // Of a last turn that is not whole only the vectors that hold elements.
      const rest = bytes % turn;
      if (rest === 0 || 16 * i < rest) store();
      else if (bytes > turn)
        code
          .get(at)
          .i32(bytes - rest)
          .op("i32.ne")
          .if(store);
    });
    code.get(block).i32x4(4).op("i32x4.add").set(block);
  });
};

/** Words to float32: the upper 24 bits. Returned in the order of y. */
function singles(frame: Frame, words: Blocks["words"]): readonly Local[] {
  const { code, take } = frame;
  for (const word of words)
    code
      .get(word)
      .i32(8)
      .op("i32x4.shr_u", "f32x4.convert_i32x4_s")
      .f32x4(2 ** -24)
      .op("f32x4.mul")
      .set(word);
  transposeRegisters(code, words, [take("v128"), take("v128"), take("v128"), take("v128")]);
  return words;
}

/** Two words each to float64: the upper 27 bits of one, the upper 26 bits of the next. Returned in the order of y. */
function doubles({ code, take }: Frame, [a, b, c, d]: Blocks["words"]): readonly Local[] {
  const vectors = [take("v128"), take("v128"), take("v128"), take("v128")];
  const [first, second] = [take("v128"), take("v128")];
  const upper = (word: Local, shift: number, half: number): void => {
    code
      .get(word)
      .i32(shift)
      .op("i32x4.shr_u")
      .get(word)
      .shuffle32(half, half + 1, 0, 0);
    code.op("f64x2.convert_low_i32x4_u");
  };
  for (const half of [0, 2]) {
    for (const [one, next, to] of [
      [a, b, first],
      [c, d, second],
    ] as const) {
      upper(one, 5, half);
      code.f64x2(2 ** 26).op("f64x2.mul");
      upper(next, 6, half);
      code
        .op("f64x2.add")
        .f64x2(2 ** -53)
        .op("f64x2.mul")
        .set(to);
    }
    code
      .get(first)
      .get(second)
      .shuffle32(0, 1, 4, 5)
      .set(vectors[half] as Local);
    code
      .get(first)
      .get(second)
      .shuffle32(2, 3, 6, 7)
      .set(vectors[half + 1] as Local);
  }
  return vectors;
}
