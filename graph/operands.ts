/** As many operands as an op declares; typed as a tuple so that `([x, w, b]) =>` reads well. */
export type Operands<T> = readonly [T, T, T, T, ...T[]];
