import { bytesOf } from "../../../../graph/dtype.ts";
import type { Code, Local } from "../assembler/code.ts";
import type { Home } from "../plan/memory.ts";
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
    const locals = code.locals("v128", columns);
    if (byColumns || columns === 1) {
      const pointer = this.#pointer(size);
      locals.forEach((local, column) => {
        code.get(pointer);
        loadFour(code, dtype, address + column * this.#columnBytes(size));
        code.set(local);
      });
      return locals;
    }
    const pointer = this.#pointer(size * columns);
    if (size === 4 && columns >= 2 && columns <= 4) {
      loadInterleaved(code, pointer, address, locals);
      return locals;
    }
    locals.forEach((local, column) => {
      for (let row = 0; row < 4; row++) {
        const offset = address + (row * columns + column) * size;
        if (size === 4 && row === 0) code.get(pointer).at("v128.load32_zero", offset).set(local);
        else if (size === 4) code.get(pointer).get(local).laneAt("v128.load32_lane", offset, row).set(local);
        else code.get(local).get(pointer).at("i32.load8_u", offset).lane("i32x4.replace_lane", row).set(local);
      }
      if (dtype === "bool") code.get(local).op("i32x4.neg").set(local);
    });
    return locals;
  }

  store({ address, dtype, byColumns }: Home, locals: readonly Local[]): void {
    const code = this.#code;
    const size = bytesOf(dtype);
    if (byColumns || locals.length === 1) {
      const pointer = this.#pointer(size);
      locals.forEach((local, column) => {
        storeFour(code, dtype, local, pointer, address + column * this.#columnBytes(size));
      });
      return;
    }
    const pointer = this.#pointer(size * locals.length);
    locals.forEach((local, column) => {
      for (let row = 0; row < 4; row++) {
        const offset = address + (row * locals.length + column) * size;
        if (size === 4) code.get(pointer).get(local).laneAt("v128.store32_lane", offset, row);
        else {
          code.get(pointer).get(local).lane("i32x4.extract_lane", row);
          if (dtype === "bool") code.i32(1).op("i32.and");
          code.at("i32.store8", offset);
        }
      }
    });
  }

  /** On to the next four rows. */
  advance(): void {
    for (const [bytes, local] of this.#pointers)
      this.#code
        .get(local)
        .i32(4 * bytes)
        .op("i32.add")
        .set(local);
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

/** Two to four columns: whole vectors are loaded and their lanes sorted. */
function loadInterleaved(code: Code, pointer: Local, address: number, locals: readonly Local[]): void {
  const loaded = code.locals("v128", locals.length);
  loaded.forEach((local, i) => {
    code
      .get(pointer)
      .at("v128.load", address + 16 * i)
      .set(local);
  });
  const [a, b, c, d] = loaded as [Local, Local, Local, Local];
  const [x, y, z, w] = locals as [Local, Local, Local, Local];
  if (locals.length === 2) {
    code.get(a).get(b).shuffle32(0, 2, 4, 6).set(x);
    code.get(a).get(b).shuffle32(1, 3, 5, 7).set(y);
  } else if (locals.length === 3) {
    // a0 b0 c0 a1 · b1 c1 a2 b2 · c2 a3 b3 c3
    code.get(a).get(b).shuffle32(0, 3, 6, 6).get(c).shuffle32(0, 1, 2, 5).set(x);
    code.get(a).get(b).shuffle32(1, 4, 7, 7).get(c).shuffle32(0, 1, 2, 6).set(y);
    code.get(a).get(b).shuffle32(2, 5, 5, 5).get(c).shuffle32(0, 1, 4, 7).set(z);
  } else {
    const [ab, cd] = code.locals("v128", 2) as [Local, Local];
    code.get(a).get(b).shuffle32(0, 4, 1, 5).set(ab).get(c).get(d).shuffle32(0, 4, 1, 5).set(cd);
    code.get(ab).get(cd).shuffle32(0, 1, 4, 5).set(x).get(ab).get(cd).shuffle32(2, 3, 6, 7).set(y);
    code.get(a).get(b).shuffle32(2, 6, 3, 7).set(ab).get(c).get(d).shuffle32(2, 6, 3, 7).set(cd);
    code.get(ab).get(cd).shuffle32(0, 1, 4, 5).set(z).get(ab).get(cd).shuffle32(2, 3, 6, 7).set(w);
  }
}
