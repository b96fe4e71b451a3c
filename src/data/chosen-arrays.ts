import { FormatError } from "../../graph/errors.ts";
import type { NdArray } from "../../graph/ndarray.ts";
import { suggest } from "../../graph/nearest.ts";
import { showValue } from "../../graph/show-value.ts";
import type { RaiseProblem } from "./raise-problem.ts";

/** The arrays of a file by name; each is read where it is asked for. */
export type ArrayReaders = ReadonlyMap<string, () => NdArray>;

/** Names in a message, at most. */
const most = 8;

/**
 * The arrays of these names; without names all of them. FormatError for a name that the file does not have, and for an array that cannot
 * be read; where others can, it names them.
 */
export function chosenArrays(arrays: ArrayReaders, only: readonly string[] | undefined, raise: RaiseProblem): Record<string, NdArray> {
  const names = only ?? [...arrays.keys()];
  const read = (name: string): NdArray => (arrays.get(name) ?? missing(name, arrays, raise))();
  try {
    return Object.fromEntries(names.map((name) => [name, read(name)]));
  } catch (error) {
    const others = only === undefined && error instanceof FormatError ? readable(arrays) : [];
    if (others.length === 0) throw error;
    const { message, code, node, expected, actual } = error as FormatError & { readonly expected: string; readonly actual: string };
    throw new FormatError(`${message}; or read the others, with { only: [${list(others)}] }`, {
      ...{ code, expected, actual },
      ...(node !== undefined && { node }),
    });
  }
}

function missing(name: string, arrays: ArrayReaders, raise: RaiseProblem): never {
  const names = [...arrays.keys()];
  const there = names.length === 0 ? "it has none" : `it has ${list(names)}`;
  return raise("unknown-array", "only must name arrays of the file", showValue(name), suggest(name, names, there));
}

function readable(arrays: ArrayReaders): string[] {
  return [...arrays.keys()].filter((name) => {
    try {
      return arrays.get(name)?.();
    } catch {
      return false;
    }
  });
}

const list = (names: readonly string[]): string =>
  names.slice(0, most).map(showValue).join(", ") + (names.length > most ? `, … ${names.length - most} more` : "");
