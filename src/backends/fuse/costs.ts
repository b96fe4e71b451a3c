import type { Expression, Instruction } from "../../../graph/scalar.ts";

/** What instructions cost, in additions of four lanes, roughly. */
const costs = {
  operand: 0,
  constant: 0,
  add: 1,
  sub: 1,
  mul: 1,
  div: 4,
  neg: 1,
  abs: 1,
  sign: 2,
  sqrt: 4,
  floor: 1,
  ceil: 1,
  round: 1,
  trunc: 1,
  exp: 30,
  log: 30,
  sin: 100,
  cos: 100,
  tanh: 40,
  pow: 100,
  maximum: 1,
  minimum: 1,
  equal: 1,
  less: 1,
  lessEqual: 1,
  and: 1,
  or: 1,
  not: 1,
  select: 1,
  cast: 1,
  checked: 2,
} as const satisfies Record<Instruction, number>;

/** The cost of an expression over operands some of which are known numbers: a square is a product. */
export function costOf(expression: Expression, literals: readonly (number | undefined)[] = []): number {
  let sum = 0;
  for (const { instruction, operands } of expression)
    sum += instruction === "pow" && isSquare(expression, operands, literals) ? costs.mul : costs[instruction];
  return sum;
}

function isSquare(expression: Expression, [, at]: readonly number[], literals: readonly (number | undefined)[]): boolean {
  const exponent = expression[at as number];
  return (exponent?.instruction === "operand" ? literals[exponent.number] : exponent?.number) === 2;
}
