import type { Place } from "../place.ts";
import { frameOf } from "./frame.ts";
import type { KernelEmitter } from "./kernel.ts";
import { largestFold } from "./largest-fold.ts";
import { reduce } from "./reduce.ts";

/** y = position of the largest element of x along one axis, the first of equal ones; a NaN exceeds all others. Any dtype → int32. */
export const argmax: KernelEmitter = (site, inputs, y, attrs) => {
  const [x] = inputs as readonly [Place];
  const axis = attrs.axis as number;
  const frame = frameOf(site);
  reduce(frame, x, y, [axis < 0 ? axis + x.shape.length : axis], (registers) => largestFold(frame, x.dtype, registers, "position"));
};
