/**
 * V8 reads a function twice: once over, with the text around it, and again when it is called first. A `function` in parentheses it
 * compiles at once. So it is found out which functions of the core every first result calls, and these are written that way.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { Session } from "node:inspector/promises";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import ts from "typescript";

/** Rewrites a built module for the functions of it that `program` calls. It must not have been loaded before. */
export async function compileAtOnce(file, program) {
  const called = await calledIn(pathToFileURL(resolve(file)).href, program);
  const text = readFileSync(file, "utf8");
  const module = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022);

  const first = [];
  const rest = [];
  for (const statement of module.statements) {
    const start = statement.getStart(module);
    if (ts.isFunctionDeclaration(statement) && isCalled(statement)) {
      // Wherever a declared function stands, it is there before any statement is carried out.
      const { text: name, end } = statement.name;
      first.push(`var ${name}=(function${inside(statement).slice(end - start)});`);
    } else rest.push(text.slice(statement.pos, start) + written(statement));
  }
  writeFileSync(file, `${first.join("\n")}\n${rest.join("")}\n`);

  function written(node) {
    if (ts.isFunctionExpression(node) && isCalled(node)) return `(${inside(node)})`;
    if (ts.isArrowFunction(node) && isCalled(node) && !ofItsPlace.test(textOf(node))) {
      const { parameters, body } = node;
      const statements = ts.isBlock(body) ? inside(body) : `{return ${written(body)}}`;
      return `(function(${parameters.map(textOf)})${statements})`;
    }
    return inside(node);
  }

  /** The text of a node, with what is in it written anew. */
  function inside(node) {
    let [all, at] = ["", node.getStart(module)];
    ts.forEachChild(node, (child) => {
      all += text.slice(at, child.getStart(module)) + written(child);
      at = child.end;
    });
    return all + text.slice(at, node.end);
  }

  function textOf(node) {
    return node.getText(module);
  }

  /** Of ordinary functions: neither async nor a generator. */
  function isCalled(node) {
    return !node.modifiers && !node.asteriskToken && called.has(`${node.getStart(module)}-${node.end}`);
  }
}

/** What an arrow function takes from where it stands, and a `function` has of its own. */
const ofItsPlace = /\b(?:this|super|arguments|new\.target)\b/;

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
  const called = functions.map(({ ranges: [whole] }) => whole).filter(({ count }) => count > 0);
  if (called.length === 0) throw new Error(`esbuild.eager: the program must call functions of ${url}, got none; import it in the program`);
  return new Set(called.map(({ startOffset, endOffset }) => `${startOffset}-${endOffset}`));
}
