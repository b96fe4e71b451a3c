import { readFileSync } from "node:fs";
import { join } from "node:path";

/** A plugin of Vite: in a page, files take the place of those that need Node, as "browser" in package.json says of the built ones. */
export function partsOfPages(root: string): {
  readonly name: string;
  readonly enforce: "pre";
  readonly load: (id: string) => string | undefined;
} {
  const { browser } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    readonly browser: Readonly<Record<string, string>>;
  };
  const source = (built: string): string => join(root, built.replace("./dist/", "").replace(/\.js$/, ".ts"));
  const replaced = new Map(Object.entries(browser).map(([file, other]) => [source(file), source(other)]));
  return {
    name: "dagrad-parts-of-pages",
    enforce: "pre",
    load: (id) => {
      const other = replaced.get(id);
      return other === undefined ? undefined : `export * from ${JSON.stringify(other)};`;
    },
  };
}
