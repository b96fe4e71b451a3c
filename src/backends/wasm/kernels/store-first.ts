import type { Code, Local } from "../assembler/code.ts";

/** Stores the first 4, 8, 12 or 16 bytes of a vector at the offset y and nothing behind them. */
export function storeFirst(code: Code, y: Local, address: number, bytes: number, push: () => void): void {
  const start = (): void => {
    code.get(y);
    push();
  };
  if (bytes > 4) start();
  if (bytes >= 16) code.at("v128.store", address);
  else if (bytes > 4) code.laneAt("v128.store64_lane", address, 0);
  if (bytes !== 4 && bytes !== 12) return;
  start();
  code.laneAt("v128.store32_lane", address + bytes - 4, bytes / 4 - 1);
}
