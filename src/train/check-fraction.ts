import { badOption } from "./schedule.ts";

/** A share in [0, 1). */
export function checkFraction(of: string, name: string, value: number): void {
  if (!(value >= 0 && value < 1)) throw badOption(of, name, "at least 0 and below 1", value);
}

/** A small number that keeps a division finite. */
export function checkEpsilon(of: string, epsilon: number): void {
  if (!(Number.isFinite(epsilon) && epsilon > 0)) throw badOption(of, "epsilon", "a number > 0", epsilon);
}
