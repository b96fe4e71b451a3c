import { readFileSync } from "node:fs";
import { join } from "node:path";

interface Plugin {
  readonly name: string;
  readonly enforce: "pre";
  readonly load: (id: string) => { readonly code: string; readonly moduleSideEffects: boolean } | undefined;
}

interface Package {
  readonly browser: Readonly<Record<string, string>>;
  readonly sideEffects: readonly string[];
}

/**
 * A plugin of Vite that reads sources as package.json says of the built files: in a page, files take the place of those that need Node
 * ("browser"), and files that do something when they are loaded stay ("sideEffects").
 */
export function partsOfPages(root: string): Plugin {
  const { browser, sideEffects } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Package;
  const source = (built: string): string => join(root, built.replace("./dist/", "").replace(/\.js$/, ".ts"));
  const replaced = new Map(Object.entries(browser).map(([file, other]) => [source(file), source(other)]));
  const acting = new Set(sideEffects.map(source));
  return {
    name: "dagrad-parts-of-pages",
    enforce: "pre",
    load: (id) => {
      const other = replaced.get(id);
      if (other !== undefined) return { code: `export * from ${JSON.stringify(other)};`, moduleSideEffects: false };
      return acting.has(id) ? { code: readFileSync(id, "utf8"), moduleSideEffects: true } : undefined;
    },
  };
}
