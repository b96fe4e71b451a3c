import type { DType } from "../../../graph/dtype.ts";

/**
 * A tensor in the module's memory: row-major from a 16-byte boundary on. Up to the next 16-byte boundary behind it the bytes are its own
 * (a loop over four lanes may write them); up to 64 bytes behind that may be read, and mean nothing.
 */
export interface Place {
  readonly address: number;
  readonly shape: readonly number[];
  readonly dtype: DType;
}
