import type { Code, Local } from "../assembler/code.ts";

/** Stores the first 4, 8, 12 or 16 bytes of a vector at the offset y and nothing behind them. */
export function storeFirst(code: Code, y: Local, address: number, bytes: number, push: () => void): void {
  const start = (): void => {
    code.get(y);
    push();
  };
  if (bytes >= 16) {
    start();
    code.at("v128.store", address);
    return;
  }
  if (bytes >= 8) {
    start();
    code.laneAt("v128.store64_lane", address, 0);
  }
  if (bytes === 8) return;
  start();
  code.laneAt("v128.store32_lane", address + bytes - 4, bytes / 4 - 1);
}
