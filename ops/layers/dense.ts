import { apply, optionsOf, requireTensor } from "../../graph/apply.ts";
import { builderOf } from "../../graph/builder.ts";
import { binding, grouped, type Notation } from "../../graph/notation.ts";
import { defineOp, type Fail, failAt } from "../../graph/op.ts";
import { type Dim, type Shape, showType } from "../../graph/shape.ts";
import { showValue } from "../../graph/show-value.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { Ranked } from "../../graph/types/axes.ts";
import type { LastDim, Leading, SameDim } from "../../graph/types/dims.ts";
import type { DTypeProblem, KindProblem } from "../../graph/types/dtypes.ts";
import type { NeedsOf } from "../../graph/types/operand.ts";
import type { Checked } from "../../graph/types/problem.ts";
import type { ShowShape } from "../../graph/types/show.ts";
import { add } from "../elementwise/add.ts";
import { matmul } from "../linear/matmul.ts";
import { requireFloat, requireSameDType } from "../shared/infer.ts";
import {
  finishLayer,
  givenParameters,
  type LayerOptions,
  layerOptions,
  type OwnLayerOptions,
  ownLayerOptions,
  ownParameters,
} from "../shared/layer.ts";
import { matmulCotangents } from "../shared/matmul-cotangents.ts";
import { unbroadcast } from "../shared/unbroadcast.ts";

const affine =
  (sign: string): Notation<unknown> =>
  ([x, w, b]) => ({
    text: `${grouped(x, binding.product)}${sign}${grouped(w, binding.product + 1)}${b ? ` + ${b.text}` : ""}`,
    binds: b ? binding.sum : binding.product,
  });

/**
 * dense(x, w, b) = x · w + b: a fully connected layer; w is [inputs, units], as in the book from chapter 3 on.
 *
 * x: float[...S, K], w: float[K, U], b: float[U] → float[...S, U]; without b, x · w
 * Edges:   those of matmul and add.
 * Errors:  OpError when the last axis of x is not the first of w, b does not fit, the feature size is a name, or dtypes differ.
 * Source:  NNFS ch. 3; Keras Dense; ONNX Gemm-13.
 */
export const denseOp = defineOp({
  name: "dense",
  inputs: ["x", "weights", "biases?"],
  attrs: {},
  infer: (inputs, _, fail) => {
    const [x, w, b] = inputs;
    requireFloat(x, "x", fail);
    requireSameDType(inputs, fail);
    const last = x.shape.at(-1);
    if (x.shape.length === 0 || w.shape.length !== 2 || last !== w.shape[0]) {
      fail({
        code: "inner-dims",
        expected: "last axis of x must equal first axis of weights",
        actual: `x ${showType(x)} and weights ${showType(w)}`,
        cure: "transpose or resize weights",
      });
    }
    const units = w.shape[1] as number;
    if (
      b !== undefined &&
      (b.shape.length === 0 || b.shape.at(-1) !== units || b.shape.slice(0, -1).some((dim) => dim !== 1) || b.shape.length > x.shape.length)
    ) {
      fail({ code: "biases", expected: `biases must be [${units}]`, actual: showType(b), cure: "give one bias per unit" });
    }
    return { shape: [...x.shape.slice(0, -1), units], dtype: x.dtype };
  },
  definition: ([x, w, b]) => (b === undefined ? matmul(x, w) : add(matmul(x, w), b)),
  vjp: (dy, [x, w, b]) => [...matmulCotangents(dy, x, w), () => unbroadcast(dy, b)],
  picture: { role: "function", label: "x·w + b", title: "Dense", formula: (_, { length }) => (length > 2 ? "x w + b" : "x w") },
  notation: { text: affine(" "), latex: affine(" "), torch: affine(" @ ") },
});

/** What dense takes: `units`, and the layer makes its own weights and biases; or the tensors themselves. */
export type DenseOptions = OwnParameters<number> | GivenParameters<Tensor, Tensor>;

/** The layer makes its own parameters. */
interface OwnParameters<U> extends OwnLayerOptions {
  /** Number of neurons. */
  readonly units: U;
}

