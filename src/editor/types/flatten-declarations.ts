/**
 * Makes one text of the declarations of a package, which an editor in a page loads in one request instead of hundreds.
 *
 * Each file becomes an ambient module, named after its path, so that no name has to be changed. Comments are kept where a reader of the
 * package meets them: above and within what an entry exports.
 */

/** The text of a declaration file by its path, "src/index.d.ts"; undefined where there is none. */
export type ReadDeclaration = (path: string) => string | undefined;

/** Entry as programs import it, "dagrad/torch" → its declaration file. */
export type DeclarationEntries = Readonly<Record<string, string>>;

/** The declarations that the entries need, as one text. */
export function flattenDeclarations(entries: DeclarationEntries, read: ReadDeclaration): string {
  const files = reachable(Object.values(entries), read);
  const exported = new Set(Object.values(entries).flatMap((path) => exportedNames(path, files)));
  const modules = [...files].map(([path, text]) => `declare module "${moduleName(path)}" {\n${lean(text, path, files, exported)}}\n`);
  const names = Object.entries(entries).map(([entry, path]) => `declare module "${entry}" { export * from "${moduleName(path)}"; }\n`);
  return [...modules, ...names].join("");
}

const moduleName = (path: string): string => `dagrad:${path.replace(/\.d\.ts$/, "")}`;

/** `from "./a.ts"`, `import("./a.ts")`, `import "./a.ts"` */
const specifier = /(\bfrom |\bimport\(|^import )"(\.[^"]+)"/gm;

function reachable(paths: readonly string[], read: ReadDeclaration): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  const waiting = [...paths];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    const text = files.has(path) ? undefined : read(path);
    if (text === undefined) continue;
    files.set(path, text);
    for (const [, , relative = ""] of text.matchAll(specifier)) waiting.push(resolved(path, relative));
  }
  return files;
}

/** The declaration file that a file means by a relative path. */
function resolved(from: string, relative: string): string {
  const parts = from.split("/").slice(0, -1);
  for (const part of relative.replace(/\.[jt]s$/, ".d.ts").split("/")) {
    if (part === "..") parts.pop();
    else if (part !== ".") parts.push(part);
  }
  return parts.join("/");
}

/** What a file exports, under the names it has where it is declared. */
function exportedNames(path: string, files: ReadonlyMap<string, string>): string[] {
  const text = files.get(path) ?? "";
  const lists = Array.from(text.matchAll(/^export (?:type )?\{([^}]*)\}/gm), ([, list = ""]) => list.split(","));
  const names = lists.flat().map((name) =>
    name
      .trim()
      .replace(/^type /, "")
      .replace(/ as .*$/, ""),
  );
  const all = Array.from(text.matchAll(/^export \* from "(\.[^"]+)"/gm), ([, from = ""]) => exportedNames(resolved(path, from), files));
  return [...names, ...all.flat()];
}

const declared = /^(?:export )?(?:declare )?(?:abstract )?(?:class|const|function|interface|let|namespace|type|var) ([\w$]+)/;

/** The file as an ambient module: paths are names of modules, and comments on what no entry exports are left out. */
function lean(text: string, path: string, files: ReadonlyMap<string, string>, exported: ReadonlySet<string>): string {
  const lines: string[] = [];
  let comment: string[] | undefined;
  let above: string[] = [];
  let keeps = false;
  for (const line of text.split("\n")) {
    if (comment === undefined && /^\s*\/\*\*/.test(line)) comment = [];
    if (comment) {
      comment.push(line);
      if (!line.includes("*/")) continue;
      if (!line.startsWith(" ") || line === " */") above = comment;
      else if (keeps) lines.push(...comment);
      comment = undefined;
      continue;
    }
    const name = declared.exec(line)?.[1];
    if (name !== undefined) keeps = exported.has(name);
    if (name !== undefined && keeps) lines.push(...above);
    above = [];
    lines.push(line.replace(/^(export )?declare /, "$1"));
  }
  return lines
    .filter((line) => !line.startsWith("//"))
    .join("\n")
    .replace(specifier, (all, before: string, relative: string) => {
      const target = resolved(path, relative);
      return files.has(target) ? `${before}"${moduleName(target)}"` : all;
    });
}
