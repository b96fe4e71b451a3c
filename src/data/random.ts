/**
 * The random streams of NumPy's `np.random.RandomState(seed)`: the same seed and the same calls give the same numbers.
 *
 * Integers and uniforms are equal to the bit. Of normals about one in a thousand differs by one unit in the last place of float64,
 * because NumPy takes ln from the C library; here it is rounded to nearest, alike in every engine.
 */

import { describeValue } from "../../graph/check-kind.ts";
import { checkOptions } from "../../graph/check-options.ts";
import type { DType } from "../../graph/dtype.ts";
import { NdArray } from "../../graph/ndarray.ts";
import type { NumberBuffer } from "../../graph/number-buffer.ts";
import { sizeOf } from "../../graph/shape.ts";
import { binomialSource } from "./binomial-source.ts";
import { boundedInteger, byteSource } from "./bounded-integers.ts";
import { argumentError, checkFiniteNumber, checkInteger } from "./check-argument.ts";
import { drawArray, type Size, shapeOfSize } from "./draw-array.ts";
import { type DrawnInteger, drawnInteger } from "./drawn-integer.ts";
import { keyOfSeed, type MersenneTwister, mersenneTwister } from "./mersenne-twister.ts";
import { normalSource } from "./normal-source.ts";
import { checkRandomState, type RandomState } from "./random-state.ts";
import { copyItems, type Shufflable, shuffleItems } from "./shuffle-items.ts";

/**
 * A random generator. Without a size a method gives one number, with a size an NdArray.
 * A call with wrong arguments throws an OpError and draws nothing.
 */
export interface Random {
  /** Standard normals: randn(2, 3) is float64[2, 3]. Of two normals drawn together the second waits for the next call. */
  randn(): number;
  randn(...shape: number[]): NdArray<"float64">;
  /** Uniform over [0, 1), multiples of 2^-53: rand(2, 3) is float64[2, 3]. */
  rand(): number;
  rand(...shape: number[]): NdArray<"float64">;
  /** low + (high − low) · rand; low defaults to 0, high to 1. */
  uniform(low?: number, high?: number): number;
  uniform(low: number, high: number, size: Size): NdArray<"float64">;
  /** loc + scale · randn, scale ≥ 0; loc defaults to 0, scale to 1. */
  normal(loc?: number, scale?: number): number;
  normal(loc: number, scale: number, size: Size): NdArray<"float64">;
  /** Integers from low to high − 1; int32 when all of them fit, else whole numbers in float64. uint8 draws another stream: a byte at a time. */
  randint(low: number, high: number, size?: undefined, dtype?: DrawnInteger): number;
  randint(low: number, high: number, size: Size): NdArray<"int32" | "float64">;
  randint<D extends DrawnInteger>(low: number, high: number, size: Size, dtype: D): NdArray<D>;
  /** The integers 0 … n − 1, or a copy of a list, a typed array or the rows of an NdArray, in random order. */
  permutation(n: number): NdArray<"int32">;
  permutation<A extends NdArray | NumberBuffer>(items: A): A;
  permutation<T>(items: readonly T[]): T[];
  /** Puts a list, a typed array or the rows of an NdArray (axis 0) in random order, in place. */
  shuffle(items: Shufflable): void;
  /** Integers from 0 to n − 1; none twice with `replace: false`. */
  choice(n: number, size?: undefined, options?: { readonly replace?: boolean }): number;
  choice(n: number, size: Size, options?: { readonly replace?: boolean }): NdArray<"int32">;
  /** Successes in n trials of probability p, where n · min(p, 1 − p) ≤ 30. binomial(1, 0.9, shape) is a dropout mask. */
  binomial(n: number, p: number): number;
  binomial(n: number, p: number, size: Size): NdArray<"int32">;
  /** All that the next draws depend on, as plain data for JSON; `randomFromState` continues from it. */
  state(): RandomState;
}

/** A generator at the start of its stream. seed: an integer from 0 to 2^32 − 1. */
export function random(seed: number): Random {
  checkInteger("bad-seed", "random", "seed", seed, [0, 2 ** 32 - 1], "a fixed seed, such as 0, makes a run repeatable");
  return generator(mersenneTwister(keyOfSeed(seed)), null);
}

/** A generator that goes on where `state` was taken. Errors: FormatError when `state` is not what `state()` returns. */
export function randomFromState(state: RandomState): Random {
  const { key, position, cachedNormal } = checkRandomState(state);
  return generator(mersenneTwister(key, position), cachedNormal);
}

