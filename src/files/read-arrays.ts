import { basename, extname } from "node:path";
import { FormatError } from "../../graph/errors.ts";
import type { NdArray } from "../../graph/ndarray.ts";
import { fromIdx } from "../data/idx.ts";
import { fromNpy } from "../data/npy.ts";
import { fromNpz } from "../data/npz.ts";
import { fromSafetensors } from "../data/safetensors.ts";
import { checkPath } from "./check-path.ts";
import { readBytes } from "./read-bytes.ts";

type Read = (bytes: Uint8Array, name: string) => Record<string, NdArray>;

const one =
  (read: (bytes: Uint8Array, name: string) => NdArray): Read =>
  (bytes, name) => ({ [basename(name).replace(/\..*$/s, "")]: read(bytes, name) });

const readers: Readonly<Record<string, Read>> = {
  ".npy": one(fromNpy),
  ".npz": fromNpz,
  ".safetensors": (bytes, name) => ({ ...fromSafetensors(bytes, name).tensors }),
  ".idx": one(fromIdx),
  ".gz": one(fromIdx),
};

/** The files of the MNIST family have no ending: train-images-idx3-ubyte. */
const isIdx = (path: string): boolean => /idx\d-ubyte$/.test(path);

/**
 * The arrays in a .npz or .safetensors file by name; or the one in a .npy or IDX file (.idx, .gz, …-idx3-ubyte) by the name of the
 * file up to its first dot. FileError when it cannot be read; FormatError, which names file and entry, for what it holds.
 */
export async function readArrays(path: string): Promise<Record<string, NdArray>> {
  return arraysOf("readArrays", path);
}

async function arraysOf(of: string, path: string): Promise<Record<string, NdArray>> {
  checkPath(of, path);
  const read = isIdx(path) ? readers[".idx"] : readers[extname(path).toLowerCase()];
  if (read !== undefined) return read(await readBytes(path), path);
  const endings = Object.keys(readers).join(", ");
  throw new FormatError(`${of}: ${path}: a file must end in ${endings} or idx3-ubyte, got "${extname(path)}"; rename or convert it`, {
    code: "unknown-format",
    expected: endings,
    actual: extname(path),
  });
}

/** The one array of a file. Errors: those of `readArrays`; FormatError where there are several. */
export async function readArray(path: string): Promise<NdArray> {
  const arrays = Object.values(await arraysOf("readArray", path));
  const [array] = arrays;
  if (array !== undefined && arrays.length === 1) return array;
  throw new FormatError(`readArray: ${path}: a file must hold one array, got ${arrays.length}; use readArrays`, {
    code: "not-one-array",
    expected: "1",
    actual: String(arrays.length),
  });
}
