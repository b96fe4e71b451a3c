import { decodeNumber } from "../../graph/attrs.ts";
import { atom, latexCall } from "../../graph/notation.ts";
import { type AnyTensor, type Fail, type Form, type Operands, showTypes, type TensorType } from "../../graph/op.ts";
import { type Dim, type Shape, sameShape, showShape, showType } from "../../graph/shape.ts";
import { add } from "../elementwise/add.ts";
import { chainMul } from "../elementwise/chain-mul.ts";
import { div } from "../elementwise/div.ts";
import { mul } from "../elementwise/mul.ts";
import { reciprocal } from "../elementwise/reciprocal.ts";
import { sqrt } from "../elementwise/sqrt.ts";
import { sub } from "../elementwise/sub.ts";
import { reshape } from "../move/reshape.ts";
import { mean } from "../reduce/mean.ts";
import { variance } from "../reduce/variance.ts";
import { requireFloat, resolveAxes } from "./infer.ts";
import { latexBelow, showAxes } from "./notation.ts";
import { deviations } from "./spread.ts";
import { unbroadcast } from "./unbroadcast.ts";

/** What the layers share that bring their input to mean 0 and deviation 1, each feature scaled and shifted afterwards. */

/** (x − μ) ÷ √(σ² + ε) over the axes. */
export const normalized = (x: AnyTensor, axis: readonly number[], epsilon: number): AnyTensor =>
  div(deviations(x, axis), spreadAbove(x, axis, epsilon));

/** The same with one division for all elements of a mean. */
export const normalizedByFactor = (x: AnyTensor, axis: readonly number[], epsilon: number): AnyTensor =>
  mul(deviations(x, axis), reciprocal(spreadAbove(x, axis, epsilon)));

const spreadAbove = (x: AnyTensor, axis: readonly number[], epsilon: number): AnyTensor =>
  sqrt(add(variance(x, { axis, keepdims: true }), epsilon));

/** The cotangent of x from that of y = normalized(x): (dy − mean(dy) − y · mean(dy · y)) ÷ √(σ² + ε), for μ and σ move with x. */
export function normalizedCotangent(dy: AnyTensor, x: AnyTensor, axis: readonly number[], epsilon: number): AnyTensor {
  const factor = reciprocal(spreadAbove(x, axis, epsilon));
  const y = mul(deviations(x, axis), factor);
  const over = { axis, keepdims: true };
  return chainMul(sub(sub(dy, mean(dy, over)), chainMul(mean(chainMul(dy, y), over), y)), factor);
}

/** y · scale + biases, numbers for each feature; the features lie along these axes of y. */
export function scaledAndShifted(y: AnyTensor, axis: readonly number[], scale?: AnyTensor, biases?: AnyTensor): AnyTensor {
  const scaled = scale === undefined ? y : mul(y, alongFeatures(scale, y, axis));
  return biases === undefined ? scaled : add(scaled, alongFeatures(biases, y, axis));
}

/** dy · scale: what scaledAndShifted hands back. */
export const scaledCotangent = (dy: AnyTensor, axis: readonly number[], scale?: AnyTensor): AnyTensor =>
  scale === undefined ? dy : chainMul(dy, alongFeatures(scale, dy, axis));

/** The cotangent of numbers for each feature from one for each element. */
export function overFeatures(dy: AnyTensor, of: AnyTensor, axis: readonly number[]): AnyTensor {
  const aligned = alongFeatures(of, dy, axis);
  const total = unbroadcast(dy, aligned);
  return aligned === of ? total : reshape(total, { shape: of.shape });
}

/** Numbers for each feature in the shape in which they meet y. */
export function alongFeatures(numbers: AnyTensor, y: AnyTensor, axis: readonly number[]): AnyTensor {
  const rank = y.shape.length;
  if (numbers.shape.length === 0 || axis[0] === rank - axis.length) return numbers;
  return reshape(numbers, { shape: y.shape.map((dim, i) => (axis.includes(i) ? dim : 1)) });
}

