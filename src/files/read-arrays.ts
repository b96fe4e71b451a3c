import { basename, extname } from "node:path";
import { checkOptions } from "../../graph/check-options.ts";
import { FormatError } from "../../graph/errors.ts";
import type { NdArray } from "../../graph/ndarray.ts";
import { type ArrayReaders, chosenArrays } from "../data/chosen-arrays.ts";
import { fromIdx } from "../data/idx.ts";
import { fromNpy } from "../data/npy.ts";
import { npzReaders } from "../data/npz.ts";
import { fromPng } from "../data/png.ts";
import { problemsOf } from "../data/raise-problem.ts";
import { checkOnly, type ReadOptions } from "../data/read-options.ts";
import { safetensorsReaders } from "../data/safetensors.ts";
import { checkPath } from "./check-path.ts";
import { readBytes } from "./read-bytes.ts";

type Readers = (bytes: Uint8Array, name: string) => ArrayReaders;

const one =
  (read: (bytes: Uint8Array, name: string) => NdArray): Readers =>
  (bytes, name) =>
    new Map([[basename(name).replace(/\..*$/s, ""), () => read(bytes, name)]]);

const formats: Readonly<Record<string, Readers>> = {
  ".npy": one(fromNpy),
  ".npz": npzReaders,
  ".safetensors": (bytes, name) => safetensorsReaders(bytes, name).readers,
  ".idx": one(fromIdx),
  ".gz": one(fromIdx),
  ".png": one(fromPng),
};

/** The files of the MNIST family have no ending: train-images-idx3-ubyte. */
const isIdx = (path: string): boolean => /idx\d-ubyte$/.test(path);

/**
 * The arrays in a .npz or .safetensors file by name, or the one in a .npy, .png or IDX file (.idx, .gz, …-idx3-ubyte) by the name of the file up
 * to its first dot: all, or those that `only` names, so that an odd one does not lock the others. FileError when it cannot be read;
 * FormatError, which names file and entry, for what it holds.
 */
export async function readArrays<Name extends string = string>(
  path: string,
  options: Pick<ReadOptions<Name>, "only"> = {},
): Promise<Record<Name, NdArray>> {
  checkPath("readArrays", path);
  checkOptions("readArrays", options, ["only"]);
  checkOnly("readArrays", options.only);
  return chosenArrays(await arrayReaders(path), options.only, problemsOf("readArrays", path)) as Record<Name, NdArray>;
}

/** What reads each array of a file, which errors call `name`; where its ending tells nothing, they begin with `of`. */
export async function arrayReaders(path: string, name = path, of = "readArrays"): Promise<ArrayReaders> {
  const ending = extname(path).toLowerCase();
  const readers = isIdx(path) ? formats[".idx"] : Object.hasOwn(formats, ending) ? formats[ending] : undefined;
  if (readers !== undefined) return readers(await readBytes(path, name), name);
  const endings = Object.keys(formats).join(", ");
  throw new FormatError(`${of}: ${name}: a file must end in ${endings} or idx3-ubyte, got "${extname(path)}"; rename or convert it`, {
    code: "unknown-format",
    expected: endings,
    actual: extname(path),
  });
}

/** The one array of a file. Errors: those of `readArrays`; FormatError where there are several. */
export async function readArray(path: string): Promise<NdArray> {
  checkPath("readArray", path);
  const arrays = Object.values(chosenArrays(await arrayReaders(path, path, "readArray"), undefined, problemsOf("readArray", path)));
  const [array] = arrays;
  if (array !== undefined && arrays.length === 1) return array;
  throw new FormatError(`readArray: ${path}: a file must hold one array, got ${arrays.length}; use readArrays`, {
    code: "not-one-array",
    expected: "1",
    actual: String(arrays.length),
  });
}
