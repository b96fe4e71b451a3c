/** The names of tensors and nodes of a file, each once. */
export class TensorNames {
  readonly #taken = new Set<string>();

  /** The name that is wished for, or, where it is taken, one that begins with it. */
  take(wish: string): string {
    let name = wish;
    for (let count = 2; this.#taken.has(name); count++) name = `${wish}:${count}`;
    this.#taken.add(name);
    return name;
  }
}
