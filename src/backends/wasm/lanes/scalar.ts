import type { DType } from "../../../../graph/dtype.ts";
import type { Expression, ScalarStep } from "../../../../graph/scalar.ts";
import type { Local } from "../assembler/code.ts";
import { element } from "../kernels/element.ts";
import type { CheckingSite } from "../site.ts";
import { laneInstructions } from "./instructions.ts";
import type { Lane, LaneInstruction, ValueRange } from "./lane.ts";

/** The register of a number that is known; loops put it there once, before they begin. */
export type Constants = (number: number, dtype: DType) => Lane;

/**
 * Writes a scalar expression over operands in registers, four lanes at a time or one by one; its value is left on the stack.
 * Returns the range of the value, where that is known.
 */
export function emitScalar(
  site: CheckingSite,
  kind: "four" | "one",
  expression: Expression,
  operands: readonly Lane[],
  constants: Constants,
): ValueRange | undefined {
  const { code } = site;
  const lanes: Lane[] = [];
  const last = expression.length - 1;
  for (let position = 0; position <= last; position++) {
    const { instruction, dtype, number, operands: read } = expression[position] as ScalarStep;
    if (instruction === "operand") lanes.push(operands[number] as Lane);
    else if (instruction === "constant") lanes.push(constants(number, dtype));
    else {
      const inputs = read.map((one) => lanes[one] as Lane);
      const lane: LaneInstruction<CheckingSite> = laneInstructions[instruction];
      lane[kind](site, inputs, dtype, number);
      const range = lane.range?.(inputs.map(rangeOf));
      if (position === last) return range;
      const local: Local = code.local(kind === "four" ? "v128" : element[dtype].type);
      code.set(local);
      lanes.push({ dtype, local, ...(range && { range }) });
    }
  }
  const only = lanes[last] as Lane;
  code.get(only.local);
  return rangeOf(only);
}

const rangeOf = ({ literal, range }: Lane): ValueRange | undefined => (literal === undefined ? range : [literal, literal]);

/**
 * True where an expression, of operands some of which are known numbers, calls functions of the host: WebAssembly has no sines, no
 * powers but squares, and no exponentials of float64.
 */
export const callsHost = (expression: Expression, literals: readonly (number | undefined)[]): boolean =>
  expression.some(({ instruction, dtype, operands: [, at] }) => {
    if (instruction === "sin" || instruction === "cos") return true;
    if (instruction === "pow") {
      const exponent = expression[at as number] as ScalarStep;
      return (exponent.instruction === "operand" ? literals[exponent.number] : exponent.number) !== 2;
    }
    return dtype === "float64" && (instruction === "exp" || instruction === "log" || instruction === "tanh");
  });
