import type { Dim, Shape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";

/** Shapes and types as error texts print them; `?` is a dim the compiler does not know. Only errors pay for these. */

export type ShowDim<D> = number extends D ? "?" : string extends D ? "?" : D extends Dim ? `${D}` : "?";

type ShowRest<S, Text extends string> = S extends readonly [infer First, ...infer Rest]
  ? ShowRest<Rest, `${Text}, ${ShowDim<First>}`>
  : Text;

/** [batch, 4] */
export type ShowShape<S extends Shape> = number extends S["length"]
  ? "[...]"
  : S extends readonly [infer First, ...infer Rest]
    ? `[${ShowRest<Rest, ShowDim<First>>}]`
    : "[]";

/** float32[batch, 4] */
export type ShowType<X extends Tensor> = `${X["dtype"]}${ShowShape<X["shape"]>}`;
