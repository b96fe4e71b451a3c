import { expect, test } from "vitest";
import { exists, filesIn, readText } from "./pages.ts";

interface Manifest {
  readonly version: string;
  readonly exports: Readonly<Record<string, string | { readonly types: string; readonly default: string }>>;
  readonly bin: Readonly<Record<string, string>>;
  readonly files: readonly string[];
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta: Readonly<Record<string, { readonly optional?: boolean }>>;
}
const manifest = JSON.parse(readText("package.json")) as Manifest;

/** The entries that esbuild.config.mjs joins for Node: "index" → "dist/src/index.js". */
const joined = new Map(
  Array.from(readText("esbuild.config.mjs").matchAll(/^ +"?([\w-]+)"?: "(dist\/src\/[^"]+)",$/gm), ([, name, from]) => [name, `./${from}`]),
);

/** The source of a built file: ./dist/src/index.js, ./dist/src/index.d.ts and ./dist/node/index.js come from src/index.ts. */
const sourceOf = (built: string): string => {
  const module = built.replace(/^\.\/dist\/node\/(.+)\.js$/, (_, name) => joined.get(name) ?? "nothing");
  return module.replace(/^\.\/dist\//, "").replace(/(?:\.d\.ts|\.js)$/, ".ts");
};

test("every export and command of package.json is built from a source that exists", () => {
  const targets = [
    ...Object.values(manifest.exports).flatMap((entry) => (typeof entry === "string" ? [entry] : Object.values(entry))),
    ...Object.values(manifest.bin),
  ];
  const built = targets.filter((target) => target.startsWith("./dist/"));
  expect(built.length).toBeGreaterThan(5);
  expect(built.map(sourceOf).filter((source) => !exists(source))).toEqual([]);
  expect(targets.filter((target) => !target.startsWith("./dist/"))).toEqual(["./package.json"]);
});

test("every built file that package.json names is among the files that are published", () => {
  const published = (path: string): boolean => manifest.files.some((folder) => path.replace(/^\.\//, "").startsWith(`${folder}/`));
  const named = [
    ...Object.values(manifest.exports).flatMap((entry) => (typeof entry === "string" ? [] : Object.values(entry))),
    ...Object.values(manifest.bin),
  ];
  expect(named.filter((path) => !published(path))).toEqual([]);
});

test("declarations name no typed array with a type argument, which TypeScript reads since 5.7 only", () => {
  const declarations = filesIn("dist", ".d.ts");
  expect(declarations.length).toBeGreaterThan(300);
  expect(declarations.filter((path) => /\b(?:Float|Int|Uint|BigInt)\d+(?:Clamped)?Array</.test(readText(path)))).toEqual([]);
});

test("every runtime dependency is pinned and has a decision note", () => {
  const notes = filesIn("docs/decisions", ".md").map(readText).join("\n");
  for (const [name, version] of Object.entries(manifest.dependencies)) {
    expect(version).toMatch(/^\d+\.\d+\.\d+$/);
    expect(notes).toContain(`\`${name}\``);
  }
});

test("every peer dependency is optional and named in the docs", () => {
  const notes = [readText("README.md"), ...filesIn("docs", ".md").map(readText)].join("\n");
  for (const name of Object.keys(manifest.peerDependencies)) {
    expect(manifest.peerDependenciesMeta[name]).toEqual({ optional: true });
    expect(notes).toContain(name);
  }
});

test("the newest version in CHANGELOG.md is that of package.json", () => {
  const newest = Array.from(readText("CHANGELOG.md").matchAll(/^## \[(\d+\.\d+\.\d+)\]/gm), ([, version]) => version)[0];
  expect(newest).toBe(manifest.version);
});

test("the README opens with the two commands that start and test the project", () => {
  const [first] = readText("README.md").split("```sh\n").slice(1);
  expect(first?.split("```")[0]).toBe("npm ci && npm start\nnpm ci && npm test\n");
});
