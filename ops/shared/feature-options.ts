import { builderOf, isTensor } from "../../graph/builder.ts";
import { leavesOf } from "../../graph/leaves.ts";
import { type NdArray, zeros } from "../../graph/ndarray.ts";
import type { Fail } from "../../graph/op.ts";
import { type Dim, type Shape, showType } from "../../graph/shape.ts";
import { showValue } from "../../graph/show-value.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { Ranked } from "../../graph/types/axes.ts";
import type { LastDim, SameShape } from "../../graph/types/dims.ts";
import type { DTypeProblem } from "../../graph/types/dtypes.ts";
import type { NeedsOf } from "../../graph/types/operand.ts";
import type { Checked } from "../../graph/types/problem.ts";
import type { ShowShape } from "../../graph/types/show.ts";
import type { Positions } from "./axes.ts";

/** Whether a layer has numbers of its own for each feature, none, or given ones. */
export interface FeatureOptions<W = Tensor | boolean, B = Tensor, N = boolean> {
  /** What each feature is multiplied by: a parameter of the layer's own, which starts at one; false for none; or a tensor. Default true. */
  readonly scale?: W;
  /** What is added to each feature: a tensor. Where scale is none, the layer has its own unless `bias` is false. */
  readonly biases?: B;
  /** false leaves the layer's own biases out. Default true; they start at zero. */
  readonly bias?: N;
}

/** Scale and biases as operands, as far as there are any: those given, else parameters of the layer `id` of the features' shape. */
export function featureOperands(
  x: Tensor,
  id: string,
  axis: readonly number[],
  { scale = true, biases, bias = true }: FeatureOptions,
  fail: Fail,
): (Tensor | number)[] {
  if (typeof scale !== "boolean" && !isTensor(scale)) {
    fail({ code: "bad-option", expected: "scale must be true, false or a tensor", actual: showValue(scale), cure: "correct scale" });
  }
  if (typeof bias !== "boolean") {
    fail({ code: "bad-option", expected: "bias must be true or false", actual: showValue(bias), cure: "correct bias" });
  }
  if (biases !== undefined && !isTensor(biases)) {
    fail({ code: "bad-option", expected: "biases must be a tensor", actual: showValue(biases), cure: "write bias: false for none" });
  }
  const own = (name: string, init: "zeros" | "ones"): Tensor => ownFeatures(x, `${id}.${name}`, axis, init, fail);
  const factor = scale === true ? own("scale", "ones") : scale;
  const shift = biases ?? (bias && typeof scale === "boolean" ? own("biases", "zeros") : undefined);
  if (shift !== undefined) return [factor === false ? 1 : factor, shift];
  return factor === false ? [] : [factor];
}

/** A parameter with a number for each feature, which starts at zero, one or that number. */
export function ownFeatures(x: Tensor, name: string, axis: readonly number[], init: "zeros" | "ones" | number, fail: Fail): Tensor {
  const shape = axis.map((one) => x.shape[one]);
  const sized = shape.every((dim): dim is number => typeof dim === "number");
  if (!sized) {
    return fail({
      code: "symbolic-features",
      expected: "the axes of features must be numbers",
      actual: `x ${showType(x)}`,
      cure: "give their sizes as numbers",
    });
  }
  const first = typeof init === "number" ? filled(shape, init) : init;
  return leavesOf(builderOf(x)).parameter(name, shape, { init: first, dtype: x.dtype });
}

const filled = (shape: readonly number[], value: number): NdArray => {
  const values = zeros(shape, "float64");
  values.data.fill(value);
  return values;
};

/** The names of options of such layers, as checkOptions wants them. */
export const featureOptionNames = ["scale gamma weights weight", "biases beta", "bias center"];

/** Whether any of these dims is certainly a name. */
type HasName<D> = [D & string] extends [never] ? false : string extends D ? false : true;

/** The dims of S at the positions of the axes A, as a union. */
type DimsAt<S extends Shape, A> = [A] extends [readonly []]
  ? never
  : number extends S["length"] | Positions<S, A>
    ? Dim
    : S[Positions<S, A>];

/** Parameters of a layer's own need sizes. */
export type NamedFeatureProblem<Op extends string, S extends Shape, A, Own> = Own extends true
  ? HasName<DimsAt<S, A>> extends true
    ? `${Op}: the axes of features must be numbers, got ${ShowShape<S>}; give their sizes as numbers`
    : never
  : never;

/** T where X has the axes A, as far as a scalar has none; or the error text. */
export type RankedAlong<Op extends string, X extends Tensor, A, T> = [A] extends [readonly []] ? T : Ranked<Op, X, T>;

/** Whether a layer with these options has parameters of its own. */
export type OwnFeatures<W, B, N> = [W] extends [Tensor]
  ? false
  : [W, N] extends [false, false]
    ? false
    : [W] extends [false]
      ? [B] extends [never]
        ? true
        : false
      : true;

/** The shape of the features where it is told: of one axis, that is the last. */
export type LastFeature<S extends Shape> = [LastDim<S>];

/**
 * A tensor with a number for each feature, where Single is true also one for all; or why it is none. `Features` is any shape where it is
 * not told.
 */
export type FeatureTensor<Op extends string, X extends Tensor, Features extends Shape, T extends Tensor, Single extends boolean = true> = [
  T,
] extends [never]
  ? never
  : Checked<
      Checked<
        DTypeProblem<Op, "a float tensor", X, T>,
        [Single, T["shape"]] extends readonly [true, readonly []]
          ? never
          : SameShape<T["shape"], Features> extends true
            ? never
            : `${Op}: there must be a number for each feature, ${ShowShape<Features>}, got ${ShowShape<T["shape"]>}`
      >,
      T
    >;

/** X, which depends on what the layer was given, too. */
export type WithFeatures<X extends Tensor, Given> = [NeedsOf<Given>] extends [never]
  ? X
  : Tensor<X["shape"], X["dtype"], NeedsOf<X> | NeedsOf<Given>>;
