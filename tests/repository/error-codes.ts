import { join } from "node:path";
import ts from "typescript";
import { root } from "./pages.ts";

/** An error code and the class that it is raised with, where the source says both in one place. */
export interface ErrorCode {
  readonly code: string;
  readonly errorClass?: string;
  readonly file: string;
}

const options: ts.CompilerOptions = {
  noEmit: true,
  strict: true,
  noCheck: true,
  skipLibCheck: true,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  allowImportingTsExtensions: true,
  types: ["node"],
};

/**
 * All error codes that some files raise: the strings in properties named `code`, and the arguments for parameters named `code`.
 * A code that is put together, such as `nothing-to-${step}`, counts as its template, "nothing-to-*".
 */
export function errorCodes(files: readonly string[]): ErrorCode[] {
  const program = ts.createProgram(
    files.map((file) => join(root, file)),
    options,
  );
  const checker = program.getTypeChecker();
  const found: ErrorCode[] = [];
  for (const file of files) {
    visit(program.getSourceFile(join(root, file)) as ts.SourceFile, (node) => {
      const value = codeValue(node, checker);
      if (value === undefined) return;
      const errorClass = errorClassAround(node);
      for (const code of literals(value)) found.push({ code, file, ...(errorClass === undefined ? {} : { errorClass }) });
    });
  }
  return found;
}

function visit(node: ts.Node, look: (node: ts.Node) => void): void {
  look(node);
  ts.forEachChild(node, (child) => visit(child, look));
}

/** What stands where a code belongs. */
function codeValue(node: ts.Node, checker: ts.TypeChecker): ts.Expression | undefined {
  if (ts.isPropertyAssignment(node) && ts.isIdentifier(node.name) && node.name.text === "code") return node.initializer;
  if (
    !ts.isCallExpression(node) ||
    !(ts.isIdentifier(node.expression) || ts.isPropertyAccessExpression(node.expression)) ||
    node.arguments.every((argument) => literals(argument).length === 0)
  )
    return undefined;
  // Without resolving the call: that would infer the types of whole graphs.
  const [signature] = checker.getTypeAtLocation(node.expression).getCallSignatures();
  const position = signature?.parameters.findIndex(({ name }) => name === "code") ?? -1;
  return position < 0 ? undefined : node.arguments[position];
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
