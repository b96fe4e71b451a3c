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
    const source = values instanceof Bytes ? values.#bytes.subarray(0, values.length) : values;
    this.#grow(source.length);
    this.#bytes.set(source, this.length);
    this.length += source.length;
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
    for (;;) {
      const low = rest & 127;
      rest >>= 7;
      if ((rest === 0 && low < 64) || (rest === -1 && low >= 64)) return this.byte(low);
      this.byte(low | 128);
    }
  }

  /** LEB128 of an integer in −2⁶³ … 2⁶³ − 1. */
  s64(value: bigint): this {
    let rest = value;
    for (;;) {
      const low = Number(rest & 127n);
      rest >>= 7n;
      if ((rest === 0n && low < 64) || (rest === -1n && low >= 64)) return this.byte(low);
      this.byte(low | 128);
    }
  }

  f32(value: number): this {
    return this.bytes(new Uint8Array(new Float32Array([value]).buffer));
  }

  f64(value: number): this {
    return this.bytes(new Uint8Array(new Float64Array([value]).buffer));
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

  #grow(by: number): void {
    if (this.length + by <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(2 * this.#bytes.length, this.length + by));
    larger.set(this.#bytes.subarray(0, this.length));
    this.#bytes = larger;
  }
}
