import type TypeScript from "typescript";
import { type Said, said } from "./sentence.ts";

/** Of a text, a range that something is said of, in UTF-16 units from 0. */
export interface Mark extends Said {
  readonly from: number;
  readonly to: number;
  readonly severity: "error" | "warning" | "info";
}

/** What is known of a place. */
export interface Hover {
  readonly from: number;
  readonly to: number;
  /** The declaration, as TypeScript: "const h: Tensor<[\"batch\", 3], \"float32\", \"X\">". */
  readonly declaration: string;
  /** The comment above it. */
  readonly comment: string;
}

/** What may stand at a place. */
export interface Completion {
  readonly name: string;
  /** "function", "const", "property", "keyword" … */
  readonly kind: string;
  /** The module that it has to be imported from; left out where the code knows the name. */
  readonly module?: string;
}

/** Code that is checked: `before` is code above it, whose names it knows and of which nothing is said. */
export interface Code {
  readonly text: string;
  readonly before?: string;
}

export interface CodeChecker {
  check(code: Code): Mark[];
  hover(code: Code, position: number): Hover | undefined;
  /** From where the word begins that is being written, and what it may become. */
  complete(code: Code, position: number): { readonly from: number; readonly completions: Completion[] };
  /** The declaration and the comment of one of the completions at a place, or of what a module exports. */
  describe(code: Code, position: number, name: string, module?: string): Omit<Hover, "from" | "to"> | undefined;
}

const program = "/program.ts";
/** What is asked of a module alone stands in a file of its own. */
const aside = "/aside.ts";
/** What is imported of it need not be there already to be offered. */
const core = "dagrad";

const lineStart = (text: string, position: number): number => text.lastIndexOf("\n", position - 1) + 1;

/** Checks programs that import what `declarations` declare, as `strict` TypeScript. */
export function codeChecker(ts: typeof TypeScript, declarations: Readonly<Record<string, string>>): CodeChecker {
  const files = new Map(Object.entries(declarations));
  const texts = Object.values(declarations);
  const modules = texts.flatMap((text) => Array.from(text.matchAll(/^declare module "(dagrad[^":]*)"/gm), ([, name = ""]) => name)).sort();
  const versions = new Map<string, number>();
  const service = ts.createLanguageService({
    getCompilationSettings: () => ({
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      moduleDetection: ts.ModuleDetectionKind.Force,
      strict: true,
      noLib: true,
      skipLibCheck: true,
      types: [],
    }),
    getScriptFileNames: () => [...files.keys()],
    getScriptVersion: (file) => String(versions.get(file) ?? 0),
    getScriptSnapshot: (file) => {
      const text = files.get(file);
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
    },
    getCurrentDirectory: () => "/",
    getDefaultLibFileName: () => "/standard.d.ts",
    fileExists: (file) => files.has(file),
    readFile: (file) => files.get(file),
  });
  const write = (file: string, text: string): void => {
    if (files.get(file) === text) return;
    files.set(file, text);
    versions.set(file, (versions.get(file) ?? 0) + 1);
  };
  /** Has the service see the code; returns where its text begins. */
  const seen = ({ before, text }: Code): number => {
    const above = before === undefined ? "" : `${before}\n`;
    write(program, above + text);
    return above.length;
  };
  /** Of the core, what may be called. */
  const exported = once((): Completion[] => {
    write(aside, `import * as all from "${core}"; all.`);
    const { entries = [] } = service.getCompletionsAtPosition(aside, files.get(aside)?.length ?? 0, undefined) ?? {};
    return entries.map(({ name, kind }) => ({ name, kind, module: core }));
  });
  /** Without the words that say that a name was imported. */
  const told = (parts: TypeScript.SymbolDisplayPart[] | undefined, comment: TypeScript.SymbolDisplayPart[] | undefined) => ({
    declaration: ts.displayPartsToString(parts).replace(/^\(alias\) ([\s\S]*)\nimport .*$/, "$1"),
    comment: ts.displayPartsToString(comment).replace(/\{@link ([^}]+)\}/g, "$1"),
  });

  return {
    check(code) {
      const offset = seen(code);
      const broken = service.getSyntacticDiagnostics(program);
      // From the line on that is no TypeScript yet, what is said of types is noise.
      const sound = broken.length === 0 ? Number.POSITIVE_INFINITY : lineStart(files.get(program) ?? "", broken[0]?.start ?? 0);
      const all = service.getSemanticDiagnostics(program).filter(({ start = 0 }) => start < sound);
      return [...all, ...broken]
        .filter(({ start = 0 }) => start >= offset)
        .map(({ start = 0, length = 0, category, messageText }) => ({
          from: start - offset,
          to: start + length - offset,
          severity: category === ts.DiagnosticCategory.Error ? "error" : category === ts.DiagnosticCategory.Warning ? "warning" : "info",
          ...said(ts.flattenDiagnosticMessageText(messageText, "\n"), modules),
        }));
    },
    hover(code, position) {
      const offset = seen(code);
      const info = service.getQuickInfoAtPosition(program, position + offset);
      if (!info) return undefined;
      const from = info.textSpan.start - offset;
      return { from, to: from + info.textSpan.length, ...told(info.displayParts, info.documentation) };
    },
    complete(code, position) {
      const offset = seen(code);
      const all = (code.before === undefined ? "" : `${code.before}\n`) + code.text;
      const from = position - (/[\w$]*$/.exec(all.slice(0, position + offset))?.[0].length ?? 0);
      const info = service.getCompletionsAtPosition(program, position + offset, { includeCompletionsForModuleExports: false });
      const known = (info?.entries ?? []).map(({ name, kind }): Completion => ({ name, kind }));
      const names = new Set(known.map(({ name }) => name));
      // Where a statement or a value may begin, words of the language may stand, too.
      const begins = info?.isMemberCompletion === false && known.some(({ kind }) => kind === ts.ScriptElementKind.keyword);
      const further = begins && from < position ? exported().filter(({ name }) => !names.has(name)) : [];
      return { from, completions: [...known, ...further] };
    },
    describe(code, position, name, module) {
      if (module !== undefined) {
        write(aside, `import { ${name} } from "${module}";`);
        const info = service.getQuickInfoAtPosition(aside, "import { ".length);
        return info && told(info.displayParts, info.documentation);
      }
      const offset = seen(code);
      const info = service.getCompletionEntryDetails(program, position + offset, name, undefined, undefined, undefined, undefined);
      return info && told(info.displayParts, info.documentation);
    },
  };
}

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}
