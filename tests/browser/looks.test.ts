import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { adam, array, dense, f32, fit, graph, log, relu, sqrt, sum } from "dagrad";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { formulasOf } from "../../src/explorer/formulas/formulas.ts";
import { katexModule } from "../../src/explorer/page-scripts.ts";
import type { ServedState } from "../../src/explorer/served/served.ts";
import { servedPage } from "../../src/explorer/served/served-page.ts";
import type { State } from "../../src/explorer/state.ts";
import type { Subject } from "../../src/explorer/subject.ts";
import type { Snapshot } from "../../src/explorer/time/snapshots.ts";
import { root } from "../own-process.ts";
import { launchBrowser } from "./browser.ts";
import { chromiumPath } from "./chromium.ts";
import { chapter5 } from "./explorer/chapter-5.ts";
import { openFromDisk } from "./explorer/open-page.ts";
import { openFile } from "./from-disk.ts";
import { type DrawnWith, type Looks, looksOf } from "./looks.ts";
import { looksFonts } from "./looks-fonts.ts";
import { epochIs, openPlayground, shownBy } from "./playground/open-playground.ts";
import { trainedReport } from "./trained-report.ts";

/*
 * How pages look, held by golden pictures in looks/, which were looked at before they were committed. They hold for one Chromium with one set
 * of fonts, named in looks/drawn-with.json; where another draws, the places of the main parts are compared in their stead.
 */

const path = chromiumPath(process.env);
if (path === undefined) console.warn("pages are not looked at: no Chromium; install it (apt-get install chromium) or set CHROMIUM_PATH");

/** Grey levels and edges alike on every machine. */
const flags = ["--font-render-hinting=none", "--disable-lcd-text", "--force-color-profile=srgb", "--disable-partial-raster"];
const quiet = { reducedMotion: "reduce", deviceScaleFactor: 1 } as const;
const wide = { width: 1400, height: 820 };
/** What stands left of the panes, with the foot. */
const left = { x: 0, y: 0, width: 780, height: 820 };
const phone = { width: 390, height: 800 };

