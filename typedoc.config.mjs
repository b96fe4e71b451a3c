import { readdirSync, readFileSync } from "node:fs";

/** argmax-accuracy.ts → argmaxAccuracy */
const opNames = ["composite", "primitive"]
  .flatMap((kind) => readdirSync(new URL(`ops/${kind}`, import.meta.url)))
  .map((file) => file.replace(/\.ts$/, "").replace(/-(\w)/g, (_, letter) => letter.toUpperCase()));

/** What exported types mention without being exported: types that compute types, values behind types, parts of the test kit. */
const unexported = [
  ...readdirSync(new URL("graph/types", import.meta.url)).flatMap(typesIn),
  ...["reductions", "scaledInitializers", "layoutEngines", "WithGradients", "WithRate", "MayBeScalar", "Elements", "MatcherResult"],
];

function typesIn(file) {
  const source = readFileSync(new URL(`graph/types/${file}`, import.meta.url), "utf8");
  return Array.from(source.matchAll(/^(?:export )?(?:type|interface) (\w+)/gm), ([, name]) => name);
}

/** The reference of all functions and types that users import. Any warning fails it: what an exported type mentions is exported, too. */
export default {
  name: "dagrad",
  entryPoints: ["src/index.ts", "src/files/index.ts", "src/render/index.ts", "src/vitest/index.ts"],
  tsconfig: "tsconfig.json",
  out: "docs/api",
  readme: "none",
  includeVersion: true,
  excludePrivate: true,
  excludeExternals: true,
  disableSources: true,
  externalSymbolLinkMappings: {
    dagrad: {
      ...Object.fromEntries(unexported.map((name) => [name, "#"])),
      // "See softmaxOp" leads to the page of the ops.
      ...Object.fromEntries(opNames.map((name) => [`${name}Op`, `../../ops.md#${name.toLowerCase()}`])),
    },
  },
  treatWarningsAsErrors: true,
};
