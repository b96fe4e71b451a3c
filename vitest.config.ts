import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const source = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  resolve: {
    alias: [
      { find: "dagrad/files", replacement: source("src/files/index.ts") },
      { find: "dagrad/render", replacement: source("src/render/index.ts") },
      { find: "dagrad/vitest", replacement: source("src/vitest/index.ts") },
      { find: /^dagrad$/, replacement: source("src/index.ts") },
    ],
  },
  test: {
    include: ["tests/**/*.test.ts"],
    exclude: ["tests/bench/**", "node_modules/**"],
    setupFiles: ["src/vitest/index.ts"],
    testTimeout: 60_000,
  },
});
