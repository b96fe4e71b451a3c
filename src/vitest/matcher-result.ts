/** What a matcher tells vitest; the message is asked for when the assertion fails. */
export interface MatcherResult {
  readonly pass: boolean;
  readonly message: () => string;
}
