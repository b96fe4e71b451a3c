import type { Code } from "./code-checker.ts";

/** What a page asks the worker that checks code. */
export interface Question {
  readonly number: number;
  readonly ask: "check" | "hover" | "complete" | "describe";
  readonly code: Code;
  readonly position?: number;
  readonly name?: string;
  readonly module?: string;
}

export interface Answer {
  /** That of the question. */
  readonly number: number;
  readonly answer?: unknown;
  /** Why there is no answer. */
  readonly refusal?: string;
}
