const reserved = new Set(
  "np False None True and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield len".split(
    " ",
  ),
);

/** Gives out identifiers of Python, each once. */
export class PythonNames {
  readonly #taken: Set<string>;

  constructor(further: readonly string[] = []) {
    this.#taken = new Set([...reserved, ...further]);
  }

  /** An identifier as near to the wish as can be: "dense1.weights" → dense1_weights. */
  take(wish: string): string {
    // Python reads identifiers in their compatibility form: ﬁ and fi are one.
    const letters = wish.normalize("NFKC").replace(/[^\p{L}\p{N}_]/gu, "_");
    const stem = /^[\p{L}_]/u.test(letters) ? letters : `_${letters}`;
    let name = stem;
    for (let i = 2; this.#taken.has(name); i++) name = `${stem}_${i}`;
    this.#taken.add(name);
    return name;
  }
}
