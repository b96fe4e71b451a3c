import { NdArray } from "dagrad";
import { integerRange, isFloat } from "../../../graph/dtype.ts";
import { broadcastToOp } from "../../../ops/move/broadcast-to.ts";
import { matmulRange } from "./matmul-range.ts";
import { atEnds, monotone, openIn, type Site, widened } from "./monotone-range.ts";
import { ulpOf } from "./op-bounds.ts";
import { runPrimitive } from "./run-primitive.ts";
import { exactly, isExact, isKnown, type Range, rangeBetween } from "./value-range.ts";

/**
 * Where the result of an op lies, for every choice of operands within their ranges and every engine within the op's bound.
 * Most ops are monotone in each operand; the others have rules of their own.
 */
export function rangeOf(site: Site): Range {
  if (site.inputs.every(isExact)) return widened(site, atEnds(site, 0));
  return (rules[site.op.name] ?? monotone)(site);
}

const stretched = (range: Range, shape: readonly number[]): Range => {
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
const hasNaN = ({ low }: Range): boolean => low.data.some((element) => Number.isNaN(element));

/** A result in elements from … to. */
function filled({ type }: Site, element: (i: number) => readonly [number, number]): Range {
  const count = type.shape.reduce((product, dim) => product * dim, 1);
  const [low, high] = [new Float64Array(count), new Float64Array(count)];
  for (let i = 0; i < count; i++) [low[i], high[i]] = element(i);
  return rangeBetween(low, high, type);
}

const rules: Readonly<Record<string, (site: Site) => Range>> = {
  abs: (site) => {
    const [x] = site.inputs as [Range];
    const { low, high, open } = monotone(site);
    return rangeBetween(
      low.data.map((v, i) => (mayVanish(x, i) ? 0 : v)),
      high.data,
      low,
      open,
    );
  },
  argmax: argmaxRange,
  cast: (site) => {
    const [x] = site.inputs as [Range];
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
  },
  chainDiv: (site) => keptZeros(site, quotient(site)),
  chainMul: (site) => keptZeros(site, monotone(site)),
  cos: wave,
  div: quotient,
  equal: (site) => {
    const [a, b] = site.inputs.map((input) => stretched(input, site.type.shape)) as [Range, Range];
    return filled(site, (i) => {
      const [aLow, aHigh, bLow, bHigh] = [a.low.data[i], a.high.data[i], b.low.data[i], b.high.data[i]] as [number, number, number, number];
      if (a.open?.[i] === 1 || b.open?.[i] === 1) return [0, 1];
      if (isKnown(a, i) && isKnown(b, i)) return aLow === bLow ? [1, 1] : [0, 0];
      return aHigh >= bLow && bHigh >= aLow ? [0, 1] : [0, 0];
    });
  },
  gather: (site) => {
    const [x, indices] = site.inputs as [Range, Range];
    const size = x.low.shape.at(-1) as number;
    const open = new Uint8Array(indices.low.data.length);
    const candidates = (row: number): number[] => {
      const [from, to] = [indices.low.data[row] as number, indices.high.data[row] as number];
      return Array.from({ length: to - from + 1 }, (_, k) => row * size + from + k);
    };
    const hull = (data: NdArray["data"], most: (...list: number[]) => number): number[] =>
      Array.from(open, (_, row) => most(...candidates(row).map((at) => data[at] as number)));
    for (let row = 0; row < open.length; row++) {
      const from = candidates(row);
      if (from.some((at) => x.open?.[at] === 1) || (from.length > 1 && from.some((at) => Number.isNaN(x.low.data[at])))) open[row] = 1;
    }
    return rangeBetween(hull(x.low.data, Math.min), hull(x.high.data, Math.max), site.type, open);
  },
  matmul: matmulRange,
  oneHot: (site) => {
    const [indices] = site.inputs as [Range];
    const depth = site.type.shape.at(-1) as number;
    return filled(site, (i) => {
      const [row, at] = [Math.floor(i / depth), i % depth];
      const [from, to] = [indices.low.data[row] as number, indices.high.data[row] as number];
      return at < from || at > to ? [0, 0] : from === to ? [1, 1] : [0, 1];
    });
  },
  pow: (site) => {
    const [x, y] = site.inputs as [Range, Range];
    const whole = isExact(y) && y.low.data.every((exponent) => exponent >= 1 && Number.isInteger(exponent));
    if (!whole)
      return monotone({
        ...site,
        inputs: [
          opened(
            x,
            (i) => ((isExact(x) ? !isExact(y) : !isKnown(x, i)) && (x.low.data[i] as number) <= 0) || (mayBe(1, x, i) && hasNaN(y)),
          ),
          // 1 to the power NaN is 1, and so is NaN to the power 0; at the ends of a range around them both are NaN.
          opened(y, (i) => mayBe(0, y, i) && hasNaN(x)),
        ],
      });
    const z = monotone(site);
    const base = stretched(x, site.type.shape);
    return rangeBetween(
      z.low.data.map((v, i) => (mayVanish(base, i) ? Math.min(v, 0) : v)),
      z.high.data,
      site.type,
      z.open,
    );
  },
  randomUniform: (site) => filled(site, () => [0, 1]),
  sin: wave,
  size: (site) => exactly(atEnds(site, 0)),
  step: bounded(0, 1),
};

function quotient(site: Site): Range {
  const [a, b] = site.inputs as [Range, Range];
  return monotone({ ...site, inputs: [a, opened(b, (i) => mayVanish(b, i))] });
}

/** The range of dy ∘ f, open where f is NaN and dy may be 0 or not: the result is 0 or NaN. */
function keptZeros({ inputs, type }: Site, y: Range): Range {
  const [dy, f] = inputs.map((input) => stretched(input, type.shape)) as [Range, Range];
  return opened(y, (i) => mayVanish(dy, i) && Number.isNaN(f.low.data[i] as number));
}

/** A function that never leaves two bounds, whatever it is given. */
function bounded(least: number, most: number): (site: Site) => Range {
  return (site) => {
    const y = monotone(site);
    return filled(site, (i) => (y.open?.[i] === 1 ? [least, most] : [y.low.data[i] as number, y.high.data[i] as number]));
  };
}

/** sin and cos move no further than their argument. */
function wave(site: Site): Range {
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

/** Every position that may hold the largest element, from the first to the last of them; the first of those that are equal for sure. */
function argmaxRange(site: Site): Range {
  const [x] = site.inputs as [Range];
  const axis = site.attrs.axis as number;
  const length = x.low.shape[axis] as number;
  const inner = x.low.shape.slice(axis + 1).reduce((product, dim) => product * dim, 1);
  return filled(site, (i) => {
    const start = Math.floor(i / inner) * inner * length + (i % inner);
    const places = Array.from({ length }, (_, k) => start + k * inner);
    if (places.some((at) => x.open?.[at] === 1)) return [0, length - 1];
    const missing = places.findIndex((at) => Number.isNaN(x.low.data[at]));
    if (missing >= 0) return [missing, missing];
    const least = Math.max(...places.map((at) => x.low.data[at] as number));
    const possible = places.flatMap((at, k) => ((x.high.data[at] as number) >= least ? [k] : []));
    const [first, last] = [possible[0] as number, possible.at(-1) as number];
    return possible.every((k) => isKnown(x, places[k] as number)) ? [first, first] : [first, last];
  });
}
