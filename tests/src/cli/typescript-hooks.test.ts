import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { findStripper } from "../../../src/cli/load-typescript.ts";
import { initialize, load } from "../../../src/cli/typescript-hooks.ts";
import { thrown } from "../../graph/thrown.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const require = createRequire(import.meta.url);
const next = async (url: string) => ({ format: "module", source: `next of ${url}`, shortCircuit: true as const });
const loadFile = (file: string) => load(pathToFileURL(file).href, {}, next);

describe("TypeScript modules lose their types", () => {
  for (const kind of ["esbuild", "typescript"] as const) {
    test(`through ${kind}, interfaces, enums and type imports too`, async () => {
      const folder = await temporaryFolder({
        "model.ts": `import type { Graph } from "dagrad";\ninterface A { a: number }\nenum E { one = 1 }\nexport const a: A = { a: E.one }; export type G = Graph;\n`,
        "wrong.mts": "const fine: number = 1;\nconst wrong: = 2;\n",
      });
      await initialize({ kind, url: pathToFileURL(require.resolve(kind)).href });
      const { format, source, shortCircuit } = await loadFile(join(folder, "model.ts"));
      expect({ format, shortCircuit }).toEqual({ format: "module", shortCircuit: true });
      const { a } = await import(`data:text/javascript;base64,${btoa(source)}`);
      expect(a).toEqual({ a: 1 });
      await expect(loadFile(join(folder, "wrong.mts"))).rejects.toThrow(/wrong\.mts:2:14: .+/);
    });
  }

  test("other files go on to the next hook", async () => {
    for (const url of ["file:///a/model.js", "file:///a/model.json", "node:fs", "data:text/javascript,1//.ts"]) {
      expect((await load(url, {}, next)).source).toBe(`next of ${url}`);
    }
  });
});

describe("findStripper", () => {
  const folderWith = async (packages: Readonly<Record<string, string>>) => {
    const folder = await temporaryFolder();
    const { mkdir, writeFile } = await import("node:fs/promises");
    for (const [name, code] of Object.entries(packages)) {
      await mkdir(join(folder, "node_modules", name), { recursive: true });
      await writeFile(join(folder, "node_modules", name, "index.js"), code);
    }
    return createRequire(join(folder, "model.ts"));
  };

  test("takes esbuild, else a TypeScript that has an API, from the first folder that has one", async () => {
    const typescript = await folderWith({ typescript: "exports.transpileModule = () => {};" });
    const native = await folderWith({ typescript: "exports.version = '7.0.2';" });
    const both = await folderWith({ typescript: "exports.transpileModule = () => {};", esbuild: "" });
    const none = await folderWith({});
    const kinds = [[typescript], [both], [none, typescript], [native, typescript], [typescript, both]].map(
      (from) => findStripper(from).kind,
    );
    expect(kinds).toEqual(["typescript", "esbuild", "typescript", "typescript", "esbuild"]);
    for (const from of [[none], [native, none]]) expect(() => findStripper(from)).toThrow("got neither esbuild nor TypeScript 4 to 6");
  });

  test("says what to do where there is none", () => {
    expect(thrown(() => findStripper([])).replace(process.versions.node, "20.0.0")).toMatchInlineSnapshot(`
      "CliError undefined
      model: TypeScript must lose its types before Node 20.0.0 can run it, got neither esbuild nor TypeScript 4 to 6 installed; npm install --save-dev esbuild, run with Node 22.18 or later, or compile the model to .js"
    `);
  });
});
