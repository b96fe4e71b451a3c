import { builderOf, isTensor } from "./builder.ts";
import { checkOptions } from "./check-options.ts";
import { GraphError } from "./errors.ts";
import type { Attrs } from "./graph.ts";
import { isNdArray } from "./is-ndarray.ts";
import { literal } from "./leaves.ts";
import type { NdArray } from "./ndarray.ts";
import type { Nested } from "./nested.ts";
import { type Op, requireOp } from "./op.ts";
import { showValue } from "./show-value.ts";
import type { Tensor } from "./tensor.ts";

/** Options that every op takes. */
export interface Named {
  /** Id of the node; "relu1" and so on where none is given. */
  readonly name?: string;
}

/**
 * What an op takes for a tensor: a handle; a number or nested lists, which become constants of the other operand's dtype; or an NdArray,
 * which becomes a constant too, of its own dtype, but that floats take the other operand's where that is a float dtype.
 */
export type Operand = Tensor | Nested | NdArray;

/**
 * Adds a node of `op` to the graph of its operands and returns the handle. What every op's own function calls, with the options it was
 * given: its attributes and the node's name.
 * GraphError when an operand is none, or none is a handle; OpError for an option that is neither an attribute nor the name, and when
 * shapes or dtypes do not fit.
 */
export function apply(op: Op, operands: readonly Operand[], attrs: Attrs = {}, options?: Named): Tensor {
  requireOp(op);
  const { name } = optionsOf(op, options);
  const beside = operands.find(isTensor);
  if (beside === undefined) {
    for (const [position, operand] of operands.entries()) requireOperand(op, position, operand);
    throw new GraphError(`${op.name}: at least one operand must be a tensor of the graph, got only numbers; make one with g.constant`, {
      code: "not-a-tensor",
    });
  }
  const inputs = operands.map((operand, position) => asTensor(op, position, operand, beside));
  return builderOf(beside).apply(op, inputs, attrs, name);
}

/**
 * The options that an op's function was given, an empty object where there are none. OpError unless each is an attribute of the op, the
 * name or one of `further`, where an attribute may stand with the names that other libraries have for it. That of every axis is known.
 */
export function optionsOf<T extends object>(op: Op, options: T | undefined, further: readonly string[] = []): T {
  if (options === undefined) return {} as T;
  const others = ["axis dim dims", ...further];
  const own = Object.keys(op.attrs).map((name) => others.find((names) => names.startsWith(`${name} `)) ?? name);
  checkOptions(op.name, options, [...new Set([...own, ...further, "name"])]);
  return options;
}

/** The tensor that an operand is: numbers become a constant beside a tensor of the graph. GraphError for anything else. */
export function asTensor(op: Op, position: number, operand: Operand, beside: Tensor): Tensor {
  if (isTensor(operand)) return operand;
  requireOperand(op, position, operand);
  return literal(operand, beside);
}

/** GraphError unless x is a tensor of a graph: for functions that look at it before they apply their op. */
export function requireTensor(op: string, x: unknown, input = "x"): asserts x is Tensor {
  if (!isTensor(x)) throw notATensor(op, input, "a tensor of the graph", x);
}

/** GraphError unless the operands are one list: of ops that take any number of them. `options` is an example of what follows. */
export function requireList(op: string, xs: unknown, options: string): void {
  if (Array.isArray(xs)) return;
  throw new GraphError(`${op}: operands must be one list of tensors, got ${showValue(xs)}; write ${op}([a, b], ${options})`, {
    code: "not-a-tensor",
  });
}

function requireOperand(op: Op, position: number, operand: unknown): asserts operand is Nested | NdArray {
  if (typeof operand === "number" || typeof operand === "boolean" || Array.isArray(operand) || isNdArray(operand)) return;
  const input = op.inputs[position] ?? (op.inputs.at(-1) as string);
  throw notATensor(op.name, input.replace(/^\.\.\.|\?$/g, ""), "a tensor, a number, nested lists of numbers or an NdArray", operand);
}

function notATensor(op: string, input: string, expected: string, actual: unknown): GraphError {
  const cure = actual instanceof Promise ? "await it first" : "pass what an op, an input or g.constant gave you";
  return new GraphError(`${op}: ${input} must be ${expected}, got ${showValue(actual)}; ${cure}`, { code: "not-a-tensor" });
}
