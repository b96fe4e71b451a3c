import { CliError } from "./cli-error.ts";

/** Errors are told by name: a model may bring its own copy of dagrad, whose classes are others. */
const reported = new Set(["GraphError", "OpError", "FeedError", "FormatError", "FileError"]);

/** True for errors that say what is wrong with what the user gave, in words made for them. */
export const isReported = (error: unknown): error is Error =>
  error instanceof CliError || (error instanceof Error && reported.has(error.name) && "code" in error);

/** What stderr gets of an error: one line, and its stack where asked for. Control characters do not reach the terminal. */
export function report(error: unknown, debug: boolean): string {
  const message = error instanceof Error ? error.message : String(error);
  const name = error instanceof Error ? error.name : "thrown";
  const line = isReported(error) ? message : `internal: ${name}: ${message}${debug ? "" : "; run again with --debug for the stack"}`;
  return `dagrad: ${oneLine(line)}\n${debug ? `${stacksOf(error)}\n` : ""}`;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not reach a terminal
const oneLine = (text: string): string => text.replace(/\s*\n\s*/g, " ").replace(/[\u0000-\u001f\u007f-\u009f]/g, "�");

function stacksOf(error: unknown): string {
  const stacks: string[] = [];
  for (let one = error; one instanceof Error && stacks.length < 8; one = one.cause) stacks.push(one.stack ?? one.message);
  return stacks.length === 0 ? String(error) : stacks.join("\ncaused by: ");
}
