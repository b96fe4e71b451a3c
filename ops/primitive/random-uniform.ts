import { apply, type Named } from "../../graph/apply.ts";
import type { FloatType, TypedArray } from "../../graph/dtype.ts";
import { atom } from "../../graph/notation.ts";
import { defineOp, type Fail, type Operands, type TensorType } from "../../graph/op.ts";
import { type Dim, type Shape, showShape, showType } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { NeedsOf } from "../../graph/types/operand.ts";
import type { Counter } from "../../graph/types/targets.ts";
import { latexDim, pythonTuple } from "../notation.ts";
import { philox } from "../philox.ts";

export interface RandomUniformAttrs {
  readonly shape: Shape;
  readonly dtype: FloatType;
  /** Both 0 … 2³² − 1. */
  readonly seed: number;
  readonly stream: number;
}

/**
 * randomUniform(counter, shape) = uniform random numbers in [0, 1) that are the same for the same counter, seed and stream.
 *
 * counter: number[] → dtype[...shape]; dims of the shape may be names
 * Edges:   an element depends on counter, seed, stream and its own position (row-major), on nothing else: not on the rest of the shape
 *          and not on what was drawn before. Multiples of 2⁻²⁴ in float32, of 2⁻⁵³ in float64; the same bits on every machine.
 * Errors:  OpError when counter is not one number, or seed or stream is not a whole number from 0 to 2³² − 1; at run when counter is not
 *          a whole number from 0 to 2⁵³ − 1.
 * Source:  Philox4x32-10 of Salmon et al. 2011, key (seed, stream), counter (block, counter), low words first: a block is four elements of
 *          float32, or two of float64 made as NumPy's random_sample.
 */
export const randomUniformOp = defineOp<RandomUniformAttrs>({
  name: "randomUniform",
  inputs: ["counter"],
  attrs: { shape: "shape", dtype: ["float32", "float64"], seed: "integer", stream: "integer" },
  infer: inferRandomUniform,
  kernel: ([counter], y, { seed, stream }, fail) => {
    const fill = y.dtype === "float32" ? fillSingle : fillDouble;
    return () => fill(y.data, wholeNumber(counter.data[0] as number, fail), seed, stream);
  },
  vjp: "not-differentiable",
  picture: { role: "function", label: (attrs) => `uniform, ${source(attrs).join(", ")}` },
  notation: {
    text: ([counter], attrs) => atom(`uniform(${[counter.text, showShape(attrs.shape), ...source(attrs)].join(", ")})`),
    latex: ([counter], attrs) => {
      const words = [counter.text, ...source(attrs).map((word) => `\\text{${word}}`)];
      return atom(`\\mathcal{U}_{${attrs.shape.map(latexDim).join(" \\times ") || "()"}}\\left(${words.join(",\\, ")}\\right)`);
    },
    // Numbers of NumPy's own: as many of them, and others for another seed, stream or count.
    numpy: ([counter], { shape, dtype, seed, stream }) =>
      atom(`np.random.default_rng([${seed}, ${stream}, int(${counter.text})]).random(${pythonTuple(shape)}, dtype=np.${dtype})`),
  },
});

/** What the numbers depend on beside the counter; float64 has others than float32. */
const source = ({ seed, stream, dtype }: RandomUniformAttrs): string[] => [
  `seed ${seed}`,
  `stream ${stream}`,
  ...(dtype === "float64" ? [dtype] : []),
];

function inferRandomUniform([counter]: Operands<TensorType>, attrs: RandomUniformAttrs, fail: Fail): TensorType {
  if (counter.shape.length !== 0 || counter.dtype === "bool") {
    fail({
      code: "counter",
      expected: "counter must be one number",
      actual: showType(counter),
      cure: "pass a scalar, such as a step counter",
    });
  }
  for (const name of ["seed", "stream"] as const) {
    const value = attrs[name];
    if (!(value >= 0 && value < 2 ** 32)) {
      fail({
        code: "seed",
        expected: `${name} must be a whole number from 0 to ${2 ** 32 - 1}`,
        actual: String(value),
        cure: `correct ${name}`,
      });
    }
  }
  return { shape: attrs.shape, dtype: attrs.dtype };
}

function wholeNumber(value: number, fail: Fail): number {
  if (Number.isSafeInteger(value) && value >= 0) return value;
  return fail({
    code: "counter",
    expected: `counter must be a whole number from 0 to ${Number.MAX_SAFE_INTEGER}`,
    actual: String(value),
    cure: "count from 0",
  });
}

const block = new Uint32Array(4);
const high = (n: number): number => Math.floor(n / 2 ** 32);

function fillSingle(y: TypedArray, counter: number, seed: number, stream: number): void {
  for (let i = 0; i < y.length; i += 4) {
    philox(block, i / 4, high(i / 4), counter, high(counter), seed, stream);
    const end = Math.min(4, y.length - i);
    for (let k = 0; k < end; k++) y[i + k] = (block[k]! >>> 8) * 2 ** -24;
  }
}

function fillDouble(y: TypedArray, counter: number, seed: number, stream: number): void {
  for (let i = 0; i < y.length; i += 2) {
    philox(block, i / 2, high(i / 2), counter, high(counter), seed, stream);
    y[i] = ((block[0]! >>> 5) * 2 ** 26 + (block[1]! >>> 6)) * 2 ** -53;
    if (i + 1 < y.length) y[i + 1] = ((block[2]! >>> 5) * 2 ** 26 + (block[3]! >>> 6)) * 2 ** -53;
  }
}

export interface RandomUniformOptions extends Named {
  /** Dims are numbers, or names that the graph's inputs bind. */
  readonly shape: readonly Dim[];
  /** 0 … 2³² − 1, default 0. */
  readonly seed?: number;
  /** Numbers of different streams are independent. 0 … 2³² − 1, default 0. */
  readonly stream?: number;
  /** Default float32. */
  readonly dtype?: FloatType;
}

/** randomUniform(counter, { shape, seed }): uniform numbers in [0, 1), fresh ones for each value of the counter. See {@link randomUniformOp}. */
export function randomUniform<C extends Tensor, const S extends Dim[], const D extends FloatType = "float32">(
  counter: Counter<"randomUniform", C>,
  options: RandomUniformOptions & { readonly shape: readonly [...S]; readonly dtype?: D },
): Tensor<S, NoInfer<D>, NeedsOf<C>>;
export function randomUniform(
  counter: Tensor,
  { shape, seed = 0, stream = 0, dtype = "float32", ...options }: RandomUniformOptions,
): Tensor {
  return apply(randomUniformOp, [counter], { shape: [...shape], dtype, seed, stream }, options);
}
