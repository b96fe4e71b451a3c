/**
 * MT19937, the generator below NumPy's RandomState: 624 words of state, 32 random bits per draw, period 2^19937 − 1.
 *
 * Source:  Matsumoto, Nishimura 1998, "Mersenne Twister"; seeding by init_genrand (2002), as RandomState(seed) does for one integer.
 */
export interface MersenneTwister {
  /** The next 32 random bits as an unsigned integer. */
  next(): number;
  /** A copy of the 624 state words, and how many of them have been handed out. */
  words(): { readonly key: number[]; readonly position: number };
}

/** Words of state. */
export const keyLength = 624;
const middle = 397;

/** The 624 words that an unsigned 32-bit seed spreads to. */
export function keyOfSeed(seed: number): Uint32Array {
  const key = new Uint32Array(keyLength);
  key[0] = seed;
  for (let i = 1; i < keyLength; i++) {
    const previous = key[i - 1] as number;
    key[i] = Math.imul(1812433253, previous ^ (previous >>> 30)) + i;
  }
  return key;
}

/** A generator that continues from `key` (copied) after `position` of its words were used; 624 means that all were. */
export function mersenneTwister(key: ArrayLike<number>, position = keyLength): MersenneTwister {
  const state = Uint32Array.from(key);
  let used = position;
  return {
    next() {
      if (used === keyLength) {
        regenerate(state);
        used = 0;
      }
      return temper(state[used++] as number);
    },
    words: () => ({ key: Array.from(state), position: used }),
  };
}

/** Replaces all 624 words by the next 624 of the recurrence. */
function regenerate(state: Uint32Array): void {
  for (let i = 0; i < keyLength; i++) {
    const joined = ((state[i] as number) & 0x80000000) | ((state[(i + 1) % keyLength] as number) & 0x7fffffff);
    const twisted = (joined >>> 1) ^ (joined & 1 ? 0x9908b0df : 0);
    state[i] = (state[(i + middle) % keyLength] as number) ^ twisted;
  }
}

/** Spreads the bits of one word so that every output bit is equally good. */
function temper(word: number): number {
  let bits = word ^ (word >>> 11);
  bits ^= (bits << 7) & 0x9d2c5680;
  bits ^= (bits << 15) & 0xefc60000;
  return (bits ^ (bits >>> 18)) >>> 0;
}
