import type { Local } from "../assembler/code.ts";
import type { LoadStore } from "../assembler/instructions.ts";
import type { Frame } from "./frame.ts";
import { pieces, type Width } from "./pieces.ts";

/** A place in memory: a known address plus an offset. */
export interface At {
  readonly address: number;
  readonly offset: Local;
}

/** How so many bytes are loaded and stored. */
export const moves = {
  1: ["i32.load8_u", "i32.store8"],
  2: ["i32.load16_u", "i32.store16"],
  4: ["i32.load", "i32.store"],
  8: ["i64.load", "i64.store"],
  16: ["v128.load", "v128.store"],
} as const satisfies Record<Width, readonly [LoadStore, LoadStore]>;

/** From here on the host's copy is the faster one. */
const long = 1024;

/** Copies `bytes` bytes, exactly. */
export function copyRun(frame: Frame, from: At, to: At, bytes: number): void {
  const { code } = frame;
  if (bytes >= long) {
    for (const { offset, address } of [to, from]) code.get(offset).i32(address).op("i32.add");
    code.i32(bytes).copyMemory();
    return;
  }
  pieces(frame, from.offset, to.offset, bytes, (x, y, offset, width) => {
    const [load, store] = moves[width];
    code
      .get(y)
      .get(x)
      .at(load, from.address + offset)
      .at(store, to.address + offset);
  });
}
