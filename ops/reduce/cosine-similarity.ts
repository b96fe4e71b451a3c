import { apply, type Named, optionsOf, requireTensor } from "../../graph/apply.ts";
import { decodeNumber, encodeNumber } from "../../graph/attrs.ts";
import { atom, latexCall } from "../../graph/notation.ts";
import { type AnyTensor, defineOp } from "../../graph/op.ts";
import { broadcast, type Shape } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { Axis, AxisProblem } from "../../graph/types/axes.ts";
import type { BroadcastOperand, BroadcastShape } from "../../graph/types/broadcast.ts";
import type { FloatTensor } from "../../graph/types/dtypes.ts";
import type { NeedsOf } from "../../graph/types/operand.ts";
import type { Checked } from "../../graph/types/problem.ts";
import { chainMul } from "../elementwise/chain-mul.ts";
import { div } from "../elementwise/div.ts";
import { greater } from "../elementwise/greater.ts";
import { maximum } from "../elementwise/maximum.ts";
import { mul } from "../elementwise/mul.ts";
import { sub } from "../elementwise/sub.ts";
import { where } from "../elementwise/where.ts";
import { broadcastTo } from "../move/broadcast-to.ts";
import { expandDims } from "../move/expand-dims.ts";
import { axisOf, type ReducedShape } from "../shared/axes.ts";
import { inferFloats, resolveAxis } from "../shared/infer.ts";
import { epsilonWords, requireEpsilon } from "../shared/normalization.ts";
import { latexBelow, unlessLast } from "../shared/notation.ts";
import { unbroadcast } from "../shared/unbroadcast.ts";
import { norm } from "./norm.ts";
import { sum } from "./sum.ts";

export interface CosineSimilarityAttrs {
  readonly axis: number;
  readonly epsilon: number | string;
}

/** a and b in the shape that both have along the axis: elements that are repeated there count as often. */
function alongAxis([a, b]: readonly AnyTensor[], axis: number): readonly [AnyTensor, AnyTensor] {
  const { shape } = broadcast((a as AnyTensor).shape, (b as AnyTensor).shape) as { shape: Shape };
  const fromEnd = axis - shape.length;
  const whole = (x: AnyTensor): AnyTensor => (x.shape.at(fromEnd) === shape[axis] ? x : broadcastTo(x, { shape }));
  return [whole(a as AnyTensor), whole(b as AnyTensor)];
}

/** The lengths of vectors along the axis, counted from the end, at least ε. */
const lengthOf = (x: AnyTensor, fromEnd: number, epsilon: number, keepdims = false): AnyTensor =>
  maximum(norm(x, { axis: fromEnd, keepdims }), epsilon);

/**
 * cosineSimilarity(a, b) = Σ a b ÷ (‖a‖ ‖b‖) along one axis, by default the last: the cosine of the angle between vectors.
 *
 * a: float[...A], b: float[...B], one dtype → that dtype[...broadcast(A, B) without the axis]; epsilon: by default 1e-8
 * Edges:   lengths below ε count as ε: beside a vector of zeros it is 0, and its derivative by that vector is b ÷ (ε ‖b‖). NaN → NaN; no
 *          elements → 0. Rounding may leave it an ulp or two beyond ±1.
 * Errors:  OpError when a or b is not a float tensor, dtypes differ, shapes do not broadcast or have no such axis, or ε is not a finite
 *          number ≥ 0.
 * Source:  PyTorch cosine_similarity; Keras' is that of losses, with the opposite sign.
 */
