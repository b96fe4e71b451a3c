import { allocate, type DType, isFloat } from "./dtype.ts";
import { GraphError } from "./errors.ts";
import type { Attrs } from "./graph.ts";
import type { Operands } from "./operands.ts";

/*
 * Scalar expressions: what an elementwise op computes of one element of each operand, in a fixed set of instructions. Backends
 * write instructions, not ops: rounding, edges and error bounds stand beside each instruction, once.
 */

/**
 * The instructions, with the number of their operands. Floats round each result to their dtype; int32 wraps modulo 2³², uint8 modulo 2⁸.
 *
 *     add sub mul div neg abs sqrt      IEEE; of integers add, sub, mul, neg and abs
 *     sign                              1, −1 or 0; NaN → NaN
 *     floor ceil trunc                  toward −∞, +∞, 0; round: to nearest, ties to even; −0 and NaN stay
 *     exp log sin cos tanh pow          of floats; pow as C99: 1ʸ and x⁰ are 1 whatever the other is
 *     maximum minimum                   NaN in either → NaN; of equal operands the first, so of +0 and −0, too
 *     equal less lessEqual              bool; false where either is NaN
 *     and or not                        of bool
 *     select                            (condition, a, b): a where the bool is true, else b, copied as they are
 *     cast                              to another dtype, by the rules of ECMAScript's typed arrays; to bool: x ≠ 0
 *     checked                           an integer x itself, which stops the run unless 0 ≤ x < limit
 *
 * "operand" and "constant" are where an expression begins.
 */
export const instructions = {
  operand: 0,
  constant: 0,
  add: 2,
  sub: 2,
  mul: 2,
  div: 2,
  neg: 1,
  abs: 1,
  sign: 1,
  sqrt: 1,
  floor: 1,
  ceil: 1,
  round: 1,
  trunc: 1,
  exp: 1,
  log: 1,
  sin: 1,
  cos: 1,
  tanh: 1,
  pow: 2,
  maximum: 2,
  minimum: 2,
  equal: 2,
  less: 2,
  lessEqual: 2,
  and: 2,
  or: 2,
  not: 1,
  select: 3,
  cast: 1,
  checked: 1,
} as const;

export type Instruction = keyof typeof instructions;

/** One value of an expression. */
export interface Scalar {
  readonly instruction: Instruction;
  readonly dtype: DType;
  readonly operands: readonly Scalar[];
  /** Of an operand its position, of a constant its value, of `checked` the limit; 0 elsewhere. */
  readonly number: number;
}

/** What an instruction takes: a value, or a number, which becomes a constant of its neighbour's dtype. */
export type ScalarOperand = Scalar | number;

type Unary = (x: ScalarOperand) => Scalar;
type Binary = (x: ScalarOperand, y: ScalarOperand) => Scalar;

/** The instructions as functions: what `scalar` of an op is written in. */
export interface ScalarBuilder {
  readonly add: Binary;
  readonly sub: Binary;
  readonly mul: Binary;
  readonly div: Binary;
  readonly neg: Unary;
  readonly abs: Unary;
  readonly sign: Unary;
  readonly sqrt: Unary;
  readonly floor: Unary;
  readonly ceil: Unary;
  readonly round: Unary;
  readonly trunc: Unary;
  readonly exp: Unary;
  readonly log: Unary;
  readonly sin: Unary;
  readonly cos: Unary;
  readonly tanh: Unary;
  readonly pow: Binary;
  readonly maximum: Binary;
  readonly minimum: Binary;
  readonly equal: Binary;
  readonly less: Binary;
  readonly lessEqual: Binary;
  readonly and: Binary;
  readonly or: Binary;
  readonly not: Unary;
  select(condition: Scalar, a: ScalarOperand, b: ScalarOperand): Scalar;
  cast(x: Scalar, dtype: DType): Scalar;
  checked(x: Scalar, limit: number): Scalar;
  constant(value: number, dtype: DType): Scalar;
}

/** What an elementwise op computes: of an element of each operand, one of the result. Called once where a program is prepared. */
export type ScalarRule<A> = (s: ScalarBuilder, operands: Operands<Scalar>, attrs: A) => Scalar;

const value = (instruction: Instruction, dtype: DType, operands: readonly Scalar[] = [], number = 0): Scalar => ({
  instruction,
  dtype,
  operands,
  number,
});

const constant = (number: number, dtype: DType): Scalar => value("constant", dtype, [], stored(number, dtype));

/** The number as an element of that dtype, as `cast` makes it. */
const stored = (number: number, dtype: DType): number =>
  dtype === "bool" ? Number(number !== 0) : (allocate(dtype, 1).fill(number)[0] as number);

/** The operands as values: numbers in the dtype of the first that is one. */
function values(operands: readonly ScalarOperand[]): Scalar[] {
  const dtype = operands.find((operand) => typeof operand !== "number")?.dtype ?? "float64";
  return operands.map((operand) => (typeof operand === "number" ? constant(operand, dtype) : operand));
}

