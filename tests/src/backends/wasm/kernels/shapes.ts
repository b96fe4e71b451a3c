/** Ranks 0 to 4, odd sizes, 0 and 1, sizes around multiples of four and around the blocks of loops. */
export const shapes: readonly (readonly number[])[] = [
  [],
  ...[0, 1, 2, 3, 4, 5, 7, 8, 15, 16, 17, 31, 33, 64, 100, 259].map((n) => [n]),
  [1, 1],
  [1, 5],
  [5, 1],
  [0, 3],
  [3, 0],
  [2, 3],
  [3, 2],
  [4, 4],
  [4, 10],
  [5, 7],
  [7, 33],
  [9, 16],
  [17, 20],
  [33, 3],
  [40, 65],
  [300, 3],
  [2, 3, 4],
  [3, 1, 5],
  [4, 5, 3],
  [5, 4, 18],
  [2, 0, 3],
  [1, 7, 1],
  [6, 9, 34],
  [2, 3, 4, 5],
  [3, 2, 1, 6],
  [1, 4, 5, 7],
  [3, 5, 2, 33],
];

/** All sets of axes of a rank. */
export const axesSets = (rank: number): number[][] =>
  Array.from({ length: 2 ** rank }, (_, bits) => Array.from({ length: rank }, (_, axis) => axis).filter((axis) => (bits >> axis) & 1));

/** All orders of the axes of a rank. */
export const orders = (rank: number): number[][] =>
  rank === 0
    ? [[]]
    : orders(rank - 1).flatMap((order) => Array.from({ length: rank }, (_, at) => [...order.slice(0, at), rank - 1, ...order.slice(at)]));
