import { format } from "node-inspect-extracted";
import { transform } from "sucrase";
import { moduleOf, separator } from "../../../tests/repository/programs.ts";

/** What a program gives while it runs; blocks are counted from 0. */
export interface Listener {
  readonly printed: (block: number, text: string) => void;
  /** A block is done; the graphs that it made. */
  readonly done: (block: number, graphs: readonly unknown[]) => void;
}

/** Why a program stopped, and where: the line of the block, from 1, where that is known. */
export interface Stop {
  readonly block: number;
  readonly line: number | undefined;
  readonly message: string;
}

type Modules = Readonly<Record<string, () => Promise<Record<string, unknown>>>>;

/**
 * Runs the blocks of a program in one scope, as tests/repository/listings.ts does, with a console that writes as Node's does.
 * Types are taken off, imports become look-ups in `modules`.
 */
export async function runProgram(blocks: readonly string[], modules: Modules, { printed, done }: Listener): Promise<Stop | undefined> {
  let block = 0;
  let graphs: unknown[] = [];
  const log = (...values: readonly unknown[]): void => {
    const text = format(...values);
    if (text === separator) {
      done(block++, graphs);
      graphs = [];
    } else printed(block, text);
  };
  try {
    const loaded = await load(blocks, modules, (graph) => graphs.push(graph));
    const { code } = transform(moduleOf(blocks), {
      transforms: ["typescript", "imports"],
      disableESTransforms: true,
      keepUnusedImports: false,
    });
    const run = new AsyncFunction("require", "exports", "console", code);
    await run((name: string) => loaded[name], {}, { ...console, log, info: log, warn: log, error: log });
  } catch (error) {
    return stopOf(error, blocks, block);
  }
  done(block, graphs);
  return undefined;
}

const AsyncFunction = (async () => {}).constructor as new (...parts: readonly string[]) => (...values: readonly unknown[]) => Promise<void>;

/** The modules that the blocks import; `graph` of dagrad tells of each graph that it makes. */
async function load(blocks: readonly string[], modules: Modules, made: (graph: unknown) => void): Promise<Record<string, unknown>> {
  const code = blocks.join("\n");
  const names = new Set(Array.from(code.matchAll(/^(?:import|\} from)\b[^"']*["']([^"']+)["']/gm), ([, name]) => name as string));
  const loaded: Record<string, unknown> = {};
  for (const name of names) {
    const module = modules[name];
    if (module === undefined)
      throw new Error(`import: a page has ${Object.keys(modules).join(", ")}, got "${name}"; run the program in Node`);
    loaded[name] = await module();
  }
  const { dagrad } = loaded as { dagrad?: { graph: (...parts: unknown[]) => unknown } };
  if (dagrad !== undefined) {
    const graph = (...parts: unknown[]): unknown => {
      const value = dagrad.graph(...parts);
      made(value);
      return value;
    };
    loaded.dagrad = { ...dagrad, graph };
  }
  return loaded;
}

/** Lines that the engine of the page writes above the code of a function. */
const above = 2;

/** Lines of the code where a block begins follow from those before it and from the line between two. */
function stopOf(error: unknown, blocks: readonly string[], block: number): Stop {
  const message = String(error);
  const at = Number(/<anonymous>:(\d+):\d+/.exec((error as Error)?.stack ?? "")?.[1] ?? /\((\d+):\d+\)$/.exec(message)?.[1]) - above;
  let line = Number.isFinite(at) ? at : undefined;
  for (const before of blocks.slice(0, block)) if (line !== undefined) line -= before.split("\n").length + 1;
  const height = (blocks[block] ?? "").split("\n").length;
  return { block, line: line !== undefined && line >= 1 && line <= height ? line : undefined, message };
}
