import { apply, type Named, optionsOf, requireTensor } from "../../graph/apply.ts";
import { atom, binding, grouped, type Term } from "../../graph/notation.ts";
import { defineOp, type Fail, type Operands, type TensorType } from "../../graph/op.ts";
import { type Dim, type Shape, showShape, stridesOf } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { AllAxes, Axis, AxisPosition, ListProblem } from "../../graph/types/axes.ts";
import type { NeedsOf } from "../../graph/types/operand.ts";
import type { Checked } from "../../graph/types/problem.ts";
import type { ShowShape } from "../../graph/types/show.ts";
import { axisOf } from "../shared/axes.ts";

/** perm[i] is the axis of x that becomes axis i, counted from the front. */
export interface TransposeAttrs {
  readonly perm: readonly number[];
}

/**
 * transpose(x) = xᵀ: the axes of x in the order `perm`, reversed where none is given.
 *
 * x: any[...S] → same dtype[S[perm[0]], S[perm[1]], …]
 * Edges:   a vector or scalar is its own transpose.
 * Errors:  OpError when perm does not name each axis of x once.
 * Source:  NNFS ch. 2; NumPy transpose; ONNX Transpose-13.
 */
export const transposeOp = defineOp<TransposeAttrs>({
  name: "transpose",
  inputs: ["x"],
  attrs: { perm: "integers" },
  infer: inferTranspose,
  identity: ({ perm }) => (perm.every((axis, position) => axis === position) ? 0 : undefined),
  move: ([x], _, { perm }) => {
    const strides = stridesOf(x.shape);
    return [{ input: 0, from: 0, steps: perm.map((axis) => strides[axis] as number) }];
  },
  vjp: (dy, _, __, { perm }) => [() => transpose(dy, { perm: inverse(perm) })],
  picture: { role: "op", label: ({ perm }) => (reverses(perm) ? "ᵀ" : `transpose(·, [${perm.join(", ")}])`) },
  notation: {
    text: ([x], { perm }, { indexed }) =>
      indexed
        ? x
        : reverses(perm)
          ? { text: `${grouped(x, binding.atom)}ᵀ`, binds: binding.power }
          : atom(`transpose(${x.text}, [${perm.join(", ")}])`),
    latex: ([x], { perm }, { indexed }) =>
      indexed
        ? x
        : reverses(perm)
          ? { text: `${latexBase(x)}^{\\top}`, binds: binding.power }
          : atom(`\\operatorname{transpose}_{(${perm.join(",")})}\\left(${x.text}\\right)`),
    // A number has no .T in Python, so a scalar, which may be one, is not written that way.
    numpy: ([x], { perm }) =>
      atom(reverses(perm) && perm.length > 0 ? `${grouped(x, binding.atom)}.T` : `np.transpose(${x.text}, (${perm.join(", ")}))`),
    subscripts: (at, { perm }) => [perm.map((_, axis) => at[perm.indexOf(axis)] as string)],
  },
});

function inferTranspose([x]: Operands<TensorType>, { perm }: TransposeAttrs, fail: Fail): TensorType {
  const rank = x.shape.length;
  if (perm.length !== rank || x.shape.some((_, axis) => !perm.includes(axis))) {
    fail({
      code: "perm",
      expected: rank === 0 ? "perm must be empty for a scalar" : `perm must name each of the axes 0 to ${rank - 1} once`,
      actual: `[${perm.join(", ")}] for ${showShape(x.shape)}`,
      cure: "correct perm",
    });
  }
  return { shape: perm.map((axis) => x.shape[axis] as Dim), dtype: x.dtype };
}

/** The permutation that takes each axis back: inverse(p)[p[i]] = i. */
const inverse = (perm: readonly number[]): number[] => perm.map((_, axis) => perm.indexOf(axis));

const reverses = (perm: readonly number[]): boolean => perm.every((axis, position) => axis === perm.length - 1 - position);

/** A symbol, subscripted or not, takes ⊤ as it is; anything else needs parentheses, a second superscript would not even compile. */
const latexBase = ({ text }: Term): string =>
  /^(\\?\p{L}+|\\[a-z]+(\{[^{}]*\})+)(_\{[^{}]*\}|_\w)?$/u.test(text) ? text : `\\left(${text}\\right)`;

type Reverse<S extends Shape, R extends Dim[] = []> = S extends readonly [infer D extends Dim, ...infer Rest extends Dim[]]
  ? Reverse<Rest, [D, ...R]>
  : R;

/** The dim at a position; `Dim` where it is not known which. */
type DimAt<S extends Shape, At> = number extends At ? Dim : S[At & keyof S] extends infer D extends Dim ? D : Dim;

/** The shape of x with its axes in the order P, reversed for AllAxes. */
type Transpose<S extends Shape, P> = number extends S["length"]
  ? Dim[]
  : P extends readonly unknown[]
    ? number extends P["length"]
      ? Dim[]
      : { -readonly [I in keyof P]: DimAt<S, AxisPosition<S, P[I]>> }
    : Reverse<S>;

/** Why P does not name each axis of S once, else never. */
type PermProblem<S extends Shape, P> = number extends S["length"]
  ? never
  : P extends readonly unknown[]
    ? number extends P["length"]
      ? never
      : [P["length"]] extends [S["length"]]
        ? ListProblem<"transpose", S, P>
        : `transpose: perm has ${P["length"]} axes, ${ShowShape<S>} has ${S["length"]}`
    : never;

/** The axes of X in another order, or why they are not. */
type Perm<X extends Tensor, P> = Checked<PermProblem<X["shape"], P>, P>;

/** transpose(x) = xᵀ; transpose(x, { perm }): the axes of x in that order. See {@link transposeOp}. */
export function transpose<X extends Tensor, const P extends readonly Axis[] | AllAxes = AllAxes>(
  x: X,
  options?: { readonly perm?: Perm<X, P> } & Named,
): Tensor<Transpose<X["shape"], P>, X["dtype"], NeedsOf<X>>;
export function transpose(x: Tensor, options?: { readonly perm?: readonly Axis[] } & Named): Tensor {
  requireTensor("transpose", x);
  const { perm = x.shape.map((_, axis) => axis).reverse() } = optionsOf(transposeOp, options, ["perm axes dims permutation"]);
  return apply(
    transposeOp,
    [x],
    { perm: Array.isArray(perm) ? perm.map((axis) => axisOf("transpose", x, axis)) : (perm as never) },
    options,
  );
}
