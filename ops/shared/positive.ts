import type { AnyTensor } from "../../graph/op.ts";
import { cast } from "../elementwise/cast.ts";
import { step } from "../elementwise/step.ts";

/** Where x > 0, as bools: false at ±0 and at NaN. */
export const positive = (x: AnyTensor): AnyTensor => cast(step(x), { dtype: "bool" });
