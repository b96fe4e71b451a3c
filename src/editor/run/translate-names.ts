/** What the worker calls by these names: the first where a block begins, the second with what the program declares. */
export const nextBlock = "dagrad$nextBlock";
export const declares = "dagrad$declares";
