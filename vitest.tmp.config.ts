import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
const source = (path: string) => fileURLToPath(new URL(path, import.meta.url));
export default defineConfig({ resolve: { alias: [
 { find: "dagrad/render", replacement: source("src/render/index.ts") },
 { find: /^dagrad$/, replacement: source("tests/shim.tmp.ts") } ] }, test: { include: ["tests/**/*.test.ts"], testTimeout: 60000 } });
