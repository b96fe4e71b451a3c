const wordSize = 2 ** 32;

/** All ones up to the highest bit of a word: onesUpTo(5) is 7. */
const onesUpTo = (word: number): number => (word === 0 ? 0 : 0xffffffff >>> Math.clz32(word));

/**
 * An integer from 0 to `most`, both included: random bits are masked to the length of `most`, and drawn again while above it.
 *
 * draw: unsigned 32-bit draws, or bytes when `most` is below 256. Nothing is drawn when `most` is 0; two words per attempt,
 *       high word first, when it is 2^32 or more.
 * most: at most 2^53 − 1.
 * Source: NumPy `random_bounded_uint64_fill` with masks, and `random_interval`, as RandomState uses them.
 */
export function boundedInteger(draw: () => number, most: number): number {
  if (most === 0) return 0;
  const highMask = onesUpTo(Math.floor(most / wordSize));
  const lowMask = onesUpTo(most);
  for (;;) {
    const value = highMask === 0 ? (draw() & lowMask) >>> 0 : ((draw() & highMask) >>> 0) * wordSize + draw();
    if (value <= most) return value;
  }
}

/**
 * The bytes of 32-bit draws, low byte first. Those left over are lost with the source.
 *
 * Source: NumPy `buffered_uint8`.
 */
export function byteSource(next32: () => number): () => number {
  let word = 0;
  let left = 0;
  return () => {
    if (left === 0) {
      word = next32();
      left = 4;
    }
    const byte = word & 0xff;
    word >>>= 8;
    left--;
    return byte;
  };
}
