import type { AttrValue } from "./graph.ts";

const number = new Float64Array(1);
const bytes = new Uint8Array(number.buffer);

/** What stands for numbers in attributes, see `encodeNumber`. */
const special = new Set<AttrValue>(["NaN", "Infinity", "-Infinity", "-0"]);

/**
 * The 32-bit FNV-1a hash of a list: of each number its bytes as a little-endian float64, of anything else its text as JSON.
 * Takes no memory, however long the list is. Source: Fowler, Noll, Vo.
 */
export function hashList(list: readonly AttrValue[]): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < list.length; i++) {
    const element = list[i] as AttrValue;
    if (typeof element === "number" || special.has(element)) {
      number[0] = Number(element);
      for (let k = 0; k < 8; k++) hash = Math.imul(hash ^ (bytes[k] as number), 0x01000193);
    } else {
      const text = JSON.stringify(element);
      for (let k = 0; k < text.length; k++) hash = Math.imul(hash ^ text.charCodeAt(k), 0x01000193);
    }
  }
  return hash >>> 0;
}
