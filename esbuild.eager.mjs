/**
 * V8 reads a function twice: once over, with the text around it, and again when it is called first. A function expression in parentheses
 * it compiles at once. So what the core's functions are that every first result calls is found out, and these are put in parentheses.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { Session } from "node:inspector/promises";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import ts from "typescript";

/** Rewrites a built module for the functions of it that `program` calls, in a process that has not loaded the module yet. */
export async function compileAtOnce(file, program) {
  const called = await calledIn(pathToFileURL(resolve(file)).href, program);
  const text = readFileSync(file, "utf8");
  const module = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022);
  const first = [];
  const rest = [];
  for (const statement of module.statements) {
    if (ts.isFunctionDeclaration(statement) && called.has(placeOf(statement)) && !statement.modifiers) {
      // Such a function is there before any other statement is carried out, wherever it stands.
      const [from, to] = [statement.name.getEnd(), statement.getEnd()];
      first.push(`var ${statement.name.text}=(function${written(statement, from, to)});`);
    } else rest.push(written(statement, statement.getFullStart(), statement.getEnd()));
  }
  writeFileSync(file, [...first, ...rest].join("\n"));

  function placeOf(node) {
    return `${node.getStart(module)}-${node.getEnd()}`;
  }

  /** The text of a node with its function expressions that are called in parentheses. */
  function written(node, from, to) {
    const cuts = [from];
    const parentheses = [];
    // In the order of the text.
    (function visit(inner) {
      const isCalled = ts.isFunctionExpression(inner) && called.has(placeOf(inner));
      if (isCalled) cuts.push(inner.getStart(module)) && parentheses.push("(");
      ts.forEachChild(inner, visit);
      if (isCalled) cuts.push(inner.getEnd()) && parentheses.push(")");
    })(node);
    return cuts.map((cut, i) => text.slice(cut, cuts[i + 1] ?? to) + (parentheses[i] ?? "")).join("");
  }
}

/** Where the functions of a module stand that a program calls: "start-end". */
async function calledIn(url, program) {
  const session = new Session();
  session.connect();
  await session.post("Profiler.enable");
  await session.post("Profiler.startPreciseCoverage", { callCount: true });
  await program();
  const { result } = await session.post("Profiler.takePreciseCoverage");
  session.disconnect();
  const functions = result.find((script) => script.url === url)?.functions ?? [];
  if (functions.length === 0)
    throw new Error(`esbuild.eager: the program must call functions of ${url}, got none; import it in the program`);
  const called = functions.map(({ ranges: [whole] }) => whole).filter(({ count }) => count > 0);
  return new Set(called.map(({ startOffset, endOffset }) => `${startOffset}-${endOffset}`));
}
