import type { Place } from "../place.ts";
import { frameOf } from "./frame.ts";
import type { KernelEmitter } from "./kernel.ts";
import { largestFold } from "./largest-fold.ts";
import { reduce } from "./reduce.ts";

/** y = the largest element of x along the given axes. A NaN exceeds all others; of +0 and −0 the first is taken. Any dtype. */
export const max: KernelEmitter = (site, inputs, y, attrs) => {
  const [x] = inputs as readonly [Place];
  const frame = frameOf(site);
  reduce(frame, x, y, attrs.axis as readonly number[], (registers) => largestFold(frame, x.dtype, registers, "element"));
};
