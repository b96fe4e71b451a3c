import type { Dim, Shape } from "../shape.ts";

/**
 * Single dims in types. A literal number is a size, a literal string is a name, and a wide `number` or `string` is not known
 * to the compiler: it fits everything and is checked when the graph is built.
 *
 * Two habits keep these types decided at once inside generic functions, where dims are type parameters: tests are written
 * `[A] extends readonly [B]`, and a dim that may be missing comes wrapped, as [D] or false, for nothing can be told of a bare D.
 */

/** The literals that are expressions of names. */
export type Expression = `${string}${"+" | "-" | "*" | "/" | "(" | " "}${string}`;

/** A dim that is given as a literal, as far as the compiler follows it: of expressions such as "2*batch" it knows nothing. */
export type Followed<D> = [D] extends readonly [Expression] ? Dim : D;

/**
 * A shape of such dims. Those that a tensor of the shape `Known` has are followed already, and are tested first: that is decided even
 * where they are type parameters.
 */
export type FollowedShape<S extends Shape, Known extends Shape = []> = {
  [I in keyof S]: [S[I]] extends readonly [Known[number]] ? S[I] : Followed<S[I]>;
};

/** [D] for the dim that two equal dims are, the better known of both; false where they certainly differ. */
export type SameDim<A, B> = [A] extends readonly [B]
  ? [A]
  : [B] extends readonly [A]
    ? [B]
    : number extends A
      ? [B]
      : number extends B
        ? [A]
        : [A & B] extends [never]
          ? false
          : [A & B];

/** Whether two shapes may be equal. */
export type SameShape<A extends Shape, B extends Shape> = [A, B] extends readonly [B, A]
  ? true
  : number extends A["length"]
    ? true
    : number extends B["length"]
      ? true
      : A extends readonly [infer a, ...infer As extends Dim[]]
        ? B extends readonly [infer b, ...infer Bs extends Dim[]]
          ? SameDim<a, b> extends readonly [unknown]
            ? SameShape<As, Bs>
            : false
          : false
        : B extends readonly []
          ? true
          : false;

/** The last dim; `number` where it is not known. */
export type LastDim<S extends Shape> = S extends readonly [...unknown[], infer Last extends Dim] ? Last : number;

/** S without its last dim. */
export type Leading<S extends Shape> = S extends readonly [...infer Rest extends Dim[], unknown] ? Rest : Dim[];

/** S with the dim at the position `At` replaced. */
export type WithDim<S extends Shape, At extends number, D extends Dim> = {
  -readonly [I in keyof S]: I extends `${At}` ? D : S[I];
};
