import { readdirSync } from "node:fs";

/** argmax-accuracy.ts → argmaxAccuracy */
const opNames = ["composite", "primitive"]
  .flatMap((kind) => readdirSync(new URL(`ops/${kind}`, import.meta.url)))
  .map((file) => file.replace(/\.ts$/, "").replace(/-(\w)/g, (_, letter) => letter.toUpperCase()));

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
  // Definitions of ops are not exported: "See softmaxOp" leads to the page of the ops.
  externalSymbolLinkMappings: { dagrad: Object.fromEntries(opNames.map((name) => [`${name}Op`, `../../ops.md#${name.toLowerCase()}`])) },
  treatWarningsAsErrors: true,
};