export const cosineSimilarityOp = defineOp<CosineSimilarityAttrs>({
  name: "cosineSimilarity",
  inputs: ["a", "b"],
  attrs: { axis: "integer", epsilon: "number" },
  infer: (inputs, { axis, epsilon }, fail) => {
    const both = inferFloats("a", "b")(inputs, undefined, fail);
    requireEpsilon(epsilon, fail);
    const at = resolveAxis(axis, both, fail);
    return { shape: both.shape.filter((_, i) => i !== at), dtype: both.dtype };
  },
  definition: (inputs, { axis, epsilon }) => {
    const [a, b] = alongAxis(inputs, axis);
    const fromEnd = axis - rankOf(inputs);
    const least = decodeNumber(epsilon);
    return div(sum(mul(a, b), { axis: fromEnd }), mul(lengthOf(a, fromEnd, least), lengthOf(b, fromEnd, least)));
  },
  vjp: (dy, inputs, y, { axis, epsilon }) => {
    const [a, b] = alongAxis(inputs, axis);
    const fromEnd = axis - rankOf(inputs);
    const least = decodeNumber(epsilon);
    const each: AnyTensor = expandDims(dy, { axis: fromEnd });
    const cosine: AnyTensor = expandDims(y, { axis: fromEnd });
    /** b ÷ (‖a‖ ‖b‖) − y a ÷ ‖a‖²; where a is shorter than ε its length does not change. */
    const by = (a: AnyTensor, b: AnyTensor): AnyTensor => {
      const [size, other] = [lengthOf(a, fromEnd, least, true), lengthOf(b, fromEnd, least, true)];
      const turned = where(greater(size, least), cosine, 0);
      return chainMul(each, div(sub(div(b, other), mul(turned, div(a, size))), size));
    };
    return [() => unbroadcast(by(a, b), inputs[0]), () => unbroadcast(by(b, a), inputs[1])];
  },
  picture: {
    role: "reduction",
    label: (attrs, _, shapes) => `cosine similarity${words(attrs, longest(shapes))}`,
    title: "Cosine similarity",
    formula: (attrs, shapes) => `Σ a b ÷ (‖a‖ ‖b‖)${words(attrs, longest(shapes))}`,
  },
  notation: {
    text: ([a, b], attrs, { ranks }) => atom(`cosineSimilarity(${a.text}, ${b.text}${words(attrs, Math.max(...ranks))})`),
    latex: (operands, attrs, site) =>
      latexCall(`\\operatorname{cosineSimilarity}${latexBelow(words(attrs, Math.max(...site.ranks)))}`)(operands, attrs, site),
  },
});

const defaultEpsilon = 1e-8;
const longest = (shapes: readonly Shape[]): number => Math.max(...shapes.map(({ length }) => length));
const rankOf = ([a, b]: readonly AnyTensor[]): number => longest([(a as AnyTensor).shape, (b as AnyTensor).shape]);
const words = ({ axis, epsilon }: CosineSimilarityAttrs, rank: number): string =>
  unlessLast(axis, rank) + epsilonWords(epsilon, defaultEpsilon);

interface CosineSimilarityOptions<A> extends Named {
  /** The axis of the vectors, by position or name. Default the last. */
  readonly axis?: A;
  /** The least length. Default 1e-8. */
  readonly epsilon?: number;
}

type VectorProblem<S extends Shape> = S extends readonly []
  ? "cosineSimilarity: there must be an axis of vectors, got scalars; reshape them to [1]"
  : never;

/** cosineSimilarity(a, b) = Σ a b ÷ (‖a‖ ‖b‖) along `axis`, by default the last. See {@link cosineSimilarityOp}. */
export function cosineSimilarity<A extends Tensor, B extends Tensor, const X extends Axis = -1>(
  a: FloatTensor<"cosineSimilarity", A, "a">,
  b: Checked<VectorProblem<BroadcastShape<A, B>>, BroadcastOperand<"cosineSimilarity", "a float tensor", A, B>>,
  options?: CosineSimilarityOptions<Checked<AxisProblem<"cosineSimilarity", BroadcastShape<A, B>, X>, X>>,
): Tensor<ReducedShape<BroadcastShape<A, B>, X, false>, A["dtype"], NeedsOf<A> | NeedsOf<B>>;
export function cosineSimilarity(a: Tensor, b: Tensor, options: CosineSimilarityOptions<Axis> = {}): Tensor {
  requireTensor("cosineSimilarity", a, "a");
  requireTensor("cosineSimilarity", b, "b");
  const { axis = -1, epsilon = defaultEpsilon } = optionsOf(cosineSimilarityOp, options);
  // The one whose axes are counted: of two that have as many, the one with a dim of that name.
  const whole = [a, b].filter(({ shape }) => shape.length === longest([a.shape, b.shape]));
  const named = whole.find(({ shape }) => shape.includes(axis)) ?? (whole[0] as Tensor);
  const position = axisOf("cosineSimilarity", named, axis);
  return apply(cosineSimilarityOp, [a, b], { axis: position, epsilon: encodeNumber(epsilon) }, options);
}
