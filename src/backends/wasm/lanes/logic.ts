import type { LaneInstruction } from "./lane.ts";
import { push } from "./registers.ts";

/* Of bool: masks in loops over four lanes, 0 or 1 elsewhere. */

const logic = (name: "and" | "or"): LaneInstruction => ({
  four: ({ code }, operands) => void push(code, operands).op(`v128.${name}`),
  one: ({ code }, operands) => void push(code, operands).op(`i32.${name}`),
});

export const and = logic("and");
export const or = logic("or");
export const not: LaneInstruction = {
  four: ({ code }, operands) => void push(code, operands).op("v128.not"),
  one: ({ code }, operands) => void push(code, operands).op("i32.eqz"),
};
