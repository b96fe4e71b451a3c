import type { DType } from "../../../../graph/dtype.ts";
import type { Code, Local } from "../assembler/code.ts";
import type { LoadStore, ValueType } from "../assembler/instructions.ts";
import { element } from "./element.ts";

/** The registers in which results come about: vectors of four or two lanes, or single numbers. */
export interface Registers {
  readonly type: ValueType;
  readonly lanes: 1 | 2 | 4;
  /** From x, and into y. */
  readonly load: LoadStore;
  readonly store: LoadStore;
}

/** How the elements that fall into one result are combined, one by one, from a start value on. */
export interface Fold extends Registers {
  /** Pushes what every result starts from. It changes nothing: start ∘ v = v. */
  start(code: Code): void;
  /** result = result ∘ value; `value` pushes it. */
  step(code: Code, result: Local, value: () => void): void;
  /** What becomes of the result on the stack at the end. */
  finish?(code: Code): void;
  /** Elements may be combined in another order than theirs: in several partial results at once. */
  readonly anyOrder: boolean;
  /** After so many steps a partial result is combined with those before it, and a new one begins. */
  readonly longest: number;
}

/** Vectors where elements of x and y are as wide and a vector has at least two, otherwise single numbers. */
export function registersFor(x: DType, y: DType): Registers {
  if (x !== y || x === "uint8" || x === "bool") return { ...element[x], store: element[y].store, lanes: 1 };
  return { type: "v128", lanes: x === "float64" ? 2 : 4, load: "v128.load", store: "v128.store" };
}
