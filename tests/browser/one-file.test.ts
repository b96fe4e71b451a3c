import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { reference } from "dagrad";
import { build } from "esbuild";
import { beforeAll, expect, test } from "vitest";
import { inChromium } from "./in-chromium.ts";
import { pageScript } from "./page-script.ts";
import type { Visit } from "./visit.ts";
import { type Work, work } from "./work.ts";

const file = fileURLToPath(new URL("../../dist/browser/dagrad.js", import.meta.url));
const dagrad = (): string => {
  if (!existsSync(file)) throw new Error("nothing is built; run npm run build, as npm test does");
  return readFileSync(file, "utf8");
};

test("dist/browser/dagrad.js imports nothing", async () => {
  dagrad();
  const { metafile } = await build({ entryPoints: [file], bundle: true, format: "esm", platform: "browser", metafile: true, write: false });
  expect(Object.values(metafile.inputs).map(({ imports }) => imports)).toEqual([[]]);
});

inChromium<Work>(
  "dist/browser/dagrad.js, a static file that a page's module imports, in headless Chromium",
  async () => ({ "page.js": await pageScript("page.ts", "./dagrad.js"), "dagrad.js": dagrad() }),
  (visitor) => {
    test("the page's own script is a few lines that import ./dagrad.js", async () => {
      const script = await pageScript("page.ts", "./dagrad.js");
      expect(script).toMatch(/^import\{[^}]*\}from"\.\/dagrad\.js";/);
      expect(script.length).toBeLessThan(3000);
    });

    test("under script-src 'self' 'wasm-unsafe-eval' it builds, runs and trains on the engine, Node's bits, and prints nothing", async () => {
      const page = await visitor("engine");
      expect(page.work).toEqual(work());
      expect(page.work.backends).toEqual(["wasm", "wasm"]);
      expect(page.printed).toEqual([]);
    });

    test("under script-src 'self' it does so on the reference", async () => {
      const page = await visitor("strict");
      expect(page.work).toEqual(work({ backend: reference }));
      expect(page.printed.filter((line) => line.startsWith("uncaught") || line.startsWith("error"))).toEqual([]);
    });
  },
);

/** The script of the page in docs/getting-started.md, and the place where it writes. */
const fromDocs = (): string => {
  const page = readFileSync(new URL("../../docs/getting-started.md", import.meta.url), "utf8");
  const [, lines] = /<script type="module">\n(.*?)<\/script>/s.exec(page) ?? [];
  return `document.documentElement.append(document.createElement("output"));
    ${lines}
    globalThis.work = () => document.querySelector("output").textContent;`;
};

inChromium<string>(
  "the page of docs/getting-started.md in headless Chromium",
  async () => ({ "page.js": fromDocs(), "dagrad.js": dagrad() }),
  (visitor) => {
    test("it writes the loss of three equally likely classes, ln 3 within 0.01", async () => {
      const { work, printed } = await visitor("engine");
      expect(Math.abs(Number(work) - Math.log(3))).toBeLessThanOrEqual(0.01);
      expect(work).toMatch(/^1\.\d{4,}$/);
      expect(printed).toEqual([]);
    });
  },
);

/** What needs immer and fflate. */
const script = `
  import { array, compile, edit, f32, fromNpz, graph, insertAfter, latex, negOp, relu, toNpz } from "./dagrad.js";
  const network = graph({ x: f32(2) }, ({ x }) => ({ y: relu(x) }));
  globalThis.work = () => {
    const { graph: edited } = edit(network, (draft) => { insertAfter(draft, "relu1", "again", { op: negOp }); });
    return {
      y: Array.from(compile(edited).run({ x: [-1, 2] }).y.data),
      kept: Array.from(fromNpz(toNpz({ a: array([1, 2, 3]) }, { compress: true })).a.data),
      formula: latex(network, "y"),
      process: typeof process,
    };
  };
`;

inChromium<unknown>(
  "a page written by hand that edits a graph and packs arrays, in headless Chromium",
  async () => ({ "page.js": script, "dagrad.js": dagrad() }),
  (visitor) => {
    let page: Visit<unknown>;
    beforeAll(async () => {
      page = await visitor("engine");
    }, 60_000);

    test("it has all that it needs in that file", () => {
      expect(page.work).toMatchInlineSnapshot(`
        {
          "formula": "y = \\max\\!\\left(0,\\, x\\right)",
          "kept": [
            1,
            2,
            3,
          ],
          "process": "undefined",
          "y": [
            -0,
            -2,
          ],
        }
      `);
      expect(page.printed).toEqual([]);
    });
  },
);
