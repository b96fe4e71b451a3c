import type { Place } from "../place.ts";
import type { KernelEmitter } from "./kernel.ts";

/** y = the number of elements of x along the given axes: known, so that only a store is left. */
export const size: KernelEmitter = ({ code }, inputs, y, attrs) => {
  const [x] = inputs as readonly [Place];
  const count = (attrs.axis as readonly number[]).reduce((product, axis) => product * (x.shape.at(axis) as number), 1);
  code.i32(0);
  if (y.dtype === "float32") code.f32(count).at("f32.store", y.address);
  else code.f64(count).at("f64.store", y.address);
};
