/**
 * Makes the compiled modules what is of use to those who install them: in modules no comments, which stand in the declarations, where editors show
 * them; no declarations that none of package.json's entries leads to.
 */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { transform } from "esbuild";

const filesIn = (folder, ending) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => join(entry.parentPath, entry.name));

/** Declarations that a declaration names: `from "./a.ts"`, `import("./a.ts")`, `import "./a.ts"`. */
function named(file) {
  const names = Array.from(readFileSync(file, "utf8").matchAll(/(?:from|import)\s*\(?"(\.[^"]+)\.(?:js|tsx?)"/g), ([, name]) => name);
  return names.map((name) => resolve(file, "..", `${name}.d.ts`)).filter((path) => existsSync(path));
}

export async function trimModules() {
  const folders = ["dist/graph", "dist/ops", "dist/src"];
  const { exports } = JSON.parse(readFileSync("package.json", "utf8"));
  const reached = new Set(Object.values(exports).flatMap(({ types }) => (types === undefined ? [] : [resolve(types)])));
  for (const file of reached) for (const path of named(file)) reached.add(path);
  for (const file of folders.flatMap((folder) => filesIn(folder, ".d.ts"))) if (!reached.has(resolve(file))) rmSync(file);
  await Promise.all(
    folders
      .flatMap((folder) => filesIn(folder, ".js"))
      .map(async (file) => {
        const { code } = await transform(readFileSync(file, "utf8"), {
          charset: "utf8",
          format: "esm",
          target: "es2022",
          legalComments: "none",
        });
        writeFileSync(file, code);
      }),
  );
}
