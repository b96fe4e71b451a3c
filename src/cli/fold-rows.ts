/** What stands for rows that are not shown. */
export interface Fold<T> {
  /** The rows before it, or the block that repeats. */
  readonly rows: readonly T[];
  /** How often the rows stand one after the other. */
  readonly times: number;
}

/** Rows in a block that repeats, at most. */
const longestBlock = 24;
/** Blocks that repeat less often are shown in full. */
const fewestTimes = 3;

/**
 * Folds runs of at least three equal blocks of rows: a b c b c b c d → a, (b c) × 3, d. Rows are equal when their looks are.
 * Of several blocks that fit, the one that covers most rows, then the shortest. Near-linear in the rows.
 */
export function foldRows<T>(rows: readonly T[], look: (row: T) => string): Fold<T>[] {
  const looks = rows.map(look);
  const folds: Fold<T>[] = [];
  let plain: T[] = [];
  const flush = (): void => {
    if (plain.length > 0) folds.push({ rows: plain, times: 1 });
    plain = [];
  };
  for (let at = 0; at < rows.length; ) {
    const { length, times } = blockAt(looks, at);
    if (times >= fewestTimes) {
      flush();
      folds.push({ rows: rows.slice(at, at + length), times });
      at += length * times;
    } else {
      plain.push(rows[at] as T);
      at++;
    }
  }
  flush();
  return folds;
}

function blockAt(looks: readonly string[], at: number): { readonly length: number; readonly times: number } {
  let best = { length: 1, times: 1 };
  for (let length = 1; length <= longestBlock; length++) {
    let end = at + length;
    while (end < looks.length && looks[end] === looks[end - length]) end++;
    const times = Math.floor((end - at) / length);
    if (times >= fewestTimes && length * times > best.length * best.times) best = { length, times };
  }
  return best;
}
