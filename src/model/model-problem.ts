/** Raises what is wrong with a model or a file of one, in the parts of the house error sentence; `cure` where there is a special one. */
export type Raise = (expected: string, actual: string, cure?: string, node?: string) => never;
