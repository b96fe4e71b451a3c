import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { format } from "node:util";
import { vi } from "vitest";
import { asListed, fashionMnist } from "../book/fashion-mnist.ts";
import type { CodeBlock } from "./markdown.ts";
import { readText, root } from "./pages.ts";
import { atOnce, moduleOf, type Program, programsOf, separator } from "./programs.ts";

/**
 * Writes the program as a module and returns its path. The folder is inside the repository, so that the module imports "dagrad" as
 * users do. Imports may stand in every block. `running` tells the module that is run from the one that is only checked.
 */
export function writeProgram(folder: string, path: string, program: Program, running = false): string {
  mkdirSync(folder, { recursive: true });
  const name = `${path.replace(/\.md$/, "").replaceAll(/[^a-zA-Z0-9]/g, "-")}-${program[0]?.block.line}.ts`;
  const code = moduleOf(program.map(({ block }) => (running ? runnable(block) : block.code)));
  const file = join(folder, name);
  writeFileSync(file, code);
  return file;
}

const runnable = ({ note, code }: CodeBlock): string =>
  note === "test" ? atOnce(code) : note === "fashion-mnist" ? code.replace(asListed, JSON.stringify(fashionMnist)) : code;

/** Runs a program and returns what each of its blocks wrote to the console, as Node prints it. */
export async function runProgram(path: string, program: Program): Promise<string[]> {
  const file = writeProgram(join(root, "out/listings"), path, program, true);
  const lines: string[] = [];
  const log = vi.spyOn(console, "log").mockImplementation((...values: unknown[]) => {
    lines.push(format(...values));
  });
  try {
    await import(/* @vite-ignore */ pathToFileURL(file).href);
  } catch (error) {
    throw new Error(`${path}, listing of line ${program[0]?.block.line}: ${String(error)}`, { cause: error });
  } finally {
    log.mockRestore();
  }
  const parts: string[][] = [[]];
  for (const line of lines) {
    if (line === separator) parts.push([]);
    else parts.at(-1)?.push(line);
  }
  return parts.map((part) => part.join("\n"));
}

/**
 * The page with the text block below each ts block filled with what the block printed just now. Programs that begin with "ts fashion-mnist"
 * are left as they are, but where `data` names them: then they alone are run.
 */
export async function pageWithOutputs(path: string, data?: "fashion-mnist"): Promise<string> {
  const page = readText(path);
  const lines = page.split("\n");
  const replacements: { readonly output: CodeBlock; readonly text: string }[] = [];
  for (const program of programsOf(page)) {
    if ((program[0]?.block.note === "fashion-mnist") !== (data === "fashion-mnist")) continue;
    const outputs = await runProgram(path, program);
    for (const [i, { block, output }] of program.entries()) {
      const text = outputs[i] as string;
      if (text.includes("__vite")) throw new Error(`${path}, listing of line ${block.line}: ${text}`);
      if (output) replacements.push({ output, text });
      else if (text !== "") throw new Error(`${path}, listing of line ${block.line}: it prints, so a text block must stand below it`);
    }
  }
  for (const { output, text } of replacements.reverse()) lines.splice(output.from, output.to - output.from, ...text.split("\n"));
  return lines.join("\n");
}
