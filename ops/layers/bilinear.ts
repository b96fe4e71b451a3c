import { apply, type Named, optionsOf, requireTensor } from "../../graph/apply.ts";
import { builderOf } from "../../graph/builder.ts";
import { countOfShape } from "../../graph/dim.ts";
import type { Initializer } from "../../graph/initializer.ts";
import { leavesOf } from "../../graph/leaves.ts";
import { binding, type Notation } from "../../graph/notation.ts";
import { type AnyTensor, defineOp, type Fail, failAt, showTypes, type TensorType } from "../../graph/op.ts";
import { type Dim, type Shape, sameShape, showType } from "../../graph/shape.ts";
import { showValue } from "../../graph/show-value.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { Ranked } from "../../graph/types/axes.ts";
import type { LastDim, Leading, SameShape } from "../../graph/types/dims.ts";
import type { DTypeProblem, KindProblem } from "../../graph/types/dtypes.ts";
import type { NeedsOf } from "../../graph/types/operand.ts";
import type { Checked } from "../../graph/types/problem.ts";
import type { ShowShape } from "../../graph/types/show.ts";
import { add } from "../elementwise/add.ts";
import { einsum } from "../linear/einsum.ts";
import { reshape } from "../move/reshape.ts";
import { requireFloat, requireSameDType } from "../shared/infer.ts";
import { plusBiases } from "../shared/notation.ts";
import { unbroadcast } from "../shared/unbroadcast.ts";
import type { FeatureProblem } from "./dense.ts";

const written =
  (sum: string, w: string, gap: string): Notation<unknown> =>
  ([x1, x2, weights, b]) => ({
    text: `${sum} ${[`${x1.text}ᵢ`, `${weights.text}${w}`, `${x2.text}ⱼ`].join(gap)}${b ? ` + ${b.text}` : ""}`,
    binds: b ? binding.sum : binding.power,
    open: true,
  });

/**
 * bilinear(x1, x2, w, b)ₒ = Σᵢⱼ x1ᵢ wᵢⱼₒ x2ⱼ + bₒ: how two vectors go together, with a matrix of weights for each unit.
 *
 * x1: float[...S, K], x2: float[...S, L], w: float[K, L, U], b: float[U] → float[...S, U]
 * Edges:   those of einsum and add.
 * Errors:  OpError when x1 and x2 differ in another axis than the last one, w is not [K, L, U], b is not [U], or a feature size is a name.
 * Source:  PyTorch Bilinear, whose weights are [U, K, L].
 */
export const bilinearOp = defineOp({
  name: "bilinear",
  inputs: ["x1", "x2", "weights", "biases?"],
  attrs: {},
  infer: (inputs, _, fail) => {
    const [x1, x2, w, b] = inputs;
    requireFloat(x1, "x1", fail);
    requireSameDType(inputs, fail);
    const [k, l] = requirePair(x1, x2, fail);
    if (w.shape.length !== 3 || w.shape[0] !== k || w.shape[1] !== l) {
      fail({
        code: "inner-dims",
        expected: `weights must be [${k}, ${l}, units]`,
        actual: `${showTypes([x1, x2])} and weights ${showType(w)}`,
        cure: "transpose or resize weights",
      });
    }
    const units = w.shape[2] as Dim;
    if (b !== undefined && !sameShape(b.shape, [units])) {
      fail({ code: "biases", expected: `biases must be [${units}]`, actual: showType(b), cure: "give one bias per unit" });
    }
    return { shape: [...x1.shape.slice(0, -1), units], dtype: x1.dtype };
  },
  definition: ([x1, x2, w, b]) => {
    const y = einsum("...i,ijo,...j->...o", x1, w, x2);
    return b === undefined ? y : add(y, b);
  },
  vjp: (dy, [x1, x2, w, b]) => [
    () => einsum("...o,ijo,...j->...i", dy, w, x2),
    () => einsum("...o,ijo,...i->...j", dy, w, x1),
    () => einsum("ni,no,nj->ijo", rows(x1), rows(dy), rows(x2)),
    () => unbroadcast(dy, b),
  ],
  picture: {
    role: "function",
    label: "x₁ w x₂ + b",
    title: "Bilinear",
    formula: (_, shapes) => `Σᵢⱼ x₁ᵢ wᵢⱼ x₂ⱼ${plusBiases(shapes, 3)}`,
  },
  notation: {
    text: written("Σᵢⱼ", "ᵢⱼ", " "),
    latex: ([x1, x2, w, b]) => ({
      text: `\\sum_{i,j} {${x1.text}}_{i} \\, {${w.text}}_{ij} \\, {${x2.text}}_{j}${b ? ` + ${b.text}` : ""}`,
      binds: b ? binding.sum : binding.power,
      open: true,
    }),
  },
});

/** All axes before the last as one. */
const rows = (x: AnyTensor): AnyTensor => reshape(x, { shape: [countOfShape(x.shape.slice(0, -1)), x.shape.at(-1) as Dim] });

