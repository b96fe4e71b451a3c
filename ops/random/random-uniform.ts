import { apply, type Named, optionsOf } from "../../graph/apply.ts";
import type { FloatType } from "../../graph/dtype.ts";
import { latexDim } from "../../graph/latex-dim.ts";
import { atom } from "../../graph/notation.ts";
import { defineOp, type Fail, type Operands, type TensorType } from "../../graph/op.ts";
import { type Dim, type Shape, showShape, showType } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { FollowedShape, SameShape } from "../../graph/types/dims.ts";
import type { KindProblem } from "../../graph/types/dtypes.ts";
import type { NeedsOf } from "../../graph/types/operand.ts";
import type { Checked } from "../../graph/types/problem.ts";
import type { ShowType } from "../../graph/types/show.ts";
import { pythonTuple } from "../shared/notation.ts";

export interface RandomUniformAttrs {
  readonly shape: Shape;
  readonly dtype: FloatType;
  /** Both 0 … 2³² − 1. */
  readonly seed: number;
  readonly stream: number;
}

/**
 * randomUniform(counter, { shape }) = uniform random numbers in [0, 1) that are the same for the same counter, seed and stream.
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
  random: "uniform",
  vjp: "not-differentiable",
  picture: { role: "function", label: (attrs) => `uniform, ${source(attrs).join(", ")}` },
  notation: {
    text: ([counter], attrs) => atom(`uniform(${[counter.text, showShape(attrs.shape), ...source(attrs)].join(", ")})`),
    latex: ([counter], attrs) => {
      const words = [counter.text, ...source(attrs).map((word) => `\\text{${word}}`)];
      return atom(`\\mathcal{U}_{${attrs.shape.map(latexDim).join(" \\times ") || "()"}}\\left(${words.join(",\\, ")}\\right)`);
    },
    // Numbers of PyTorch's own: as many of them, and others for another seed, stream or count.
    torch: ([counter], { shape, dtype, seed, stream }) =>
      atom(
        `torch.rand(${pythonTuple(shape)}, dtype=torch.${dtype}, generator=torch.Generator().manual_seed(hash((${seed}, ${stream}, int(${counter.text})))).to(${counter.text}.device)`,
      ),
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

/** One number to count by, or why it is none. */
type Counter<Op extends string, C extends Tensor> = Checked<
  Checked<
    KindProblem<Op, "numbers", C, "counter">,
    SameShape<C["shape"], []> extends true
      ? never
      : `${Op}: counter must be one number, got ${ShowType<C>}; pass a scalar, such as a step counter`
  >,
  C
>;

/** randomUniform(counter, { shape, seed }): uniform numbers in [0, 1), fresh ones for each value of the counter. See {@link randomUniformOp}. */
export function randomUniform<C extends Tensor, const S extends Dim[], const D extends FloatType = "float32">(
  counter: Counter<"randomUniform", C>,
  options: RandomUniformOptions & { readonly shape: readonly [...S]; readonly dtype?: D },
): Tensor<FollowedShape<S>, NoInfer<D>, NeedsOf<C>>;
export function randomUniform(counter: Tensor, options: RandomUniformOptions): Tensor {
  const { shape, seed = 0, stream = 0, dtype = "float32" } = optionsOf(randomUniformOp, options);
  return apply(randomUniformOp, [counter], { shape: Array.isArray(shape) ? [...shape] : shape, dtype, seed, stream }, options);
}
