/**
 * V8 reads a function twice: once over, with the text around it, and again when it is called first. A `function` in parentheses it
 * compiles at once. So it is found out which functions a first result calls, and these are written that way.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { Session } from "node:inspector/promises";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import ts from "typescript";

/** Rewrites the core for what a first result calls, and the parts that training loads for what its first step calls. */
export async function compileFirst(folder) {
  await compileAtOnce([`${folder}/core.js`], async () => {
    const { argmaxAccuracy, compile, crossentropy, dense, f32, graph, relu, softmax, u8 } = await import(resolve(folder, "index.js"));
    const network = graph({ X: f32("batch", 2), y: u8("batch") }, ({ X, y }) => {
      const p = softmax(dense(relu(dense(X, { units: 3 })), { units: 3 }));
      return { loss: crossentropy(p, y), accuracy: argmaxAccuracy(p, y) };
    });
    compile(network).run({ X: new Float32Array(600), y: new Uint8Array(300) });
  });
  await compileAtOnce([`${folder}/kernels.cjs`, `${folder}/training.cjs`], async () => {
    const { adam, compile, crossentropy, dense, f32, graph, relu, softmax, trainStep, u8 } = await import(resolve(folder, "index.js"));
    const network = graph({ X: f32("batch", 784), y: u8("batch") }, ({ X, y }) => {
      const h = relu(dense(relu(dense(X, { units: 128 })), { units: 128 }));
      return { loss: crossentropy(softmax(dense(h, { units: 10 })), y) };
    });
    const step = trainStep(network, { minimize: "loss", optimizer: adam({ learningRate: 0.001 }) });
    compile(step).run({ X: new Float32Array(784 * 128), y: new Uint8Array(128) });
  });
}

/** Rewrites built files for the functions of them that `program` calls. It is the first to load them. */
async function compileAtOnce(files, program) {
  const called = await calledBy(program);
  for (const file of files) rewrite(file, called(pathToFileURL(resolve(file)).href));
}

function rewrite(file, called) {
  const text = readFileSync(file, "utf8");
  const module = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022);
  // A part is one function, of what the core exports: module.exports = (function(core) { … })
  const part = module.statements[0].expression?.right?.expression?.body;
  const { statements } = part ?? module;

  const first = [];
  const rest = [];
  for (const statement of statements) {
    const start = statement.getStart(module);
    if (ts.isFunctionDeclaration(statement) && isCalled(statement)) {
      // Wherever a declared function stands, it is there before any statement is carried out.
      const { text: name, end } = statement.name;
      first.push(`var ${name}=(function${inside(statement).slice(end - start)});`);
    } else rest.push(text.slice(statement.pos, start) + written(statement));
  }
  writeFileSync(file, `${text.slice(0, statements.pos)}${first.join("\n")}\n${rest.join("")}${text.slice(statements.end)}`);

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

/** Where the functions of a module stand that a program calls, by the module's address: "start-end". */
async function calledBy(program) {
  const session = new Session();
  session.connect();
  await session.post("Profiler.enable");
  await session.post("Profiler.startPreciseCoverage", { callCount: true });
  await program();
  const { result } = await session.post("Profiler.takePreciseCoverage");
  session.disconnect();
  return (url) => {
    const functions = result.find((script) => script.url === url)?.functions ?? [];
    const called = functions.map(({ ranges: [whole] }) => whole).filter(({ count }) => count > 0);
    if (called.length === 0) throw new Error(`eager.config: the program must call functions of ${url}, got none; import it in the program`);
    return new Set(called.map(({ startOffset, endOffset }) => `${startOffset}-${endOffset}`));
  };
}