/** The layer is given its parameters, for instance to share them. */
interface GivenParameters<W, B> extends LayerOptions {
  readonly weights: W;
  readonly biases?: B;
}

/** Whether a dim may be a size: also at once for a type parameter of numbers, for then `D & string` is never. */
type MayBeSize<D> = [D & string] extends [never] ? true : string extends D ? true : false;

/** Own parameters need a size: the last dim of x is no name. */
export type FeatureProblem<Op extends string, S extends Shape> = number extends S["length"]
  ? never
  : MayBeSize<LastDim<S>> extends true
    ? never
    : `${Op}: last axis of x must be a number, got ${ShowShape<S>}; give the feature size as a number`;

/** x: float[...S, K], or why it is none; W is never where the layer makes its own parameters. */
type DenseInput<X extends Tensor, W> = Ranked<
  "dense",
  X,
  Checked<Checked<KindProblem<"dense", "a float tensor", X, "x">, [W] extends [never] ? FeatureProblem<"dense", X["shape"]> : never>, X>
>;

type WeightsProblem<S extends Shape, W extends Shape> = number extends W["length"]
  ? never
  : W extends readonly [infer K, unknown]
    ? SameDim<LastDim<S>, K> extends readonly [unknown]
      ? never
      : `dense: last axis of x must equal first axis of weights, got ${ShowShape<S>} and ${ShowShape<W>}; transpose or resize weights`
    : `dense: weights must be [inputs, units], got ${ShowShape<W>}`;

/** weights: float[K, U], or why not. */
type Weights<X extends Tensor, W extends Tensor> = Checked<
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
type Biases<X extends Tensor, W extends Tensor, B extends Tensor> = Checked<
  Checked<DTypeProblem<"dense", "a float tensor", X, B>, BiasesProblem<X["shape"], W["shape"], B["shape"]>>,
  B
>;

/** float[...S, U] */
type DenseShape<S extends Shape, U extends number, W> = number extends S["length"]
  ? Dim[]
  : [...Leading<S>, [W] extends [never] ? U : W extends { readonly shape: infer R extends Shape } ? LastDim<R> : number];

/** dense(x, { units }) = x · w + b with parameters of its own, or dense(x, { weights, biases }). See {@link denseOp}. */
export function dense<X extends Tensor, const U extends number = never, W extends Tensor = never, B extends Tensor = never>(
  x: DenseInput<X, W>,
  options: OwnParameters<U> | GivenParameters<Weights<X, W>, Biases<X, W, B>>,
): Tensor<DenseShape<X["shape"], U, W>, X["dtype"], NeedsOf<X> | NeedsOf<W> | NeedsOf<B>>;
export function dense(x: Tensor, options: DenseOptions): Tensor {
  requireTensor("dense", x);
  const given = (options as { readonly weights?: unknown } | undefined)?.weights !== undefined;
  optionsOf(denseOp, options, given ? ["weights", "biases", ...layerOptions] : ["units out_features", ...ownLayerOptions]);
  const builder = builderOf(x);
  const id = builder.reserve("dense", options?.name);
  const fail: Fail = failAt("dense", id);
  const { units, ...own } = (options ?? {}) as OwnParameters<number>;
  const parameters = given
    ? givenParameters(options as GivenParameters<Tensor, Tensor>)
    : ownParameters(x, id, weightsShape(x, units, fail), units, own, fail);
  return finishLayer("dense", apply(denseOp, [x, ...parameters], {}, { name: id }), id, parameters, options);
}

/** [inputs, units] */
function weightsShape(x: Tensor, units: number, fail: Fail): readonly [number, number] {
  const inputs = x.shape.at(-1);
  if (typeof inputs !== "number") {
    return fail({
      code: "symbolic-features",
      expected: "last axis of x must be a number",
      actual: `x ${showType(x)}`,
      cure: "give the feature size as a number",
    });
  }
  if (!Number.isSafeInteger(units) || units < 1) {
    const cure = units === undefined ? "write dense(x, { units: 64 })" : "correct units";
    fail({ code: "units", expected: "units must be a whole number ≥ 1", actual: showValue(units), cure });
  }
  return [inputs, units];
}
