import type { DType, TypedArray } from "../../graph/dtype.ts";
import { GraphError } from "../../graph/errors.ts";
import type { Value } from "../../graph/op.ts";

/**
 * A parameter's value, which outlives runs and may be shared by several programs.
 *
 * Its elements are at home in `data`. An executable that keeps parameters in memory of its own says with `lend` that it has newer
 * ones; they are fetched when somebody asks for them. One that answers later says it with `lendAsync`: then `read` fetches them.
 */
export class Parameter implements Value {
  readonly #value: Value;
  #version = 0;
  #fetch: ((to: TypedArray) => void) | undefined;
  #fetchAsync: ((to: TypedArray) => Promise<void>) | undefined;

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

  /** The present elements. Whoever writes to them must call `changed`. GraphError where they are to be had with `read` only. */
  get data(): TypedArray {
    const { data } = this.#value;
    if (this.#fetchAsync !== undefined) throw notHere();
    if (this.#fetch !== undefined) {
      this.#fetch(data);
      this.#fetch = undefined;
    }
    return data;
  }

  /** The present elements, wherever they are. */
  async read(): Promise<TypedArray> {
    while (this.#fetchAsync !== undefined) {
      const fetch = this.#fetchAsync;
      await fetch(this.#value.data);
      // There may be newer ones by now.
      if (this.#fetchAsync === fetch) this.#fetchAsync = undefined;
    }
    return this.data;
  }

  /** Overwrites the elements. */
  set(elements: TypedArray): void {
    this.#value.data.set(elements);
    this.changed();
  }

  /** The elements of `data` were overwritten. */
  changed(): void {
    this.#version++;
    this.#fetch = undefined;
    this.#fetchAsync = undefined;
  }

  /** The newest elements are elsewhere; `fetch` copies them. */
  lend(fetch: (to: TypedArray) => void): void {
    this.changed();
    this.#fetch = fetch;
  }

  /** The newest elements are elsewhere, and take their time: `fetch` copies them. */
  lendAsync(fetch: (to: TypedArray) => Promise<void>): void {
    this.changed();
    this.#fetchAsync = fetch;
  }
}

const notHere = (): GraphError =>
  new GraphError(
    "parameters: values must be in memory to be seen at once, got newer ones on a backend that answers later; await program.read() first",
    { code: "async-only" },
  );
