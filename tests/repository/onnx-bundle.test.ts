import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** A page that has this, minified; all but what `isInside` says of a module's path stays outside. */
async function bundled(contents: string, isInside: (path: string) => boolean) {
  const { metafile, outputFiles } = await build({
    stdin: { contents, resolveDir: root, loader: "ts" },
    absWorkingDir: root,
    bundle: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    minify: true,
    metafile: true,
    write: false,
    logLevel: "silent",
    plugins: [
      {
        name: "outside",
        setup: ({ onResolve, resolve }) => {
          onResolve({ filter: /./ }, async ({ path, kind, resolveDir, importer, pluginData }) => {
            if (pluginData === "resolving") return undefined;
            const found = await resolve(path, { kind, resolveDir, importer, pluginData: "resolving" });
            return isInside(found.path.slice(root.length)) ? undefined : { path: "dagrad", external: true };
          });
        },
      },
    ],
  });
  // In a page that has the core, too, an import is a name.
  const text = (outputFiles[0]?.text ?? "").replace(/import(?:[^;]*?from)?"dagrad";/g, "");
  return { size: gzipSync(text, { level: 9 }).length, modules: Object.keys(metafile.inputs) };
}
const ofOnnx = (path: string): boolean => path.startsWith("src/onnx/");

describe("dagrad/onnx", () => {
  const sizes = {
    "reads most models": ["{ fromOnnx }", 29_200],
    "reads all that can be read": ["{ fromOnnx, rareOps }", 36_400],
    writes: ["{ toOnnx }", 13_500],
    "reads most models and writes": ["{ fromOnnx, toOnnx }", 41_300],
  } as const;

  it.each(Object.entries(sizes))(
    "of a page that %s is no larger than it was, by itself, minified and gzipped",
    async (_, [names, most]) => {
      const { size, modules } = await bundled(`export ${names} from "./src/onnx/index.ts";`, ofOnnx);
      expect(modules.filter((path) => !ofOnnx(path) && path !== "<stdin>")).toEqual([]);
      expect(size).toBeLessThanOrEqual(most);
    },
  );

  it("is in no page that does not import it", async () => {
    const { modules } = await bundled('export * from "./src/index.ts";', () => true);
    expect(modules).toContain("src/run/compile.ts");
    expect(modules.filter((path) => ofOnnx(path) || path.startsWith("src/engines/"))).toEqual([]);
  });
});