/** The dims of the features. */
export const featuresOf = (x: TensorType, axis: readonly number[]): Dim[] => axis.map((one) => x.shape[one] as Dim);

/** x must be a float tensor, ε a finite number ≥ 0. */
export function requireNormalizable(x: TensorType, epsilon: number | string, fail: Fail): void {
  requireFloat(x, "x", fail);
  requireEpsilon(epsilon, fail);
}

/** ε must be a finite number ≥ 0. */
export function requireEpsilon(epsilon: number | string, fail: Fail): void {
  const value = decodeNumber(epsilon);
  if (value >= 0 && value < Number.POSITIVE_INFINITY) return;
  fail({
    code: "epsilon",
    expected: "epsilon must be a finite number ≥ 0",
    actual: String(epsilon),
    cure: "give a small one, such as 1e-5",
  });
}

/** The axes that are normalised, counted from the front, ascending; and ε. */
export interface FeatureAxesAttrs {
  readonly axis: readonly number[];
  readonly epsilon: number | string;
}
export const featureAxesSchema = { axis: "integers", epsilon: "number" } as const;

/** x, with a scale and biases for each feature along the axes. */
export function inferOverFeatures(inputs: Operands<TensorType>, { axis, epsilon }: FeatureAxesAttrs, fail: Fail): TensorType {
  const [x, scale, biases] = inputs as readonly (TensorType | undefined)[] as readonly [TensorType, TensorType?, TensorType?];
  requireNormalizable(x, epsilon, fail);
  const axes = resolveAxes(axis, x, fail);
  requireFeatures(x, axes, { scale, biases }, fail);
  return x;
}

/** Each must be of x's dtype and of the shape of the features; of `single` ones one number for all will do, too. */
export function requireFeatures(
  x: TensorType,
  axis: readonly number[],
  given: Readonly<Record<string, TensorType | undefined>>,
  fail: Fail,
  single = true,
): void {
  const shape = featuresOf(x, axis);
  for (const [name, one] of Object.entries(given)) {
    if (one === undefined) continue;
    if (one.dtype !== x.dtype) {
      const actual = showTypes([x, one]);
      fail({ code: "dtype", expected: `${name} must have the dtype of x`, actual, cure: "cast() one of them" });
    }
    if (sameShape(one.shape, shape) || (single && one.shape.length === 0)) continue;
    const cure = "give one number for each feature";
    fail({ code: "features", expected: `${name} must be ${showShape(shape)}`, actual: showType(one), cure });
  }
}

export const defaultEpsilon = 1e-5;

/** ", epsilon 0.001" where it is not the usual one. */
export const epsilonWords = (epsilon: number | string, usual = defaultEpsilon): string => (epsilon === usual ? "" : `, epsilon ${epsilon}`);

/** ", axis 0" where it is not the last one alone. */
export const axesWords = (axis: readonly number[], rank: number): string =>
  axis.length === 1 && axis[0] === rank - 1 ? "" : `, ${showAxes(axis)}`;

/** "(x − μ) ÷ √(σ² + ε) · scale + biases", as far as there are any; `shapes` of the operands, `before` of which come before scale. */
export const normalizationFormula = (formula: string, shapes: readonly Shape[], before = 1): string =>
  `${formula}${shapes.length > before ? " · scale" : ""}${shapes.length > before + 1 ? " + biases" : ""}`;

type Words<A> = (attrs: A, rank: number) => string;

export const normalizationNotation = <A>(name: string, words: Words<A>): Form<A>["notation"] => ({
  text: (operands, attrs, { ranks: [rank = 0] }) => atom(`${name}(${operands.map(({ text }) => text).join(", ")}${words(attrs, rank)})`),
  latex: (operands, attrs, site) =>
    latexCall(`\\operatorname{${name}}${latexBelow(words(attrs, site.ranks[0] ?? 0))}`)(operands, attrs, site),
});
