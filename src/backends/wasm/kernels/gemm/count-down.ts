import type { Code, Local } from "../../assembler/code.ts";

/** The end of a loop over a counter: goes round again while it is above 0 after `by` less. */
export function countDown(code: Code, count: Local, by: number): void {
  code.get(count).i32(by).op("i32.sub").tee(count).i32(0).op("i32.gt_s").brIf(0);
}
