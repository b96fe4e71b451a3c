import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { moduleOf, type Program, programsOf } from "../../../tests/repository/programs.ts";

/** What the compiler says of a name in a listing. */
export interface NamedType {
  /** Where the name begins, in characters from the start of its listing. */
  readonly start: number;
  readonly name: string;
  /** "const network: Graph<…>", as an editor shows it. */
  readonly type: string;
  /** The first paragraph of what is written above its declaration. */
  readonly about?: string;
}

/** The types of the names of each listing of a page, in the order of its listings. */
export type TypesOfPage = readonly (readonly { readonly code: string; readonly names: readonly NamedType[] }[])[];

/** As many characters of a comment as a hover shows. */
const mostAbout = 360;

/** Asks the compiler, once for all pages, what each name of their listings is. A program is one module, as its readers and tests have it. */
export function typesOfListings(root: string, origins: readonly string[]): Map<string, TypesOfPage> {
  const programs = origins.flatMap((origin) =>
    programsOf(readFileSync(join(root, origin), "utf8")).map((program, i) => ({ origin, i, program })),
  );
  const codes = new Map(programs.map(({ origin, i, program }) => [fileOf(root, origin, i), moduleOf(codesOf(program))]));
  const service = serviceOf(root, codes);
  const types = new Map<string, TypesOfPage[number][]>(origins.map((origin) => [origin, []]));
  for (const { origin, i, program } of programs) types.get(origin)?.push(typesOf(service, fileOf(root, origin, i), codesOf(program)));
  return types;
}

const codesOf = (program: Program): string[] => program.map(({ block }) => block.code);

/** Inside the repository, so that listings import dagrad as its users do; no such file is written. */
const fileOf = (root: string, origin: string, program: number): string =>
  join(root, "out/types-of-listings", `${origin.replaceAll(/\W/g, "-")}-${program}.ts`);

function serviceOf(root: string, codes: ReadonlyMap<string, string>): ts.LanguageService {
  const config = join(root, "tsconfig.json");
  const { compilerOptions } = ts.readConfigFile(config, ts.sys.readFile).config as { readonly compilerOptions: object };
  const { options } = ts.convertCompilerOptionsFromJson(compilerOptions, root, config);
  const read = (file: string): string | undefined => codes.get(file) ?? ts.sys.readFile(file);
  return ts.createLanguageService({
    getCompilationSettings: () => options,
    getScriptFileNames: () => [...codes.keys()],
    getScriptVersion: () => "1",
    getScriptSnapshot: (file) => {
      const code = read(file);
      return code === undefined ? undefined : ts.ScriptSnapshot.fromString(code);
    },
    getCurrentDirectory: () => root,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: (file) => codes.has(file) || ts.sys.fileExists(file),
    readFile: read,
    readDirectory: ts.sys.readDirectory,
    directoryExists: ts.sys.directoryExists,
    getDirectories: ts.sys.getDirectories,
    ...(ts.sys.realpath && { realpath: ts.sys.realpath }),
  });
}

function typesOf(service: ts.LanguageService, file: string, codes: readonly string[]): TypesOfPage[number] {
  const source = service.getProgram()?.getSourceFile(file) as ts.SourceFile;
  const between = moduleOf(["", ""]).length - moduleOf([""]).length;
  let from = 0;
  const listings = codes.map((code) => {
    const listing = { code, from, names: [] as NamedType[] };
    from += code.length + between;
    return listing;
  });
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) {
      const start = node.getStart(source);
      const listing = listings.findLast(({ from, code }) => start >= from && start < from + code.length);
      const said = listing && service.getQuickInfoAtPosition(file, start);
      if (said) listing.names.push({ start: start - listing.from, name: node.text, ...shown(said) });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return listings.map(({ code, names }) => ({ code, names }));
}

function shown({ displayParts = [], documentation = [] }: ts.QuickInfo): Pick<NamedType, "type" | "about"> {
  const text = (parts: readonly ts.SymbolDisplayPart[]): string => parts.map((part) => part.text).join("");
  const [paragraph = ""] = text(documentation).split(/\n\s*\n/);
  const about = paragraph
    .replaceAll(/\s*\n\s*/g, " ")
    .replaceAll(/\{@link (\w+)\}/g, "$1")
    .trim();
  const kept = about.length > mostAbout ? `${about.slice(0, mostAbout)}…` : about;
  // An import is what it names; the line that says so says nothing else.
  const type = text(displayParts)
    .replace(/^\(alias\) /, "")
    .replace(/\nimport \S+$/, "");
  return { type, ...(kept !== "" && { about: kept }) };
}
