import type { AttrSchema } from "./attrs.ts";
import type { DType, TypedArray } from "./dtype.ts";
import type { Form, Picture } from "./form.ts";
import type { Operands } from "./operands.ts";
import type { Dim, Shape } from "./shape.ts";
import type { Tensor } from "./tensor.ts";

/** What all ops declare, primitives and composites. */

/** Shape and dtype of a tensor that has no value yet. */
export interface TensorType {
  readonly shape: Shape;
  readonly dtype: DType;
}

/** A tensor value in place: elements, concrete shape, dtype. */
export interface Value {
  readonly data: TypedArray;
  readonly shape: readonly number[];
  readonly dtype: DType;
}

/** What is wrong with the inputs or attributes of an op, in the parts of the house error sentence. */
export interface Problem {
  readonly code: string;
  /** "x must be a float tensor" */
  readonly expected: string;
  /** "int32[4]" */
  readonly actual: string;
  /** "cast() it" */
  readonly cure: string;
}
/** Raises the problem as an error that names the node. */
export type Fail = (problem: Problem) => never;

/** The handles that a composite's formula is written over; shapes are checked when nodes are built. */
export type AnyTensor = Tensor<readonly Dim[], any, string>;

/** Makes the cotangent of one input; called only where it is wanted. */
export type Cotangent = () => AnyTensor;

/**
 * Reverse-mode derivative: from the cotangent dy of the output, one Cotangent per input, in order, each a line of mathematics;
 * undefined for an input that y does not depend on differentiably (labels, conditions).
 */
export type Vjp<A = unknown> = (dy: AnyTensor, inputs: Operands<AnyTensor>, y: AnyTensor, attrs: A) => readonly (Cotangent | undefined)[];

export interface OpBase<A> {
  readonly name: string;
  /** Names of the inputs, in order. The last may be "...name": any number of tensors. A trailing "?" marks one that may be left out. */
  readonly inputs: readonly string[];
  /** The attributes of a node; all are always present. */
  readonly attrs: AttrSchema<A>;
  /** Of a loss or a metric: which values are better. Early stopping asks for it, and the curves of a training. */
  readonly better?: "lower" | "higher";
  /** Shape and dtype rule. Calls `fail` on inputs that do not fit. */
  infer(inputs: Operands<TensorType>, attrs: A, fail: Fail): TensorType;
  /** How it is drawn: as a box with its name where this is left out. */
  readonly picture?: Picture<A>;
  /** How it is written: as name(x, y) where this is left out. */
  readonly notation?: Form<A>["notation"];
}
