import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** The package's entries are its sources, so that tests run without a build; those that need built files start processes of their own. */
const alias = ["", "/explorer", "/files", "/render", "/onnx", "/onnxruntime", "/torch", "/worker", "/vitest"].map((entry) => ({
  find: new RegExp(`^dagrad${entry}$`),
  replacement: fileURLToPath(new URL(`src${entry.replace("/onnxruntime", "/engines/onnxruntime")}/index.ts`, import.meta.url)),
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
    // Against what hangs; a page that an accessibility checker goes through eight times takes a minute on a slow machine.
    testTimeout: 180_000,
    // What a page shows comes a moment after a key or a click: tests ask until it is there.
    expect: { poll: { timeout: 20_000, interval: 20 } },
  },
});
