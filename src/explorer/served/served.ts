/*
 * What the server of `dagrad explore` and its page say to each other. Both read this file.
 */

/** Where in a file of the user's something is wrong, with the lines around it. */
export interface Place {
  /** As it is shown. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly column?: number;
  /** Lines of the file, the first of which has the number `from`. */
  readonly lines: readonly string[];
  readonly from: number;
}

/** What is wrong with a model. All of it is text of others. */
export interface Problem {
  /** One line. */
  readonly message: string;
  readonly place?: Place;
}

/** The answer at the route "state": how it is with the model now. */
export interface ServedState {
  /** The file, as the user calls it. */
  readonly file: string;
  /** Loads that were begun. */
  readonly begun: number;
  /** True while one of them is going on. */
  readonly loading: boolean;
  /** What was wrong in the last one that came to an end. */
  readonly problem?: Problem;
  /** The number of the last good load, whose subject is at the route "subject"; undefined where there is none yet. */
  readonly subject?: number;
}

/** The event that tells of another state. */
export const stateEvent = "state";
