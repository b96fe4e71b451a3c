import { apply, type Named, optionsOf, requireTensor } from "../../graph/apply.ts";
import { canonicalDim, countOfShape, divideDims, grouped } from "../../graph/dim.ts";
import { latexDim } from "../../graph/latex-dim.ts";
import { atom } from "../../graph/notation.ts";
import { defineOp, failAt } from "../../graph/op.ts";
import { type Dim, type Shape, showShape, showType } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { Product, Quotient } from "../../graph/types/arithmetic.ts";
import type { Expression, FollowedShape } from "../../graph/types/dims.ts";
import type { NeedsOf } from "../../graph/types/operand.ts";
import type { Checked } from "../../graph/types/problem.ts";
import type { ShowShape } from "../../graph/types/show.ts";

/**
 * reshape(x, { shape }) = the elements of x in the same order, in another shape.
 *
 * x: any[...S] → same dtype[...shape]; one dim of `shape` may be −1 and is worked out when the graph is built
 * Edges:   named dims are multiplied as numbers are: [batch, time, 4] is [batch*time, 4] or [2*batch, 2*time], and of [batch*time, 4] to
 *          [batch, −1] −1 is 4*time. The counts must be equal for every size.
 * Errors:  OpError when the element counts differ, or −1 stands for several dims or for none that is whole for every size.
 * Source:  NumPy reshape; ONNX Reshape-14.
 */
export const reshapeOp = defineOp<{ readonly shape: Shape }>({
  name: "reshape",
  inputs: ["x"],
  attrs: { shape: "shape" },
  infer: ([x], { shape }, fail) => {
    const [from, to] = [countOfShape(x.shape), countOfShape(shape)];
    if (from !== to) {
      fail({
        code: "reshape-size",
        expected: `x must have the ${to} elements of ${showShape(shape)}`,
        actual: `${showType(x)} with ${from}`,
        cure: "correct the shape, or use -1 for one dim",
      });
    }
    return { shape, dtype: x.dtype };
  },
  view: "x",
  vjp: (dy, [x]) => [() => reshape(dy, { shape: x.shape })],
  picture: { role: "function", label: ({ shape }) => `reshape(·, ${showShape(shape)})` },
  notation: {
    text: ([x], { shape }) => atom(`reshape(${x.text}, ${showShape(shape)})`),
    latex: ([x], { shape }) => atom(`\\operatorname{reshape}_{${shape.map(latexDim).join(" \\times ") || "()"}}\\left(${x.text}\\right)`),
    numpy: ([x], { shape }) => atom(`np.reshape(${x.text}, ${pythonTuple(shape)})`),
  },
});

/** The shape with −1 resolved against x. */
function resolved(x: Tensor, shape: Shape): Shape {
  const blank = shape.indexOf(-1);
  if (blank < 0) return shape;
  const fail = failAt("reshape", x.id);
  const rest = shape.filter((_, axis) => axis !== blank);
  // What is no dim at all, the attribute is refused for.
  if (rest.some((dim) => dim !== -1 && canonicalDim(dim) === undefined)) return shape;
  if (rest.includes(-1)) {
    fail({
      code: "reshape-blank",
      expected: "-1 must stand for one dim",
      actual: `${showShape(shape)} for ${showType(x)}`,
      cure: "give all but one of them",
    });
  }
  const [count, given] = [countOfShape(x.shape), countOfShape(rest)];
  const dim = divideDims(count, given);
  if (dim === undefined || (typeof dim === "number" && dim < 0)) {
    return fail({
      code: "reshape-blank",
      expected: "-1 must be a whole dim for every size of the names",
      actual: `${grouped(count)} ÷ ${grouped(given)} for ${showType(x)} to ${showShape(shape)}`,
      cure: "correct the shape so that it divides the elements of x",
    });
  }
  return shape.with(blank, dim);
}

/** (-1, 6): one name is what NumPy can work out itself; of several it needs the sizes, as variables of those names. */
function pythonTuple(shape: Shape): string {
  const names = shape.filter((dim) => typeof dim === "string");
  const dims = shape.map((dim) => (names.length === 1 && dim === names[0] ? -1 : dim));
  return dims.length === 1 ? `(${dims[0]},)` : `(${dims.join(", ")})`;
}

/**
 * reshape keeps the number of elements. Names are cancelled against equal names, and so are equal numbers, to spare
 * multiplications; what is left must multiply to the same.
 */

/** S without one dim D, or "none". */
type Without<S extends Shape, D, R extends Dim[] = []> = S extends readonly [infer First extends Dim, ...infer Rest extends Dim[]]
  ? [First, D] extends readonly [D, First]
    ? [...R, ...Rest]
    : Without<Rest, D, [...R, First]>
  : "none";

/** What A and B do not share: [of A, of B]. */
type Cancel<A extends Shape, B extends Shape, Left extends Dim[] = []> = A extends readonly [
  infer First extends Dim,
  ...infer Rest extends Dim[],
]
  ? Without<B, First> extends infer Others extends Shape
    ? Cancel<Rest, Others, Left>
    : Cancel<Rest, B, [...Left, First]>
  : [Left, B];

