import type { Value } from "../../../../../graph/op.ts";
import { emitGemm, gemmScratch } from "../../../../../src/backends/wasm/kernels/gemm/emit-gemm.ts";
import type { Epilogue, Span, Tile } from "../../../../../src/backends/wasm/kernels/gemm/gemm.ts";
import { build } from "../run-module.ts";

export type Layout = "NN" | "NT" | "TN" | "TT";
export const layouts: readonly Layout[] = ["NN", "NT", "TN", "TT"];

/** A product to test: y[m, n] = a · b, of operands that are stored as they are or as their transposes. */
export interface Case {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly layout?: Layout;
  readonly rows?: Span;
  readonly columns?: Span;
  readonly tile?: Tile;
  readonly a?: Float32Array<ArrayBuffer>;
  readonly b?: Float32Array<ArrayBuffer>;
  /** Further operands, and what is done with them, given their addresses and that of y. */
  readonly operands?: readonly Float32Array<ArrayBuffer>[];
  readonly epilogue?: (addresses: readonly number[], y: number) => Epilogue;
  /** Runs it a second time over the result of the first. */
  readonly twice?: boolean;
}

/** Elements behind y that are nobody's. */
const behind = 5;
/** What memory holds that nothing was written to: bytes 0xa5. */
export const untouched = new Float32Array(new Uint8Array([0xa5, 0xa5, 0xa5, 0xa5]).buffer)[0] as number;

/** The elements of y, computed in guarded memory; an element that was not written is `untouched`. */
export function runGemm(test: Case): Float32Array {
  const { m, n, k, layout = "NN", a = operandA(test), b = operandB(test), operands = [], epilogue, rows, columns, tile } = test;
  const [aTurned, bTurned] = [layout[0] === "T", layout[1] === "T"];
  const gemm = {
    m,
    n,
    k,
    ...(rows && { rows }),
    ...(columns && { columns }),
    ...(tile && { tile }),
  };
  const matrices = (aAt: number, bAt: number) => ({
    a: { address: aAt, stride: aTurned ? m : k, transposed: aTurned },
    b: { address: bAt, stride: bTurned ? k : n, transposed: bTurned },
  });
  const size = gemmScratch({ ...gemm, ...matrices(0, 0), y: 0, scratch: 0, ...(epilogue && { epilogue: epilogue([], 0) }) });
  const built = build(
    [a, b, ...operands].map(vector),
    { shape: [m * n + behind], dtype: "float32" },
    (site, [aPlace, bPlace, ...others], y, scratch) => {
      const done = epilogue && {
        epilogue: epilogue(
          others.map(({ address }) => address),
          y.address,
        ),
      };
      emitGemm(site, { ...gemm, ...matrices(aPlace?.address ?? 0, bPlace?.address ?? 0), y: y.address, scratch, ...done });
    },
    {},
    size,
  );
  const y = built.run() as Float32Array;
  if (!built.guarded) throw new Error("wrote memory that is not y's");
  if (y.subarray(m * n).some((element) => !Object.is(element, untouched))) throw new Error("wrote behind the last element of y");
  return (test.twice ? (built.run() as Float32Array) : y).subarray(0, m * n);
}

const vector = (data: Float32Array<ArrayBuffer>): Value => ({ data, shape: [data.length], dtype: "float32" });

/** Numbers in −1 … 1, the same for the same seed. */
export function numbers(count: number, seed: number): Float32Array<ArrayBuffer> {
  let state = seed;
  return Float32Array.from({ length: count }, () => {
    state = (state + 0x6d2b79f5) | 0;
    let word = Math.imul(state ^ (state >>> 15), state | 1);
    word ^= word + Math.imul(word ^ (word >>> 7), word | 61);
    return ((word ^ (word >>> 14)) >>> 0) / 2 ** 31 - 1;
  });
}

export const operandA = ({ m, k }: Case): Float32Array<ArrayBuffer> => numbers(m * k, 1);
export const operandB = ({ k, n }: Case): Float32Array<ArrayBuffer> => numbers(k * n, 2);

/** The sums and the sums of magnitudes, in float64. */
export function expected(test: Case): { readonly sums: Float64Array; readonly sizes: Float64Array } {
  const { m, n, k, layout = "NN", a = operandA(test), b = operandB(test) } = test;
  const [sums, sizes] = [new Float64Array(m * n), new Float64Array(m * n)];
  for (let i = 0; i < m; i++)
    for (let j = 0; j < n; j++)
      for (let l = 0; l < k; l++) {
        const product = (a[layout[0] === "T" ? l * m + i : i * k + l] as number) * (b[layout[1] === "T" ? j * k + l : l * n + j] as number);
        sums[i * n + j]! += product;
        sizes[i * n + j]! += Math.abs(product);
      }
  return { sums, sizes };
}

/** The bound of Gemm's docstring for any operands, and the one for operands of either sign: what was measured there. */
export const boundOf = ({ k }: Case): number => Math.min((Math.min(k, 512) + Math.ceil(k / 512)) * 2 ** -24, 2.3e-7);

/** Says where y is further from the sums than the bound allows, or nothing. */
export function difference(test: Case, y: Float32Array): string | undefined {
  const { sums, sizes } = expected(test);
  const bound = boundOf(test);
  const at = y.findIndex((element, i) => !(Math.abs(element - (sums[i] as number)) <= bound * (sizes[i] as number)));
  const { m, n, k, layout = "NN" } = test;
  return at < 0 ? undefined : `${layout} ${m}×${n}×${k}: ${y[at]} instead of ${sums[at]} at [${Math.floor(at / n)}, ${at % n}]`;
}
