import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** The package's entries are its sources, so that tests run without a build; those that need built files start processes of their own. */
const alias = ["dagrad/files", "dagrad/render", "dagrad/onnx", "dagrad/worker", "dagrad/vitest", "dagrad"].map((entry) => ({
  find: new RegExp(`^${entry}$`),
  replacement: fileURLToPath(new URL(`${entry.replace("dagrad", "src")}/index.ts`, import.meta.url)),
}));

export default defineConfig({
  resolve: { alias },
  test: {
    name: "modules",
    include: ["tests/**/*.test.ts"],
    exclude: ["tests/bench/**", "**/node_modules/**"],
    // By default one processor stays idle: of two, the half.
    maxWorkers: "100%",
    setupFiles: ["src/vitest/index.ts"],
    testTimeout: 60_000,
  },
});
