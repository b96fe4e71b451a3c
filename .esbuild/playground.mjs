/** Bundles the playground: the script that a page opens with, what it loads later, and what follows its server. The explorer that it opens is the script of pages of one file. */
import { copyFileSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import ts from "typescript";

const inFirst = (name) => fileURLToPath(new URL(`../dist/src/playground/first/${name}.js`, import.meta.url));

/**
 * The first script has what the network of a page that has just been opened runs on, and most others: the engine without the reference, and few
 * ops. The larger script, which is loaded after it, has all. Why, and what it brings: docs/decisions/first-script.md.
 */
const first = {
  name: "first",
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^\.\/network-parts\.js$/ }, () => ({ path: inFirst("network-parts") }));
    onResolve({ filter: /reference\/(?:kernel-of|reference)\.js$/ }, () => ({ path: inFirst("no-reference") }));
    onResolve({ filter: /backends\/auto\.js$/ }, () => ({ path: inFirst("engine-alone") }));
    onResolve({ filter: /data\/scaling\.js$/ }, () => ({ path: inFirst("no-scaling") }));
    onResolve({ filter: /\/check-finite\.js$/ }, () => ({ path: inFirst("no-finite-check") }));
    onResolve({ filter: /\/print-array\.js$/ }, () => ({ path: inFirst("no-printing") }));
    onResolve({ filter: /\/activate-training\.js$/ }, () => ({ path: inFirst("no-training-forms") }));
    onLoad({ filter: /dist.ops.*\.js$/ }, ({ path }) => ({ contents: withoutForms(readFileSync(path, "utf8")) }));
  },
};

/** The text of an op's module without what the op says of pictures and texts: nothing in the first script draws or writes an op. */
function withoutForms(text) {
  const source = ts.createSourceFile("op.js", text, ts.ScriptTarget.Latest, true);
  const forms = [];
  const visit = (node) => {
    if (ts.isCallExpression(node) && node.expression.getText() === "defineOp" && ts.isObjectLiteralExpression(node.arguments[0])) {
      for (const property of node.arguments[0].properties)
        if (["notation", "picture"].includes(property.name?.getText())) forms.push(property);
    } else ts.forEachChild(node, visit);
  };
  visit(source);
  return forms.reduceRight((kept, form) => kept.slice(0, form.getStart()) + kept.slice(form.end).replace(/^,/, ""), text);
}

/** What a playground loads later is shown by the Preact of its first script, which leaves it under the names of its modules. */
const sharedPreact = {
  name: "shared-preact",
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^preact(?:\/hooks|\/jsx-runtime)?$/ }, ({ path }) => ({ path, namespace: "shared" }));
    onLoad({ filter: /./, namespace: "shared" }, ({ path }) => ({
      contents: `module.exports = globalThis.dagradShared?.[${JSON.stringify(path)}] ?? {};`,
    }));
  },
};

/** Into dist/playground; `inPage` are the settings of all that pages load. */
export async function bundlePlayground(inPage) {
  // Scripts that run as classic ones, too: in workers, and side by side in one page. All that loads them says that they are UTF-8.
  const inPlayground = { ...inPage, format: "iife", charset: "utf8", outdir: "dist/playground" };
  await build({ ...inPlayground, entryPoints: { playground: "dist/src/playground/start.js" }, plugins: [first] });
  await build({
    ...inPlayground,
    entryPoints: { follow: "dist/src/playground/follow-server.js" },
  });
  await build({ ...inPlayground, entryPoints: { later: "dist/src/playground/later.js" }, plugins: [sharedPreact] });
  copyFileSync("dist/explorer/page-all-ops.js", "dist/playground/explorer.js");
}
