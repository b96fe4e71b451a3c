import type { Named } from "../apply.ts";
import type { Initializer } from "../initializer.ts";
import type { Dim, Shape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import type { Ranked } from "./axes.ts";
import type { LastDim, Leading, SameDim } from "./dims.ts";
import type { DTypeProblem, KindProblem } from "./dtypes.ts";
import type { Checked } from "./problem.ts";
import type { ShowShape } from "./show.ts";

/** The layer makes its own parameters. */
export interface OwnParameters<U> extends Named {
  /** Number of neurons. */
  readonly units: U;
  /** How the weights start; the book's { randn: 0.01 } where none is given. */
  readonly init?: Initializer;
  /** false leaves the biases out. Default true; they start at zero. */
  readonly bias?: boolean;
}

/** The layer is given its parameters, for instance to share them. */
export interface GivenParameters<W, B> extends Named {
  readonly weights: W;
  readonly biases?: B;
}

/** Whether a dim may be a size: also at once for a type parameter of numbers, for then `D & string` is never. */
type MayBeSize<D> = [D & string] extends [never] ? true : string extends D ? true : false;

/** Own parameters need a size: the last dim of x is no name. */
type FeatureProblem<S extends Shape> = number extends S["length"]
  ? never
  : MayBeSize<LastDim<S>> extends true
    ? never
    : `dense: last axis of x must be a number, got ${ShowShape<S>}; give the feature size as a number`;

/** x: float[...S, K], or why it is none; W is never where the layer makes its own parameters. */
export type DenseInput<X extends Tensor, W> = Ranked<
  "dense",
  X,
  Checked<Checked<KindProblem<"dense", "a float tensor", X, "x">, [W] extends [never] ? FeatureProblem<X["shape"]> : never>, X>
>;

type WeightsProblem<S extends Shape, W extends Shape> = number extends W["length"]
  ? never
  : W extends readonly [infer K, unknown]
    ? SameDim<LastDim<S>, K> extends readonly [unknown]
      ? never
      : `dense: last axis of x must equal first axis of weights, got ${ShowShape<S>} and ${ShowShape<W>}; transpose or resize weights`
    : `dense: weights must be [inputs, units], got ${ShowShape<W>}`;

/** weights: float[K, U], or why not. */
export type Weights<X extends Tensor, W extends Tensor> = Checked<
  Checked<DTypeProblem<"dense", "a float tensor", X, W>, WeightsProblem<X["shape"], W["shape"]>>,
  W
>;

type Ones<S> = S extends readonly [infer D, ...infer Rest] ? (SameDim<D, 1> extends readonly [unknown] ? Ones<Rest> : false) : true;

/** No longer than x, so that they add to its rows: is B's list of axes short enough? */
type Within<B extends Shape, S extends Shape> = number extends S["length"]
  ? true
  : B extends readonly [unknown, ...infer Bs extends Dim[]]
    ? S extends readonly [unknown, ...infer Rest extends Dim[]]
      ? Within<Bs, Rest>
      : false
    : true;

type BiasesProblem<S extends Shape, W extends Shape, B extends Shape> = number extends B["length"]
  ? never
  : B extends readonly []
    ? `dense: biases must be [${LastDim<W>}], got []; give one bias per unit`
    : [SameDim<LastDim<B>, LastDim<W>> extends readonly [unknown] ? true : false, Ones<Leading<B>>, Within<B, S>] extends [true, true, true]
      ? never
      : `dense: biases must be [${LastDim<W>}], got ${ShowShape<B>}; give one bias per unit`;

/** biases: float[U], or why not. */
export type Biases<X extends Tensor, W extends Tensor, B extends Tensor> = Checked<
  Checked<DTypeProblem<"dense", "a float tensor", X, B>, BiasesProblem<X["shape"], W["shape"], B["shape"]>>,
  B
>;

/** float[...S, U] */
export type DenseShape<S extends Shape, U extends number, W> = number extends S["length"]
  ? Dim[]
  : [...Leading<S>, [W] extends [never] ? U : W extends { readonly shape: infer R extends Shape } ? LastDim<R> : number];
