import { checkOptions } from "../../graph/check-options.ts";
import type { ByteArray } from "../../graph/dtype.ts";
import type { NdArray } from "../../graph/ndarray.ts";
import { checkArrays, checkBytes } from "./check-arrays.ts";
import { type ArrayReaders, chosenArrays } from "./chosen-arrays.ts";
import { readNpy, toNpy } from "./npy.ts";
import { problemsOf } from "./raise-problem.ts";
import { type ReadOptions, readOptions } from "./read-options.ts";
import { unzip, zip } from "./zip.ts";

const ending = ".npy";

export interface ToNpzOptions {
  /** Deflate the arrays, as np.savez_compressed. Default false, as np.savez. */
  readonly compress?: boolean;
}

/**
 * The arrays in the bytes of a .npz file by name: all, or those that `only` names, so that an odd entry does not lock the others. Entries
 * that are no .npy files are left out. A text in place of the options is the name of the file in errors.
 * FormatError, which names file and entry, for a damaged archive, an archive of other files, and all that `fromNpy` refuses.
 */
export function fromNpz<Name extends string = string>(bytes: Uint8Array, options: string | ReadOptions<Name> = {}): Record<Name, NdArray> {
  checkBytes("fromNpz", bytes);
  const { only, name = "the archive" } = readOptions("fromNpz", options);
  return chosenArrays(npzReaders(bytes, name), only, problemsOf("npz", name)) as Record<Name, NdArray>;
}

/** What reads each array of a .npz file. */
export function npzReaders(bytes: Uint8Array, name: string): ArrayReaders {
  const raise = problemsOf("npz", name);
  const entries = [...unzip(bytes, problemsOf("zip", name))];
  const arrays = entries.filter(([entry]) => entry.endsWith(ending));
  const [other] = entries;
  if (other !== undefined && arrays.length === 0) {
    raise("npz-entry", `some entry must end in ${ending}`, "none", "write it with np.savez", other[0]);
  }
  return new Map(
    arrays.map(([entry, unpack]) => {
      const array = entry.slice(0, -ending.length);
      const advise = (save: string): string => `with np.savez save ${save} in its place`;
      return [array, () => readNpy(unpack(), problemsOf("npy", `${name}: ${entry}`), advise)];
    }),
  );
}

/** The bytes of a .npz file of the arrays, for np.load. The same arrays give the same bytes. */
export function toNpz(arrays: Readonly<Record<string, NdArray>>, options: ToNpzOptions = {}): ByteArray {
  checkArrays("toNpz", "arrays", arrays);
  checkOptions("toNpz", options, ["compress compressed"]);
  const { compress = false } = options;
  const entries = new Map(Object.entries(arrays).map(([name, array]) => [name + ending, toNpy(array)]));
  return zip(entries, compress ? 6 : 0);
}
