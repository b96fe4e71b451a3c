import type { ByteArray } from "../../../../graph/dtype.ts";

/** A number on its way to bytes. */
const scratch = new DataView(new ArrayBuffer(8));
const scratchBytes = new Uint8Array(scratch.buffer);

/** A growing list of bytes, in the number formats of WebAssembly modules. */
export class Bytes {
  #bytes = new Uint8Array(256);
  length = 0;

  byte(value: number): this {
    if (this.length === this.#bytes.length) this.#grow(1);
    this.#bytes[this.length++] = value;
    return this;
  }

  bytes(values: Bytes | Uint8Array | readonly number[]): this {
    if (values instanceof Bytes) return this.range(values, 0, values.length);
    const { length } = values;
    this.#grow(length);
    // Of a few bytes a loop is faster than set.
    if (length > 8) this.#bytes.set(values, this.length);
    else for (let i = 0; i < length; i++) this.#bytes[this.length + i] = values[i] as number;
    this.length += length;
    return this;
  }

  /** Bytes from … to − 1 of another list. */
  range(values: Bytes, from: number, to: number): this {
    this.#grow(to - from);
    this.#bytes.set(values.#bytes.subarray(from, to), this.length);
    this.length += to - from;
    return this;
  }

  /** One byte, then LEB128 of an integer in 0 … 2³² − 1: most instructions are that. */
  pair(first: number, value: number): this {
    if (value > 127) return this.byte(first).u32(value);
    let at = this.length;
    if (at + 2 > this.#bytes.length) this.#grow(2);
    const bytes = this.#bytes;
    bytes[at++] = first;
    bytes[at++] = value;
    this.length = at;
    return this;
  }

  /** LEB128 of an integer in 0 … 2³² − 1. */
  u32(value: number): this {
    this.#grow(5);
    const bytes = this.#bytes;
    let at = this.length;
    let rest = value >>> 0;
    for (; rest > 127; rest >>>= 7) bytes[at++] = (rest & 127) | 128;
    bytes[at++] = rest;
    this.length = at;
    return this;
  }

  /** LEB128 of an integer in −2³¹ … 2³¹ − 1; larger ones are taken modulo 2³², so that unsigned words can be given. */
  s32(value: number): this {
    this.#grow(5);
    const bytes = this.#bytes;
    let at = this.length;
    let rest = value | 0;
    for (; rest < -64 || rest > 63; rest >>= 7) bytes[at++] = (rest & 127) | 128;
    bytes[at++] = rest & 127;
    this.length = at;
    return this;
  }

  /** LEB128 of an integer in −2⁶³ … 2⁶³ − 1. */
  s64(value: bigint): this {
    let rest = value;
    for (; rest < -64n || rest > 63n; rest >>= 7n) this.byte(Number(rest & 127n) | 128);
    return this.byte(Number(rest & 127n));
  }

  f32(value: number): this {
    scratch.setFloat32(0, value, true);
    return this.#take(4);
  }

  f64(value: number): this {
    scratch.setFloat64(0, value, true);
    return this.#take(8);
  }

  /** Its length in bytes, then the text in UTF-8. */
  text(value: string): this {
    const encoded = new TextEncoder().encode(value);
    return this.u32(encoded.length).bytes(encoded);
  }

  /** A section: its number, its length, its content. Nothing where there is no content. */
  section(id: number, content: Bytes): this {
    return content.length === 0 ? this : this.byte(id).u32(content.length).bytes(content);
  }

  toUint8Array(): ByteArray {
    return this.#bytes.slice(0, this.length);
  }

  #take(count: number): this {
    for (let i = 0; i < count; i++) this.byte(scratchBytes[i] as number);
    return this;
  }

  /** Makes room for so many more. */
  #grow(by: number): void {
    if (this.length + by <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(2 * this.#bytes.length, this.length + by));
    larger.set(this.#bytes.subarray(0, this.length));
    this.#bytes = larger;
  }
}

/** Bytes that LEB128 of an integer in 0 … 2³² − 1 takes. */
export function lengthOfU32(value: number): number {
  let length = 1;
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) length++;
  return length;
}
