import type { Code, Local } from "../../assembler/code.ts";
import { storeFirst } from "../store-first.ts";
import { transposeRegisters } from "../transpose-registers.ts";
import type { StridedProduct } from "./product.ts";
import type { Four } from "./sum-lanes.ts";

/** Where the first sum of a tile belongs in y. */
export interface Corner {
  /** Byte offset in y. */
  readonly element: Local;
  /** Byte offset in a row of y. */
  readonly column: Local;
  /** Which run over k the sums are of, where there are several: bit 0 says that y holds the sum of earlier ones, bit 1 that it is the last. */
  readonly run?: Local;
}

/** Bits of which run it is. */
const earlier = 1;
const last = 2;

/**
 * Adds the sums of earlier runs over k, applies the epilogue and stores a tile of sums: rows of vectors, of which the first `lanes` lanes
 * are columns of the product. Rows and columns are those of the product, turned or not.
 */
export function finish(code: Code, product: StridedProduct, sums: readonly (readonly Local[])[], lanes: number, corner: Corner): void {
  if (!product.turned) {
    finishRows(code, product, product.n, sums, lanes, corner, 0);
    return;
  }
  const width = product.m;
  const groups = Math.ceil(sums.length / 4);
  const spare = code.locals("v128", 4 * groups + 4);
  const four = (from: number): Four => spare.slice(from, from + 4) as readonly Local[] as Four;
  for (let from = 0; from < lanes; from += 4) {
    for (let group = 0; group < groups; group++) {
      const out = four(4 * group);
      for (let i = 0; i < 4; i++) {
        const row = sums[4 * group + i] ?? (sums[0] as readonly Local[]);
        code.get(row[from / 4] as Local).set(out[i] as Local);
      }
      transposeRegisters(code, out, four(4 * groups));
    }
    const rows = four(0).map((_, i) => Array.from({ length: groups }, (_, group) => spare[4 * group + i] as Local));
    finishRows(code, product, width, rows.slice(0, lanes - from), sums.length, corner, 4 * width * from);
  }
}

/** As finish, for rows as y has them, of `width` elements, the first of them `from` bytes behind the corner. */
function finishRows(
  code: Code,
  { y, epilogue }: StridedProduct,
  width: number,
  rows: readonly (readonly Local[])[],
  lanes: number,
  { element, column, run }: Corner,
  from: number,
): void {
  const each = (body: (sum: Local, offset: number, vector: number, row: number) => void): void => {
    for (let r = 0; r < rows.length; r++) {
      const row = rows[r] as readonly Local[];
      for (let v = 0; v < row.length; v++) body(row[v] as Local, from + 4 * (r * width + 4 * v), v, r);
    }
  };
  if (run !== undefined) {
    const addEarlier = (sum: Local, offset: number): void => {
      code.get(element).at("v128.load", y + offset);
      code.get(sum).op("f32x4.add").set(sum);
    };
    code.get(run).i32(earlier).op("i32.and");
    code.if(() => each(addEarlier));
  }
  if (epilogue) {
    const apply = (): void =>
      each((sum, elementOffset, v) => epilogue(code, sum, { element, elementOffset, column, columnOffset: 16 * v }));
    if (run === undefined) apply();
    else code.get(run).i32(last).op("i32.and").if(apply);
  }
  each((sum, offset, v, r) => {
    // A short row that is all of its row in y may run over into the next ones, as long as this tile stores those after it.
    const whole = lanes === width && r * width + 4 * v + 4 <= rows.length * width;
    storeFirst(code, element, y + offset, whole ? 16 : Math.min(16, 4 * lanes - 16 * v), () => code.get(sum));
  });
}
