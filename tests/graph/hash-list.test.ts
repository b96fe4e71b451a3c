import { describe, expect, it } from "vitest";
import { hashList } from "../../graph/hash-list.ts";

// Expected: FNV-1a in Python over struct.pack("<d", number), and over the JSON text of what is no number.
describe("hashList", () => {
  it("is FNV-1a over the numbers as little-endian float64", () => {
    expect(hashList([])).toBe(0x811c9dc5);
    expect(hashList(Array.from({ length: 100 }, (_, i) => i + 1))).toBe(0xf3060a51);
  });

  it("reads the texts that stand for numbers as these numbers, and others as JSON", () => {
    expect(hashList([1.5, "-0", "NaN", "Infinity"])).toBe(0xd1588968);
    expect(hashList(["batch", 3])).toBe(0xa65e38e3);
  });
});
