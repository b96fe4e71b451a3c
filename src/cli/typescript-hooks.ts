import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

/*
 * Module hooks, which Node runs in a thread of their own: TypeScript modules lose their types on the way in.
 * Source: nodejs.org/api/module.html, customization hooks; Node 20.6 or later.
 */

/** The package that takes types away, and the file it is loaded from. */
export interface Stripper {
  readonly kind: "esbuild" | "typescript";
  readonly url: string;
}

type Strip = (source: string, file: string) => Promise<string>;
let strip: Strip;

export async function initialize({ kind, url }: Stripper): Promise<void> {
  const loaded = await import(url);
  const library = loaded.default ?? loaded;
  strip = kind === "esbuild" ? withEsbuild(library) : withTypescript(library);
}

interface Loaded {
  readonly format: string;
  readonly source: string;
  readonly shortCircuit: true;
}

export async function load<C>(url: string, context: C, next: (url: string, context: C) => Promise<Loaded>): Promise<Loaded> {
  if (!/^file:[^?#]*\.m?ts([?#]|$)/.test(url)) return next(url, context);
  const file = fileURLToPath(url);
  return { format: "module", source: await strip(await readFile(file, "utf8"), file), shortCircuit: true };
}

/** What is used of esbuild. */
interface Esbuild {
  transform(source: string, options: object): Promise<{ readonly code: string }>;
}
interface EsbuildFailure {
  readonly errors?: readonly { readonly text: string; readonly location?: { readonly line: number; readonly column: number } }[];
}

const withEsbuild =
  (esbuild: Esbuild): Strip =>
  async (source, file) => {
    try {
      const options = { loader: "ts", format: "esm", target: "es2022", sourcemap: "inline", sourcefile: file, logLevel: "silent" };
      return (await esbuild.transform(source, options)).code;
    } catch (error) {
      const [first] = (error as EsbuildFailure).errors ?? [];
      if (!first) throw error;
      throw syntaxError(file, first.location?.line ?? 1, (first.location?.column ?? 0) + 1, first.text);
    }
  };

/** What is used of the TypeScript compiler, versions 4 to 6. */
interface TypeScript {
  transpileModule(source: string, options: object): { readonly outputText: string; readonly diagnostics?: readonly Diagnostic[] };
  flattenDiagnosticMessageText(text: unknown, newLine: string): string;
  getLineAndCharacterOfPosition(file: object, position: number): { readonly line: number; readonly character: number };
}
interface Diagnostic {
  readonly messageText: unknown;
  readonly file?: object;
  readonly start?: number;
}

const withTypescript =
  (typescript: TypeScript): Strip =>
  async (source, file) => {
    const compilerOptions = { module: "esnext", target: "es2022", inlineSourceMap: true };
    const { outputText, diagnostics = [] } = typescript.transpileModule(source, {
      fileName: file,
      reportDiagnostics: true,
      compilerOptions,
    });
    const [first] = diagnostics;
    if (first === undefined) return outputText;
    const at = first.file && typescript.getLineAndCharacterOfPosition(first.file, first.start ?? 0);
    throw syntaxError(file, (at?.line ?? 0) + 1, (at?.character ?? 0) + 1, typescript.flattenDiagnosticMessageText(first.messageText, " "));
  };

/** Thrown in this thread and caught in the main one, which gets name and message only. */
const syntaxError = (file: string, line: number, column: number, problem: string): SyntaxError =>
  new SyntaxError(`${file}:${line}:${column}: ${problem}`);
