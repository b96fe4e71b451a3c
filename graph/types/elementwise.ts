import type { Named } from "../apply.ts";
import type { Tensor } from "../tensor.ts";
import type { FloatTensor, NumberTensor } from "./dtypes.ts";

/** An elementwise op of one float tensor: the result is of the same type. */
export type FloatFunction<Op extends string> = <X extends Tensor>(x: FloatTensor<Op, X>, options?: Named) => X;

/** An elementwise op of one tensor of numbers: the result is of the same type. */
export type NumberFunction<Op extends string> = <X extends Tensor>(x: NumberTensor<Op, X>, options?: Named) => X;

/** Float elements held between two bounds. */
export type ClipFunction = <X extends Tensor>(x: FloatTensor<"clip", X>, min: number, max: number, options?: Named) => X;
