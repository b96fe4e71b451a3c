import { type DType, isFloat, isInt } from "../../graph/dtype.ts";
import { dynamic } from "../../graph/dynamic.ts";
import type { Leaves } from "../../graph/leaves.ts";
import type { Dim, Shape } from "../../graph/shape.ts";
import { type Argument, Hidden, Value } from "./argument.ts";
import type { Draw } from "./draw.ts";

const sizes = [0, 1, 1, 2, 2, 3, 3, 4, 6, 28] as const;
const names = ["batch", "time"] as const;
const kinds = {
  float: isFloat,
  int: isInt,
  number: (dtype: DType) => dtype !== "bool",
  bool: (dtype: DType) => dtype === "bool",
  any: () => true,
};
export type Kind = keyof typeof kinds;
const defaults = { float: "float32", int: "int32", number: "float32", bool: "bool", any: "float32" } as const satisfies Record<Kind, DType>;

/** A shape of up to three dims, sizes mostly. */
export const randomShape = (draw: Draw): Dim[] =>
  Array.from({ length: draw.of([0, 1, 1, 2, 2, 2, 3]) }, () => (draw.chance(70) ? draw.of(sizes) : draw.of(names)));

/** Makes arguments that mostly fit: what a random program draws its calls from. */
export class Workshop {
  readonly draw: Draw;
  readonly #values: readonly Value[];
  readonly #g: Leaves;
  readonly #hides: boolean;
  #made = 0;
  readonly #program: number;

  constructor(draw: Draw, values: readonly Value[], g: Leaves, program: number, hides: boolean) {
    this.draw = draw;
    this.#values = values;
    this.#g = g;
    this.#program = program;
    this.#hides = hides;
  }

  /** A value of a kind, seldom of another; the latest ones are likelier. In a program that hides, the compiler may not know its shape. */
  tensor(kind: Kind = "any"): Value {
    const fit = this.draw.chance(80) ? this.#values.filter(({ handle }) => kinds[kind](handle.dtype)) : this.#values;
    const value = fit.length === 0 ? this.like([2, 3], defaults[kind]) : this.draw.of(this.draw.chance(50) ? fit.slice(-4) : fit);
    return this.#hides && this.draw.chance(30) ? new Value(`dynamic(${value.text})`, dynamic(value.handle)) : value;
  }

  /** A tensor of that shape: a value that has it or a parameter, and seldom neither. */
  like(shape: Shape, dtype: DType): Value {
    const wanted = this.slip(shape);
    const type = this.draw.chance(5) ? this.draw.of<DType>(["float32", "int32", "float64"]) : dtype;
    if (wanted.every((dim) => typeof dim === "number")) {
      const name = `p${this.#program}_${this.#made++}`;
      const options = { dtype: type, init: "zeros" } as const;
      const text = `g.parameter(${JSON.stringify(name)}, ${JSON.stringify(wanted)}, { dtype: ${JSON.stringify(type)}, init: "zeros" })`;
      return new Value(text, this.#g.parameter(name, wanted as number[], options));
    }
    const same = this.#values.filter(({ handle }) => JSON.stringify(handle.shape) === JSON.stringify(wanted) && handle.dtype === type);
    return same.length > 0 ? this.draw.of(same) : this.tensor();
  }

  /** A shape that broadcasts with `shape`: its last dims, some of them 1. */
  besides(shape: Shape): Dim[] {
    return shape.slice(this.draw.below(shape.length + 1)).map((dim) => (this.draw.chance(20) ? 1 : dim));
  }

  /** The shape, or seldom another. */
  slip(shape: Shape): Dim[] {
    if (!this.draw.chance(8)) return [...shape];
    if (this.draw.chance(30)) return randomShape(this.draw);
    return shape.map((dim) => (this.draw.chance(50) ? this.draw.of([...sizes, ...names]) : dim));
  }

  /** The other operand for `a`: a tensor, a number or nested lists. */
  operand(a: Value): Argument {
    const { shape, dtype } = a.handle;
    if (this.draw.chance(25)) return this.draw.below(2);
    if (this.draw.chance(20)) return this.nested(this.besides(shape).map((dim) => (typeof dim === "number" ? dim : 1)));
    return this.draw.chance(30) ? this.tensor() : this.like(this.besides(shape), dtype);
  }

  nested(shape: readonly number[]): Argument {
    const [first, ...rest] = shape;
    return first === undefined ? this.draw.below(2) : Array.from({ length: first }, () => this.nested(rest));
  }

  /** A number, which the compiler may not know. */
  number(value: number): Argument {
    return this.#hides && this.draw.chance(40) ? new Hidden(value) : value;
  }

  /** An axis of a tensor of that rank, from either end or by name; seldom one that is not there. */
  axis(shape: Shape, rank = shape.length): Argument {
    if (rank === 0 || this.draw.chance(5)) return this.number(this.draw.below(9) - 4);
    const at = this.draw.below(rank);
    const dim = shape[at];
    if (rank === shape.length && typeof dim === "string" && this.draw.chance(40)) return dim;
    return this.number(this.draw.chance(40) ? at - rank : at);
  }

  /** Some axes, seldom one of them twice. */
  axes(shape: Shape): Argument {
    const order = this.draw.shuffled(shape.map((_, at) => at)).slice(0, this.draw.below(shape.length + 1));
    const list = order.map((at) => this.number(this.draw.chance(30) ? at - shape.length : at));
    return this.draw.chance(6) ? [...list, this.axis(shape)] : list;
  }

  /** The given options, each left out in some of the cases. */
  options(all: Readonly<Record<string, () => Argument>>): Argument[] {
    const entries = Object.entries(all).filter(() => this.draw.chance(60));
    return entries.length === 0 ? [] : [Object.fromEntries(entries.map(([key, value]) => [key, value()]))];
  }
}
