/** Bundles the playground: the script that a page opens with, what it loads later, and what follows its server. */
import { build } from "esbuild";

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
  // Scripts that run as classic ones, too: in workers, and side by side in one page.
  const inPlayground = { ...inPage, format: "iife", outdir: "dist/playground" };
  await build({
    ...inPlayground,
    entryPoints: {
      playground: "dist/src/playground/start.js",
      explorer: "dist/src/playground/explorer-script.js",
      follow: "dist/src/playground/follow-server.js",
    },
  });
  await build({ ...inPlayground, entryPoints: { later: "dist/src/playground/later.js" }, plugins: [sharedPreact] });
}
