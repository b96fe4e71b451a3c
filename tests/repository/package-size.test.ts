import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { root } from "../own-process.ts";
import { readText } from "./pages.ts";

interface Packed {
  /** Bytes of the archive, and of the files in it. */
  readonly size: number;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string; readonly size: number }[];
}

/** The largest files, for whom a bound tells that something grew. */
const largest = ({ files }: Packed): string =>
  [...files]
    .sort((a, b) => b.size - a.size)
    .slice(0, 8)
    .map(({ path, size }) => `${path} ${(size / 1e6).toFixed(2)} MB`)
    .join(", ");

/** Relative imports, workers and re-exports of a module, or of declarations. */
const importsIn = (path: string, text: string): string[] =>
  Array.from(
    text
      .replace(/\/\*[\s\S]*?\*\//g, "")
      .matchAll(/(?:\bfrom|\bimport)\s*\(?\s*"(\.[^"]+)"|new URL\("(\.[^"]+\.js)", import\.meta\.url\)/g),
    ([, name, beside]) => relative(root, join(root, dirname(path), (name ?? beside) as string)).replaceAll("\\", "/"),
  );

describe("the package", () => {
  let packed: Packed;
  let paths: Set<string>;
  beforeAll(() => {
    const arguments_ = ["pack", "--dry-run", "--json", "--ignore-scripts"];
    const json = execFileSync("npm", arguments_, { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"], shell: true });
    [packed] = JSON.parse(json) as [Packed];
    paths = new Set(packed.files.map(({ path }) => path));
  }, 120_000);

  test("is at most 13 MB unpacked and 4.5 MB packed: whoever installs dagrad waits for it, and most use neither playground nor editor", () => {
    const reason = `what only servers hand out is packed, and no text is there twice (docs/decisions/packed-files.md); the largest: ${largest(packed)}`;
    expect(packed.unpackedSize, `unpacked: ${reason}`).toBeLessThanOrEqual(13_000_000);
    expect(packed.size, `packed: ${reason}`).toBeLessThanOrEqual(4_500_000);
  });

  test("has all that its modules and declarations import", () => {
    const missing: string[] = [];
    for (const path of paths) {
      if (!path.startsWith("dist/") || !/\.(?:js|d\.ts)$/.test(path)) continue;
      for (const name of importsIn(path, readText(path))) {
        const wanted = path.endsWith(".d.ts") ? name.replace(/\.(?:js|tsx?)$/, ".d.ts") : name;
        // In pages without a bundler, Graphviz lies beside what draws: the user puts it there.
        if (!paths.has(wanted) && wanted !== "dist/browser/viz.js") missing.push(`${path}: ${name}`);
      }
    }
    expect(missing).toEqual([]);
  });

  test("has no map of sources, and no declarations that none of its entries leads to", () => {
    expect([...paths].filter((path) => /\.map$|\.tsbuildinfo$/.test(path))).toEqual([]);
    const { exports } = JSON.parse(readText("package.json")) as { exports: Record<string, { readonly types?: string }> };
    const reached = new Set(Object.values(exports).flatMap(({ types }) => (types === undefined ? [] : [types.replace("./", "")])));
    for (const path of reached) {
      for (const name of importsIn(path, readText(path))) {
        const declarations = name.replace(/\.(?:js|tsx?)$/, ".d.ts");
        if (existsSync(join(root, declarations))) reached.add(declarations);
      }
    }
    expect([...paths].filter((path) => path.endsWith(".d.ts") && !reached.has(path))).toEqual([]);
  });

  test("has pictures that its pages show, and no others", () => {
    const pages = [...paths].filter((path) => path.endsWith(".md")).map((path) => readFileSync(join(root, path), "utf8"));
    const shown = (path: string): boolean => pages.some((page) => page.includes(path.slice("docs/".length)));
    expect([...paths].filter((path) => path.startsWith("docs/pictures/") && !shown(path))).toEqual([]);
  });
});
