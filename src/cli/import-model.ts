import { execFile } from "node:child_process";
import { extname, relative, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { CliError } from "./cli-error.ts";
import { prepareTypescript } from "./load-typescript.ts";
import { placed, placeInModel, withDeepStacks } from "./place-in-model.ts";
import { isReported } from "./report.ts";
import { settled } from "./settled.ts";

const typescript = [".ts", ".mts"];
/** Endings of the modules that can be models. */
export const moduleEndings: readonly string[] = [...typescript, ".js", ".mjs", ".cjs"];

/**
 * What the module `file` exports; `shown` is its name in errors. What it logs while it loads goes to stderr: stdout is for
 * what was asked for.
 * CliError when it cannot be loaded; errors of dagrad that it runs into get the place in the module, where that is certain.
 */
export async function importModel(file: string, shown: string, cwd: string): Promise<Readonly<Record<string, unknown>>> {
  if (typescript.includes(extname(file))) prepareTypescript(file);
  const { log, info, debug } = console;
  Object.assign(console, { log: console.error, info: console.error, debug: console.error });
  try {
    const loading = () => settled(import(pathToFileURL(file).href), `${shown}: the model must load, got ${unsettled}`);
    return await withDeepStacks(loading);
  } catch (error) {
    if (isReported(error)) throw placed(error, file, shown);
    throw new CliError(`${shown}: ${await explain(error, file, cwd, placeInModel(error, file, shown))}`, { cause: error });
  } finally {
    Object.assign(console, { log, info, debug });
  }
}

const unsettled = "a top-level await that nothing is left to settle; let what it waits for resolve or reject";

/** What went wrong, with file names from the working folder. */
async function explain(error: unknown, file: string, cwd: string, place: string | undefined): Promise<string> {
  if (!(error instanceof Error)) return `the model must load, got ${String(error)} thrown; throw Errors`;
  const text = error.message
    .replaceAll(pathToFileURL(`${cwd}/`).href, "")
    .replaceAll(`${cwd}${sep}`, "")
    .replace(/ imported from .*/s, "")
    .replace(/\s*\n\s*/g, " ")
    .trim();
  const { code } = error as NodeJS.ErrnoException;
  if (code === "ERR_MODULE_NOT_FOUND" || code === "MODULE_NOT_FOUND") {
    return `its imports must be found, got "${text}"; correct the path, with its ending, or install the package`;
  }
  if (code === "ERR_UNKNOWN_FILE_EXTENSION")
    return `modules that it imports must be JavaScript, got "${text}"; make the model itself a .ts file`;
  if (code === "ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX") {
    return `Node must be able to take its types away, got "${text}"; avoid enums, namespaces and parameter properties`;
  }
  if (/ does not provide an export named /.test(text)) {
    return `its imports must be found, got "${text}"; correct the name, or update the package`;
  }
  if (error.name === "SyntaxError") {
    const place = /:\d+:\d+: /.test(text) ? "" : (placeInStack(error, cwd) ?? (await placeOfSyntaxError(file, cwd)));
    return `the module must be valid, got "${place}${text}"; ${moduleCure(text)}`;
  }
  return `the module must load, got ${error.name}: ${text}${place === undefined ? "" : ` (at ${place})`}; run again with --debug for the stack`;
}

const moduleCure = (text: string): string =>
  /outside a module|Unexpected token 'export'/.test(text) ? 'rename it to .mjs, or set "type": "module" in its package.json' : "correct it";

/** "nested.ts:2:10: " where the stack begins with the place and its line, as when Node itself takes types away. */
function placeInStack({ stack = "" }: Error, cwd: string): string | undefined {
  const [, path, line, before] = /^(\/.+|file:.+|[A-Z]:.+):(\d+)\n(?:.*\n)+?( *)\^/.exec(stack) ?? [];
  return path === undefined ? undefined : `${shownPath(path, cwd)}:${line}:${(before as string).length + 1}: `;
}

const shownPath = (path: string, cwd: string): string => relative(cwd, path.startsWith("file:") ? fileURLToPath(path) : path);

/** "3: " for the third line. A failed import() does not say where (nodejs/node#49441), but `node --check` does. */
async function placeOfSyntaxError(file: string, cwd: string): Promise<string> {
  try {
    await promisify(execFile)(process.execPath, ["--check", file], { timeout: 10_000 });
  } catch (error) {
    const [, path = "", line] = /^(?!node:)(.+):(\d+)\n/m.exec(String((error as { stderr?: unknown }).stderr)) ?? [];
    if (line !== undefined) return `${shownPath(path, cwd)}:${line}: `;
  }
  return "";
}
