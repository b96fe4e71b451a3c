import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const entries = (path: (name: string) => string) => [
  { find: "dagrad/files", replacement: fileURLToPath(new URL(path("files/index"), import.meta.url)) },
  { find: "dagrad/render", replacement: fileURLToPath(new URL(path("render/index"), import.meta.url)) },
  { find: "dagrad/vitest", replacement: fileURLToPath(new URL(path("vitest/index"), import.meta.url)) },
  { find: /^dagrad$/, replacement: fileURLToPath(new URL(path("index"), import.meta.url)) },
];

const exclude = ["tests/bench/**", "node_modules/**"];
const testTimeout = 60_000;

export default defineConfig({
  test: {
    projects: [
      {
        resolve: { alias: entries((name) => `src/${name}.ts`) },
        test: { name: "modules", include: ["tests/**/*.test.ts"], exclude, setupFiles: ["src/vitest/index.ts"], testTimeout },
      },
      {
        // The files that Node gets, as `npm run build` joins them: what needs nothing from within, once more with these.
        resolve: { alias: entries((name) => `dist/node/${name.replace("/index", "")}.js`) },
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
