/** What leads from block to block of a level, down. */
export interface Arc {
  readonly from: number;
  readonly to: number;
}

export interface RankOptions {
  readonly count: number;
  readonly arcs: readonly Arc[];
  /** Blocks on the spine, and those that something from outside of the level leads to, stay as high up as they can. */
  readonly isHeld: (block: number) => boolean;
}

/**
 * The row of each block, from 0. A block stands below all that leads to it, as high up as it can; what only side inputs lead to stands just
 * above its first user instead. Arcs that close a circle are left out: those into the first block, in order, that nothing else can precede.
 * What nothing leads to or from stands in the last row.
 */
export function ranksOf({ count, arcs, isHeld }: RankOptions): number[] {
  const next: number[][] = Array.from({ length: count }, () => []);
  const before: number[][] = Array.from({ length: count }, () => []);
  for (const { from, to } of arcs) {
    (next[from] as number[]).push(to);
    (before[to] as number[]).push(from);
  }
  const waits = before.map(({ length }) => length);
  const ranks = new Array<number>(count).fill(0);
  const position = new Array<number>(count).fill(-1);
  const order: number[] = [];
  const take = (block: number): void => {
    position[block] = order.length;
    order.push(block);
  };
  for (let block = 0; block < count; block++) if (waits[block] === 0) take(block);
  let first = 0;
  for (let at = 0; at < count; at++) {
    if (at === order.length) {
      while (position[first] !== -1) first++;
      take(first);
    }
    const block = order[at] as number;
    for (const to of next[block] as number[]) {
      if (position[to] !== -1) continue;
      ranks[to] = Math.max(ranks[to] as number, (ranks[block] as number) + 1);
      waits[to] = (waits[to] as number) - 1;
      if (waits[to] === 0) take(to);
    }
  }
  const isForward = (from: number, to: number): boolean => (position[from] as number) < (position[to] as number);
  const isLight = new Array<boolean>(count).fill(false);
  for (const block of order) {
    const sources = (before[block] as number[]).filter((from) => isForward(from, block));
    isLight[block] = !isHeld(block) && sources.every((from) => isLight[from]);
  }
  const isEnd = (block: number): boolean => isLight[block] === true && (next[block] as number[]).length === 0;
  for (const block of [...order].reverse()) {
    if (!isLight[block]) continue;
    const users = (next[block] as number[]).filter((to) => isForward(block, to));
    // What ends there, an output for instance, does not hold it up where others read it further down.
    const held = users.some((to) => !isEnd(to)) ? users.filter((to) => !isEnd(to)) : users;
    const least = held.reduce((rank, to) => Math.min(rank, ranks[to] as number), Number.POSITIVE_INFINITY);
    if (least !== Number.POSITIVE_INFINITY) ranks[block] = Math.max(0, least - 1);
  }
  for (const block of order) {
    if (!isEnd(block)) continue;
    for (const from of before[block] as number[])
      if (isForward(from, block)) ranks[block] = Math.max(ranks[block] as number, (ranks[from] as number) + 1);
  }
  const last = ranks.reduce((most, rank) => Math.max(most, rank), 0);
  for (let block = 0; block < count; block++) {
    if (!isHeld(block) && (next[block] as number[]).length === 0 && (before[block] as number[]).length === 0) ranks[block] = last;
  }
  return ranks;
}