/** The features of both, whose other axes are the same. */
function requirePair(x1: TensorType, x2: TensorType, fail: Fail): readonly [Dim, Dim] {
  const [k, l] = [x1.shape.at(-1), x2.shape.at(-1)];
  if (k === undefined || l === undefined || !sameShape(x1.shape.slice(0, -1), x2.shape.slice(0, -1))) {
    return fail({
      code: "pair",
      expected: "x1 and x2 must have the same axes before the last one",
      actual: showTypes([x1, x2]),
      cure: "reshape or broadcastTo one of them",
    });
  }
  return [k, l];
}

/** What bilinear takes: `units`, and the layer makes its own weights and biases; or the tensors themselves. */
export type BilinearOptions = OwnParameters<number> | GivenParameters<Tensor, Tensor>;

interface OwnParameters<U> extends Named {
  /** Elements of the result. */
  readonly units: U;
  /** How the weights start; as the graph's `init` says where none is given, { randn: 0.01 } where that is not given either. */
  readonly init?: Initializer;
  /** false leaves the biases out. Default true; they start at zero. */
  readonly bias?: boolean;
}

interface GivenParameters<W, B> extends Named {
  /** [features of x1, features of x2, units] */
  readonly weights: W;
  readonly biases?: B;
}

/** The first of two, or why it is none; own parameters need a size. */
type First<X extends Tensor, W> = Ranked<
  "bilinear",
  X,
  Checked<
    Checked<KindProblem<"bilinear", "a float tensor", X, "x1">, [W] extends [never] ? FeatureProblem<"bilinear", X["shape"]> : never>,
    X
  >
>;

type PairProblem<X extends Shape, Y extends Shape> =
  SameShape<Leading<X>, Leading<Y>> extends true
    ? never
    : `bilinear: x1 and x2 must have the same axes before the last one, got ${ShowShape<X>} and ${ShowShape<Y>}; reshape or broadcastTo one of them`;

/** The second of two, or why it is none. */
type Second<X extends Tensor, Y extends Tensor, W> = Ranked<
  "bilinear",
  Y,
  Checked<
    Checked<
      DTypeProblem<"bilinear", "a float tensor", X, Y>,
      Checked<PairProblem<X["shape"], Y["shape"]>, [W] extends [never] ? FeatureProblem<"bilinear", Y["shape"]> : never>
    >,
    Y
  >
>;

/** [...S, U] */
type BilinearShape<S extends Shape, U extends number, W> = number extends S["length"]
  ? Dim[]
  : [...Leading<S>, [W] extends [never] ? U : W extends { readonly shape: infer R extends Shape } ? LastDim<R> : number];

/** bilinear(x1, x2, { units }) = Σᵢⱼ x1ᵢ wᵢⱼ x2ⱼ + b with parameters of its own, or with { weights, biases }. See {@link bilinearOp}. */
export function bilinear<
  X extends Tensor,
  Y extends Tensor,
  const U extends number = never,
  W extends Tensor = never,
  B extends Tensor = never,
>(
  x1: First<X, W>,
  x2: Second<X, Y, W>,
  options: OwnParameters<U> | GivenParameters<W, B>,
): Tensor<BilinearShape<X["shape"], U, W>, X["dtype"], NeedsOf<X> | NeedsOf<Y> | NeedsOf<W> | NeedsOf<B>>;
export function bilinear(x1: Tensor, x2: Tensor, options: BilinearOptions): Tensor {
  requireTensor("bilinear", x1, "x1");
  requireTensor("bilinear", x2, "x2");
  const { weights, biases } = (options ?? {}) as Partial<GivenParameters<Tensor, Tensor>>;
  optionsOf(
    bilinearOp,
    options,
    weights === undefined ? ["units out_features", "init", "bias use_bias", "weights"] : ["weights", "biases"],
  );
  const id = builderOf(x1).reserve("bilinear", options?.name);
  const parameters =
    weights === undefined
      ? ownParameters(x1, x2, id, (options ?? {}) as OwnParameters<number>)
      : [weights, ...(biases === undefined ? [] : [biases])];
  return apply(bilinearOp, [x1, x2, ...parameters], {}, { name: id });
}

function ownParameters(x1: Tensor, x2: Tensor, id: string, { units, init, bias = true }: OwnParameters<number>): Tensor[] {
  const fail: Fail = failAt("bilinear", id);
  const [k, l] = requirePair(x1, x2, fail);
  requireFloat(x1, "x1", fail);
  if (typeof k !== "number" || typeof l !== "number") {
    return fail({
      code: "symbolic-features",
      expected: "last axes of x1 and x2 must be numbers",
      actual: showTypes([x1, x2]),
      cure: "give the feature sizes as numbers",
    });
  }
  if (!Number.isSafeInteger(units) || units < 1) {
    const cure = units === undefined ? "write bilinear(x1, x2, { units: 8 })" : "correct units";
    fail({ code: "units", expected: "units must be a whole number ≥ 1", actual: showValue(units), cure });
  }
  const builder = builderOf(x1);
  const { parameter } = leavesOf(builder);
  const { dtype } = x1;
  const weights = parameter(`${id}.weights`, [k, l, units], { init: init ?? builder.init, dtype });
  return bias ? [weights, parameter(`${id}.biases`, [units], { init: "zeros", dtype })] : [weights];
}
