import type { Local } from "../assembler/code.ts";
import type { LaneMemory } from "../assembler/instructions.ts";
import type { At } from "./copy-run.ts";
import type { Frame } from "./frame.ts";
import { pieces, type Width } from "./pieces.ts";

const stores = {
  1: "v128.store8_lane",
  2: "v128.store16_lane",
  4: "v128.store32_lane",
  8: "v128.store64_lane",
} as const satisfies Record<Exclude<Width, 16>, LaneMemory>;

/** Writes `bytes` bytes, exactly, with copies of the element that all lanes of `value` hold. */
export function fillRun(frame: Frame, value: Local, to: At, bytes: number): void {
  const { code } = frame;
  pieces(frame, to.offset, to.offset, bytes, (_, y, offset, width) => {
    code.get(y).get(value);
    if (width === 16) code.at("v128.store", to.address + offset);
    else code.laneAt(stores[width], to.address + offset, 0);
  });
}
