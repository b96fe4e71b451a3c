import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** `page.ts` with dagrad's sources as one JavaScript module, as a web page would load it. Errors: a module of Node in it. */
export async function pageScript(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: ["tests/browser/page.ts"],
    absWorkingDir: root,
    bundle: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    minify: true,
    write: false,
    logLevel: "silent",
  });
  return outputFiles[0]?.text ?? "";
}
