import { type ErrorDetails, FeedError, FormatError, GraphError, isDagradError, OpError } from "../../graph/errors.ts";
import type { SentError } from "./messages.ts";

const classes = { FeedError, FormatError, GraphError, OpError };

/** An error as a message carries it: a structured clone would lose its class, its code and its node. */
export function sentError(error: unknown): SentError {
  if (isDagradError(error)) {
    const { name, message, code, node, expected, actual } = error;
    return { name, message, code, node, expected, actual };
  }
  return error instanceof Error ? { name: error.name, message: error.message } : { name: "Error", message: String(error) };
}

/** The error again, of its class. */
export function receivedError({ name, message, code, ...details }: SentError): Error {
  if (code !== undefined && Object.hasOwn(classes, name)) {
    return new classes[name as keyof typeof classes](message, { code, ...details } as ErrorDetails);
  }
  return Object.assign(new Error(message), { name });
}
