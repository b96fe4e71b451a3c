import type { Attrs, DType, Op } from "dagrad";
import type { FoldName, Kind, Primitive } from "../../../graph/op.ts";
import { type Expression, expressionOf, type Instruction } from "../../../graph/scalar.ts";
import { absolute, converted, equality, extremum, order, orderOrEquality, power, quotient, wave } from "./instruction-ranges.ts";
import { anything, drawn, indexed, known, moved, positionOfLargest } from "./kind-ranges.ts";
import { matmulRange } from "./matmul-range.ts";
import { accumulated, chosen, folded, monotone, ofHost, type Site, wrapping } from "./monotone-range.ts";
import { type Bound, functions, means, products, sums } from "./op-bounds.ts";
import type { Range } from "./value-range.ts";

/** How far an engine's result may be from the reference's of the same operands, and where it lies for operands in ranges. */
export interface Rule {
  readonly bound: "exact" | Bound;
  readonly range: (site: Site) => Range;
}

const exact = (range: (site: Site) => Range): Rule => ({ bound: "exact", range });

/** An instruction that computes: not where an expression begins. */
export type Computing = Exclude<Instruction, "operand" | "constant">;

/**
 * Of every instruction, once. exact: the same bits. Arithmetic is rounded by IEEE 754 alike everywhere; moving, comparing and
 * choosing round nothing; √ is rounded to nearest; sin, cos and pow are the host's.
 */
export const instructionRules = {
  add: exact(wrapping),
  sub: exact(wrapping),
  mul: exact(wrapping),
  div: exact(quotient),
  neg: exact(wrapping),
  abs: exact(absolute),
  sign: exact(monotone),
  sqrt: exact(monotone),
  floor: exact(monotone),
  ceil: exact(monotone),
  round: exact(monotone),
  trunc: exact(monotone),
  exp: { bound: functions(2), range: ofHost },
  log: { bound: functions(2), range: ofHost },
  sin: exact(wave),
  cos: exact(wave),
  tanh: { bound: functions(4), range: ofHost },
  pow: exact(power),
  maximum: exact(extremum),
  minimum: exact(extremum),
  equal: exact(equality),
  less: exact(order),
  lessEqual: exact(orderOrEquality),
  and: exact(monotone),
  or: exact(monotone),
  not: exact(monotone),
  select: exact(chosen),
  cast: exact(converted),
  checked: exact(monotone),
} as const satisfies Record<Computing, Rule>;

export const foldRules = {
  sum: { bound: sums, range: folded },
  mean: { bound: means, range: folded },
  max: exact(folded),
  argmax: exact(positionOfLargest),
} as const satisfies Record<FoldName, Rule>;

/** Of the kinds that are one step. */
export const kindRules = {
  move: exact(moved),
  view: exact(moved),
  index: exact(indexed),
  accumulate: exact(accumulated),
  product: { bound: products, range: matmulRange },
  random: exact(drawn),
  known: exact(known),
  kernel: exact(anything),
} as const satisfies Record<Exclude<Kind, "scalar" | "reduce">, Rule>;

/** The instructions that an expression computes with. */
export const computingIn = (expression: Expression): Computing[] =>
  expression.flatMap(({ instruction }) => (instruction === "operand" || instruction === "constant" ? [] : [instruction]));

/** The instructions and the fold that an op is made of, in the order in which they are computed; none of other kinds. */
export function stepsOf(op: Op, dtypes: readonly DType[], attrs: Attrs): (Computing | FoldName)[] {
  if ("scalar" in op) return computingIn(expressionOf(op.scalar, dtypes, attrs));
  if (!("reduce" in op)) return [];
  const { before, fold, after } = op.reduce;
  const [first, last] = [before, after].map((rule) => (rule === undefined ? [] : computingIn(expressionOf(rule, dtypes, attrs))));
  return [...(first as Computing[]), fold, ...(last as Computing[])];
}

/** The bound of a whole op; undefined for what is composed of steps that are not all exact, whose roundings add up along the way. */
export function boundOf(op: Primitive<any>, dtypes: readonly DType[], attrs: Attrs): "exact" | Bound | undefined {
  if (!("scalar" in op || "reduce" in op)) {
    for (const [kind, { bound }] of Object.entries(kindRules)) if (kind in op) return bound;
  }
  const rules: Readonly<Record<string, Rule>> = { ...instructionRules, ...foldRules };
  const inexact = stepsOf(op, dtypes, attrs)
    .map((step) => (rules[step] as Rule).bound)
    .filter((bound) => bound !== "exact");
  if (inexact.length === 0) return "exact";
  return inexact.length === 1 && stepsOf(op, dtypes, attrs).length === 1 ? inexact[0] : undefined;
}
