import type { DType, TypedArray } from "../../graph/dtype.ts";
import type { Value } from "../../graph/op.ts";

/**
 * A parameter's value, which outlives runs and may be shared by several programs.
 *
 * Its elements are at home in `data`. An executable that keeps parameters in memory of its own says with `lend` that it has newer
 * ones; they are fetched when somebody asks for them.
 */
export class Parameter implements Value {
  readonly #value: Value;
  #version = 0;
  #fetch: ((to: TypedArray) => void) | undefined;

  constructor(value: Value) {
    this.#value = value;
  }

  get shape(): readonly number[] {
    return this.#value.shape;
  }

  get dtype(): DType {
    return this.#value.dtype;
  }

  /** Counts the changes: a copy that was made at the same version is still good. */
  get version(): number {
    return this.#version;
  }

  /** The present elements. Whoever writes to them must call `changed`. */
  get data(): TypedArray {
    const { data } = this.#value;
    if (this.#fetch !== undefined) {
      this.#fetch(data);
      this.#fetch = undefined;
    }
    return data;
  }

  /** The elements of `data` were overwritten. */
  changed(): void {
    this.#version++;
    this.#fetch = undefined;
  }

  /** The newest elements are elsewhere; `fetch` copies them. */
  lend(fetch: (to: TypedArray) => void): void {
    this.#version++;
    this.#fetch = fetch;
  }
}
