import { bytesOf } from "../../../../graph/dtype.ts";
import type { Code, Local } from "../assembler/code.ts";
import { loadLines } from "../kernels/lines.ts";
import type { Home } from "../memory.ts";
import { loadFour, storeFour } from "./four.ts";

/** Loads and stores the columns of four rows. */
export class Columns {
  readonly #code: Code;
  readonly #rows: number;
  /** Byte offsets of the present rows, by bytes per row. */
  readonly #pointers = new Map<number, Local>();

  constructor(code: Code, rows: number) {
    this.#code = code;
    this.#rows = rows;
  }

  /** A register for each column. */
  load({ address, dtype, byColumns }: Home, columns: number): Local[] {
    const code = this.#code;
    const size = bytesOf(dtype);
    const apart = byColumns || columns === 1;
    const pointer = this.#pointer(apart ? size : size * columns);
    const locals = code.locals("v128", columns);
    if (!apart && size === 4 && columns === 2) {
      this.#loadPairs(pointer, address, locals as [Local, Local]);
      return locals;
    }
    locals.forEach((local, column) => {
      if (apart) loadFour(code.get(pointer), dtype, address + column * this.#columnBytes(size));
      else if (size === 4) loadLines(code, pointer, address + column * size, columns * size);
      else {
        code.get(local);
        for (let row = 0; row < 4; row++)
          code
            .get(pointer)
            .at("i32.load8_u", address + row * columns + column)
            .lane("i32x4.replace_lane", row);
        if (dtype === "bool") code.op("i32x4.neg");
      }
      code.set(local);
    });
    return locals;
  }

  /** Two columns of words: the eight words of four rows are two vectors, parted into the even and the odd ones. */
  #loadPairs(pointer: Local, address: number, [even, odd]: readonly [Local, Local]): void {
    const code = this.#code;
    code
      .get(pointer)
      .at("v128.load", address)
      .set(even)
      .get(pointer)
      .at("v128.load", address + 16)
      .set(odd);
    code.get(even).get(odd).get(even).get(odd).shuffle32(1, 3, 5, 7).set(odd);
    code.shuffle32(0, 2, 4, 6).set(even);
  }

  store({ address, dtype, byColumns }: Home, locals: readonly Local[]): void {
    const code = this.#code;
    const size = bytesOf(dtype);
    const columns = locals.length;
    const apart = byColumns || columns === 1;
    const pointer = this.#pointer(apart ? size : size * columns);
    locals.forEach((local, column) => {
      if (apart) storeFour(code, dtype, local, pointer, address + column * this.#columnBytes(size));
      else
        for (let row = 0; row < 4; row++) {
          const offset = address + (row * columns + column) * size;
          code.get(pointer).get(local);
          if (size === 4) code.laneAt("v128.store32_lane", offset, row);
          // The low byte of a true lane is 255.
          else
            code
              .lane("i32x4.extract_lane", row)
              .i32(dtype === "bool" ? 1 : 255)
              .op("i32.and")
              .at("i32.store8", offset);
        }
    });
  }

  /** On to the next four rows. */
  advance(): void {
    for (const [bytes, local] of this.#pointers) this.#code.increase(local, 4 * bytes);
  }

  #pointer(bytes: number): Local {
    const known = this.#pointers.get(bytes);
    if (known !== undefined) return known;
    const local = this.#code.local("i32");
    this.#pointers.set(bytes, local);
    return local;
  }

  /** From one column to the next where they are stored one after the other. */
  #columnBytes(size: number): number {
    return Math.ceil(this.#rows / 4) * 4 * size;
  }
}
