import ts from "typescript";
import { readText } from "./pages.ts";

/** An error code and the class that it is raised with, where the source says both in one place. */
export interface ErrorCode {
  readonly code: string;
  readonly errorClass?: string;
  readonly file: string;
}

/**
 * All error codes of some files: the strings in properties named `code`, and those given to parameters named `code` of functions
 * that the files declare. A code that is put together, such as `nothing-to-${step}`, counts as its template, "nothing-to-*".
 */
export function errorCodes(files: readonly string[]): ErrorCode[] {
  const sources = files.map((file) => ts.createSourceFile(file, readText(file), ts.ScriptTarget.ES2022, true));
  const takers = new Map<string, number>();
  for (const source of sources) {
    visit(source, (node) => {
      if (!ts.isFunctionLike(node)) return;
      const position = node.parameters.findIndex(({ name }) => ts.isIdentifier(name) && name.text === "code");
      const name = node.name ?? (ts.isVariableDeclaration(node.parent) ? node.parent.name : undefined);
      if (position >= 0 && name && ts.isIdentifier(name)) takers.set(name.text, position);
    });
  }
  const found: ErrorCode[] = [];
  for (const source of sources) {
    visit(source, (node) => {
      const value = codeValue(node, takers);
      if (value === undefined) return;
      const errorClass = errorClassAround(node);
      for (const code of literals(value)) found.push({ code, file: source.fileName, ...(errorClass === undefined ? {} : { errorClass }) });
    });
  }
  return found;
}

function visit(node: ts.Node, look: (node: ts.Node) => void): void {
  look(node);
  ts.forEachChild(node, (child) => visit(child, look));
}

/** What stands where a code belongs. */
function codeValue(node: ts.Node, takers: ReadonlyMap<string, number>): ts.Expression | undefined {
  if (ts.isPropertyAssignment(node) && ts.isIdentifier(node.name) && node.name.text === "code") return node.initializer;
  if (!ts.isCallExpression(node) || !ts.isIdentifier(node.expression)) return undefined;
  const position = takers.get(node.expression.text);
  return position === undefined ? undefined : node.arguments[position];
}

function literals(value: ts.Expression): string[] {
  if (ts.isStringLiteral(value) || ts.isNoSubstitutionTemplateLiteral(value)) return [value.text];
  if (ts.isConditionalExpression(value)) return [...literals(value.whenTrue), ...literals(value.whenFalse)];
  if (ts.isTemplateExpression(value)) return [[value.head.text, ...value.templateSpans.map((span) => span.literal.text)].join("*")];
  return [];
}

/** GraphError of `new GraphError(…, { code: "…" })`. */
function errorClassAround(node: ts.Node): string | undefined {
  const call = node.parent?.parent;
  if (call === undefined || !ts.isNewExpression(call) || !ts.isIdentifier(call.expression)) return undefined;
  return call.expression.text.endsWith("Error") ? call.expression.text : undefined;
}
