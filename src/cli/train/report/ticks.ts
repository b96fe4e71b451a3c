/** The smallest of 1, 2, 5, 10, 20, 50 … that is not below a number from 1. */
function roundUp(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return ([1, 2, 5, 10].find((step) => step * power >= least) as number) * power;
}

/** About so many whole numbers from first to last, evenly apart: both ends where they are one number. */
export function wholeTicks(first: number, last: number, count: number): number[] {
  if (first === last) return [first];
  const step = roundUp(Math.max(1, (last - first) / count));
  const from = Math.ceil(first / step);
  return Array.from({ length: Math.floor(last / step) - from + 1 }, (_, i) => (from + i) * step);
}

/** For a logarithmic axis: powers of ten; where they are fewer than three, twice and five times of them, too. */
export function logarithmicTicks(low: number, high: number): number[] {
  const first = Math.floor(Math.log10(low));
  const powers = Array.from({ length: Math.ceil(Math.log10(high)) - first + 1 }, (_, i) => first + i);
  const times = (factors: readonly number[]): number[] =>
    powers.flatMap((power) => factors.map((factor) => Number(`${factor}e${power}`))).filter((tick) => tick >= low && tick <= high);
  const whole = times([1]);
  if (whole.length >= 3) return whole;
  const some = times([1, 2, 5]);
  return some.length >= 3 ? some : times([1, 1.5, 2, 3, 4, 5, 6, 7, 8, 9]);
}
