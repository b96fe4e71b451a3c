import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Arena } from "../../../src/plan/arena.ts";

describe("Arena", () => {
  it("gives a gap back to a request of its size, and joins neighbours into larger gaps", () => {
    const arena = new Arena();
    const [a, b, c] = [arena.take(32), arena.take(32), arena.take(32)];
    expect([a, b, c, arena.bytes]).toEqual([0, 32, 64, 96]);
    arena.give(b, 32);
    expect(arena.take(32)).toBe(b);
    arena.give(a, 32);
    arena.give(c, 32);
    arena.give(b, 32);
    expect([arena.take(96), arena.bytes]).toEqual([0, 96]);
  });

  it("takes the smallest gap that is large enough, and leaves the rest of it free", () => {
    const arena = new Arena();
    const [large, , small] = [arena.take(160), arena.take(16), arena.take(64), arena.take(16)];
    arena.give(large, 160);
    arena.give(small, 64);
    expect([arena.take(48), arena.take(16), arena.take(160)]).toEqual([small, small + 48, large]);
  });

  it("hands out aligned ranges that do not overlap while they are held (1,000 random sequences)", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(200), fc.boolean(), fc.nat()), { maxLength: 60 }), (turns) => {
        const arena = new Arena();
        const held: { readonly from: number; readonly size: number }[] = [];
        for (const [size, gives, which] of turns) {
          const [back] = gives && held.length > 0 ? held.splice(which % held.length, 1) : [];
          if (back) arena.give(back.from, back.size);
          const from = arena.take(size);
          expect(from % 16).toBe(0);
          expect(from + size).toBeLessThanOrEqual(arena.bytes);
          expect(held.filter((other) => other.size > 0 && size > 0 && other.from < from + size && from < other.from + other.size)).toEqual(
            [],
          );
          held.push({ from, size });
        }
      }),
      { numRuns: 1000, seed: 6 },
    );
  });
});
