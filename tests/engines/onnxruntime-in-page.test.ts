import { readFileSync } from "node:fs";
import { join } from "node:path";
import { compile, reference, wasm } from "dagrad";
import { build } from "esbuild";
import { beforeAll, describe, expect, test } from "vitest";
import { inChromium } from "../browser/in-chromium.ts";
import type { Visit } from "../browser/visit.ts";
import { thrown } from "../graph/thrown.ts";
import { apart, fitted, labelled, type Work, work } from "./networks.ts";
import type { PageWork } from "./page.ts";
import { areRuntimesThere } from "./runtimes.ts";

const root = join(import.meta.dirname, "../..");
const ofRuntime = (file: string): Uint8Array => readFileSync(join(import.meta.dirname, "node_modules/onnxruntime-web/dist", file));

/** The page's own file with dagrad's sources; the runtime is loaded as a page without a bundler loads it. */
async function scripts() {
  const { outputFiles } = await build({
    entryPoints: ["tests/engines/page.ts"],
    absWorkingDir: root,
    ...{ bundle: true, format: "esm", platform: "browser", target: "es2022", minify: true, write: false, logLevel: "silent" },
  });
  const webAssembly = "ort-wasm-simd-threaded.asyncify";
  return {
    "page.js": outputFiles[0]?.text ?? "",
    "ort.mjs": ofRuntime("ort.webgpu.min.mjs"),
    [`${webAssembly}.mjs`]: ofRuntime(`${webAssembly}.mjs`),
    [`${webAssembly}.wasm`]: ofRuntime(`${webAssembly}.wasm`),
  };
}

describe.skipIf(!areRuntimesThere)("dagrad/onnxruntime in a page", () => {
  inChromium<PageWork>(
    "of headless Chromium, with onnxruntime-web",
    scripts,
    (visitor) => {
      let here: Work;
      let page: Visit<PageWork>;
      beforeAll(async () => {
        here = await work(wasm());
        page = await visitor("whole");
      }, 120_000);

      // The build for GPUs has no float64: counters, rates and accuracies are computed beside it.
      describe.each(["wasm", "webgpu"] as const)("on %s", (provider) => {
        test("the loss of chapter 5 is the book's 1.0986104 within 3e-7 (3 ulp)", () => {
          expect(page.work[provider].backend).toBe("onnxruntime");
          expect(Math.abs(page.work[provider].chapter5 - 1.0986104)).toBeLessThanOrEqual(3e-7);
        });

        test.each(["sgd", "adam", "convolutional"] as const)(
          "20 steps of %s: losses within 1e-6 of the engine's, parameters within 4e-6",
          (name) => {
            const { losses, parameters } = apart(here[name], page.work[provider][name]);
            expect(losses).toBeLessThanOrEqual(1e-6);
            expect(parameters).toBeLessThanOrEqual(4e-6);
          },
        );
      });

      test("fit, evaluate and predict on webgpu: within 1e-5 of the engine's", async () => {
        expect(page.work.fitted).toBeAllClose(await fitted(wasm()), { rtol: 0, atol: 1e-5 });
      });

      test("the label −1 on webgpu is the error of any backend", () => {
        const here = thrown(() => compile(labelled, { backend: reference }).run({ x: [[1, 2, 3]], y: [-1] }));
        expect(here.split("\n")[1]).toBe(page.work.refused);
      });

      test("nothing is printed, thrown or blocked", () => {
        expect(page.printed).toEqual([]);
      });
    },
    // On a machine without a GPU, SwiftShader computes as one.
    ["--enable-unsafe-webgpu"],
  );
});
