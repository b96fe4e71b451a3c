/** Offsets are multiples of this many bytes, so that every view and every SIMD load is aligned. */
const alignment = 16;

/** How many sizes of gap are looked at before the arena grows. */
const patience = 64;

/**
 * Hands out byte ranges of one buffer that does not exist yet. Ranges given back join their neighbours; a request takes a gap of
 * its exact size, else the smallest larger one. Constant time per request on average.
 */
export class Arena {
  /** Bytes that the buffer needs. */
  bytes = 0;
  readonly #endOf = new Map<number, number>();
  readonly #startOf = new Map<number, number>();
  readonly #bySize = new Map<number, Set<number>>();

  take(size: number): number {
    const wanted = align(size);
    const gap = this.#bySize.has(wanted) ? wanted : this.#smallestAbove(wanted);
    if (gap === undefined || wanted === 0) {
      const offset = this.bytes;
      this.bytes += wanted;
      return offset;
    }
    const offset = this.#bySize.get(gap)?.values().next().value as number;
    this.#remove(offset, gap);
    if (gap > wanted) this.#insert(offset + wanted, gap - wanted);
    return offset;
  }

  give(offset: number, size: number): void {
    if (size === 0) return;
    let start = offset;
    let end = offset + align(size);
    const before = this.#startOf.get(start);
    if (before !== undefined) {
      this.#remove(before, start - before);
      start = before;
    }
    const after = this.#endOf.get(end);
    if (after !== undefined) {
      this.#remove(end, after - end);
      end = after;
    }
    this.#insert(start, end - start);
  }

  #smallestAbove(size: number): number | undefined {
    let best: number | undefined;
    let looked = 0;
    for (const gap of this.#bySize.keys()) {
      if (gap > size && (best === undefined || gap < best)) best = gap;
      if (++looked === patience) break;
    }
    return best;
  }

  #insert(start: number, size: number): void {
    this.#endOf.set(start, start + size);
    this.#startOf.set(start + size, start);
    const starts = this.#bySize.get(size);
    if (starts) starts.add(start);
    else this.#bySize.set(size, new Set([start]));
  }

  #remove(start: number, size: number): void {
    this.#endOf.delete(start);
    this.#startOf.delete(start + size);
    const starts = this.#bySize.get(size) as Set<number>;
    starts.delete(start);
    if (starts.size === 0) this.#bySize.delete(size);
  }
}

const align = (size: number): number => Math.ceil(size / alignment) * alignment;
