import { describeValue } from "../../graph/check-kind.ts";
import { FormatError } from "../../graph/errors.ts";
import { keyLength } from "./mersenne-twister.ts";

/** Everything that the next draw depends on; survives JSON unchanged. The fields are those of NumPy's `get_state()`. */
export interface RandomState {
  readonly generator: "MT19937";
  /** The 624 words of the generator, unsigned 32-bit. */
  readonly key: readonly number[];
  /** How many of the words have been used, 0 to 624. */
  readonly position: number;
  /** The second normal of the last pair, or null when it has been handed out. */
  readonly cachedNormal: number | null;
}

/**
 * The value itself when it is a RandomState. It may come from a file, so nothing about it is taken on trust.
 *
 * Errors: FormatError that names the field. A key whose 19937 bits are all 0 is refused too: it repeats 0 for ever.
 */
export function checkRandomState(value: unknown): RandomState {
  const fields = (typeof value === "object" && value !== null ? value : {}) as Partial<Record<keyof RandomState, unknown>>;
  const { generator, key, position, cachedNormal } = fields;
  if (generator !== "MT19937") fail("generator", '"MT19937"', describeValue(generator));
  if (!Array.isArray(key) || key.length !== keyLength) fail("key", `a list of ${keyLength}`, describeValue(key));
  const words = key as unknown[];
  const wrong = words.findIndex((word) => !isInteger(word, 2 ** 32 - 1));
  if (wrong >= 0) fail(`key[${wrong}]`, `an integer from 0 to ${2 ** 32 - 1}`, describeValue(words[wrong]));
  if (words.every((word, i) => (i === 0 ? (word as number) < 2 ** 31 : word === 0))) {
    fail("key", "not all zero", "only zeros in its 19937 bits");
  }
  if (!isInteger(position, keyLength)) fail("position", `an integer from 0 to ${keyLength}`, describeValue(position));
  if (cachedNormal !== null && !Number.isFinite(cachedNormal)) fail("cachedNormal", "null or a finite number", describeValue(cachedNormal));
  return value as RandomState;
}

const isInteger = (value: unknown, most: number): boolean => Number.isInteger(value) && (value as number) >= 0 && (value as number) <= most;

function fail(field: string, expected: string, actual: string): never {
  throw new FormatError(`randomFromState: ${field} must be ${expected}, got ${actual}; pass what state() returned`, {
    code: "bad-random-state",
    expected,
    actual,
  });
}
