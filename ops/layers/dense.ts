import { apply, type Named, optionsOf, requireTensor } from "../../graph/apply.ts";
import { builderOf, isTensor } from "../../graph/builder.ts";
import { checkOptions } from "../../graph/check-options.ts";
import type { Initializer } from "../../graph/initializer.ts";
import { leavesOf } from "../../graph/leaves.ts";
import { binding, grouped, type Notation } from "../../graph/notation.ts";
import { type AnyTensor, defineOp, type Fail, failAt } from "../../graph/op.ts";
import { Penalties } from "../../graph/penalties.ts";
import { type Dim, type Shape, sameShape, showType } from "../../graph/shape.ts";
import { showValue } from "../../graph/show-value.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { Ranked } from "../../graph/types/axes.ts";
import type { LastDim, Leading, SameDim } from "../../graph/types/dims.ts";
import type { DTypeProblem, KindProblem } from "../../graph/types/dtypes.ts";
import type { NeedsOf } from "../../graph/types/operand.ts";
import type { Checked } from "../../graph/types/problem.ts";
import type { ShowShape } from "../../graph/types/show.ts";
import { add } from "../elementwise/add.ts";
import { maximum } from "../elementwise/maximum.ts";
import { mul } from "../elementwise/mul.ts";
import { neg } from "../elementwise/neg.ts";
import { matmul } from "../linear/matmul.ts";
import { sum } from "../reduce/sum.ts";
import { requireFloat, requireSameDType } from "../shared/infer.ts";
import { matmulCotangents } from "../shared/matmul-cotangents.ts";
import { unbroadcast } from "../shared/unbroadcast.ts";

const affine: Notation<unknown> = ([x, w, b]) => ({
  text: `${grouped(x, binding.product)} ${grouped(w, binding.product + 1)}${b ? ` + ${b.text}` : ""}`,
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
  picture: { role: "function", label: "x·w + b", title: "Dense", formula: "x w + b" },
  notation: { text: affine, latex: affine },
});

/** What dense takes: `units`, and the layer makes its own weights and biases; or the tensors themselves. */
export type DenseOptions = OwnParameters<number> | GivenParameters<Tensor, Tensor>;

/** A function of one tensor that keeps its shape and dtype: relu, softmax, (x) => … */
export type Activation = (x: AnyTensor) => AnyTensor;

/** λ of a penalty on the weights, or of those on the weights and on the biases. */
export type Strength = number | { readonly weights?: number; readonly biases?: number };

interface LayerOptions extends Named {
  /** Of the result: `activation: relu` is relu(dense(…)). None where it is left out. */
  readonly activation?: Activation;
  /** λ Σ |w| is added to the loss. */
  readonly l1?: Strength;
  /** λ Σ w² is added to the loss. */
  readonly l2?: Strength;
}

/** The layer makes its own parameters. */
interface OwnParameters<U> extends LayerOptions {
  /** Number of neurons. */
  readonly units: U;
  /** How the weights start; as the graph's `init` says where none is given, the book's { randn: 0.01 } where that is not given either. */
  readonly init?: Initializer;
  /** false leaves the biases out. Default true; they start at zero. */
  readonly bias?: boolean;
}

/** The layer is given its parameters, for instance to share them. */
interface GivenParameters<W, B> extends LayerOptions {
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
type DenseInput<X extends Tensor, W> = Ranked<
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
  optionsOf(
    denseOp,
    options,
    given ? ["weights", "biases", ...further] : ["units", "init", "bias use_bias useBias", ...further, "weights"],
  );
  const builder = builderOf(x);
  const id = builder.reserve("dense", options?.name);
  const fail: Fail = failAt("dense", id);
  const parameters = given
    ? givenParameters(options as GivenParameters<Tensor, Tensor>)
    : ownParameters(x, id, (options ?? {}) as OwnParameters<number>, fail);
  const y = apply(denseOp, [x, ...parameters], {}, { name: id });
  if (options.l1 !== undefined || options.l2 !== undefined) penalise(parameters, id, options, fail);
  return options.activation === undefined ? y : activated(y, options.activation, fail);
}