type NamesOf<S extends Shape, R extends string[] = []> = S extends readonly [infer First, ...infer Rest extends Dim[]]
  ? NamesOf<Rest, First extends string ? [...R, First] : R>
  : R;

/** The product of the numbers. */
type CountOf<S extends Shape, Count extends number = 1> = S extends readonly [infer First, ...infer Rest extends Dim[]]
  ? CountOf<Rest, First extends number ? Product<Count, First> : Count>
  : Count;

/** Shapes of which something is not known: any dim, or the rank. What expressions multiply to is not known either. */
type Vague<S extends Shape> = number extends S["length"]
  ? true
  : number extends S[number]
    ? true
    : string extends S[number]
      ? true
      : [Extract<S[number], Expression>] extends [never]
        ? false
        : true;

type Fill<T extends Shape, D extends Dim, R extends Dim[] = []> = T extends readonly [infer First extends Dim, ...infer Rest extends Dim[]]
  ? Fill<Rest, D, [...R, First extends -1 ? D : First]>
  : R;

/** What −1 stands for in T, given what S and the rest of T do not share; never where it is no one dim. */
type Blank<T extends Shape, Left> = Left extends [infer A extends Dim[], infer B extends Dim[]]
  ? 0 extends T[number]
    ? never
    : 0 extends A[number]
      ? 0
      : NamesOf<B> extends []
        ? NamesOf<A> extends []
          ? Quotient<CountOf<A>, CountOf<B>>
          : [NamesOf<A>, CountOf<A>] extends [[infer Name], CountOf<B>]
            ? Name
            : [Quotient<CountOf<A>, CountOf<B>>] extends [never]
              ? never
              : Dim
        : never
  : never;

/** −1 in T, and T without it; "several" where there is another. */
type Rest<T extends Shape> =
  Without<T, -1> extends infer Others extends Shape ? (-1 extends Others[number] ? "several" : Others) : "several";

type BlankOf<S extends Shape, T extends Shape> = Rest<T> extends infer Others extends Shape ? Blank<Others, Cancel<S, Others>> : never;

/** The shape T, its −1 worked out against S. */
type Reshape<S extends Shape, T extends Shape> = Filled<S, FollowedShape<T, S>>;

type Filled<S extends Shape, T extends Shape> = number extends T["length"]
  ? Dim[]
  : -1 extends T[number]
    ? Vague<S> extends true
      ? Fill<T, Dim>
      : Vague<T> extends true
        ? Fill<T, Dim>
        : BlankOf<S, T> extends infer D extends Dim
          ? Fill<T, D>
          : Fill<T, Dim>
    : T;

type CountProblem<S extends Shape, T extends Shape> = 0 extends S[number]
  ? 0 extends T[number]
    ? never
    : `reshape: ${ShowShape<S>} to ${ShowShape<T>}: 0 elements into ${CountOf<T>}`
  : 0 extends T[number]
    ? `reshape: ${ShowShape<S>} to ${ShowShape<T>}: ${CountOf<S>} elements into 0`
    : Cancel<S, T> extends [infer A extends Dim[], infer B extends Dim[]]
      ? [NamesOf<A>, NamesOf<B>] extends [[], []]
        ? [CountOf<A>] extends [CountOf<B>]
          ? never
          : `reshape: ${ShowShape<S>} to ${ShowShape<T>}: ${CountOf<S>} elements into ${CountOf<T>}`
        : `reshape: named dims of ${ShowShape<S>} and ${ShowShape<T>} differ; keep each name, or use -1 for one dim`
      : never;

/** The numbers among N that can be no size, as texts: negative or broken ones. */
type NotASize<N extends Dim> = Extract<`${Extract<N, number>}`, `-${string}` | `${string}.${string}` | "NaN" | "Infinity">;

/** Why the elements of S do not fill T, else never. */
type ReshapeProblem<S extends Shape, T extends Shape> =
  Vague<S> extends true
    ? never
    : Vague<T> extends true
      ? never
      : -1 extends T[number]
        ? [BlankOf<S, T>] extends [never]
          ? `reshape: -1 in ${ShowShape<T>} is no one dim for ${ShowShape<S>}`
          : never
        : [NotASize<T[number]>] extends [never]
          ? CountProblem<S, T>
          : `reshape: ${NotASize<T[number]>} is no size`;

/** A shape that the elements of X fill, or why they do not. */
type TargetShape<X extends Tensor, T extends Shape> = Checked<ReshapeProblem<X["shape"], T>, readonly [...T]>;

/** reshape(x, { shape }) = the elements of x in another shape; -1 stands for what is left. See {@link reshapeOp}. */
export function reshape<X extends Tensor, const T extends Dim[]>(
  x: X,
  options: { readonly shape: TargetShape<X, T> } & Named,
): Tensor<Reshape<X["shape"], T>, X["dtype"], NeedsOf<X>>;
export function reshape(x: Tensor, options: { readonly shape: Shape } & Named): Tensor {
  requireTensor("reshape", x);
  const { shape } = optionsOf(reshapeOp, options);
  return apply(reshapeOp, [x], { shape: Array.isArray(shape) ? resolved(x, [...shape]) : shape }, options);
}
