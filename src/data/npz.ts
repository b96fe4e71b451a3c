import type { ByteArray } from "../../graph/dtype.ts";
import { FormatError } from "../../graph/errors.ts";
import type { NdArray } from "../../graph/ndarray.ts";
import { showValue } from "../../graph/show-value.ts";
import { fromNpy, toNpy } from "./npy.ts";
import { unzip, zip } from "./zip.ts";

const ending = ".npy";

export interface ToNpzOptions {
  /** Deflate the arrays, as np.savez_compressed. Default false, as np.savez. */
  readonly compress?: boolean;
}

/**
 * The arrays in the bytes of a .npz file, by name. `name` stands in errors.
 * FormatError, which names file and entry, for a damaged archive, an entry that is no .npy file, and all that `fromNpy` refuses.
 */
export function fromNpz(bytes: Uint8Array, name = "the archive"): Record<string, NdArray> {
  const arrays: [string, NdArray][] = [];
  for (const [entry, content] of unzip(bytes, name)) {
    if (!entry.endsWith(ending)) {
      throw new FormatError(`npz: ${name}: entries must end in ${ending}, got ${showValue(entry)}; write it with np.savez`, {
        code: "npz-entry",
        node: entry,
        expected: ending,
        actual: entry,
      });
    }
    arrays.push([entry.slice(0, -ending.length), fromNpy(content, `${name}: ${entry}`)]);
  }
  return Object.fromEntries(arrays);
}

/** The bytes of a .npz file of the arrays, for np.load. The same arrays give the same bytes. */
export function toNpz(arrays: Readonly<Record<string, NdArray>>, { compress = false }: ToNpzOptions = {}): ByteArray {
  const entries = new Map(Object.entries(arrays).map(([name, array]) => [name + ending, toNpy(array)]));
  return zip(entries, compress ? 6 : 0);
}
