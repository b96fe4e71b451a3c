import type { Expression } from "../../../graph/scalar.ts";
import { sameShape, sizeOf } from "../../../graph/shape.ts";
import { countOf, type EngineValue, type Group, holderOf } from "./engine-value.ts";
import { extension, given } from "./extension.ts";
import { sourceOf } from "./whole-block.ts";

/** Finds out what the group stores and reads, once all steps have their groups. */
export function settle(group: Group): void {
  const { members, stored, operands } = group;
  if (group.kind === "fold") for (const source of given(extension.groups).sourcesOf(group)) operands.add(source);
  for (const member of members) {
    if (member.alias === undefined && leavesGroup(member, group)) stored.push(member);
    for (const input of member.inputs) {
      if (group.kind === "fold" || input.group === group || isLiteralOperand(group, input) || isInProduct(group, input)) continue;
      operands.add(sourceOf(input));
    }
  }
}

/** Steps behind a product read it, and each other, through views, too. */
const isInProduct = (group: Group, input: EngineValue): boolean => group.kind === "product" && holderOf(input).group === group;

const leavesGroup = (value: EngineValue, group: Group): boolean =>
  [value, ...value.views].some(
    ({ wanted, users }) => wanted || users.some((user) => user.group !== group && !(group.kind === "product" && user.alias === value)),
  );

/** The steps that read the value, as itself or as a view; undefined where a view is wanted. */
export function readersOf(value: EngineValue): readonly EngineValue[] | undefined {
  const readers: EngineValue[] = [];
  const seen = [value];
  // Chains of views are long, so that they are no recursion.
  for (const one of seen) {
    if (one.alias !== undefined && one.wanted) return undefined;
    for (const user of one.users) (user.alias === undefined ? readers : seen).push(user);
  }
  return readers;
}

/**
 * How an epilogue meets an operand: one number for all sums, a row for the rows of all matrices, a column for their columns, or an element for
 * each sum.
 */
export type Spread = "one" | "row" | "column" | "element";

/** How a step behind a product, maybe of another shape, meets an operand; undefined where none of these fits. */
export function spreadOf(operand: EngineValue, product: EngineValue, { shape: step }: EngineValue): Spread | undefined {
  if (countOf(operand) === 1) return "one";
  const first = operand.shape.findIndex((dim) => dim !== 1);
  const own = operand.shape.slice(first);
  if (!sameShape(own, step.slice(step.length - own.length)))
    return extension.groups?.isColumn(operand, product, step) ? "column" : undefined;
  if (countOf(operand) === product.shape.at(-1)) return "row";
  return countOf(operand) === sizeOf(step) ? "element" : undefined;
}

/** Loops write known numbers into their code; kernels read them from memory as they read anything else. */
export const isLiteralOperand = (group: Group, input: EngineValue): boolean => input.literal !== undefined && group.kind !== "kernel";

/** What a folded transpose of a stored matrix is the transpose of; any other value itself. */
export const unfolded = (value: EngineValue): EngineValue => (isFoldedTranspose(value) ? (value.inputs[0] as EngineValue) : value);

/** True for a folded move that exchanges the rows and columns of a matrix which is in memory. */
export const isFoldedTranspose = ({ folded, transposes, inputs: [x] }: EngineValue): boolean =>
  folded && transposes && holderOf(x as EngineValue).folded === false;

/** What an elementwise step computes; undefined for any other. */
export const scalarOf = ({ emitter }: EngineValue): Expression | undefined =>
  emitter?.kind === "elementwise" ? emitter.expression : undefined;

/** float64 has no four lanes: such steps, and those that widen on their way, have loops of their own, element by element. */
export const needsDoubles = (value: EngineValue): boolean =>
  value.dtype === "float64" ||
  value.inputs.some(({ dtype }) => dtype === "float64") ||
  scalarOf(value)?.some(({ dtype }) => dtype === "float64") === true;

/** An optimiser writes new values over old ones, in a loop of its own. */
export const replacesParameter = ({ wanted, inputs, shape }: EngineValue): boolean =>
  wanted && inputs.some((input) => input.leaf === "parameter" && sameShape(input.shape, shape));
