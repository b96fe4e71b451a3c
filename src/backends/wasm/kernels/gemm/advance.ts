import type { Code, Local } from "../../assembler/code.ts";

/** local += by */
export function advance(code: Code, local: Local, by: number): void {
  if (by !== 0) code.get(local).i32(by).op("i32.add").set(local);
}
