import { readFileSync } from "node:fs";
import { adam, crossentropy, dense, dot, f32, fit, graph, random, relu, softmax, spiralData, toSafetensors, u8 } from "dagrad";
import { svg } from "dagrad/render";
import { expect, test } from "vitest";
import { type AppWork, app } from "./app.ts";
import { builtFiles, vizFile } from "./built-files.ts";
import { inChromium } from "./in-chromium.ts";
import { type PageServer, pageHeaders, servePages } from "./page-server.ts";

/** The network and the training of the page, here. */
const network = graph({ X: f32("batch", 2), y: u8("batch") }, ({ X, y }) => {
  const probabilities = softmax(dense(relu(dense(X, { units: 16 })), { units: 3 }));
  return { probabilities, loss: crossentropy(probabilities, y) };
});
const trained = await fit(network, {
  minimize: "loss",
  optimizer: adam({ learningRate: 0.05 }),
  data: spiralData(50, 3, { random: random(0) }),
  batchSize: 32,
  epochs: 5,
  random: random(1),
});
const losses = trained.epochs.map(({ metrics }) => metrics.loss);
const predicted = [...trained.network.run({ X: [[0.5, -0.5]] }, ["probabilities"]).probabilities.data];

const script = app({ core: "./dagrad.js", worker: "./dagrad.js", render: "./render.js" });
const files = () => ({
  "page.js": script,
  ...builtFiles("dagrad.js", "dagrad-worker.js", "render.js"),
  "weights.safetensors": toSafetensors({ tensors: trained.network.parameters }),
});

inChromium<AppWork>(
  "a static page with dagrad.js, dagrad-worker.js, render.js and viz.js, under the documented policy",
  async () => ({ ...files(), "viz.js": vizFile() }),
  (visitor) => {
    test("it trains here and in a worker to Node's bits, loads weights, draws Node's picture and a PNG of twice its size; prints nothing", async () => {
      const { work, printed } = await visitor("whole");
      expect(work.losses).toEqual([losses, losses]);
      expect(work.predictions).toEqual([predicted, predicted]);
      expect(work.loaded).toEqual(predicted);
      // In Node it is @viz-js/viz, too, that draws where html labels are allowed; this graph has none.
      expect(work.graphviz).toBe(await svg(dot(network, { level: "formula", direction: "LR" }), { labels: "html" }));
      expect(work.picture).toBe(await svg(network, { level: "formula", direction: "LR", layout: "own" }));
      const bytes = Buffer.from(work.image ?? []);
      expect(bytes.subarray(1, 4).toString()).toBe("PNG");
      // CSS pixels are 96 to an inch, points 72.
      const points = Number(/width="(\d+)pt"/.exec(work.picture)?.[1]);
      expect(Math.abs(bytes.readUInt32BE(16) - (points * 96 * 2) / 72)).toBeLessThanOrEqual(3);
      expect(printed).toEqual([]);
    });
  },
);

inChromium<AppWork>(
  "a static page without viz.js",
  async () => files(),
  (visitor) => {
    test("it draws by itself; a picture by Graphviz is an error that says what to do, and nothing else fails", async () => {
      const { work } = await visitor("whole");
      expect(work.losses).toEqual([losses, losses]);
      expect(work.picture).toBe(await svg(network, { level: "formula", direction: "LR", layout: "own" }));
      expect(work.graphviz.replace(/got none \(.*?\);/, "got none (…);")).toMatchInlineSnapshot(
        `"missing-package: layout: pictures in a page need the package @viz-js/viz, got none (…); run npm install @viz-js/viz, or without a bundler put its file dist/viz.js beside render.js"`,
      );
    });
  },
);

inChromium<readonly number[]>(
  "a page that is isolated from other origins, as threads need it",
  async () => ({
    ...files(),
    "page.js": script.replace(
      /globalThis\.work = .*/s,
      "globalThis.work = async () => (await fitInWorker(network, options())).epochs.map(({ metrics }) => metrics.loss);",
    ),
  }),
  (visitor) => {
    test("it trains in a worker whose file is sent with the page's embedder policy", async () => {
      const { work, isolated, printed } = await visitor("isolated");
      expect(isolated).toBe(true);
      expect(work).toEqual(losses);
      expect(printed).toEqual([]);
    });
  },
);

/** The files on a host of their own, as a public host of packages has them. */
let host: PageServer;
inChromium<AppWork>(
  "a page whose scripts come from another host",
  async () => {
    host = await servePages({ ...files(), "viz.js": vizFile() });
    const at = (name: string): string => new URL(name, host.url("open")).href;
    return { "page.js": app({ core: at("dagrad.js"), worker: at("dagrad.js"), render: at("render.js") }) };
  },
  (visitor) => {
    test("it starts workers, too", async () => {
      try {
        const { work, printed } = await visitor("open");
        expect(work.losses).toEqual([losses, losses]);
        expect(work.picture).toMatch(/^<svg /);
        expect(work.graphviz).toMatch(/^<svg /);
        // It fetches weights from its own host, which has none.
        expect(printed.filter((line) => !line.includes("404"))).toEqual([]);
      } finally {
        await host.close();
      }
    });
  },
);

/** The script of the page in docs/browser.md, and the page that it is for. */
const fromDocs = (): string => {
  const page = readFileSync(new URL("../../docs/browser.md", import.meta.url), "utf8");
  const [, lines = ""] = /<script type="module">\n(.*?)<\/script>/s.exec(page) ?? [];
  const [imports, rest] = [/^ *import .*$/gm, /^ *(?!import )\S.*$/gm].map((part) => (lines.match(part) ?? []).join("\n"));
  return `${imports}
    globalThis.work = async () => {
      document.body.innerHTML = "<output></output>";
      ${rest}
      return [document.querySelector("output").textContent, document.querySelectorAll("svg").length];
    };`;
};

inChromium<readonly [string, number]>(
  "the page of docs/browser.md",
  async () => ({ "page.js": fromDocs(), ...builtFiles("dagrad.js", "dagrad-worker.js", "render.js"), "viz.js": vizFile() }),
  (visitor) => {
    test("it draws, and trains in a worker to a loss below that of guessing, ln 3", async () => {
      const { work, printed } = await visitor("whole");
      const [, epoch, loss] = /^epoch (\d+): loss (\d\.\d{3}), classes \[\[.*\]\]$/.exec(work[0]) ?? [];
      expect(epoch).toBe("100");
      expect(Number(loss)).toBeLessThan(Math.log(3));
      expect(work[1]).toBe(1);
      expect(printed).toEqual([]);
    });
  },
);

test("the policy of docs/browser.md is the one under which these pages are", () => {
  const page = readFileSync(new URL("../../docs/browser.md", import.meta.url), "utf8");
  expect(page).toContain(`Content-Security-Policy: ${pageHeaders.whole["content-security-policy"]}\n`);
});
