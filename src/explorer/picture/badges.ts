import type { NdArray } from "../../../graph/ndarray.ts";
import { knownStatistics } from "./face.ts";

/** A mark at the corner of a box. */
export interface Badge {
  readonly kind: "alarm" | "dead" | "saturated";
  /** One or two characters, or a share. */
  readonly text: string;
  /** What it means, in words. */
  readonly title: string;
}

/** Units that learn nothing: of `silentUnits`. */
export interface Silent {
  readonly count: number;
  readonly dead: readonly number[];
  readonly saturated: readonly number[];
}

/** What is to be noticed of a value: elements that are no finite numbers, units that are 0 in every row, units whose slope is next to nothing. */
export function badgesOf(value: NdArray | undefined, gradient: NdArray | undefined, silent: Silent | undefined): Badge[] {
  const badges: Badge[] = [];
  const alarms = Object.entries({ value, gradient }).flatMap(([of, array]) => {
    if (array === undefined) return [];
    const { notFinite, count } = knownStatistics(array);
    const isNan = notFinite > 0 && array.data.some(Number.isNaN);
    return notFinite === 0 ? [] : [{ isNan, words: `${notFinite} of ${count} elements of the ${of} are not finite` }];
  });
  if (alarms.length > 0) {
    const text = alarms.some(({ isNan }) => isNan) ? "! NaN" : "! ∞";
    badges.push({ kind: "alarm", text, title: alarms.map(({ words }) => words).join(", ") });
  }
  if (silent === undefined) return badges;
  const { count, dead, saturated } = silent;
  const units = (some: readonly number[]): string => `${some.length} of ${count} units`;
  if (dead.length > 0) badges.push({ kind: "dead", text: `${dead.length}/${count} dead`, title: `${units(dead)} are 0 in every row` });
  if (saturated.length > 0) {
    badges.push({
      kind: "saturated",
      text: `${saturated.length}/${count} flat`,
      title: `${units(saturated)} have a slope below 0.001 in every row`,
    });
  }
  return badges;
}
