import { type DType, NdArray, type Random, type Tensor } from "dagrad";
import { GraphBuilder } from "../../../graph/builder.ts";
import { evaluateDim } from "../../../graph/dim.ts";
import { allocate, isFloat } from "../../../graph/dtype.ts";
import { type Leaves, leavesOf } from "../../../graph/leaves.ts";
import type { AnyTensor } from "../../../graph/op.ts";
import { type Dim, type Shape, sameShape, sizeOf } from "../../../graph/shape.ts";
import { type Filling, randomArray } from "./random-values.ts";

/** Sizes that leave a rest in every tile and lane count, and those that do not; now and then there is nothing. */
const sizes = [1, 2, 3, 4, 5, 7, 8, 9, 13, 16, 17, 33];

/** Most elements of one value. */
const most = 3000;

/** A random graph on its way: the tensors so far, and leaves made when something needs one. */
export class GraphGrowth {
  readonly builder = new GraphBuilder();
  readonly g: Leaves = leavesOf(this.builder);
  readonly random: Random;
  readonly wild: boolean;
  /** The sizes of the named dims. */
  readonly binding: ReadonlyMap<string, number>;
  readonly made: AnyTensor[] = [];
  readonly inputs: AnyTensor[] = [];
  readonly parameters: AnyTensor[] = [];
  readonly constants: AnyTensor[] = [];
  readonly #values: Record<string, NdArray> = {};

  constructor(random: Random, wild: boolean) {
    this.random = random;
    this.wild = wild;
    this.binding = new Map([
      ["n", this.one([0, 1, 1, 2, 3, 5, 9, 17, 33])],
      ["m", this.one([0, 1, 2, 4, 7])],
    ]);
  }

  one<T>(list: readonly T[]): T {
    return list[this.random.randint(0, list.length)] as T;
  }

  chance(share: number): boolean {
    return this.random.rand() < share;
  }

  sizeOf = (dim: Dim): number => evaluateDim(dim, (name) => this.binding.get(name)) as number;
  count = (shape: Shape): number => sizeOf(shape.map(this.sizeOf));

  valuesOf(leaves: readonly AnyTensor[]): Record<string, NdArray> {
    return Object.fromEntries(leaves.map(({ id }) => [id, this.#values[id] as NdArray]));
  }

  /** Takes a tensor in, where it is not too large to go on with. */
  add(tensor: Tensor): AnyTensor {
    if (this.count(tensor.shape) <= most) this.made.push(tensor as AnyTensor);
    return tensor as AnyTensor;
  }

  floatType(): "float32" | "float64" {
    return this.chance(0.85) ? "float32" : "float64";
  }

  /** A shape of `least` to 4 axes, the first sometimes of a named size. */
  shape(least = 0): Dim[] {
    const rank = Math.max(least, this.one([0, 1, 1, 2, 2, 2, 2, 3, 3, 4]));
    const few = rank > 2 ? sizes.slice(0, 7) : sizes;
    return Array.from({ length: rank }, (_, axis) =>
      axis === 0 && this.chance(0.4) ? this.one(["n", "n", "n", "m"]) : this.chance(0.02) ? 0 : this.one(few),
    );
  }

  /** A new input, parameter or constant of that type. */
  leaf(shape: Shape, dtype: DType, filling: Filling = { kind: "numbers" }): AnyTensor {
    const concrete = shape.map(this.sizeOf);
    const value = randomArray(this.random, concrete, dtype, filling, this.wild);
    const named = shape.some((dim) => typeof dim === "string");
    const place = named || filling.kind === "below" ? "input" : this.one(["input", "input", "parameter", "parameter", "constant"] as const);
    if (place === "constant") return this.#keep(this.constants, this.g.constant(value) as AnyTensor, value);
    if (place === "parameter") {
      const id = `w${this.parameters.length}`;
      return this.#keep(this.parameters, this.g.parameter(id, concrete, { init: "zeros", dtype }) as AnyTensor, value);
    }
    const id = `x${this.inputs.length}`;
    return this.#keep(this.inputs, this.builder.leaf("input", {}, { shape, dtype }, id) as AnyTensor, value);
  }

  /** A scalar input of that number. */
  number(value: number, dtype: DType): AnyTensor {
    const data = allocate(dtype, 1).fill(value);
    const tensor = this.builder.leaf("input", {}, { shape: [], dtype }, `x${this.inputs.length}`) as AnyTensor;
    return this.#keep(this.inputs, tensor, new NdArray(data, [], dtype));
  }

  #keep(list: AnyTensor[], tensor: AnyTensor, value: NdArray): AnyTensor {
    list.push(tensor);
    this.made.push(tensor);
    this.#values[tensor.id] = value;
    return tensor;
  }

  /** A tensor made before, more often than not a late one, that is as asked, else a new leaf. */
  pick(fits: (tensor: AnyTensor) => boolean, fresh: () => AnyTensor): AnyTensor {
    if (this.chance(0.25)) return fresh();
    const fitting = this.made.filter(fits);
    if (fitting.length === 0) return fresh();
    return this.one(this.chance(0.6) ? fitting.slice(-3) : fitting);
  }

  any = (least = 0): AnyTensor =>
    this.pick(
      ({ shape }) => shape.length >= least,
      () => this.leaf(this.shape(least), this.one(["float32", "float32", "float64", "int32", "uint8", "bool"])),
    );
  numbers = (): AnyTensor =>
    this.pick(
      ({ dtype }) => dtype !== "bool",
      () => this.leaf(this.shape(), this.one(["float32", "float32", "float32", "float64", "int32", "uint8"])),
    );
  float = (least = 0, dtype?: DType): AnyTensor =>
    this.pick(
      (tensor) => isFloat(tensor.dtype) && tensor.shape.length >= least && (dtype === undefined || tensor.dtype === dtype),
      () => this.leaf(this.shape(least), dtype ?? this.floatType()),
    );

  /** A tensor of exactly that type. */
  of(shape: Shape, dtype: DType, filling?: Filling): AnyTensor {
    if (filling !== undefined) return this.leaf(shape, dtype, filling);
    return this.pick(
      (tensor) => tensor.dtype === dtype && sameShape(tensor.shape, shape),
      () => this.leaf(shape, dtype),
    );
  }

  /** Something that broadcasts with x: as it is, a row, a column, a number, with another leading axis; a literal where it is a number. */
  partner(x: AnyTensor, dtype: DType = x.dtype): AnyTensor | number {
    const rank = x.shape.length;
    const stretched = x.shape.map((dim) => (this.chance(0.4) ? 1 : dim));
    const wider = x.shape.map((dim) => (dim === 1 && this.chance(0.6) ? this.one([2, 3, 5]) : dim));
    const shapes: Shape[] = [x.shape, x.shape, x.shape, [], x.shape.slice(this.random.randint(0, rank + 1)), stretched, wider];
    if (rank < 4) shapes.push([this.one([2, 3]), ...stretched]);
    const shape = this.one(shapes);
    if (shape.length === 0 && this.chance(0.5)) return this.one(isFloat(dtype) ? [0, -0, 1, 2, 0.5, -1.5, 1e-7] : [0, 1, 3]);
    return this.of(shape, dtype);
  }

  /** Distinct axes of x that have elements, where asked for; perhaps none. */
  axes(x: AnyTensor, filled: boolean): number[] {
    const usable = x.shape.flatMap((dim, axis) => (filled && this.sizeOf(dim) === 0 ? [] : [axis]));
    return this.chance(0.25) && usable.length === x.shape.length ? usable : usable.filter(() => this.chance(0.5));
  }
}
