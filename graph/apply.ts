import { builderOf, isTensor } from "./builder.ts";
import { GraphError } from "./errors.ts";
import type { Attrs } from "./graph.ts";
import { literal } from "./leaves.ts";
import type { Nested } from "./ndarray.ts";
import type { Op } from "./op.ts";
import type { Tensor } from "./tensor.ts";

/** Options that every op takes. */
export interface Named {
  /** Id of the node; "relu1" and so on where none is given. */
  readonly name?: string;
}

/** What an op takes for a tensor: a handle, a number or nested lists, which become constants of the other operand's dtype. */
export type Operand = Tensor | Nested;

/**
 * Adds a node of `op` to the graph of its operands and returns the handle. What every op's own function calls.
 * GraphError when no operand is a handle; OpError when shapes or dtypes do not fit.
 */
export function apply(op: Op, operands: readonly Operand[], attrs: Attrs = {}, { name }: Named = {}): Tensor {
  let first: Tensor | undefined;
  for (const operand of operands) {
    if (isTensor(operand)) {
      first = operand;
      break;
    }
  }
  if (first === undefined) {
    throw new GraphError(`${op.name}: at least one operand must be a tensor of the graph, got only numbers; make one with g.constant`, {
      code: "not-a-tensor",
    });
  }
  const beside = first;
  const inputs = operands.map((operand) => (isTensor(operand) ? operand : literal(checked(operand, op), beside)));
  return builderOf(beside).apply(op, inputs, attrs, name);
}

function checked(operand: unknown, op: Op): Nested {
  if (typeof operand === "number" || typeof operand === "boolean" || Array.isArray(operand)) return operand as Nested;
  throw new GraphError(
    `${op.name}: an operand is a tensor, a number or nested lists of numbers, got ${operand === null ? "null" : typeof operand}; pass what an op returned`,
    {
      code: "not-a-tensor",
    },
  );
}
