import type { Notation, Subscripts, Term } from "./notation.ts";
import type { Shape } from "./shape.ts";

/** How pictures draw an op. */
export interface Picture<A> {
  /** op: a circle with a sign; function: a rounded box; reduction: a trapezium. */
  readonly role: "op" | "function" | "reduction";
  /**
   * The text inside the node of a formula picture. `literals` holds the text of each operand that is a literal number
   * and so is not drawn ("0" for the zero of max(0, ·)), and undefined for the others; `shapes` the operands' shapes. An attribute that
   * changes the result shows.
   */
  readonly label: string | ((attrs: A, literals: readonly (string | undefined)[], shapes: readonly Shape[]) => string);
  /** Heading of a composite's box in a layer picture: "Softmax". */
  readonly title?: string;
  /** One line of mathematics below the title: "exp(x) ÷ Σ exp(x)". */
  readonly formula?: string | ((attrs: A, shapes: readonly Shape[]) => string);
}

/** How an op is drawn and written: what pictures and formulas need, and nothing that builds, compiles or runs a graph. */
export interface Form<A = unknown> {
  readonly picture: Picture<A>;
  /**
   * Plain-text and LaTeX formula. A primitive also writes NumPy. PyTorch says that by the same words, so `torch` stands where it has others,
   * and where it has a word
   * for a composite, which then is not written out, but where that word is undefined. `subscripts` makes an op that moves elements writable under
   * indices. `explain` is what a sentence about one element writes of the elements that it was made of, as names and as numbers, where that is not
   * what `text` writes.
   */
  readonly notation: {
    readonly text: Notation<A>;
    readonly latex: Notation<A>;
    readonly numpy?: Notation<A>;
    readonly torch?: (...of: Parameters<Notation<A>>) => Term | undefined;
    readonly subscripts?: Subscripts<A>;
    readonly explain?: Notation<A>;
  };
}
