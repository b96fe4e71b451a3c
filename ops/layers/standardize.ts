import { apply, type Named, optionsOf, requireTensor } from "../../graph/apply.ts";
import { decodeNumber, encodeNumbers } from "../../graph/attrs.ts";
import { OpError } from "../../graph/errors.ts";
import type { AttrValue } from "../../graph/graph.ts";
import { NdArray } from "../../graph/ndarray.ts";
import { binding, grouped } from "../../graph/notation.ts";
import { defineOp } from "../../graph/op.ts";
import { showType } from "../../graph/shape.ts";
import { showValue } from "../../graph/show-value.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { FloatTensor } from "../../graph/types/dtypes.ts";
import { div } from "../elementwise/div.ts";
import { sub } from "../elementwise/sub.ts";
import { requireFloat } from "../shared/infer.ts";
import { latexNumber } from "../shared/notation.ts";

export interface StandardizeAttrs {
  readonly offset: readonly (number | string)[];
  readonly scale: readonly (number | string)[];
}

/**
 * standardize(x) = (x − offset) ÷ scale, feature by feature, by given numbers: with means and deviations the result has mean 0, deviation 1.
 *
 * x: float[...S, F]; offset, scale: F numbers each, or one for all → float[...S, F]
 * Edges:   the numbers are part of the graph, rounded to the dtype of x; NaN → NaN. The function takes a scale of 0, of equal values, as 1.
 * Errors:  OpError when x is not a float tensor with F features, offset and scale are not equally many finite numbers, or a scale is 0 in the
 *          dtype of x.
 * Source:  scikit-learn StandardScaler; Keras Normalization; ONNX-ML Scaler, whose scale is 1 ÷ scale.
 */
export const standardizeOp = defineOp<StandardizeAttrs>({
  name: "standardize",
  inputs: ["x"],
  attrs: { offset: "values", scale: "values" },
  infer: ([x], { offset, scale }, fail) => {
    requireFloat(x, "x", fail);
    const held = (value: AttrValue): number => (x.dtype === "float32" ? Math.fround(decodeNumber(value)) : decodeNumber(value));
    if (offset.length !== scale.length || offset.length === 0) {
      const actual = `${offset.length} and ${scale.length}`;
      fail({ code: "scaling", expected: "offset and scale must be equally many", actual, cure: "give both of standardScaling(x)" });
    }
    const bad = [...offset, ...scale].find((value) => !Number.isFinite(held(value))) ?? scale.find((value) => held(value) === 0);
    if (bad !== undefined) {
      const expected = `offset and scale must be finite in ${x.dtype}, and no scale 0`;
      fail({ code: "scaling", expected, actual: String(bad), cure: "give both of standardScaling(x)" });
    }
    if (offset.length > 1 && x.shape.at(-1) !== offset.length) {
      const expected = `x must have ${offset.length} features along its last axis, as offset and scale have`;
      fail({ code: "features", expected, actual: showType(x), cure: "give the scaling of such data" });
    }
    return x;
  },
  definition: ([x], { offset, scale }) => div(sub(x, operandOf(offset)), operandOf(scale)),
  vjp: (dy, _inputs, _y, { scale }) => [() => div(dy, operandOf(scale))],
  picture: {
    role: "function",
    label: ({ offset, scale }) => `(· − ${shown(offset, "μ")}) ÷ ${shown(scale, "σ")}`,
    title: "Standardize",
    formula: ({ offset, scale }) => `(x − ${shown(offset, "μ")}) ÷ ${shown(scale, "σ")}`,
  },
  notation: {
    // In parentheses beside a factor, which would else read as one of the divisor.
    text: ([x], { offset, scale }) => ({
      text: `(${grouped(x, binding.sum)} − ${shown(offset, "μ")}) ÷ ${shown(scale, "σ")}`,
      binds: binding.sum,
    }),
    latex: ([x], { offset, scale }) => ({
      text: `\\frac{${x.text} - ${latexShown(offset, "\\mu")}}{${latexShown(scale, "\\sigma")}}`,
      binds: binding.power,
    }),
  },
});

/** One number stands for all features. */
const operandOf = (values: readonly (number | string)[]): number | number[] =>
  values.length === 1 ? decodeNumber(values[0] as AttrValue) : values.map(decodeNumber);

/** One number is written; several are a letter, as weights are. */
const single = ([value, ...others]: readonly (number | string)[]): number | undefined =>
  others.length > 0 ? undefined : decodeNumber(value as AttrValue);

function shown(values: readonly (number | string)[], letter: string): string {
  const number = single(values);
  return number === undefined ? letter : number < 0 ? `(−${Math.abs(number)})` : String(number);
}

function latexShown(values: readonly (number | string)[], letter: string): string {
  const number = single(values);
  return number === undefined ? letter : number < 0 ? `\\left(${latexNumber(number)}\\right)` : latexNumber(number);
}

/** Numbers for each feature: an array of them, as `standardScaling` gives it, or one number for all. */
export type FeatureNumbers = NdArray | ArrayLike<number> | number;

/**
 * standardize(x, { offset, scale }) = (x − offset) ÷ scale: standardize(X, standardScaling(trainX)), or with minMaxScaling. See
 * {@link standardizeOp}.
 */
export function standardize<X extends Tensor>(
  x: FloatTensor<"standardize", X>,
  options: { readonly offset: FeatureNumbers; readonly scale: FeatureNumbers } & Named,
): X;
export function standardize(x: Tensor, options: { readonly offset: FeatureNumbers; readonly scale: FeatureNumbers } & Named): Tensor {
  requireTensor("standardize", x);
  const { offset, scale, ...named } = optionsOf(standardizeOp, options);
  const attrs = {
    offset: encodeNumbers(numbersOf("offset", offset)),
    scale: encodeNumbers(numbersOf("scale", scale).map((value) => (value === 0 ? 1 : value))),
  };
  return apply(standardizeOp, [x], attrs, named);
}

function numbersOf(what: string, given: FeatureNumbers | undefined): number[] {
  const values = given instanceof NdArray ? given.data : typeof given === "number" ? [given] : given;
  const numbers = typeof values === "object" && values !== null ? Array.from(values) : [];
  if (numbers.length > 0 && numbers.every((value) => typeof value === "number")) return numbers;
  throw new OpError(`standardize: ${what} must be numbers, one for each feature, got ${showValue(given)}; pass standardScaling(x)`, {
    code: "scaling",
    expected: "numbers",
    actual: showValue(given),
  });
}