const comparisons: readonly Instruction[] = ["equal", "less", "lessEqual"];

/** What instructions take that do not take numbers of any dtype. */
const taken: Partial<Record<Instruction, keyof typeof isTaken>> = {
  div: "floats",
  sqrt: "floats",
  exp: "floats",
  log: "floats",
  sin: "floats",
  cos: "floats",
  tanh: "floats",
  pow: "floats",
  and: "bools",
  or: "bools",
  not: "bools",
  checked: "integers",
  equal: "values",
  less: "values",
  lessEqual: "values",
  maximum: "values",
  minimum: "values",
};

const isTaken = {
  numbers: (dtype: DType) => dtype !== "bool",
  floats: isFloat,
  bools: (dtype: DType) => dtype === "bool",
  integers: (dtype: DType) => dtype === "int32" || dtype === "uint8",
  values: () => true,
} as const;

/** Refuses operands that an instruction does not take: backends would make different things of them. */
function checkOperands(instruction: Instruction, operands: readonly Scalar[], kind = taken[instruction] ?? "numbers"): void {
  const [first] = operands as readonly [Scalar];
  if (operands.every(({ dtype }) => dtype === first.dtype && isTaken[kind](dtype))) return;
  const actual = operands.map(({ dtype }) => dtype).join(" and ");
  throw new GraphError(`scalar: ${instruction} must take ${kind} of one dtype, got ${actual}; cast what is of another one`, {
    code: "scalar-dtype",
    expected: kind,
    actual,
  });
}

const apply =
  (instruction: Instruction) =>
  (...given: readonly ScalarOperand[]): Scalar => {
    const operands = values(given);
    checkOperands(instruction, operands);
    return value(instruction, comparisons.includes(instruction) ? "bool" : (operands[0] as Scalar).dtype, operands);
  };

const builder: ScalarBuilder = {
  ...(Object.fromEntries(Object.keys(instructions).map((name) => [name, apply(name as Instruction)])) as unknown as ScalarBuilder),
  select: (condition, ...branches) => {
    const [a, b] = values(branches) as [Scalar, Scalar];
    checkOperands("select", [condition], "bools");
    checkOperands("select", [a, b], "values");
    return value("select", a.dtype, [condition, a, b]);
  },
  cast: (x, dtype) => (x.dtype === dtype ? x : value("cast", dtype, [x])),
  checked: (x, limit) => {
    checkOperands("checked", [x]);
    return value("checked", x.dtype, [x], limit);
  },
  constant,
};

/** One step of an expression: an instruction over the results of earlier steps. */
export interface ScalarStep {
  readonly instruction: Instruction;
  readonly dtype: DType;
  /** Positions of the steps whose results it takes. */
  readonly operands: readonly number[];
  /** Of an operand its position, of a constant its value, of `checked` the limit; 0 elsewhere. */
  readonly number: number;
}

/** An expression as a list of steps, operands before what is made of them; the last one is its value. */
export type Expression = readonly ScalarStep[];

/** The dtype of its value. */
export const dtypeOf = (expression: Expression): DType => (expression.at(-1) as ScalarStep).dtype;

/** True where an element may be one that the expression refuses. */
export const mayFail = (expression: Expression): boolean => expression.some(({ instruction }) => instruction === "checked");

/** Expressions of rules without attributes are the same wherever they are used: by rule and dtypes. */
const known = new WeakMap<ScalarRule<any>, Map<string, Expression>>();

/** The expression of a rule for operands of these dtypes. */
export function expressionOf(rule: ScalarRule<any>, dtypes: readonly DType[], attrs: Attrs): Expression {
  for (const _ in attrs) return written(rule, dtypes, attrs);
  let ofRule = known.get(rule);
  if (ofRule === undefined) {
    ofRule = new Map();
    known.set(rule, ofRule);
  }
  const key = dtypes.join();
  let expression = ofRule.get(key);
  if (expression === undefined) {
    expression = written(rule, dtypes, attrs);
    ofRule.set(key, expression);
  }
  return expression;
}

function written(rule: ScalarRule<any>, dtypes: readonly DType[], attrs: Attrs): Expression {
  const result = rule(builder, dtypes.map((dtype, i) => value("operand", dtype, [], i)) as unknown as Operands<Scalar>, attrs);
  const steps: ScalarStep[] = [];
  const positions = new Map<Scalar, number>();
  const visit = (scalar: Scalar): number => {
    const there = positions.get(scalar);
    if (there !== undefined) return there;
    const { instruction, dtype, number } = scalar;
    const operands = scalar.operands.map(visit);
    const position = steps.push({ instruction, dtype, operands, number }) - 1;
    positions.set(scalar, position);
    return position;
  };
  visit(result);
  return steps;
}
