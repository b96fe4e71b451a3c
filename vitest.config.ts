import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** The package's entries, where `fileOf` says that they are. */
const entries = (fileOf: (name: string) => string) =>
  ["dagrad/files", "dagrad/render", "dagrad/vitest", "dagrad"].map((entry) => ({
    find: new RegExp(`^${entry}$`),
    replacement: fileURLToPath(new URL(fileOf(entry.replace(/^dagrad\/?/, "")), import.meta.url)),
  }));

const exclude = ["tests/bench/**", "node_modules/**"];
const testTimeout = 60_000;

export default defineConfig({
  test: {
    projects: [
      {
        resolve: { alias: entries((name) => join("src", name, "index.ts")) },
        test: { name: "modules", include: ["tests/**/*.test.ts"], exclude, setupFiles: ["src/vitest/index.ts"], testTimeout },
      },
      {
        // The files that Node gets, as `npm run build` joins them: what needs nothing from within, once more with these.
        resolve: { alias: entries((name) => `dist/node/${name || "index"}.js`) },
        test: {
          name: "joined",
          include: ["tests/{book,examples,graph,train}/**/*.test.ts"],
          exclude,
          setupFiles: ["dist/node/vitest.js"],
          testTimeout,
          // As they are: vitest would write them anew.
          server: { deps: { external: [/\/dist\/node\//] } },
        },
      },
    ],
  },
});
