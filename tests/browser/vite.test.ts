import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, createLogger } from "vite";
import { afterAll, expect, test } from "vitest";
import { type AppWork, app } from "./app.ts";
import { builtFiles, filesOf } from "./built-files.ts";
import { inChromium } from "./in-chromium.ts";
import type { Scripts } from "./page-server.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** What Vite makes of an app into whose folder dagrad and these packages were installed, and what it warned of. */
async function built(...packages: readonly string[]): Promise<{ readonly scripts: Scripts; readonly warnings: readonly string[] }> {
  builtFiles("dagrad.js");
  const folder = mkdtempSync(join(tmpdir(), "dagrad-vite-"));
  folders.push(folder);
  const installed = (name: string): string => join(folder, "node_modules", name);
  mkdirSync(installed("dagrad"), { recursive: true });
  for (const part of ["package.json", "dist/graph", "dist/ops", "dist/src"]) {
    cpSync(join(root, part), join(installed("dagrad"), part), { recursive: true });
  }
  for (const name of packages) {
    mkdirSync(dirname(installed(name)), { recursive: true });
    symlinkSync(join(root, "node_modules", name), installed(name), "junction");
  }
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  writeFileSync(join(folder, "index.html"), '<!doctype html><title>app</title><script type="module" src="/main.js"></script>');
  writeFileSync(join(folder, "main.js"), app({ core: "dagrad", worker: "dagrad/worker", render: "dagrad/render" }));
  const warnings: string[] = [];
  const logger = createLogger("warn");
  logger.warn = (text) => warnings.push(text);
  await build({
    root: folder,
    configFile: false,
    logLevel: "warn",
    customLogger: logger,
    build: {
      outDir: "out",
      minify: false,
      chunkSizeWarningLimit: 5000,
      rolldownOptions: { checks: { pluginTimings: false } },
    },
  });
  const files = filesOf(join(folder, "out"));
  const [, main] = /src="\/(assets\/[^"]+\.js)"/.exec(files["index.html"] ?? "") ?? [];
  return { scripts: { ...files, "page.js": `import "/${main}";` }, warnings };
}

let warnings: readonly string[] = [];
const scriptsOf = async (...packages: readonly string[]): Promise<Scripts> => {
  const made = await built(...packages);
  warnings = made.warnings;
  return made.scripts;
};

inChromium<AppWork>(
  "an app that Vite built, with @viz-js/viz",
  () => scriptsOf("immer", "fflate", "papaparse", "@viz-js/viz"),
  (visitor) => {
    test("Vite warns of nothing; under the documented policy the app trains, also in a worker, predicts and draws", async () => {
      expect(warnings).toEqual([]);
      const { work, printed } = await visitor("whole");
      expect(work.losses[0]).toHaveLength(5);
      expect(work.losses[1]).toEqual(work.losses[0]);
      expect(work.predictions[1]).toEqual(work.predictions[0]);
      expect(work.picture).toMatch(/^<svg .*Softmax|softmax/s);
      expect(work.image?.length).toBeGreaterThan(1000);
      expect(printed.filter((line) => !line.includes("404"))).toEqual([]);
    });
  },
);

inChromium<AppWork>(
  "an app that Vite built, without @viz-js/viz",
  () => scriptsOf("immer", "fflate", "papaparse"),
  (visitor) => {
    test("it is built without a warning, and a picture is an error that says what to install", async () => {
      expect(warnings).toEqual([]);
      const { work } = await visitor("whole");
      expect(work.losses[1]).toEqual(work.losses[0]);
      expect(work.picture).toMatch(
        /^missing-package: layout: pictures in a page need the package @viz-js\/viz, .*; run npm install @viz-js\/viz/,
      );
    });
  },
);
