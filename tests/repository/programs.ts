import { type CodeBlock, codeBlocks } from "./markdown.ts";

/** A ts block of a page, and the text block right below it that shows what it prints. */
export interface Listing {
  readonly block: CodeBlock;
  readonly output: CodeBlock | undefined;
}

/** Blocks that run as one module: a ts block, and those behind it that are marked "ts continued". */
export type Program = readonly Listing[];

export function programsOf(page: string): Program[] {
  const programs: Listing[][] = [];
  const blocks = codeBlocks(page);
  for (const [i, block] of blocks.entries()) {
    if (block.language !== "ts") continue;
    const next = blocks[i + 1];
    const listing = { block, output: next?.language === "text" ? next : undefined };
    const last = programs.at(-1);
    if (block.note !== "continued") programs.push([listing]);
    else if (last) last.push(listing);
    else throw new Error(`line ${block.line}: there is no block to continue`);
  }
  return programs;
}

/** What a program writes to the console between the outputs of two of its blocks. */
export const separator = "\u0000";

/** One module of all blocks of a program, one scope. Imports may stand in every block. */
export const moduleOf = (blocks: readonly string[]): string => `${blocks.join(`\nconsole.log("\\0");\n`)}\nexport {};\n`;

/** A listing of tests, marked "ts test", as a program that runs them at once: no test of Vitest can declare others. */
export const atOnce = (code: string): string =>
  code.replace(
    'import { expect, test } from "vitest";',
    'import { expect } from "vitest";\nconst test = (_: string, body: () => void) => body();',
  );
