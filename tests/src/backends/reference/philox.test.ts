import { describe, expect, it } from "vitest";
import { philox } from "../../../../src/backends/reference/philox.ts";

/** Counter, key and result of the lines "philox4x32 10" in the known-answer tests of Random123 (kat_vectors). */
const knownAnswers = [
  "00000000 00000000 00000000 00000000 00000000 00000000 6627e8d5 e169c58d bc57ac4c 9b00dbd8",
  "ffffffff ffffffff ffffffff ffffffff ffffffff ffffffff 408f276d 41c83b0e a20bc7c6 6d5451fd",
  "243f6a88 85a308d3 13198a2e 03707344 a4093822 299f31d0 d16cfe09 94fdcceb 5001e420 24126ea1",
];

describe("philox", () => {
  it.each(knownAnswers)("gives the known answer %s", (line) => {
    const words = line.split(" ").map((word) => Number.parseInt(word, 16));
    const out = new Uint32Array(4);
    philox(out, ...(words.slice(0, 6) as [number, number, number, number, number, number]));
    expect([...out]).toEqual(words.slice(6));
  });
});
