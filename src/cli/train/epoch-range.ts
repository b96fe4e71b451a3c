/** The epochs of a run: those done before it, and the last one. */
export interface EpochRange {
  readonly done: number;
  readonly last: number;
}
