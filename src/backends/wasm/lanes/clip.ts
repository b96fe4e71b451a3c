import { decodeNumber } from "../../../../graph/attrs.ts";
import type { Attrs } from "../../../../graph/graph.ts";
import type { Elementwise, Lane } from "./lane.ts";
import { float, floatOf } from "./registers.ts";

/** The bounds of the attributes; undefined where there is none. */
function boundsOf({ min, max }: Attrs): { readonly low: number | undefined; readonly high: number | undefined } {
  const low = decodeNumber(min as number | string);
  const high = decodeNumber(max as number | string);
  return { low: low === Number.NEGATIVE_INFINITY ? undefined : low, high: high === Number.POSITIVE_INFINITY ? undefined : high };
}

/** x, but no less than min and no more than max, of floats; NaN stays, and so does the zero that x is. Constants round the bounds to the dtype. */
export const clip: Elementwise = {
  four: ({ code }, operands, _, attrs) => {
    const [{ local: x }] = operands as readonly [Lane];
    const { low, high } = boundsOf(attrs);
    code.get(x);
    // pmax(x, low) is low where x < low, else x.
    if (low !== undefined) code.f32x4(low).op("f32x4.pmax");
    if (high !== undefined) code.f32x4(high).op("f32x4.pmin");
  },
  one: ({ code }, operands, dtype, attrs) => {
    const [{ local: x }] = operands as readonly [Lane];
    const type = floatOf(dtype);
    const { low, high } = boundsOf(attrs);
    const [raised] = code.temporaries(type, 1) as readonly [number];
    code.get(x);
    if (low !== undefined) {
      float(code.set(raised), type, low).get(raised);
      float(code.get(raised), type, low).op(`${type}.lt`, "select");
    }
    if (high !== undefined) {
      float(code.set(raised), type, high).get(raised);
      float(code.get(raised), type, high).op(`${type}.gt`, "select");
    }
  },
};
