import { settle } from "./isotonic.ts";
import type { Segment, Slot } from "./rows.ts";

/** Between neighbours of a row, in points: of two boxes, of a box and a line, of two lines. */
const gaps = [8, 12, 20] as const;

const gapBetween = (a: Slot, b: Slot): number => gaps[(a.block < 0 ? 0 : 1) + (b.block < 0 ? 0 : 1)] as number;

/** A line that passes rows is to be straight more than one that ends there. */
const weightOf = ({ upper, lower, spine }: Segment): number =>
  spine ? 16 : upper.block < 0 && lower.block < 0 ? 8 : upper.block < 0 || lower.block < 0 ? 3 : 2;

/**
 * Where slots stand in their rows, in the order that they have: the spine at 0, all else below or above what it is connected to, as near as
 * its neighbours allow. Rows are settled down and up in turn; the last time down, since what hangs on one line alone then hangs straight.
 */
export function placeAcross(rows: readonly (readonly Slot[])[], count: (steps: number) => void): void {
  for (const row of rows) {
    settleRow(
      row,
      row.map(() => 0),
      row.map(() => 1e-3),
    );
  }
  for (const isDown of [true, false, true, false, true]) {
    for (let i = 0; i < rows.length; i++) {
      const row = rows[isDown ? i : rows.length - 1 - i] as readonly Slot[];
      count(row.length);
      // Most rows are these, and settled.
      if (row.length === 1 && row[0]?.spine) continue;
      const wish: number[] = [];
      const weight: number[] = [];
      for (const slot of row) {
        let [sum, total] = [0, 0];
        for (const segment of isDown ? slot.up : slot.down) {
          const { upper, lower, upperPort, lowerPort } = segment;
          const one = weightOf(segment);
          sum += one * (isDown ? upper.x + upperPort - lowerPort : lower.x + lowerPort - upperPort);
          total += one;
        }
        // What is connected to nothing there stays where it is, if others leave it the room.
        wish.push(total === 0 ? slot.x : sum / total);
        weight.push(total === 0 ? 0.05 : total);
      }
      settleRow(row, wish, weight);
    }
  }
  for (const isDown of [false, true])
    for (let i = 0; i < rows.length; i++) straighten(rows[isDown ? i : rows.length - 1 - i] as readonly Slot[]);
}

/** Neighbours that a slot is tried straight with. */
const mostTries = 6;
const straight = 1e-6;

/** Moves slots, as far as their neighbours in the row let them, to where more of their lines are straight. */
function straighten(row: readonly Slot[]): void {
  for (const [i, slot] of row.entries()) {
    if (slot.spine || slot.up.length + slot.down.length > 4 * mostTries) continue;
    const [before, after] = [row[i - 1], row[i + 1]];
    const least = before === undefined ? Number.NEGATIVE_INFINITY : before.x + before.right + gapBetween(before, slot) + slot.left;
    const most = after === undefined ? Number.POSITIVE_INFINITY : after.x - after.left - gapBetween(slot, after) - slot.right;
    const wishes = [
      ...slot.up.map((one) => ({ x: one.upper.x + one.upperPort - one.lowerPort, weight: weightOf(one) })),
      ...slot.down.map((one) => ({ x: one.lower.x + one.lowerPort - one.upperPort, weight: weightOf(one) })),
    ];
    const worth = (x: number): number => wishes.reduce((sum, wish) => sum + (Math.abs(wish.x - x) < straight ? wish.weight : 0), 0);
    let [best, gain] = [slot.x, worth(slot.x)];
    for (const { x } of wishes.slice(0, mostTries)) {
      if (x < least || x > most) continue;
      const now = worth(x);
      if (now > gain) [best, gain] = [x, now];
    }
    slot.x = best;
  }
}

/** Settles a row, its part of the spine at 0 and what stands left and right of that on its side. */
function settleRow(row: readonly Slot[], wish: readonly number[], weight: readonly number[]): void {
  const apart = row.map((slot, i) => {
    const before = row[i - 1];
    return before === undefined ? 0 : before.right + gapBetween(before, slot) + slot.left;
  });
  const spine = row.findIndex((slot) => slot.spine);
  if (spine < 0) {
    for (const [i, x] of settle({ wish, weight, apart }).entries()) (row[i] as Slot).x = x;
    return;
  }
  (row[spine] as Slot).x = 0;
  if (spine + 2 === row.length) (row[spine + 1] as Slot).x = Math.max(wish[spine + 1] as number, apart[spine + 1] as number);
  else if (spine + 1 < row.length) {
    const right = settle({
      wish: wish.slice(spine + 1),
      weight: weight.slice(spine + 1),
      apart: apart.slice(spine + 1),
      least: apart[spine + 1] ?? 0,
    });
    for (const [i, x] of right.entries()) (row[spine + 1 + i] as Slot).x = x;
  }
  if (spine === 1) (row[0] as Slot).x = Math.min(wish[0] as number, -(apart[1] as number));
  else if (spine > 1) {
    // The left side is the same from the other end.
    const mirrored = settle({
      wish: wish
        .slice(0, spine)
        .reverse()
        .map((x) => -x),
      weight: weight.slice(0, spine).reverse(),
      apart: [0, ...apart.slice(1, spine).reverse()],
      least: apart[spine] ?? 0,
    });
    for (const [i, x] of mirrored.entries()) (row[spine - 1 - i] as Slot).x = -x;
  }
}
