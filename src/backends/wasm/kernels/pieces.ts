import type { Local } from "../assembler/code.ts";
import type { Frame } from "./frame.ts";
import { walk } from "./walk.ts";

/** Bytes that one instruction moves. */
export type Width = 1 | 2 | 4 | 8 | 16;
type MoveBytes = (x: Local, y: Local, offset: number, width: Width) => void;

/** Bytes of one turn of a loop. */
const turn = 64;

/**
 * A run of bytes in pieces that one instruction moves, from offsets x and y on, and no byte behind it: vectors, the last of which
 * overlaps the one before it where the run is no multiple of 16 bytes. Pieces start at multiples of the size of elements.
 */
export function pieces(frame: Frame, x: Local, y: Local, bytes: number, piece: MoveBytes): void {
  const turns = Math.floor(bytes / turn);
  const looped = turns > 1 ? turns * turn : 0;
  if (looped > 0)
    walk(frame, [{ count: turns, x: turn, y: turn }], x, y, (x, y) => {
      for (let offset = 0; offset < turn; offset += 16) piece(x, y, offset, 16);
    });
  let offset = looped;
  for (; offset + 16 <= bytes; offset += 16) piece(x, y, offset, 16);
  if (offset === bytes) return;
  if (bytes >= 16) piece(x, y, bytes - 16, 16);
  else for (const width of [8, 4, 2, 1] as const) if ((bytes & width) !== 0) piece(x, y, bytes & ~(2 * width - 1), width);
}
