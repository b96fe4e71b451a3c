import { OpError } from "./errors.ts";
import { suggest } from "./nearest.ts";
import { showValue } from "./show-value.ts";

/** OpError where an option is none of the words that it may be. */
export function checkChoice(where: string, option: string, value: unknown, choices: readonly string[]): void {
  if (choices.includes(value as string)) return;
  const [expected, actual] = [choices.join(", "), showValue(value)];
  const cure = suggest(String(value), choices, "correct it");
  throw new OpError(`${where}: ${option} must be one of ${expected}, got ${actual}; ${cure}`, { code: "bad-option", expected, actual });
}
