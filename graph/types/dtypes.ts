import type { Operand } from "../apply.ts";
import type { DType, FloatType, IntType } from "../dtype.ts";
import type { Tensor } from "../tensor.ts";
import type { Handle } from "./operand.ts";
import type { ShowType } from "./show.ts";

/** The dtypes that ops ask for, by the name they have in error texts. */
interface Kinds {
  "a float tensor": FloatType;
  "an int tensor": IntType;
  "a bool tensor": "bool";
  numbers: FloatType | IntType;
  "any tensor": DType;
}
export type Kind = keyof Kinds;

/** What a dtype has outside of a kind. Written out, for only then `D & …` is never at once for a type parameter D of that kind, too. */
type Outside<K extends Kind, D> = K extends "a float tensor"
  ? D & ("int32" | "uint8" | "bool")
  : K extends "an int tensor"
    ? D & ("float32" | "float64" | "bool")
    : K extends "a bool tensor"
      ? D & ("float32" | "float64" | "int32" | "uint8")
      : K extends "numbers"
        ? D & "bool"
        : never;

/** Y where D may be of the kind, for certain or because it is not known; N where it certainly is not. */
type Fits<K extends Kind, D, Y, N> = [Outside<K, D>] extends [never] ? Y : [D & Kinds[K]] extends [never] ? N : Y;

/** X, or the error text where its dtype is certainly not of the kind. */
export type TensorOfKind<Op extends string, K extends Kind, X extends Tensor, Name extends string = "x"> = [Outside<K, X["dtype"]>] extends [never]
  ? X
  : [X["dtype"] & Kinds[K]] extends [never]
    ? `${Op}: ${Name} must be ${K}, got ${ShowType<X>}; cast() it`
    : X;

/** Why a and b have no common dtype of the kind; never where they may have one. */
export type DTypeProblem<Op extends string, K extends Kind, A extends Operand, B extends Operand> = A extends Handle
  ? B extends Handle
    ? [B["dtype"]] extends readonly [A["dtype"]]
      ? Fits<K, A["dtype"], never, 1>
      : [A["dtype"] & B["dtype"]] extends [never] ? `${Op}: dtypes ${A["dtype"]} and ${B["dtype"]} differ; cast() one` : Fits<K, A["dtype"] & B["dtype"], never, 1>
    : Fits<K, A["dtype"], never, 1>
  : B extends Handle
    ? Fits<K, B["dtype"], never, 1>
    : `${Op}: one operand must be a tensor of the graph; make one with g.constant`;
