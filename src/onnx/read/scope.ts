import type { Value } from "./values.ts";

/** Values by the names that the file gives them; those of a branch or a body lie over those around it. */
export class Scope {
  readonly #own = new Map<string, Value>();
  readonly #around: Pick<Scope, "get"> | undefined;

  constructor(around?: Pick<Scope, "get">) {
    this.#around = around;
  }

  get(name: string): Value | undefined {
    return this.#own.get(name) ?? this.#around?.get(name);
  }

  set(name: string, value: Value): void {
    this.#own.set(name, value);
  }
}
