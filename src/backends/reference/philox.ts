/**
 * Philox4x32-10: four random words of 32 bits that depend on nothing but a counter of four words and a key of two.
 *
 * Ten rounds of 32 × 32 → 64-bit products in whole numbers, so the same bits on every machine; any counter can be asked for by itself,
 * in any order. Passes BigCrush.
 * Source:  Salmon, Moraes, Dror & Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3"; Random123 philox.h.
 */
export function philox(out: Uint32Array, c0: number, c1: number, c2: number, c3: number, k0: number, k1: number): void {
  let a = c0 | 0;
  let b = c1 | 0;
  let c = c2 | 0;
  let d = c3 | 0;
  let p = k0 | 0;
  let q = k1 | 0;
  for (let round = 0; round < 10; round++) {
    const first = highWord(firstFactor, a);
    const second = highWord(secondFactor, c);
    const low = Math.imul(firstFactor, a);
    a = second ^ b ^ p;
    b = Math.imul(secondFactor, c);
    c = first ^ d ^ q;
    d = low;
    p = (p + 0x9e3779b9) | 0;
    q = (q + 0xbb67ae85) | 0;
  }
  out[0] = a;
  out[1] = b;
  out[2] = c;
  out[3] = d;
}

const firstFactor = 0xd2511f53;
const secondFactor = 0xcd9e8d57;

/** The upper 32 bits of the 64-bit product of two words. No partial sum reaches 2³². */
function highWord(x: number, y: number): number {
  const xHigh = x >>> 16;
  const xLow = x & 0xffff;
  const yHigh = y >>> 16;
  const yLow = y & 0xffff;
  const middle = Math.imul(xHigh, yLow) + (Math.imul(xLow, yLow) >>> 16);
  const carry = (middle & 0xffff) + Math.imul(xLow, yHigh);
  return (Math.imul(xHigh, yHigh) + (middle >>> 16) + (carry >>> 16)) | 0;
}