/** The options of both kinds of layer. */
const further = ["activation", "l1", "l2"];

const givenParameters = ({ weights, biases }: GivenParameters<Tensor, Tensor>): Tensor[] =>
  biases === undefined ? [weights] : [weights, biases];

function ownParameters(x: Tensor, id: string, { units, init, bias = true }: OwnParameters<number>, fail: Fail): Tensor[] {
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
  if (typeof bias !== "boolean") {
    fail({ code: "bad-option", expected: "bias must be true or false", actual: showValue(bias), cure: "correct bias" });
  }
  const builder = builderOf(x);
  const g = leavesOf(builder);
  const { dtype } = x;
  const weights = g.parameter(`${id}.weights`, [inputs, units], { init: init ?? builder.init, dtype });
  return bias ? [weights, g.parameter(`${id}.biases`, [units], { init: "zeros", dtype })] : [weights];
}

/** activation(y), which must be of y's type: so the type of a layer is known whatever the function is. */
function activated(y: Tensor, activation: Activation, fail: Fail): Tensor {
  if (typeof activation !== "function") {
    const name = typeof activation === "string" ? (activation as string) : "relu";
    const cure = `write activation: ${/^\w{1,40}$/.test(name) ? name : "relu"}, the function that dagrad exports`;
    return fail({ code: "activation", expected: "activation must be a function such as relu", actual: showValue(activation), cure });
  }
  const result: Tensor = activation(y as AnyTensor);
  if (isTensor(result) && sameShape(result.shape, y.shape) && result.dtype === y.dtype) return result;
  return fail({
    code: "activation",
    expected: `activation must return a tensor of the layer's type, ${showType(y)}`,
    actual: isTensor(result) ? showType(result) : showValue(result),
    cure: "apply it to what dense returns",
  });
}

/** Adds λ Σ |w| and λ Σ w² to the penalties of the graph: of the weights, then of the biases, as in the book. */
function penalise(parameters: readonly Tensor[], id: string, { l1, l2 }: LayerOptions, fail: Fail): void {
  const terms: AnyTensor[] = [];
  for (const [position, part] of (["weights", "biases"] as const).entries()) {
    for (const [norm, strength] of [
      ["l1", l1],
      ["l2", l2],
    ] as const) {
      const lambda = strengthOf(norm, strength, part);
      if (lambda === undefined) continue;
      const w = parameters[position] as AnyTensor;
      if (!w || !(Number.isFinite(lambda) && lambda >= 0)) {
        const [expected, actual] = w ? ["be a finite number ≥ 0", showValue(lambda)] : ["have some", "none"];
        fail({ code: "lambda", expected: `${norm} of ${part} must ${expected}`, actual, cure: "correct it, or leave it out" });
      }
      // max(w, −w) is |w| with the book's slope: 1 at 0.
      const name = `${id}.${part}.${norm}`;
      const [each, total] = [{ name: `${name}.${norm === "l1" ? "abs" : "square"}` }, { name: `${name}.sum` }];
      terms.push(mul(lambda, sum(norm === "l1" ? maximum(w, neg(w), each) : mul(w, w, each), total), { name }));
    }
  }
  if (terms.length === 0) return;
  const builder = builderOf(parameters[0] as Tensor);
  builder.penalties ??= new Penalties(add as never);
  builder.penalties.push(terms.reduce((sum, term) => add(sum, term)));
}

function strengthOf(norm: string, given: Strength | undefined, part: "weights" | "biases"): number | undefined {
  if (typeof given !== "object" || given === null) return part === "weights" ? given : undefined;
  checkOptions(`dense: ${norm}`, given, ["weights", "biases"]);
  return given[part];
}
