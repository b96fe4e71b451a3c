import { allocate, type DType } from "../../graph/dtype.ts";
import { FeedError } from "../../graph/errors.ts";
import { NdArray } from "../../graph/ndarray.ts";
import { showShape } from "../../graph/shape.ts";
import type { Merge } from "./row-folds.ts";

/** The value of one node over the rows of all batches so far, in float64. */
export class Merged {
  readonly #by: Merge["by"];
  /** Sums; of a mean, each weighted. */
  readonly #totals: Float64Array;
  readonly #shape: readonly number[];
  readonly #dtype: DType;
  #weight = 0;

  constructor(by: Merge["by"], { data, shape, dtype }: NdArray) {
    this.#by = by;
    this.#shape = shape;
    this.#dtype = dtype;
    this.#totals = new Float64Array(data.length).fill(by === "max" ? Number.NEGATIVE_INFINITY : 0);
  }

  /** Takes in the value of a batch; `weight` is what counts in a mean. */
  add({ data, shape }: NdArray, weight: number): void {
    const totals = this.#totals;
    if (data.length !== totals.length) throw otherShape(this.#shape, shape);
    this.#weight += weight;
    for (let i = 0; i < totals.length; i++) {
      const [total, x] = [totals[i]!, data[i]!];
      if (this.#by === "sum") totals[i] = total + x;
      else if (this.#by === "mean") totals[i] = total + x * weight;
      else if (this.#by === "max") totals[i] = Math.max(total, x);
      // A running mean: what is the same in all batches stays what it is.
      else if (x !== total) totals[i] = this.#weight === weight ? x : total + (x - total) * (weight / this.#weight);
    }
  }

  /** Element i. */
  at(i: number): number {
    return this.#by === "mean" ? this.#totals[i]! / this.#weight : this.#totals[i]!;
  }

  /** All elements in the dtype of the node. */
  get value(): NdArray {
    const data = allocate(this.#dtype, this.#totals.length);
    for (let i = 0; i < data.length; i++) data[i] = this.at(i);
    return new NdArray(data, this.#shape, this.#dtype);
  }
}

const otherShape = (first: readonly number[], shape: readonly number[]): FeedError =>
  new FeedError(
    `metrics: what is merged over batches must have one shape in all, got ${showShape(first)} and ${showShape(shape)}; feed batches of one size in all dims but that of the rows`,
    { code: "batch-shape", expected: showShape(first), actual: showShape(shape) },
  );
