import { transform } from "sucrase";
import { findImports } from "./find-imports.ts";
import { declares, nextBlock } from "./translate-names.ts";

/** Blocks of a program as one module in JavaScript. */
export interface Translation {
  readonly code: string;
  /** Addresses of what it imports. */
  readonly addresses: readonly string[];
}

/** A line of a program: of which block, from 0, and which of its lines, from 1. */
export interface ProgramPlace {
  readonly block: number;
  readonly line: number;
}

/** Why a program cannot run. */
export interface ProgramFault {
  readonly name?: string;
  readonly message: string;
  readonly at?: ProgramPlace;
}

/**
 * Puts the blocks together, takes the types off, and has imports come from the addresses that `modules` says. Lines stay where they are.
 * A fault where the code is no TypeScript, or imports what is not among the modules.
 */
export function translate(blocks: readonly string[], modules: Readonly<Record<string, string>>): Translation | ProgramFault {
  const whole = blocks.join(`\n;${nextBlock}();\n`);
  try {
    const { code } = transform(whole, { transforms: ["typescript"], disableESTransforms: true });
    return mapped(code, blocks, modules);
  } catch (error) {
    return syntaxFault(error, blocks);
  }
}

function mapped(code: string, blocks: readonly string[], modules: Readonly<Record<string, string>>): Translation | ProgramFault {
  const { imports, declared } = findImports(code);
  const unknown = imports.find(({ module }) => !Object.hasOwn(modules, module));
  if (unknown) {
    const known = Object.keys(modules).map((name) => `"${name}"`);
    const message = `run: imports must be of ${known.join(" or ")}, got "${unknown.module}"; a page has no other modules`;
    return { message, at: placeOf(lineAt(code, unknown.from), blocks) };
  }
  let text = "";
  let done = 0;
  for (const { module, from, to } of imports) {
    text += code.slice(done, from) + JSON.stringify(modules[module]);
    done = to;
  }
  const values = Array.from(declared, ([name, from]) => {
    const { block } = placeOf(lineAt(code, from), blocks);
    return `${JSON.stringify(name)}: [${block}, () => ${name}]`;
  });
  const addresses = [...new Set(imports.map(({ module }) => modules[module] as string))];
  // In front, where it is told even if the program fails; in the first line, so that all others stay where they are.
  const module = `${declares}({ ${values.join(", ")} }); ${text}${code.slice(done)}\nexport {};\n`;
  return { code: module, addresses };
}

const lineAt = (text: string, position: number): number => text.slice(0, position).split("\n").length;

/** The line of a block that is a line, from 1, of the module. */
export function placeOf(line: number, blocks: readonly string[]): ProgramPlace {
  let first = 1;
  for (const [block, text] of blocks.entries()) {
    const lines = text.split("\n").length;
    if (line < first + lines || block === blocks.length - 1) return { block, line: Math.min(Math.max(line - first + 1, 1), lines) };
    // Between two blocks is a line that says so.
    first += lines + 1;
  }
  return { block: 0, line: 1 };
}

/** sucrase writes "Error transforming …: Unexpected token (3:5)". */
function syntaxFault(error: unknown, blocks: readonly string[]): ProgramFault {
  const text = error instanceof Error ? error.message : String(error);
  const [, what = text, line] = /^(?:Error transforming [^:]*: |SyntaxError: )*(.*?)(?: \((\d+):\d+\))?$/s.exec(text) ?? [];
  return { name: "SyntaxError", message: what, ...(line !== undefined && { at: placeOf(Number(line), blocks) }) };
}
