import type { Expression } from "../../../../graph/scalar.ts";
import type { Code } from "../assembler/code.ts";
import { element } from "../kernels/element.ts";
import type { Lane } from "../lanes/lane.ts";
import type { Constants } from "../lanes/scalar.ts";
import { literalFour } from "./four.ts";

/** Registers of known numbers, one for each dtype and value. A number is put there where it is asked for first: before the loop. */
export function constantsIn(code: Code, kind: "four" | "one" = "four"): Constants {
  const known = new Map<string, Lane>();
  return (literal, dtype) => {
    const key = `${dtype} ${Object.is(literal, -0) ? "-0" : literal}`;
    const there = known.get(key);
    if (there !== undefined) return there;
    const local = code.local(kind === "four" ? "v128" : element[dtype].type);
    if (kind === "four") literalFour(code, dtype, literal);
    else code[element[dtype].type](literal);
    code.set(local);
    const lane = { dtype, local, literal };
    known.set(key, lane);
    return lane;
  };
}

/** Asks for the numbers of an expression, so that they are in registers before the loop. */
export function enterConstants(expression: Expression, constants: Constants): void {
  for (const { instruction, number, dtype } of expression) if (instruction === "constant") constants(number, dtype);
}
