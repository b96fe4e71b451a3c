import type { Instruction } from "../../../../graph/scalar.ts";
import type { CheckingSite } from "../site.ts";
import { abs, add, div, mul, neg, sqrt, sub } from "./arithmetic.ts";
import { cast } from "./cast.ts";
import { checked } from "./checked.ts";
import { equal, less, lessEqual, sign } from "./comparison.ts";
import { maximum, minimum } from "./extremum.ts";
import type { LaneInstruction } from "./lane.ts";
import { and, not, or } from "./logic.ts";
import { ceil, floor, round, trunc } from "./rounding.ts";
import { select } from "./select.ts";
import { cos, exp, log, pow, sin, tanh } from "./transcendental.ts";

/**
 * The scalar instructions in registers. What they compute is said by graph/scalar.ts.
 * Results have the bits of the reference, but for exp, log and tanh of float32, whose errors stand in their files; those have the
 * same bits in both kinds of loop. Operands must be none of the first six vectors, and the first f32 and f64, that `code.temporaries`
 * shares: they hold intermediate results.
 */
export const laneInstructions = {
  abs,
  add,
  and,
  cast,
  ceil,
  checked,
  cos,
  div,
  equal,
  exp,
  floor,
  less,
  lessEqual,
  log,
  maximum,
  minimum,
  mul,
  neg,
  not,
  or,
  pow,
  round,
  select,
  sign,
  sin,
  sqrt,
  sub,
  tanh,
  trunc,
} as const satisfies Record<Exclude<Instruction, "operand" | "constant">, LaneInstruction<CheckingSite>>;
