import { decodeNumber } from "../../../../graph/attrs.ts";
import type { Attrs } from "../../../../graph/graph.ts";
import type { Elementwise } from "./lane.ts";
import { floatOf, push } from "./registers.ts";

/** The bounds that there are, with how x is told to be beyond one, and with the instruction that takes the bound there, else x, even a NaN. */
const boundsOf = ({ min, max }: Attrs) =>
  (
    [
      [decodeNumber(min as number | string), "lt", "pmax"],
      [decodeNumber(max as number | string), "gt", "pmin"],
    ] as const
  ).filter(([bound, beyond]) => bound !== (beyond === "lt" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY));

/** x, but no less than min and no more than max, of floats; NaN stays, and so does the zero that x is. Constants round the bounds to the dtype. */
export const clip: Elementwise = {
  // Constants of f32x4 are the bounds rounded.
  range: ({ min, max }) => [Math.fround(decodeNumber(min as number | string)), Math.fround(decodeNumber(max as number | string))],
  four: ({ code }, operands, _, attrs) => {
    push(code, operands);
    for (const [bound, , nearer] of boundsOf(attrs)) code.f32x4(bound).op(`f32x4.${nearer}`);
  },
  one: ({ code }, operands, dtype, attrs) => {
    const type = floatOf(dtype);
    const [x] = code.temporaries(type, 1) as readonly [number];
    push(code, operands);
    for (const [bound, beyond] of boundsOf(attrs)) code.set(x)[type](bound).get(x).get(x)[type](bound).op(`${type}.${beyond}`, "select");
  },
};
