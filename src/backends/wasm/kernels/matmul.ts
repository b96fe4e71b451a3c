import { isMatrix } from "../../fuse/is-matrix.ts";
import type { Place } from "../place.ts";
import type { Site } from "../site.ts";
import type { Part } from "../threads/split.ts";
import { gemmFunction, gemmScratch } from "./gemm/emit-gemm.ts";
import type { Factor, MatrixDigits, Stack } from "./gemm/factor.ts";
import { float64Function } from "./gemm/float64.ts";
import type { Epilogue, Gemm } from "./gemm/gemm.ts";
import { callEach, joinRows, stackOf } from "./gemm/stack.ts";

/**
 * matmul(a, b) = a · b over the last axis of a and the second-to-last of b; a vector stands for one row or column, leading axes broadcast.
 *
 * a: float[...P, M, K], b: float[...Q, K, N] → float[...broadcast(P, Q), M, N]; [K]·[K] → [], [M, K]·[K] → [M], [K]·[K, N] → [N]
 *
 * float32 is added up in float32, in the order and with the accuracy of Gemm; a stack times one matrix is one product of all its rows.
 * float64 is added up along k from left to right, to the bit as in the reference, and has neither transposes nor epilogues. To an
 * epilogue y is a matrix of N columns, of all the rows of the stack. A part is one of each of the stack's products, float32 only.
 *
 * `scratch` is the 16-byte aligned address of `matmulScratch(a, b, y, part)` bytes.
 */
export function emitMatmul(site: Site, a: Factor, b: Factor, y: Place, scratch: number, epilogue?: Epilogue, part: Part = {}): void {
  if (y.shape.includes(0)) return;
  const { code, module } = site;
  if (y.dtype !== "float32") {
    if (epilogue || a.transposed || b.transposed || a.axes || b.axes)
      throw new Error(`internal: no transposes or epilogues in products of ${y.dtype}`);
    const stack = stackOf(a, b);
    callEach(code, stack, 8, float64Function(module, stack, a.address, b.address, y.address));
    return;
  }
  const stack = productStack(a, b);
  const gemm = { ...gemmOf(a, b, y, stack), ...part, scratch, ...(epilogue && { epilogue }) };
  const product = gemmFunction(module, gemm);
  if (product) callEach(code, stack, 4, product);
}

/** Bytes of scratch memory for the product. */
export const matmulScratch = (a: Factor, b: Factor, y: Place, part: Part = {}): number =>
  y.dtype === "float32" && !y.shape.includes(0) ? gemmScratch({ ...gemmOf(a, b, y, productStack(a, b)), ...part }) : 0;

/** The products of a float32 matmul, as few and as large as they can be. */
export const productStack = (a: Factor, b: Factor): Stack => joinRows(stackOf(a, b));

function gemmOf(a: Factor, b: Factor, y: Place, stack: Stack): Gemm {
  const { m, n, k } = stack;
  return { m, n, k, a: matrix(a, k, m, stack.a), b: matrix(b, n, k, stack.b), y: y.address, scratch: 0 };
}

/** A factor as a matrix of so many columns and rows, or as one whose digits are those. */
function matrix({ address, transposed = false }: Factor, columns: number, rows: number, digits?: MatrixDigits): Gemm["a"] {
  if (digits === undefined) return { address, stride: transposed ? rows : columns, transposed };
  const [[row], [column]] = digits;
  if (!isMatrix(digits)) return { address, rows: digits[0], columns: digits[1] };
  if (column === undefined || column.stride === 1) return { address, stride: row?.stride ?? columns, transposed: false };
  return { address, stride: column.stride, transposed: true };
}
