import type { Dim, Shape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import type { Product, Quotient } from "./arithmetic.ts";
import type { Checked } from "./problem.ts";
import type { ShowShape } from "./show.ts";
import type { NotASize } from "./size.ts";

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

/** Shapes of which something is not known: any dim, or the rank. */
type Vague<S extends Shape> = number extends S["length"] ? true : number extends S[number] ? true : string extends S[number] ? true : false;

type Fill<T extends Shape, D extends Dim, R extends Dim[] = []> = T extends readonly [infer First extends Dim, ...infer Rest extends Dim[]]
  ? Fill<Rest, D, [...R, First extends -1 ? D : First]>
  : R;

/** What −1 stands for in T, given what S and the rest of T do not share; never where it is no one dim. */
type Blank<T extends Shape, Left> = Left extends [infer A extends Dim[], infer B extends Dim[]]
  ? 0 extends T[number]
    ? never
    : [NamesOf<A>, NamesOf<B>] extends [infer Names extends string[], []]
      ? Names extends []
        ? Quotient<CountOf<A>, CountOf<B>>
        : Names extends [infer Name]
          ? CountOf<A> extends CountOf<B>
            ? Name
            : never
          : never
      : never
  : never;

/** −1 in T, and T without it; "several" where there is another. */
type Rest<T extends Shape> =
  Without<T, -1> extends infer Others extends Shape ? (-1 extends Others[number] ? "several" : Others) : "several";

type BlankOf<S extends Shape, T extends Shape> = Rest<T> extends infer Others extends Shape ? Blank<Others, Cancel<S, Others>> : never;

/** The shape T, its −1 worked out against S. */
export type Reshape<S extends Shape, T extends Shape> = number extends T["length"]
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
      ? [CountOf<A>] extends [CountOf<B>]
        ? never
        : `reshape: ${ShowShape<S>} to ${ShowShape<T>}: ${CountOf<S>} elements into ${CountOf<T>}`
      : never;

type NamesProblem<S extends Shape, T extends Shape> =
  Cancel<S, T> extends [infer A extends Dim[], infer B extends Dim[]]
    ? [NamesOf<A>, NamesOf<B>] extends [[], []]
      ? CountProblem<S, T>
      : `reshape: named dims of ${ShowShape<S>} and ${ShowShape<T>} differ; keep each name, or use -1 for one dim`
    : never;

/** Why the elements of S do not fill T, else never. */
export type ReshapeProblem<S extends Shape, T extends Shape> =
  Vague<S> extends true
    ? never
    : Vague<T> extends true
      ? never
      : -1 extends T[number]
        ? [BlankOf<S, T>] extends [never]
          ? `reshape: -1 in ${ShowShape<T>} is no one dim for ${ShowShape<S>}`
          : never
        : [NotASize<T[number]>] extends [never]
          ? NamesProblem<S, T>
          : `reshape: ${NotASize<T[number]>} is no size`;

/** A shape that the elements of X fill, or why they do not. */
export type TargetShape<X extends Tensor, T extends Shape> = Checked<ReshapeProblem<X["shape"], T>, readonly [...T]>;
