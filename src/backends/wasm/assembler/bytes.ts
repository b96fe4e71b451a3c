/** A number on its way to bytes. */
const scratch = new DataView(new ArrayBuffer(8));

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
    if (values instanceof Bytes) return this.bytes(values.#bytes.subarray(0, values.length));
    this.#grow(values.length);
    // Instructions are a few bytes long: a loop is faster than set.
    if (values.length > 16) this.#bytes.set(values, this.length);
    else for (let i = 0; i < values.length; i++) this.#bytes[this.length + i] = values[i] as number;
    this.length += values.length;
    return this;
  }

  /** LEB128 of an integer in 0 … 2³² − 1. */
  u32(value: number): this {
    let rest = value >>> 0;
    for (; rest > 127; rest >>>= 7) this.byte((rest & 127) | 128);
    return this.byte(rest);
  }

  /** LEB128 of an integer in −2³¹ … 2³¹ − 1; larger ones are taken modulo 2³², so that unsigned words can be given. */
  s32(value: number): this {
    let rest = value | 0;
    for (; rest < -64 || rest > 63; rest >>= 7) this.byte((rest & 127) | 128);
    return this.byte(rest & 127);
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

  /** Four bytes, low ones first. */
  i32(value: number): this {
    scratch.setInt32(0, value, true);
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

  toUint8Array(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.length);
  }

  #take(count: number): this {
    for (let i = 0; i < count; i++) this.byte(scratch.getUint8(i));
    return this;
  }

  #grow(by: number): void {
    if (this.length + by <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(2 * this.#bytes.length, this.length + by));
    larger.set(this.#bytes.subarray(0, this.length));
    this.#bytes = larger;
  }
}
