import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../..", import.meta.url));

/**
 * A page's own file in this folder with dagrad's sources as one JavaScript module, as a web page would load it; with `dagrad`, the page's
 * own lines alone, which import dagrad from that address. Errors: a module of Node in it.
 */
export async function pageScript(page: "page.ts" | "threads-page.ts", dagrad?: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [`tests/browser/${page}`],
    absWorkingDir: root,
    bundle: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    minify: true,
    ...(dagrad !== undefined && { alias: { dagrad }, external: [dagrad] }),
    write: false,
    logLevel: "silent",
  });
  return outputFiles[0]?.text ?? "";
}
