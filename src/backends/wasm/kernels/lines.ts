import type { Code, Local } from "../assembler/code.ts";

/** Pushes four elements of four bytes that lie `step` bytes apart: one of each of four lines, so that each lane folds a line of its own. */
export function loadLines(code: Code, at: Local, address: number, step: number): void {
  for (let lane = 0; lane < 4; lane++) code.get(at);
  code.at("v128.load32_zero", address);
  for (let lane = 1; lane < 4; lane++) code.laneAt("v128.load32_lane", address + lane * step, lane);
}