describe.skipIf(path === undefined)("pages in Chromium look as they did", () => {
  const folder = mkdtempSync(join(tmpdir(), "dagrad-looks-"));
  let browser: Browser;
  let drawnWith: DrawnWith;
  let looks: Looks | undefined;
  let report: Promise<string>;
  beforeAll(async () => {
    report = trainedReport(folder);
    const fonts = looksFonts(folder);
    browser = await launchBrowser(path as string, fonts && { FONTCONFIG_FILE: fonts.file }, flags);
    drawnWith = { chromium: browser.version(), fonts: fonts?.hash };
  }, 60_000);
  // What is to be written with -u is known in a test.
  beforeEach(() => {
    if (looks !== undefined) return;
    looks = looksOf(drawnWith, expect.getState().snapshotState.snapshotUpdateState);
    if (looks.onlyPlaces !== undefined) console.warn(`of pages only the places of their parts are compared: ${looks.onlyPlaces}`);
  });
  afterAll(async () => {
    looks?.save();
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const look = async (name: string, page: Page, sight: Parameters<Looks["faults"]>[2]): Promise<void> => {
    const faults = await looks?.faults(name, page, sight);
    expect.soft(faults, faults).toBe("");
  };

  test("an explorer of chapter 5", async () => {
    const { page, problems } = await openFromDisk(browser, await whole(chapter5()), { ...quiet, viewport: wide });
    await withoutTimes(page);
    const frame = [".head", ".tools", ".stage", ".beside", ".panes", ".pane.value", ".foot"];
    const inPicture = [...frame, ".picture .node"];
    await set(page, { view: "layers" });
    await look("explorer-layers-light", page, { clip: left, parts: inPicture });
    await page.emulateMedia({ colorScheme: "dark" });
    await set(page, { view: "formula" });
    await look("explorer-formula-dark", page, { parts: inPicture });
    await set(page, { view: "run", step: 31 });
    await look("explorer-step-backward-dark", page, { clip: left, parts: inPicture });
    await page.emulateMedia({ colorScheme: "light" });
    await set(page, { step: 4 });
    await look("explorer-step-forward-light", page, { clip: left, parts: inPicture });
    await set(page, { step: undefined, selected: { id: "relu1", whole: true }, sample: 170 });
    await look("explorer-selected-light", page, { of: page.locator(".beside"), parts: inPicture });
    await grey(page, true);
    await look("explorer-selected-grey", page, { of: page.locator(".stage"), parts: inPicture });
    await grey(page, false);
    await page.emulateMedia({ forcedColors: "active" });
    await look("explorer-selected-forced-colours", page, { clip: { x: 380, y: 0, width: 1020, height: 560 }, parts: inPicture });
    await page.emulateMedia({ forcedColors: "none" });

    await page.locator(".find input").fill("soft");
    await look("explorer-find", page, { of: page.locator("#found"), parts: [".find", "#found"] });
    await page.keyboard.press("Escape");
    await set(page, { sample: undefined });
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Help" }).click();
    await look("explorer-help", page, { of: page.locator("dialog[open]"), parts: ["dialog[open]", "dialog[open] tr"] });
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Help" }).blur();
    await set(page, { pane: "time", sample: undefined });
    await page.locator(".pane.time").scrollIntoViewIfNeeded();
    await look("explorer-training", page, { of: page.locator(".pane.time"), parts: [".pane.time form", ".scrub"] });

    await page.setViewportSize(phone);
    await set(page, { pane: "formula", view: "layers" });
    await look("explorer-phone-light", page, { parts: [".head", ".stage", ".beside", ".foot"] });
    await page.emulateMedia({ colorScheme: "dark" });
    await set(page, { pane: "value", view: "run", selected: { id: "dense2.weights", whole: true } });
    await look("explorer-phone-dark", page, { parts: [".head", ".stage", ".beside", ".pane.value", ".foot"] });
    await page.setViewportSize(wide);
    await page.emulateMedia({ colorScheme: "light" });

    await set(page, { selected: undefined, view: "layers" });
    await page.locator(".picture .node", { hasText: "max(0" }).first().click({ button: "right" });
    const menu = page.getByRole("dialog", { name: "Edit relu1" });
    await look("explorer-edit-menu", page, { of: menu, parts: [".node-menu", ".node-menu form"] });
    await menu.getByLabel("Replace by", { exact: true }).selectOption("tanh");
    await menu.getByRole("button", { name: "Replace" }).click();
    await page.keyboard.press("Escape");
    await page.getByLabel("This graph with").selectOption("before");
    await set(page, { selected: undefined });
    await page.locator(".union .node.changed").first().waitFor();
    await page.locator(".pane.compare").evaluate((pane) => pane.scrollIntoView());
    await look("explorer-compare", page, {
      clip: { x: 0, y: 45, width: 1400, height: 640 },
      parts: [...frame, ".union .node", ".pane.compare"],
    });
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test("an explorer of a graph with a NaN", async () => {
    const network = graph({ X: f32("batch", 2) }, ({ X }) => ({ loss: sum(log(relu(dense(sqrt(X), { units: 3 })))) }));
    const subject = {
      title: "A root of NaN",
      graph: network,
      feeds: {
        X: array(
          [
            [1, 4],
            [-1, 2],
          ],
          "float32",
        ),
      },
    };
    const { page } = await openFromDisk(browser, await whole(subject), { ...quiet, viewport: { width: 1000, height: 700 } });
    await withoutTimes(page);
    await page.getByRole("button", { name: "Jump to cause" }).click();
    await set(page, {});
    await look("explorer-nan", page, { parts: [".head", ".stage", ".foot", ".picture .node"] });
    await page.context().close();
  });

  test("what a server shows of a module with a mistake", async () => {
    const page = await browser.newPage({ ...quiet, viewport: { width: 900, height: 420 } });
    const script = readFileSync(join(root, "dist/explorer/page-all-ops.js"), "utf8");
    await page.route("http://127.0.0.1:9/**", (route) => {
      const [name] = route.request().url().split("/").slice(-1);
      if (name === "") return route.fulfill({ contentType: "text/html", body: servedPage() });
      if (name === "page-all-ops.js") return route.fulfill({ contentType: "text/javascript", body: script });
      if (name === "state") return route.fulfill({ json: mistaken });
      // Events: none comes.
      return undefined;
    });
    await page.goto("http://127.0.0.1:9/");
    await page.getByRole("alert").waitFor();
    await look("served-mistake", page, { parts: [".problem", "figure", "pre", "button"] });
    await page.context().close();
  });

  test("the playground", async () => {
    const { page, problems } = await openPlayground(browser, "#test=0.2&seed=3", { ...quiet, viewport: { width: 1400, height: 670 } });
    const cards = ["header", ".side", ".card.network", ".card.plane", ".card.panes", ".card.curves"];
    await later(page);
    await look("playground-start-light", page, { clip: { x: 0, y: 0, width: 275, height: 670 }, parts: cards });
    // One after the other, so that the curves have each of them.
    await page.evaluate(async () => {
      const { playground } = document.querySelector("dagrad-playground") as unknown as {
        playground: { stepOnce(): void; state: { value: { epoch: number } } };
      };
      for (let epoch = 1; epoch <= 200; epoch++) {
        playground.stepOnce();
        while (playground.state.value.epoch < epoch) await new Promise((done) => setTimeout(done));
      }
    });
    await epochIs(page, 200);
    expect((await shownBy(page)).epoch).toBe(200);
    await look("playground-200-epochs-light", page, { parts: cards });
    await page.emulateMedia({ colorScheme: "dark" });
    await look("playground-200-epochs-dark", page, { of: page.locator(".card.curves"), parts: cards });
    await page.setViewportSize(phone);
    await page.evaluate(() => scrollTo(0, 0));
    await look("playground-phone-dark", page, { parts: ["header", ".card.network", ".card.plane"] });
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test("the report of a training", async () => {
    const { page } = await openFile(browser, await report, "", { ...quiet, viewport: { width: 1200, height: 900 } });
    // Captions and tables are as wide as their letters.
    const parts = ["h1", "figure:first-of-type .drawings"];
    // How long it took.
    const mask = [page.getByText(/^Done after epoch 60/)];
    await look("report-light", page, { mask, parts });
    await page.setViewportSize(phone);
    await page.emulateMedia({ colorScheme: "dark" });
    await look("report-phone-dark", page, { mask, parts });
    await page.context().close();
  });

  test("the picture of the front page", async () => {
    const page = await browser.newPage({ ...quiet, viewport: { width: 900, height: 420 } });
    const svg = readFileSync(join(root, "docs/pictures/fig-1.13-layers.svg")).toString("base64");
    await page.setContent(
      `<body style="margin:0"><img alt="" style="display:block;max-width:100%" src="data:image/svg+xml;base64,${svg}">`,
    );
    await page.locator("img").evaluate((image) => (image as HTMLImageElement).decode());
    await look("front-page-picture", page, { of: page.locator("img"), parts: ["img"] });
    await page.context().close();
  });
});

/** With its formulas as KaTeX writes them, and a training that can be replayed where it has a loss of samples. */
async function whole(subject: Subject): Promise<Subject> {
  const formulas = formulasOf(subject.graph, await katexModule());
  if (subject.parameters === undefined) return { ...subject, formulas };
  const training = fit(subject.graph as never, {
    minimize: "loss" as never,
    optimizer: adam({ learningRate: 0.05 }),
    data: subject.feeds as never,
    epochs: 60,
    batchSize: 300,
    shuffle: false,
    initial: subject.parameters,
    notices: false,
  });
  const snapshots: Snapshot[] = [{ epoch: 0, parameters: subject.parameters }];
  for await (const { epoch, metrics } of training)
    snapshots.push({ epoch, loss: (metrics as Record<string, number>).loss, parameters: training.network.parameters });
  return { ...subject, formulas, snapshots };
}

type Settings = Partial<{ readonly [name in "view" | "step" | "selected" | "sample" | "pane"]: State[name]["value"] }>;

/** Sets what an explorer shows, and fits its picture to the room that it then has. */
const set = (page: Page, settings: Settings): Promise<void> =>
  page.evaluate(
    async ([values, width]) => {
      const { state, shadowRoot } = document.querySelector("dagrad-explorer") as Element & { readonly state: State };
      for (const [name, value] of values) (state[name as keyof Settings] as { value: unknown }).value = value;
      const drawn = (): Promise<unknown> => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
      for (let before: string | undefined; ; ) {
        await drawn();
        state.commands.run("fit");
        const world = shadowRoot?.querySelector(".picture .world");
        if (!world) return;
        // A picture that has just been magnified is sharp a moment later.
        do await drawn();
        while (world.closest(".zooming"));
        const now = `${innerWidth === width} ${world.getAttribute("transform")}`;
        if (now === before && innerWidth === width) return;
        before = now;
      }
    },
    [Object.entries(settings), page.viewportSize()?.width] as const,
  );

/** How long a node took, which stands beside its bytes, is another time each time. */
const withoutTimes = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(".selected-node .fact{display:none}");
    document.querySelector("dagrad-explorer")?.shadowRoot?.adoptedStyleSheets.push(sheet);
  });

const grey = (page: Page, is: boolean): Promise<void> =>
  page.evaluate(
    (filter) => {
      document.documentElement.style.filter = filter;
    },
    is ? "grayscale(1)" : "",
  );

/** What a playground loads after its first paint is there. */
const later = (page: Page): Promise<void> => page.locator(".card.curves svg").first().waitFor();

/** A state of a server, as it tells of it. */
const mistaken: ServedState = {
  file: "network.ts",
  begun: 1,
  loading: false,
  problem: {
    message: 'matmul: inner sizes must be equal, got float32[batch, 2] and float32[3, 4] (node "hidden"); reshape or transpose one',
    place: {
      file: "network.ts",
      line: 5,
      column: 18,
      from: 3,
      lines: [
        'export default graph({ X: f32("batch", 2), y: u8("batch") }, ({ X, y }, g) => {',
        '  const weights = g.parameter("weights", [3, 4]);',
        "  const hidden = matmul(X, weights);",
        "  const probabilities = softmax(dense(relu(hidden), { units: 3 }));",
        "  return { probabilities, loss: crossentropy(probabilities, y) };",
      ],
    },
  },
};
