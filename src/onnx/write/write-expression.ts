import { type DType, isFloat } from "../../../graph/dtype.ts";
import type { Expression, Instruction, ScalarStep } from "../../../graph/scalar.ts";
import type { Writing } from "./writing.ts";

/**
 * A scalar expression over whole tensors, a node for each instruction. Arithmetic of uint8 and of truth values is done in int32: runtimes have
 * it for few types, and int32 holds all that comes of two bytes before it wraps.
 */
export function writeExpression(expression: Expression, operands: readonly string[], to: Writing): string {
  const values: string[] = [];
  for (const step of expression) {
    const taken = step.operands.map((at) => ({ name: values[at] as string, dtype: (expression[at] as ScalarStep).dtype }));
    values.push(instructions[step.instruction](taken, { ...step, operand: operands[step.number] ?? "" }, to));
  }
  return values.at(-1) as string;
}

/** A tensor, and what its elements are. */
interface Typed {
  readonly name: string;
  readonly dtype: DType;
}

type Write = (operands: readonly Typed[], step: Pick<ScalarStep, "dtype" | "number"> & { readonly operand: string }, to: Writing) => string;

const isSmall = (dtype: DType): boolean => dtype === "uint8" || dtype === "bool";

/** As an op of ONNX that has it for floats and int32; smaller types are widened to int32, and the result is `gives`. */
const plain =
  (opType: string): Write =>
  (operands, { dtype }, to) => {
    const [first] = operands as readonly [Typed];
    if (!isSmall(first.dtype))
      return to.node(
        opType,
        operands.map(({ name }) => name),
      );
    const wide = to.node(
      opType,
      operands.map(({ name }) => to.cast(name, "int32")),
    );
    return dtype === "bool" && comparisons.has(opType) ? wide : to.cast(wide, dtype);
  };

const comparisons = new Set(["Equal", "Less", "LessOrEqual"]);

/** An op of ONNX that knows truth values. */
const ofBools =
  (opType: string, others: Write): Write =>
  (operands, step, to) =>
    (operands[0] as Typed).dtype === "bool"
      ? to.node(
          opType,
          operands.map(({ name }) => name),
        )
      : others(operands, step, to);

const names = (operands: readonly Typed[]): string[] => operands.map(({ name }) => name);

const instructions = {
  operand: (_, { operand }) => operand,
  constant: (_, { number, dtype }, to) => to.scalar(number, dtype),
  add: plain("Add"),
  sub: plain("Sub"),
  mul: plain("Mul"),
  div: plain("Div"),
  neg: plain("Neg"),
  abs: plain("Abs"),
  // That of NaN is NaN.
  sign: (operands, step, to) => {
    const sign = plain("Sign")(operands, step, to);
    const [{ name: x, dtype }] = operands as readonly [Typed];
    return isFloat(dtype) ? to.node("Where", [to.node("IsNaN", [x]), x, sign]) : sign;
  },
  sqrt: plain("Sqrt"),
  floor: whole("Floor"),
  ceil: whole("Ceil"),
  round: whole("Round"),
  trunc: (operands, _, to) => {
    const [{ name: x, dtype }] = operands as readonly [Typed];
    if (!isFloat(dtype)) return x;
    return to.node("Where", [to.node("Less", [x, to.scalar(0, dtype)]), to.node("Ceil", [x]), to.node("Floor", [x])]);
  },
  exp: plain("Exp"),
  log: plain("Log"),
  sin: plain("Sin"),
  cos: plain("Cos"),
  tanh: plain("Tanh"),
  pow: plain("Pow"),
  maximum: ofBools("Or", plain("Max")),
  minimum: ofBools("And", plain("Min")),
  equal: ofBools("Equal", plain("Equal")),
  less: plain("Less"),
  lessEqual: plain("LessOrEqual"),
  and: (operands, _, to) => to.node("And", names(operands)),
  or: (operands, _, to) => to.node("Or", names(operands)),
  not: (operands, _, to) => to.node("Not", names(operands)),
  select: ([condition, a, b], _, to) => {
    const [c, x, y] = names([condition, a, b] as readonly Typed[]) as [string, string, string];
    if (a?.dtype !== "bool") return to.node("Where", [c, x, y]);
    return to.node("Or", [to.node("And", [c, x]), to.node("And", [to.node("Not", [c]), y])]);
  },
  cast: ([x], { dtype }, to) => writeCast(x as Typed, dtype, to),
  checked: ([x], { number }, to) => writeChecked(x as Typed, number, to),
} satisfies Record<Instruction, Write>;

/** Rounding to whole numbers, which integers are. */
function whole(opType: string): Write {
  return ([x], _, to) => (isFloat((x as Typed).dtype) ? to.node(opType, [(x as Typed).name]) : (x as Typed).name);
}

/**
 * From floats integers wrap, as in typed arrays; ONNX leaves open what is out of range. So it goes by int64, which holds all that wraps.
 * onnxruntime takes two casts, one behind the other, for one: the maximum with the least number keeps them apart.
 */
function writeCast({ name, dtype }: Typed, to: DType, writing: Writing): string {
  if (dtype === to) return name;
  if (!isFloat(dtype) || (to !== "int32" && to !== "uint8")) return writing.cast(name, to);
  return writing.cast(writing.node("Max", [writing.cast(name, "int64"), writing.ints([-(2n ** 63n)], [])]), to);
}

/**
 * x itself, where 0 ≤ x < limit; what is not stops the run: Gather refuses an index that is too large, and what is negative, which would count
 * from the end, is made too large.
 */
export function writeChecked({ name, dtype }: Typed, limit: number, to: Writing): string {
  const x = dtype === "int32" ? name : to.cast(name, "int32");
  const refused = writeRefused(x, to);
  const checked = to.node("Gather", [writePositions(limit, to), refused]);
  return dtype === "int32" ? checked : to.cast(checked, dtype);
}

/** Indices of int32 of which those are out of any range that are negative. */
export const writeRefused = (x: string, to: Writing): string =>
  to.node("Where", [to.node("Less", [x, to.scalar(0, "int32")]), to.scalar(2 ** 31 - 1, "int32"), x]);

/** 0, 1, … up to a limit, of int32. */
export const writePositions = (limit: number, to: Writing): string =>
  to.node(
    "Range",
    [0, limit, 1].map((one) => to.scalar(one, "int32")),
  );
