import { commonOps } from "../../src/onnx/read/handlers/common-ops.ts";
import { rareOps } from "../../src/onnx/read/handlers/rare-ops.ts";
import { decode } from "../../src/onnx/wire/decode.ts";
import { encode } from "../../src/onnx/wire/encode.ts";
import type { ModelProto } from "../../src/onnx/wire/schema.ts";

/*
 * Files as nobody exports them: bits and bytes changed, cut, put together from two, and, since few such bytes are still a message, messages
 * of which fields say something else.
 */

/** Draws a whole number below n. */
export type Draw = (n: number) => number;

/** The same draws for the same seed. Source: mulberry32. */
export function drawing(seed: number): Draw {
  let state = seed;
  return (n) => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return Math.floor((((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32) * n);
  };
}

const one = <T>(draw: Draw, list: readonly T[]): T => list[draw(list.length)] as T;

const words = [
  "__proto__",
  "constructor",
  "toString",
  "",
  "../../etc/passwd",
  "/etc/passwd",
  "x".repeat(300),
  "a\nb",
  "ai.onnx",
  "39",
  "\u0000",
];
const numbers = [
  0,
  1,
  -1,
  2,
  3,
  5,
  7,
  16,
  127,
  255,
  4096,
  65_536,
  2 ** 24,
  2 ** 31 - 1,
  2 ** 31,
  -(2 ** 31),
  2 ** 40,
  2 ** 53 - 1,
  -(2n ** 63n),
  2n ** 63n - 1n,
];
const floats = [0, -0, 1, -1, 0.5, 1e-30, 3e38, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];

type Mutate = (draw: Draw, bytes: Uint8Array, other: Uint8Array) => Uint8Array;

const joined = (...parts: readonly (Uint8Array | readonly number[])[]): Uint8Array => {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
};

const someBytes: Mutate = (draw, bytes) => {
  const changed = bytes.slice();
  for (let count = 1 + draw(4); count > 0; count--) changed[draw(changed.length)] = draw(256);
  return changed;
};

const someBits: Mutate = (draw, bytes) => {
  const changed = bytes.slice();
  for (let count = 1 + draw(4); count > 0; count--) {
    const at = draw(changed.length);
    changed[at] = (changed[at] as number) ^ (1 << draw(8));
  }
  return changed;
};

const cut: Mutate = (draw, bytes) => bytes.slice(0, draw(bytes.length));

const spliced: Mutate = (draw, bytes, other) => {
  const from = draw(other.length);
  const part = other.subarray(from, from + draw(Math.min(200, other.length - from)));
  const at = draw(bytes.length);
  return joined(bytes.subarray(0, at), part, bytes.subarray(at + (draw(2) ? part.length : 0)));
};

/** A length or number that lies: a varint of up to eleven bytes in place of one. */
const lying: Mutate = (draw, bytes) => {
  const at = draw(bytes.length);
  const length = 1 + draw(11);
  const varint = Array.from({ length }, (_, i) => (i === length - 1 ? draw(128) : 128 + draw(128)));
  return joined(bytes.subarray(0, at), varint, bytes.subarray(at + 1));
};

/** All places of a message that hold something, and what the field is called. */
interface Place {
  readonly holder: Record<string, unknown>;
  readonly key: string;
  readonly field: string;
}

function placesOf(value: unknown, places: Place[] = [], list?: string): Place[] {
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return places;
  for (const [key, part] of Object.entries(value)) {
    const field = list ?? key;
    places.push({ holder: value as Record<string, unknown>, key, field });
    placesOf(part, places, Array.isArray(part) ? field : undefined);
  }
  return places;
}

const copyOf = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(copyOf);
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, copyOf(part)]));
};

/** Other values of the kind that stands there; names are those of the file as often as others. */
function otherValue(draw: Draw, key: string, value: unknown, texts: readonly string[]): unknown {
  if (key === "opType") return one(draw, [...Object.keys(commonOps), ...Object.keys(rareOps)]);
  if (typeof value === "string") return one(draw, draw(3) ? texts : words);
  if (typeof value === "bigint") return one(draw, numbers);
  if (typeof value === "number") {
    // Floats and whole numbers are told apart by what they are called.
    const isFloat = /^(f|floats|floatData|doubleData)$/.test(key);
    return isFloat ? one(draw, floats) : draw(2) ? one(draw, numbers) : value + draw(3) - 1;
  }
  if (ArrayBuffer.isView(value)) return someBytes(draw, new Uint8Array(value.buffer, value.byteOffset, value.byteLength), new Uint8Array());
  return value;
}

const otherFields: Mutate = (draw, bytes) => {
  const model = copyOf(decode("Model", bytes)) as ModelProto;
  for (let count = 1 + draw(3); count > 0; count--) {
    const places = placesOf(model);
    const texts = places.flatMap(({ holder, key }) => (typeof holder[key] === "string" ? [holder[key]] : []));
    const { holder, key, field } = one(draw, places);
    const value = holder[key];
    if (Array.isArray(value) && value.length > 0) {
      const at = draw(value.length);
      const change = draw(3);
      if (change === 0) value.splice(at, 1);
      else if (change === 1) value.push(copyOf(value[at]));
      else value.splice(at, 0, ...value.splice(draw(value.length), 1));
    } else if (!Array.isArray(holder) && draw(12) === 0) delete holder[key];
    else holder[key] = otherValue(draw, field, value, texts);
  }
  return encode("Model", model);
};

const mutations: readonly Mutate[] = [someBytes, someBits, cut, spliced, lying, otherFields, otherFields, otherFields, otherFields];

/** One of the files, changed in one way or several. */
export function mutated(draw: Draw, files: readonly Uint8Array[]): Uint8Array {
  let bytes = one(draw, files);
  do {
    try {
      bytes = one(draw, mutations)(draw, bytes, one(draw, files));
    } catch {
      // What is no message any more has no fields to change.
    }
  } while (bytes.length > 0 && draw(3) === 0);
  return bytes;
}
