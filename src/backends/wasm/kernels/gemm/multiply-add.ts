import type { Code, Local } from "../../assembler/code.ts";

/** sum += x · y, in four lanes; relaxed allows one rounding for both, where the machine has it. */
export function multiplyAdd(code: Code, x: Local, y: Local, sum: Local, relaxed: boolean): void {
  if (relaxed) code.get(x).get(y).get(sum).op("f32x4.relaxed_madd").set(sum);
  else code.get(sum).get(x).get(y).op("f32x4.mul", "f32x4.add").set(sum);
}
