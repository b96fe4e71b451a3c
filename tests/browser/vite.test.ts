import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, createLogger, createServer } from "vite";
import { afterAll, describe, expect, test } from "vitest";
import { type AppWork, app } from "./app.ts";
import { launchBrowser } from "./browser.ts";
import { builtFiles, filesOf } from "./built-files.ts";
import { chromiumPath } from "./chromium.ts";
import { inChromium } from "./in-chromium.ts";
import type { Scripts } from "./page-server.ts";
import { visit } from "./visit.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** The folder of an app, into which dagrad and these packages were installed. */
function appFolder(...packages: readonly string[]): string {
  builtFiles("dagrad.js");
  // By its own name: Vite serves no file that is reached by a link, as on macOS, or by a short name, as on Windows.
  const folder = realpathSync.native(mkdtempSync(join(tmpdir(), "dagrad-vite-")));
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
  return folder;
}

/** What Vite makes of such an app, and what it warned of. */
async function built(...packages: readonly string[]): Promise<{ readonly scripts: Scripts; readonly warnings: readonly string[] }> {
  const folder = appFolder(...packages);
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
      for (const picture of [work.picture, work.graphviz]) expect(picture).toMatch(/^<svg .*Softmax/s);
      expect(work.image?.length).toBeGreaterThan(1000);
      expect(printed.filter((line) => !line.includes("404"))).toEqual([]);
    });
  },
);

inChromium<AppWork>(
  "an app that Vite built, without @viz-js/viz",
  () => scriptsOf("immer", "fflate", "papaparse"),
  (visitor) => {
    test("it is built without a warning and draws, and a picture by Graphviz is an error that says what to install", async () => {
      expect(warnings).toEqual([]);
      const { work } = await visitor("whole");
      expect(work.losses[1]).toEqual(work.losses[0]);
      expect(work.picture).toMatch(/^<svg .*Softmax/s);
      expect(work.graphviz).toMatch(
        /^missing-package: layout: pictures in a page need the package @viz-js\/viz, .*; run npm install @viz-js\/viz/,
      );
    });
  },
);

const chromium = chromiumPath(process.env);

describe.skipIf(chromium === undefined)("an app that Vite serves while it is developed", () => {
  test("finds workers and WebAssembly beside the packages that Vite has joined", async () => {
    const server = await createServer({
      root: appFolder("immer", "fflate", "papaparse", "@viz-js/viz"),
      configFile: false,
      logLevel: "error",
      appType: "mpa",
      server: { host: "127.0.0.1", port: 0, hmr: false, watch: null },
    });
    const browser = await launchBrowser(chromium as string);
    try {
      await server.listen();
      const { work } = await visit<AppWork>(browser, server.resolvedUrls?.local[0] as string);
      expect(work.losses[1]).toEqual(work.losses[0]);
      for (const picture of [work.picture, work.graphviz]) expect(picture).toMatch(/^<svg /);
    } finally {
      await browser.close();
      await server.close();
    }
  });
});
