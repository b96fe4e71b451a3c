/** A row of numbers of which the largest in a range is asked for, and a range raised, each in logarithmic time. */
export interface RangeMost {
  /** The largest from `first` to `last`, both counted in. */
  readonly most: (first: number, last: number) => number;
  /** None of those from `first` to `last` is less than `least` then. */
  readonly raise: (first: number, last: number, least: number) => void;
}

/** A segment tree: a node holds the largest below it, and what all below it were raised to. */
export function rangeMost(numbers: readonly number[]): RangeMost {
  let size = 1;
  while (size < numbers.length) size *= 2;
  const largest = new Array<number>(2 * size).fill(Number.NEGATIVE_INFINITY);
  const raised = new Array<number>(2 * size).fill(Number.NEGATIVE_INFINITY);
  for (const [i, number] of numbers.entries()) largest[size + i] = number;
  for (let i = size - 1; i > 0; i--) largest[i] = Math.max(largest[2 * i] as number, largest[2 * i + 1] as number);
  /** The nodes that together cover a range and nothing else. */
  const cover = (first: number, last: number): number[] => {
    const nodes: number[] = [];
    for (let [low, high] = [first + size, last + size + 1]; low < high; low >>= 1, high >>= 1) {
      if (low & 1) nodes.push(low++);
      if (high & 1) nodes.push(--high);
    }
    return nodes;
  };
  return {
    most: (first, last) => {
      let most = Number.NEGATIVE_INFINITY;
      for (const node of cover(first, last)) {
        most = Math.max(most, largest[node] as number);
        for (let above = node; above > 0; above >>= 1) most = Math.max(most, raised[above] as number);
      }
      return most;
    },
    raise: (first, last, least) => {
      for (const node of cover(first, last)) {
        raised[node] = Math.max(raised[node] as number, least);
        largest[node] = Math.max(largest[node] as number, least);
        for (let above = node >> 1; above > 0; above >>= 1) largest[above] = Math.max(largest[above] as number, least);
      }
    },
  };
}
