import type { DType, FloatType, IntType } from "../dtype.ts";
import type { Tensor } from "../tensor.ts";
import type { DTypeOf, OfDType } from "./operand.ts";
import type { Checked } from "./problem.ts";
import type { ShowType } from "./show.ts";

/**
 * Whether a dtype may be of a kind: true also where it is not known. The first test says so at once, too, for a type parameter of
 * that kind inside a generic function; for that its intersection must stand right there.
 */
type MayBeFloat<D> = [D & ("int32" | "uint8" | "bool")] extends [never] ? true : [D & FloatType] extends [never] ? false : true;
export type MayBeInt<D> = [D & ("float32" | "float64" | "bool")] extends [never] ? true : [D & IntType] extends [never] ? false : true;
type MayBeNumber<D> = [D & "bool"] extends [never] ? true : [D & (FloatType | IntType)] extends [never] ? false : true;
type MayBeBool<D> = [D & (FloatType | IntType)] extends [never] ? true : [D & "bool"] extends [never] ? false : true;

/** The dtypes that ops ask for, by the name they have in error texts. */
interface DTypeKinds<D> {
  "a float tensor": MayBeFloat<D>;
  "an int tensor": MayBeInt<D>;
  "a bool tensor": MayBeBool<D>;
  numbers: MayBeNumber<D>;
  "any tensor": true;
}
export type DTypeKind = keyof DTypeKinds<DType>;

/** The error text where the dtype of X is certainly not of the kind, else never. */
export type KindProblem<Op extends string, K extends DTypeKind, X, Name extends string> = DTypeKinds<DTypeOf<X>>[K] extends true
  ? never
  : X extends Tensor
    ? `${Op}: ${Name} must be ${K}, got ${ShowType<X>}; cast() it`
    : never;

/** X, or why it is none. */
export type FloatTensor<Op extends string, X extends Tensor, Name extends string = "x"> = Checked<
  KindProblem<Op, "a float tensor", X, Name>,
  X
>;
export type IntTensor<Op extends string, X extends Tensor, Name extends string = "x"> = Checked<
  KindProblem<Op, "an int tensor", X, Name>,
  X
>;
export type BoolTensor<Op extends string, X extends Tensor, Name extends string = "x"> = Checked<
  KindProblem<Op, "a bool tensor", X, Name>,
  X
>;
export type NumberTensor<Op extends string, X extends Tensor, Name extends string = "x"> = Checked<KindProblem<Op, "numbers", X, Name>, X>;

/** Whether two dtypes may be equal; a literal takes the dtype of the other. */
type MayBeEqual<A, B> = [B] extends readonly [A] ? true : [A & B] extends [never] ? false : true;

/** Why a and b have no common dtype of the kind; never where they may have one. */
export type DTypeProblem<Op extends string, K extends DTypeKind, A, B> =
  A extends OfDType<infer D extends DType>
    ? B extends OfDType<infer E extends DType>
      ? MayBeEqual<D, E> extends true
        ? Checked<KindProblem<Op, K, A, "a">, KindProblem<Op, K, B, "b">>
        : `${Op}: dtypes ${D} and ${E} differ; cast() one`
      : KindProblem<Op, K, A, "a">
    : B extends OfDType<unknown>
      ? KindProblem<Op, K, B, "b">
      : `${Op}: one operand must be a tensor of the graph; make one with g.constant`;
