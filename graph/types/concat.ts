import type { Operand } from "../apply.ts";
import type { DType } from "../dtype.ts";
import type { Dim, Shape } from "../shape.ts";
import type { Sum } from "./arithmetic.ts";
import type { AxisPosition, AxisProblem } from "./axes.ts";
import type { SameDim } from "./dims.ts";
import type { CommonDType, ShapeOf } from "./operand.ts";
import type { ShowShape } from "./show.ts";

/** [A + B] of two dims that are joined; a text for names, whose sum has none. */
type Joined<A, B> = A extends number ? (B extends number ? [Sum<A, B>] : "named") : "named";

/** A and B joined along the position P: the shape, or "differ" or "named". */
type Join<A extends Shape, B extends Shape, P, R extends Dim[] = []> = A extends readonly [infer a, ...infer As extends Dim[]]
  ? B extends readonly [infer b, ...infer Bs extends Dim[]]
    ? R["length"] extends P
      ? Joined<a, b> extends [infer D extends Dim]
        ? Join<As, Bs, P, [...R, D]>
        : SameShape
      : SameDim<a, b> extends readonly [infer D extends Dim]
        ? Join<As, Bs, P, [...R, D]>
        : "differ"
    : "differ"
  : B extends readonly []
    ? R
    : "differ";
