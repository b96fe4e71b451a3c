import { apply } from "../../graph/apply.ts";
import { builderOf } from "../../graph/builder.ts";
import { leavesOf } from "../../graph/leaves.ts";
import { binding, grouped, type Notation } from "../../graph/notation.ts";
import { defineOp, type Fail, failAt } from "../../graph/op.ts";
import { showType } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { Biases, DenseInput, DenseShape, GivenParameters, OwnParameters, Weights } from "../../graph/types/dense.ts";
import type { NeedsOf } from "../../graph/types/operand.ts";
import { add } from "../elementwise/add.ts";
import { matmul } from "../linear/matmul.ts";
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

/** dense(x, { units }) = x · w + b with parameters of its own, or dense(x, { weights, biases }). See {@link denseOp}. */
export function dense<X extends Tensor, const U extends number = never, W extends Tensor = never, B extends Tensor = never>(
  x: DenseInput<X, W>,
  options: OwnParameters<U> | GivenParameters<Weights<X, W>, Biases<X, W, B>>,
): Tensor<DenseShape<X["shape"], U, W>, X["dtype"], NeedsOf<X> | NeedsOf<W> | NeedsOf<B>>;
export function dense(x: Tensor, options: DenseOptions): Tensor {
  const name = options.name === undefined ? {} : { name: options.name };
  if ("weights" in options) return apply(denseOp, options.biases ? [x, options.weights, options.biases] : [x, options.weights], {}, name);
  const builder = builderOf(x);
  const id = builder.reserve("dense", options.name);
  const inputs = x.shape.at(-1);
  const fail: Fail = failAt("dense", id);
  if (typeof inputs !== "number") {
    return fail({
      code: "symbolic-features",
      expected: "last axis of x must be a number",
      actual: `x ${showType(x)}`,
      cure: "give the feature size as a number",
    });
  }
  if (!Number.isSafeInteger(options.units) || options.units < 1) {
    fail({ code: "units", expected: "units must be a whole number ≥ 1", actual: String(options.units), cure: "correct units" });
  }
  const g = leavesOf(builder);
  const dtype = x.dtype;
  const weights = g.parameter(`${id}.weights`, [inputs, options.units], { init: options.init ?? { randn: 0.01 }, dtype });
  if (options.bias === false) return apply(denseOp, [x, weights], {}, { name: id });
  const biases = g.parameter(`${id}.biases`, [options.units], { init: "zeros", dtype });
  return apply(denseOp, [x, weights, biases], {}, { name: id });
}
