import { bytesOf, type DType } from "../../../../graph/dtype.ts";
import type { Code, Local } from "../assembler/code.ts";
import { type Element, element } from "./element.ts";

/** The registers in which results come about, with what loads them from x and stores them in y: vectors of four or two lanes, or single numbers. */
export interface Registers extends Element {
  readonly lanes: 1 | 2 | 4;
}

/** Vectors of four elements, of four bytes each. */
export const fourLanes: Registers = { type: "v128", lanes: 4, load: "v128.load", store: "v128.store" };

/** How the elements that fall into one result are combined, one by one, from a start value on. */
export interface Fold extends Registers {
  /** Pushes what every result starts from. It changes nothing: start ∘ v = v. */
  start(code: Code): void;
  /** result = result ∘ value; `value` pushes it. */
  step(code: Code, result: Local, value: () => void): void;
  /** What is folded of the element on the stack, where that is not the element itself. */
  enter?(code: Code): void;
  /** What becomes of the result on the stack at the end. */
  finish?(code: Code): void;
  /** Elements may be combined in another order than theirs, several partial results and several results at once. */
  readonly anyOrder: boolean;
  /** After so many steps a partial result is combined with those before it, and a new one begins. */
  readonly longest: number;
}

/** The dtypes that a reduction goes through: of the elements, of what is folded, of the results. */
export interface FoldDTypes {
  readonly x: DType;
  readonly folded: DType;
  readonly y: DType;
}

/** Single numbers. */
export const singlesFor = ({ x, folded, y }: FoldDTypes): Registers => ({
  type: element[folded].type,
  load: element[x].load,
  store: element[y].store,
  lanes: 1,
});

/** Vectors where elements and results are as wide and a vector has at least two, otherwise single numbers. */
export function registersFor(dtypes: FoldDTypes): Registers {
  const bytes = bytesOf(dtypes.x);
  if (bytes === 1 || bytes !== bytesOf(dtypes.y) || bytes !== bytesOf(dtypes.folded)) return singlesFor(dtypes);
  return { type: "v128", lanes: bytes === 8 ? 2 : 4, load: "v128.load", store: "v128.store" };
}
