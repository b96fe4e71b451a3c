import type { DType } from "./dtype.ts";
import type { Dim, Shape } from "./shape.ts";

/** What an input of a graph looks like before it is fed. */
export interface InputSpec<S extends Shape = Shape, D extends DType = DType> {
  readonly shape: S;
  readonly dtype: D;
}

const spec =
  <D extends DType>(dtype: D) =>
  <const S extends Dim[]>(...shape: S): InputSpec<S, D> => ({ shape, dtype });

/** f32("batch", 4): a float32 input; a name is a size that is bound when the program runs. */
export const f32 = spec("float32");
/** f64("batch", 4): a float64 input. */
export const f64 = spec("float64");
/** i32("batch"): an int32 input. */
export const i32 = spec("int32");
/** u8("batch"): a uint8 input, 0 to 255. */
export const u8 = spec("uint8");
/** bool("batch"): an input of truth values. */
export const bool = spec("bool");
