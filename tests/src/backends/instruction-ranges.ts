import { NdArray } from "dagrad";
import { integerRange, isFloat } from "../../../graph/dtype.ts";
import { broadcastToOp } from "../../../ops/move/broadcast-to.ts";
import { atEnds, monotone, ofHost, openIn, type Site, wrapping } from "./monotone-range.ts";
import { ulpOf } from "./op-bounds.ts";
import { runPrimitive } from "./run-primitive.ts";
import { isExact, isKnown, type Range, rangeBetween } from "./value-range.ts";

// Where the result of an instruction lies that is not monotone in each operand, for every choice of operands within their ranges.

/** The range in each element of that shape that it broadcasts to. */
export const stretched = (range: Range, shape: readonly number[]): Range => {
  const to = (array: NdArray): NdArray => runPrimitive(broadcastToOp, [array], {}, shape, array.dtype);
  const open = range.open && to(new NdArray(Float32Array.from(range.open), range.low.shape, "float32"));
  const low = to(range.low);
  const high = range.high === range.low ? low : to(range.high);
  return open === undefined ? { low, high } : { low, high, open: Uint8Array.from(open.data) };
};

/** The range with more of its elements open. */
const opened = (range: Range, which: (i: number) => boolean): Range => {
  const open = Uint8Array.from(range.low.data, (_, i) => (range.open?.[i] === 1 || which(i) ? 1 : 0));
  return rangeBetween(range.low.data, range.high.data, range.low, open);
};

/** True where element i may be that number but is not known. */
const mayBe = (value: number, range: Range, i: number): boolean =>
  !isKnown(range, i) && (range.low.data[i] as number) <= value && (range.high.data[i] as number) >= value;
const mayVanish = (range: Range, i: number): boolean => mayBe(0, range, i);

/** A result in elements from … to. */
export function filled({ type }: Site, element: (i: number) => readonly [number, number]): Range {
  const count = type.shape.reduce((product, dim) => product * dim, 1);
  const [low, high] = [new Float64Array(count), new Float64Array(count)];
  for (let i = 0; i < count; i++) [low[i], high[i]] = element(i);
  return rangeBetween(low, high, type);
}

export function absolute(site: Site): Range {
  const [x] = site.inputs as [Range];
  const y = wrapping(site);
  if (!isFloat(site.type.dtype)) return y;
  const base = stretched(x, site.type.shape);
  const { low, high, open } = y;
  return rangeBetween(
    low.data.map((v, i) => (mayVanish(base, i) ? 0 : v)),
    high.data,
    low,
    open,
  );
}

export function converted(site: Site): Range {
  const x = stretched(site.inputs[0] as Range, site.type.shape);
  const { dtype } = site.type;
  if (isFloat(dtype)) return monotone(site);
  const [least, most] = integerRange[dtype];
  const y = monotone(site);
  return filled(site, (i) => {
    if (isKnown(x, i)) return [y.low.data[i] as number, y.high.data[i] as number];
    const [from, to] = [x.low.data[i] as number, x.high.data[i] as number];
    // Beyond its range an integer wraps; a bool between two numbers of unlike sign may be either.
    const wraps = x.open?.[i] === 1 || (dtype === "bool" ? from <= 0 && to >= 0 : Math.trunc(from) < least || Math.trunc(to) > most);
    return wraps ? [least, most] : [y.low.data[i] as number, y.high.data[i] as number];
  });
}

/** Of equal operands the first is taken: where one of them may be a zero of either sign, the result may, too. */
export function extremum(site: Site): Range {
  const y = monotone(site);
  const operands = site.inputs.map((input) => stretched(input, site.type.shape));
  const isEither = (i: number): boolean => y.low.data[i] === 0 && y.high.data[i] === 0 && operands.some((x) => mayVanish(x, i));
  return rangeBetween(
    y.low.data.map((v, i) => (isEither(i) ? -0 : v)),
    y.high.data.map((v, i) => (isEither(i) ? 0 : v)),
    site.type,
    y.open,
  );
}

/** Of a comparison: what it is of the known, and whether it always or ever holds between the ends of the ranges. */
const compared =
  (holds: (aLow: number, aHigh: number, bLow: number, bHigh: number) => readonly [always: boolean, ever: boolean]) =>
  (site: Site): Range => {
    const [a, b] = site.inputs.map((input) => stretched(input, site.type.shape)) as [Range, Range];
    return filled(site, (i) => {
      if (a.open?.[i] === 1 || b.open?.[i] === 1) return [0, 1];
      const ends = [a.low.data[i], a.high.data[i], b.low.data[i], b.high.data[i]] as [number, number, number, number];
      const [always, ever] = holds(...ends);
      return [Number(always), Number(ever)];
    });
  };

// Two single numbers are equal or not; ranges that share a number may be. What is compared with NaN is false.
export const equality = compared((aLow, aHigh, bLow, bHigh) => [
  aLow === aHigh && bLow === bHigh && aLow === bLow,
  aHigh >= bLow && bHigh >= aLow,
]);
export const order = compared((aLow, aHigh, bLow, bHigh) => [aHigh < bLow, aLow < bHigh]);
export const orderOrEquality = compared((aLow, aHigh, bLow, bHigh) => [aHigh <= bLow, aLow <= bHigh]);

/** x = x asks whether x is a number: of an x that is anything, nobody knows. */
export const withItself = (site: Site): Range => {
  const x = stretched(site.inputs[0] as Range, site.type.shape);
  return filled(site, (i) => {
    if (x.open?.[i] === 1) return [0, 1];
    return Number.isNaN(x.low.data[i]) ? [0, 0] : [1, 1];
  });
};

export function power(site: Site): Range {
  const [x, y] = site.inputs.map((input) => stretched(input, site.type.shape)) as [Range, Range];
  const exponents = site.inputs[1] as Range;
  const whole = isExact(exponents) && exponents.low.data.every((exponent) => exponent >= 1 && Number.isInteger(exponent));
  if (!whole) {
    const isNegative = (i: number): boolean => (x.low.data[i] as number) <= 0 && !(isKnown(x, i) && isKnown(y, i));
    // 1 to the power NaN is 1, and so is NaN to the power 0; at the ends of a range around them both are NaN.
    const [xs, ys] = [
      opened(x, (i) => isNegative(i) || (mayBe(1, x, i) && Number.isNaN(y.low.data[i]))),
      opened(y, (i) => mayBe(0, y, i) && Number.isNaN(x.low.data[i])),
    ];
    return ofHost({ ...site, inputs: [xs, ys] });
  }
  const z = ofHost(site);
  return rangeBetween(
    z.low.data.map((v, i) => (mayVanish(x, i) ? Math.min(v, 0) : v)),
    z.high.data,
    site.type,
    z.open,
  );
}

export function quotient(site: Site): Range {
  const [a, b] = site.inputs as [Range, Range];
  return monotone({ ...site, inputs: [a, opened(b, (i) => mayVanish(b, i))] });
}

/** sin and cos move no further than their argument. */
export function wave(site: Site): Range {
  const [x] = site.inputs as [Range];
  const y = atEnds(site, 0);
  const open = openIn(site);
  const radius = (i: number): number =>
    isKnown(x, i) ? 0 : (x.high.data[i] as number) - (x.low.data[i] as number) + ulpOf(y.data[i] as number, y.dtype);
  return rangeBetween(
    y.data.map((v, i) => v - radius(i)),
    y.data.map((v, i) => v + radius(i)),
    site.type,
    open,
  );
}
