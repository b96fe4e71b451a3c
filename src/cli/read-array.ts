import { extname, resolve } from "node:path";
import type { DType } from "../../graph/dtype.ts";
import { FeedError } from "../../graph/errors.ts";
import { array, type NdArray } from "../../graph/ndarray.ts";
import type { Nested } from "../../graph/nested.ts";
import { fromNpy } from "../data/npy.ts";
import { CliError } from "./cli-error.ts";
import { convertArray } from "./convert-array.ts";
import { readBytes, readJson } from "./read-file.ts";

/**
 * The array that a word on the command line stands for: a .npy or .json file, or JSON itself, such as [[1, 2], [3, 4]] or 0.5.
 * `what` begins the errors. CliError or FormatError when there is no such array, or `dtype` cannot hold it.
 */
export async function readArray(word: string, dtype: DType, what: string, cwd: string): Promise<NdArray> {
  const ending = extname(word).toLowerCase();
  const file = resolve(cwd, word);
  if (ending === ".npy") return convertArray(fromNpy(await readBytes(file, word), word), dtype, what);
  const value = ending === ".json" ? await readJson(file, word) : inline(word, what);
  return arrayOf(value, dtype, what);
}

/** Nested lists of numbers as an array. */
export function arrayOf(value: unknown, dtype: DType, what: string): NdArray {
  try {
    return convertArray(array(value as Nested), dtype, what);
  } catch (error) {
    if (!(error instanceof FeedError)) throw error;
    throw new CliError(`${what}: ${error.message.replace(/^array: /, "")}`, { cause: error });
  }
}

function inline(word: string, what: string): unknown {
  try {
    return JSON.parse(word);
  } catch (error) {
    const shown = word.length > 40 ? `${word.slice(0, 40)}…` : word;
    throw new CliError(`${what}: must be a .npy file, a .json file or JSON such as [[1, 2]], got "${shown}"; correct it`, { cause: error });
  }
}
