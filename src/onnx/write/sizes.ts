import { canonicalDim, termsOf } from "../../../graph/dim.ts";
import { GraphError } from "../../../graph/errors.ts";
import { isName } from "../../../graph/names.ts";
import type { Dim, Shape } from "../../../graph/shape.ts";
import type { SizesInFile, Writing } from "./writing.ts";

/** Where the size of a named axis is read in a run. */
interface Place {
  readonly input: string;
  readonly axis: number;
  /** The axis has so many times the size of the name, and so many more. */
  readonly factor: number;
  readonly added: number;
}

/** Sizes of axes as whole numbers of 64 bits, lists of one: what has a number is a constant, a name is read from the shape of an input. */
export class Sizes implements SizesInFile {
  readonly #places = new Map<string, Place>();
  readonly #known = new Map<Dim, string>();
  readonly #to: Writing;
  constructor(to: Writing) {
    this.#to = to;
  }

  input(name: string, shape: Shape): void {
    for (const [axis, dim] of shape.entries()) {
      const told = typeof dim === "string" ? solvable(dim) : undefined;
      if (told === undefined || (this.#places.has(told.name) && told.name !== dim)) continue;
      if (this.#places.get(told.name)?.factor !== 1) this.#places.set(told.name, { input: name, axis, ...told });
    }
  }

  of(dim: Dim): string {
    if (typeof dim === "number") return this.#to.ints([dim]);
    const known = this.#known.get(dim);
    if (known !== undefined) return known;
    const name = this.#to.named(this.#to.name(`size:${dim}`), () => this.#written(dim));
    this.#known.set(dim, name);
    return name;
  }

  list(dims: readonly Dim[]): string {
    if (dims.every((dim) => typeof dim === "number")) return this.#to.ints(dims as readonly number[]);
    return dims.length === 1
      ? this.of(dims[0] as Dim)
      : this.#to.node(
          "Concat",
          dims.map((dim) => this.of(dim)),
          { axis: 0 },
        );
  }

  #written(dim: string): string {
    if (isName(dim)) return this.#read(dim);
    const to = this.#to;
    const product = (factors: readonly string[], coefficient: number): string => {
      const [first, ...others] = factors.map((factor) => this.#factor(factor));
      const whole = first === undefined ? undefined : others.reduce((a, b) => to.node("Mul", [a, b]), first);
      if (whole === undefined) return to.ints([coefficient]);
      return coefficient === 1 ? whole : to.node("Mul", [whole, to.ints([coefficient])]);
    };
    return termsOf(dim)
      .map(({ coefficient, factors }) => product(factors, coefficient))
      .reduce((a, b) => to.node("Add", [a, b]));
  }

  /** The size that an input has there; of an axis of a · name + b that of the name. */
  #read(name: string): string {
    const to = this.#to;
    const { input, axis, factor, added } = this.#places.get(name) ?? unread(name);
    const size = to.node("Gather", [to.node("Shape", [input]), to.ints([axis])]);
    const multiple = added === 0 ? size : to.node("Sub", [size, to.ints([added])]);
    return factor === 1 ? multiple : to.node("Div", [multiple, to.ints([factor])]);
  }

  /** A name, or a quotient ((height+1)//2), which is of no negative number: whatever its divisor goes into stands outside. */
  #factor(factor: string): string {
    if (isName(factor)) return this.of(factor);
    const [, dividend, divisor] = /^\(?(.*)\/\/(\d+)\)?$/.exec(factor) as unknown as [string, string, string];
    return this.#to.node("Div", [this.of(canonicalDim(dividend) as Dim), this.#to.ints([Number(divisor)])]);
  }
}

/** a · name + b: the name, a and b of an axis whose size tells that of a name. */
function solvable(dim: string): (Omit<Place, "input" | "axis"> & { readonly name: string }) | undefined {
  const [first, second, ...others] = termsOf(dim);
  const [name, ...more] = first?.factors ?? [];
  const isSum = others.length === 0 && (second === undefined || second.factors.length === 0);
  if (first === undefined || name === undefined || more.length > 0 || !isName(name) || !isSum) return undefined;
  return { name, factor: first.coefficient, added: second?.coefficient ?? 0 };
}

function unread(name: string): never {
  throw new GraphError(
    `toOnnx: an input must have an axis that tells the size of each name, got none for "${name}"; declare an axis "${name}", or give a number`,
    { code: "onnx-size-name", actual: name },
  );
}
