/** What the worker runs that checks code: the compiler and the declarations, loaded from beside this file, answer one question after another. */
import ts from "typescript";
import { type CodeChecker, codeChecker } from "./code-checker.ts";
import type { Answer, Question } from "./questions.ts";

declare function postMessage(message: Answer): void;

const declarations = fetch(new URL("./declarations.json", import.meta.url)).then((response) => {
  if (!response.ok)
    throw new Error(`types: declarations.json must lie beside types-worker.js, got status ${response.status}; build it anew`);
  return response.json() as Promise<Record<string, string>>;
});

const checker: Promise<CodeChecker> = declarations.then((files) => codeChecker(ts, files));

/** Answers questions from now on, and first those that came while this file was being loaded. */
export function serve(early: readonly Question[]): void {
  for (const question of early) reply(question);
  addEventListener("message", ({ data }: MessageEvent<Question>) => reply(data));
}

async function reply(question: Question): Promise<void> {
  const { number } = question;
  try {
    postMessage({ number, answer: answer(await checker, question) });
  } catch (error) {
    postMessage({ number, refusal: String(error) });
  }
}

function answer(to: CodeChecker, { ask, code, position = 0, name = "", module }: Question): unknown {
  if (ask === "check") return to.check(code);
  if (ask === "hover") return to.hover(code, position);
  if (ask === "complete") return to.complete(code, position);
  return to.describe(code, position, name, module);
}
