import { createHash } from "node:crypto";
import { type DType, isDType } from "../../graph/dtype.ts";
import { isGraph } from "../../graph/is-graph.ts";
import { print } from "../../graph/print/print.ts";
import { printArray } from "../../graph/print/print-array.ts";
import { showType, sizeOf } from "../../graph/shape.ts";
import { type Elements, isElements } from "./numbers.ts";

type TypedElements = Elements & { readonly dtype: DType };

const isTyped = (value: unknown): value is TypedElements => isElements(value) && "dtype" in value && isDType(value.dtype);

/** Arrays of more elements are shown by the ends of their axes, as NumPy does, and a hash of all. */
const shownInFull = 1000;

/**
 * Prints graphs and arrays in snapshots: a graph as `print` does, an array with its type and as NumPy prints it.
 *
 *     float32[2, 3]
 *     [[0. 1. 2.]
 *      [3. 4. 5.]]
 */
export const serializer = {
  test: (value: unknown): boolean => isGraph(value) || isTyped(value),
  serialize(value: unknown, _config: unknown, indentation: string): string {
    const text = isGraph(value) ? print(value) : printTyped(value as TypedElements);
    if (indentation === "") return text;
    // Within an object or list, below the line of its key.
    return (isGraph(value) ? `graph\n${text}` : text).replaceAll("\n", `\n${indentation}  `);
  },
};

function printTyped(array: TypedElements): string {
  const hidden = sizeOf(array.shape) > shownInFull ? `, sha256 ${hash(array.data)}` : "";
  return `${showType(array)}${hidden}${array.shape.length === 0 ? " " : "\n"}${printArray(array)}`;
}

const hash = (data: Elements["data"]): string => createHash("sha256").update(Array.from(data, show).join(",")).digest("hex").slice(0, 8);

const show = (value: number): string => (Object.is(value, -0) ? "-0" : String(value));
