import type { Code, Local } from "../assembler/code.ts";
import type { Frame } from "./frame.ts";

/** Four blocks side by side: word i of each block in words[i], and the two words of the key, in all lanes. */
export interface Blocks {
  readonly words: readonly [Local, Local, Local, Local];
  readonly key: readonly [Local, Local];
}

/** The ten rounds of Philox4x32-10 on four blocks at a time, in place. Source: see ops/philox.ts. */
export function philoxRounds({ code, take }: Frame, { words: [a, b, c, d], key: [p, q] }: Blocks): void {
  const [round, first, second] = [take("i32"), take("v128"), take("v128")];
  const pairs = [take("v128"), take("v128")] as const;
  code.count(round, 0, 10, 1, () => {
    products(code, a, 0xd2511f53, pairs);
    code.get(pairs[0]).get(pairs[1]).shuffle32(1, 3, 5, 7).set(first).get(pairs[0]).get(pairs[1]).shuffle32(0, 2, 4, 6).set(second);
    products(code, c, 0xcd9e8d57, pairs);
    code.get(pairs[0]).get(pairs[1]).shuffle32(1, 3, 5, 7).get(b).op("v128.xor").get(p).op("v128.xor").set(a);
    code.get(pairs[0]).get(pairs[1]).shuffle32(0, 2, 4, 6).set(b);
    code.get(first).get(d).op("v128.xor").get(q).op("v128.xor").set(c).get(second).set(d);
    code.get(p).i32x4(0x9e3779b9).op("i32x4.add").set(p);
    code.get(q).i32x4(0xbb67ae85).op("i32x4.add").set(q);
  });
}

/** The 64-bit products of four words and a factor: two and two. */
function products(code: Code, word: Local, factor: number, [low, high]: readonly [Local, Local]): void {
  code.get(word).i32x4(factor).op("i64x2.extmul_low_i32x4_u").set(low);
  code.get(word).i32x4(factor).op("i64x2.extmul_high_i32x4_u").set(high);
}
