import { printShort } from "../print-short.ts";
import type { Range } from "./scale.ts";

/** A value that an axis names. */
export interface Tick {
  readonly at: number;
  readonly text: string;
}

/** The nearest of 1, 2, 5, 10, 20, 50 … and their tenths, by ratio. */
function roundStep(step: number): number {
  const power = 10 ** Math.floor(Math.log10(step));
  const times = step / power;
  // Geometric means of neighbours.
  return power * (times < Math.SQRT2 ? 1 : times < Math.sqrt(10) ? 2 : times < Math.sqrt(50) ? 5 : 10);
}

/** The smallest of 1, 2, 5, 10, 20, 50 … that is not below a number from 1. */
function roundUp(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return ([1, 2, 5, 10].find((step) => step * power >= least) as number) * power;
}

/** What is lost of a multiple of a step by rounding. */
const slack = 1e-9;

const multiples = (step: number, first: number, last: number): number[] =>
  // Divided by a whole number where the step is below 1: 3 / 10 is 0.3, and 3 · 0.1 is not.
  Array.from({ length: last - first + 1 }, (_, i) => (step < 1 ? (first + i) / Math.round(1 / step) : (first + i) * step));

/** About so many round numbers in a range, evenly apart. */
export function evenTicks([low, high]: Range, count: number): Tick[] {
  if (!(high > low)) return [{ at: low, text: printShort(low) }];
  const step = roundStep((high - low) / count);
  return multiples(step, Math.ceil(low / step - slack), Math.floor(high / step + slack)).map((at) => ({ at, text: tickText(at, step) }));
}

/** The range, widened to multiples of the step that its ticks have. */
export function niceRange([low, high]: Range, count: number): Range {
  if (!(high > low)) return low === 0 ? [-1, 1] : [low - Math.abs(low) / 2, low + Math.abs(low) / 2];
  const step = roundStep((high - low) / count);
  const ends = [Math.floor(low / step + slack), Math.ceil(high / step - slack)] as const;
  const [first, last] = ends.map((end) => multiples(step, end, end)[0] as number) as [number, number];
  return [first, last];
}

/** With as many decimals as the step has; 12,000 in groups of three; from a million on, and where steps are tiny, with an exponent. */
function tickText(value: number, step: number): string {
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + slack));
  if (decimals > 6 || Math.abs(value) >= 1e6) return printShort(value);
  const text = Math.abs(value).toFixed(decimals);
  const grouped = value >= 1e4 ? text.replace(/\B(?=(\d{3})+(?!\d))/g, ",") : text;
  return value < 0 && Number(text) !== 0 ? `−${grouped}` : grouped;
}

/** About so many whole numbers in a range, evenly apart: one where both ends are one number. */
export function wholeTicks([first, last]: Range, count: number): Tick[] {
  if (first === last) return [{ at: first, text: tickText(first, 1) }];
  const step = roundUp(Math.max(1, (last - first) / count));
  return multiples(step, Math.ceil(first / step), Math.floor(last / step)).map((at) => ({ at, text: tickText(at, step) }));
}

/** For a logarithmic axis: powers of ten; where they are fewer than three, twice and five times of them, too. Of many, evenly chosen ones. */
export function logarithmicTicks([low, high]: Range, count = 8): Tick[] {
  const first = Math.floor(Math.log10(low));
  const powers = Array.from({ length: Math.ceil(Math.log10(high)) - first + 1 }, (_, i) => first + i);
  const times = (factors: readonly number[], of = powers): Tick[] =>
    of
      .flatMap((power) => factors.map((factor) => Number(`${factor}e${power}`)))
      .filter((at) => at >= low && at <= high)
      .map((at) => ({ at, text: printShort(at) }));
  const every = Math.ceil(powers.length / count);
  const whole = times(
    [1],
    powers.filter((power) => power % every === 0),
  );
  if (whole.length >= 3) return whole;
  const some = times([1, 2, 5]);
  return some.length >= 3 ? some : times([1, 1.5, 2, 3, 4, 5, 6, 7, 8, 9]);
}
