import type { Lane, LaneInstruction } from "./lane.ts";

/** Zero in all bits, which −0 is not. */
const isZero = ({ literal }: Lane): boolean => Object.is(literal, 0);

/** a where the condition is true, b elsewhere, of any dtype. */
export const select: LaneInstruction = {
  four: ({ code }, operands) => {
    const [condition, a, b] = operands as readonly [Lane, Lane, Lane];
    if (isZero(b)) code.get(a.local).get(condition.local).op("v128.and");
    else if (isZero(a)) code.get(b.local).get(condition.local).op("v128.andnot");
    else code.get(a.local).get(b.local).get(condition.local).op("v128.bitselect");
  },
  one: ({ code }, operands) => {
    const [condition, a, b] = operands as readonly [Lane, Lane, Lane];
    code.get(a.local).get(b.local).get(condition.local).op("select");
  },
};
