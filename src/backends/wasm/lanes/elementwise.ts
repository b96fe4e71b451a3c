import { abs, add, div, mul, neg, sqrt, sub } from "./arithmetic.ts";
import { cast } from "./cast.ts";
import { chainDiv, chainMul } from "./chain.ts";
import { classLabels } from "./class-labels.ts";
import { clip } from "./clip.ts";
import { equal, sign, step } from "./comparison.ts";
import { maximum, minimum } from "./extremum.ts";
import type { CheckingElementwise, Elementwise } from "./lane.ts";
import { cos, exp, log, pow, sin, tanh } from "./transcendental.ts";
import { where } from "./where.ts";

/**
 * The elementwise primitives in registers, by name: what they compute, and for which dtypes, is said by the ops of ops/primitive.
 * Results have the bits of the reference kernels, but for exp, log and tanh of float32, whose errors stand in their files; those have the
 * same bits in both kinds of loop. Operands must be none of the first six vectors, and the first f32 and f64, that `code.temporaries`
 * shares: they hold intermediate results.
 */
export const elementwise = {
  abs,
  add,
  cast,
  chainDiv,
  chainMul,
  classLabels,
  clip,
  cos,
  div,
  equal,
  exp,
  log,
  maximum,
  minimum,
  mul,
  neg,
  pow,
  sign,
  sin,
  sqrt,
  step,
  sub,
  tanh,
  where,
} as const satisfies Readonly<Record<string, Elementwise | CheckingElementwise>>;
