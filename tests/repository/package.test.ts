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

/** Files that package.json names. */
const targets = [
  ...Object.values(manifest.exports).flatMap((entry) => (typeof entry === "string" ? [entry] : Object.values(entry))),
  ...Object.values(manifest.bin),
];

test("every export and command of package.json is a bundle, or built from a source that exists", () => {
  const built = targets.filter((target) => target.startsWith("./dist/"));
  expect(built.length).toBeGreaterThan(5);
  // The folders of bundles are made anew by every build; a file in dist/src may have outlived its source.
  const isBundle = (path: string): boolean => /^\.\/dist\/(?:node|browser|explorer)\//.test(path);
  const madeOf = (path: string): string => (isBundle(path) ? path : path.replace(/^\.\/dist\/(.*?)(?:\.d\.ts|\.js)$/, "$1.ts"));
  expect(built.map(madeOf).filter((path) => !exists(path))).toEqual([]);
  expect(targets.filter((target) => !target.startsWith("./dist/"))).toEqual(["./package.json"]);
});

test("every built file that package.json names is among the files that are published", () => {
  const published = (path: string): boolean => manifest.files.some((folder) => path.replace(/^\.\//, "").startsWith(`${folder}/`));
  expect(targets.filter((path) => path !== "./package.json" && !published(path))).toEqual([]);
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

test("the README opens with the command that installs dagrad, then those that start and test the project in a clone", () => {
  const commands = readText("README.md").split("```sh\n").slice(1, 3);
  expect(commands.map((block) => block.split("```")[0])).toEqual(["npm i dagrad\n", "npm ci && npm start\nnpm ci && npm test\n"]);
});
