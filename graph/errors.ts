/** What every dagrad error carries beside its message. */
export interface ErrorDetails {
  /** Stable name of the failure, listed in docs/errors.md. */
  readonly code: string;
  /** Id of the node where it happened. */
  readonly node?: string | undefined;
  readonly expected?: string;
  readonly actual?: string;
}

abstract class DagradError extends Error {
  readonly code: string;
  readonly node: string | undefined;
  readonly expected: string | undefined;
  readonly actual: string | undefined;
  constructor(message: string, { code, node, expected, actual }: ErrorDetails) {
    super(message);
    this.code = code;
    this.node = node;
    this.expected = expected;
    this.actual = actual;
  }
}

/** The graph as a whole is wrong: a duplicate name, a cycle, a foreign handle, an unknown output. */
export class GraphError extends DagradError {
  override readonly name = "GraphError";
}

/** One op cannot take these inputs or attributes. */
export class OpError extends DagradError {
  override readonly name = "OpError";
}

/** A value given to a run does not fit: missing, unknown, ragged, wrong shape or dtype, label out of range. */
export class FeedError extends DagradError {
  override readonly name = "FeedError";
}

/** Text or bytes from outside are not what they claim to be. */
export class FormatError extends DagradError {
  override readonly name = "FormatError";
}

/** True for the errors that dagrad reports about its input; anything else is a defect or a system failure. */
export const isDagradError = (error: unknown): error is GraphError | OpError | FeedError | FormatError => error instanceof DagradError;

/** A broken invariant of dagrad itself. */
export const internal = (what: string): Error => new Error(`internal: ${what}`);
