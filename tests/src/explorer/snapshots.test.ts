import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { NdArray } from "../../../graph/ndarray.ts";
import { noSnapshots, recorded, roomFor, type Snapshots, thinned } from "../../../src/explorer/time/snapshots.ts";

const w = (epoch: number, size = 1) => ({ w: new NdArray(new Float32Array(size).fill(epoch), [size], "float32") });
const snapshot = (epoch: number) => ({ epoch, loss: 1 / (epoch + 1), parameters: w(epoch) });

describe("recorded", () => {
  test("however many epochs come, the first and the last stay, evenly, and never more than there is room for", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1500 }), fc.integer({ min: 2, max: 200 }), fc.nat(10), (epochs, room, first) => {
        let snapshots: Snapshots = noSnapshots;
        for (let epoch = first; epoch <= first + epochs; epoch++) snapshots = recorded(snapshots, snapshot(epoch), room);
        const { kept, stride } = snapshots;
        const at = kept.map(({ epoch }) => epoch);
        expect(at.length).toBeLessThanOrEqual(room);
        expect([at[0], at.at(-1)]).toEqual([first, first + epochs]);
        expect(kept.every(({ epoch, parameters }) => parameters.w?.data[0] === epoch)).toBe(true);
        const gaps = at.slice(1).map((epoch, i) => epoch - (at[i] as number));
        expect(gaps.slice(0, -1).every((gap) => gap === stride)).toBe(true);
        expect(gaps.at(-1) ?? 0).toBeLessThanOrEqual(stride);
        // At least half of the room is used once there are enough.
        if (epochs >= room && room > 3) expect(at.length).toBeGreaterThanOrEqual(room / 2);
      }),
      { numRuns: 60, seed: 4 },
    );
  });

  test("all snapshots together take at most 64 MB", () => {
    expect(roomFor(w(0))).toBe(200);
    // 4 MB each.
    expect(roomFor(w(0, 2 ** 20))).toBe(16);
    expect(roomFor(w(0, 2 ** 25))).toBe(2);
  });

  test("checkpoints that lie anywhere are thinned with the first and the last among them", () => {
    const some = Array.from({ length: 7 }, (_, i) => snapshot(i * i));
    expect(thinned(some, 3).map(({ epoch }) => epoch)).toEqual([0, 9, 36]);
    expect(thinned(some)).toEqual(some);
    expect(thinned([])).toEqual([]);
  });
});
