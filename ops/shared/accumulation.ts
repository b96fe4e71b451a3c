import { type Named, optionsOf } from "../../graph/apply.ts";
import type { FloatType } from "../../graph/dtype.ts";
import { isFloat } from "../../graph/dtype.ts";
import type { Attrs } from "../../graph/graph.ts";
import { atom, type Notation } from "../../graph/notation.ts";
import type { Fail, Form, Op, Operands, Picture, TensorType } from "../../graph/op.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { Axis, AxisProblem } from "../../graph/types/axes.ts";
import type { Checked } from "../../graph/types/problem.ts";
import { axisOf } from "./axes.ts";
import { resolveAxis } from "./infer.ts";
import { latexBelow } from "./notation.ts";

/** What cumsum and cumprod share. */

export interface AccumulationAttrs {
  readonly axis: number;
  readonly exclusive: boolean;
  readonly reverse: boolean;
}
export const accumulationSchema = { axis: "integer", exclusive: "boolean", reverse: "boolean" } as const;

export function inferAccumulation([x]: Operands<TensorType>, { axis }: AccumulationAttrs, fail: Fail): TensorType {
  resolveAxis(axis, x, fail);
  return { shape: x.shape, dtype: isFloat(x.dtype) ? x.dtype : "int32" };
}

/** ", axis 0, exclusive, reverse" */
const words = ({ axis, exclusive, reverse }: AccumulationAttrs): string =>
  `, axis ${axis}${exclusive ? ", exclusive" : ""}${reverse ? ", reverse" : ""}`;

export const accumulationPicture = (name: string): Picture<AccumulationAttrs> => ({
  role: "function",
  label: (attrs) => `${name}${words(attrs)}`,
});

/** Reversed it goes over x and back turned around; exclusive one, it begins with what is of nothing. */
/** Whole numbers would become those of 64 bits. PyTorch has no negative steps: what goes backwards is turned around twice. */
const torchAccumulation =
  (name: string, start: number): Notation<AccumulationAttrs> =>
  ([x], { axis, exclusive, reverse }, { dtypes: [dtype = "float64"] = [] }) => {
    const own = isFloat(dtype) ? "" : ", dtype=torch.int32";
    const turned = (text: string): string => (reverse ? `torch.flip(${text}, dims=(${axis},))` : text);
    const whole = `torch.${name}(${turned(x.text)}, dim=${axis}${own})`;
    return atom(turned(exclusive ? `before(${whole}, ${axis}, ${start})` : whole));
  };

const numpyAccumulation =
  (name: string, start: number): Notation<AccumulationAttrs> =>
  ([x], { axis, exclusive, reverse }) => {
    const before = ":, ".repeat(axis);
    const turned = `[${before}::-1]`;
    const whole = `np.${name}(x${reverse ? turned : ""}, axis=${axis})`;
    const ones = `np.full_like(y[${before}:1], ${start})`;
    const shifted = exclusive ? `(lambda y: np.concatenate([${ones}, y[${before}:-1]], axis=${axis}))(${whole})` : whole;
    return exclusive || reverse
      ? atom(`(lambda x: ${shifted}${reverse ? turned : ""})(${x.text})`)
      : atom(`np.${name}(${x.text}, axis=${axis})`);
  };

export const accumulationNotation = (name: string, start: number): Form<AccumulationAttrs>["notation"] => ({
  text: ([x], attrs) => atom(`${name}(${x.text}${words(attrs)})`),
  latex: ([x], attrs) => atom(`\\operatorname{${name}}${latexBelow(words(attrs))}\\left(${x.text}\\right)`),
  torch: torchAccumulation(name, start),
  numpy: numpyAccumulation(name, start),
});

/** Along which axis of X, and from where. */
export interface AccumulationOf<Op extends string, X extends Tensor, A> extends Named {
  /** By position or name, default 0. */
  readonly axis?: Checked<AxisProblem<Op, X["shape"], A>, A>;
  /** Without the element itself: the first is of nothing. Default false. */
  readonly exclusive?: boolean;
  /** From the end to the front. Default false. */
  readonly reverse?: boolean;
}

/** The dtype of a sum or product of D. */
export type AccumulatedDType<D> = [D & ("int32" | "uint8" | "bool")] extends [never] ? D : D extends FloatType ? D : "int32";

export interface AccumulationOptions {
  readonly axis?: Axis;
  readonly exclusive?: boolean;
  readonly reverse?: boolean;
}

export function accumulationAttrs(op: Op, x: Tensor, options?: AccumulationOptions & Named): Attrs {
  const { axis = 0, exclusive = false, reverse = false } = optionsOf(op, options);
  return { axis: axisOf(op.name, x, axis), exclusive, reverse };
}
