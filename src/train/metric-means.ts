import type { NdArray } from "../../graph/ndarray.ts";

/** Means of metrics over batches, weighted by their rows: of means, the mean over all rows. One batch keeps its very values. */
export class MetricMeans {
  readonly #sums = new Map<string, number>();
  #last: Record<string, number> = {};
  #rows = 0;
  #batches = 0;

  add(outputs: Readonly<Record<string, NdArray>>, names: readonly string[], rows: number): void {
    this.#last = {};
    for (const name of names) {
      const value = outputs[name]?.data[0] as number;
      this.#last[name] = value;
      this.#sums.set(name, (this.#sums.get(name) ?? 0) + value * rows);
    }
    this.#rows += rows;
    this.#batches++;
  }

  get rows(): number {
    return this.#rows;
  }
  get batches(): number {
    return this.#batches;
  }

  means(): Record<string, number> {
    if (this.#batches === 1) return { ...this.#last };
    return Object.fromEntries([...this.#sums].map(([name, sum]) => [name, sum / this.#rows]));
  }
}