function generator(twister: MersenneTwister, cachedNormal: number | null): Random {
  const next32 = twister.next;
  const uniform = (): number => ((next32() >>> 5) * 2 ** 26 + (next32() >>> 6)) / 2 ** 53;
  const normals = normalSource(uniform, cachedNormal);
  const upTo = (most: number): number => boundedInteger(next32, most);

  const methods: Methods = {
    randn: (...shape) => drawArray("randn", shape.length === 0 ? undefined : shape, "float64", normals.next),
    rand: (...shape) => drawArray("rand", shape.length === 0 ? undefined : shape, "float64", uniform),
    uniform(low = 0, high = 1, size) {
      checkFiniteNumber("bad-bounds", "uniform", "low", low, "give finite bounds");
      checkFiniteNumber("bad-bounds", "uniform", "high", high, "give finite bounds");
      checkFiniteNumber("bad-bounds", "uniform", "high − low", high - low, "give closer bounds");
      return drawArray("uniform", size, "float64", () => low + (high - low) * uniform());
    },
    normal(loc = 0, scale = 1, size) {
      checkFiniteNumber("bad-scale", "normal", "loc", loc, "loc is the mean");
      checkFiniteNumber("bad-scale", "normal", "scale", scale, "scale is the standard deviation");
      if (scale < 0) throw argumentError("bad-scale", "normal", "scale", "at least 0", String(scale), "scale is the standard deviation");
      return drawArray("normal", size, "float64", () => loc + scale * normals.next());
    },
    randint(low, high, size, dtype) {
      const drawn = drawnInteger(low, high, dtype);
      const source = drawn === "uint8" ? byteSource(next32) : next32;
      return drawArray<DType>("randint", size, drawn, () => low + boundedInteger(source, high - 1 - low));
    },
    permutation(items) {
      if (typeof items !== "number") {
        const copy = copyItems(items);
        shuffleItems("permutation", copy, upTo);
        return copy;
      }
      checkInteger("bad-count", "permutation", "n", items, [0, 2 ** 31 - 1], "n is the number of integers to put in order");
      const order = Int32Array.from({ length: items }, (_, i) => i);
      shuffleItems("permutation", order, upTo);
      return new NdArray(order, [items], "int32");
    },
    shuffle: (items) => shuffleItems("shuffle", items, upTo),
    choice(n, size, options = {}) {
      checkOptions("choice", options, ["replace"]);
      const { replace = true } = options;
      checkInteger("bad-count", "choice", "n", n, [1, 2 ** 31 - 1], "n is the number of integers to choose from");
      if (replace) return drawArray("choice", size, "int32", () => upTo(n - 1));
      const shape = size === undefined ? [] : shapeOfSize("choice", size);
      const count = sizeOf(shape);
      if (count > n) throw argumentError("bad-count", "choice", "size", `at most n = ${n}`, String(count), "allow replacement");
      const { data } = methods.permutation(n) as NdArray<"int32">;
      return size === undefined ? (data[0] as number) : new NdArray(data.slice(0, count), shape, "int32");
    },
    binomial(n, p, size) {
      checkInteger("bad-count", "binomial", "n", n, [0, 2 ** 31 - 1], "n is the number of trials");
      if (!(p >= 0 && p <= 1))
        throw argumentError("bad-probability", "binomial", "p", "from 0 to 1", describeValue(p), "p is a probability");
      const rarer = n * Math.min(p, 1 - p);
      if (rarer > 30)
        throw argumentError("bad-probability", "binomial", "n · min(p, 1 − p)", "at most 30", String(rarer), "use fewer trials");
      return drawArray("binomial", size, "int32", binomialSource(uniform, n, p));
    },
    state: () => ({ generator: "MT19937", ...twister.words(), cachedNormal: normals.cached() }),
  };
  return methods as Random;
}

/** The methods of Random as they are written: one signature for each, the overloads merged. */
interface Methods {
  randn(...shape: number[]): number | NdArray;
  rand(...shape: number[]): number | NdArray;
  uniform(low?: number, high?: number, size?: Size): number | NdArray;
  normal(loc?: number, scale?: number, size?: Size): number | NdArray;
  randint(low: number, high: number, size?: Size, dtype?: DrawnInteger): number | NdArray;
  permutation(items: number | Shufflable): Shufflable;
  shuffle(items: Shufflable): void;
  choice(n: number, size?: Size, options?: { readonly replace?: boolean }): number | NdArray;
  binomial(n: number, p: number, size?: Size): number | NdArray;
  state(): RandomState;
}
