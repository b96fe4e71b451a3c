import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { graph } from "../../graph/build.ts";
import { f32, u8 } from "../../graph/input.ts";
import { dense } from "../../ops/layers/dense.ts";
import { crossentropy } from "../../ops/losses/crossentropy.ts";
import { softmax } from "../../ops/reduce/softmax.ts";
import { curvesChart } from "../../src/cli/train/report/curves.ts";
import { boundaryChart } from "../../src/cli/train/report/decision-boundary.ts";
import { page as reportPage } from "../../src/cli/train/report/page.ts";
import { samplesOf } from "../../src/cli/train/report/samples.ts";
import { svg } from "../../src/render/index.ts";
import { compile } from "../../src/run/compile.ts";
import { dataset } from "../../src/train/dataset.ts";
import { axeViolations } from "./axe-violations.ts";
import { launchBrowser } from "./browser.ts";
import { chromiumPath } from "./chromium.ts";

const hostile = '</script></style><img src=x onerror="globalThis.harmed = true"><b>';

const network = graph({ X: f32("batch", 2), y: u8("batch") }, ({ X, y }) => {
  const probabilities = softmax(dense(X, { units: 3 }));
  return { probabilities, loss: crossentropy(probabilities, y) };
});
const history = Array.from({ length: 41 }, (_, i) => ({
  epoch: i + 1,
  // 1 at the first epoch, 0.1 at the 21st, 0.01 at the last.
  metrics: { loss: 10 ** (-i / 20), accuracy: 1 - 0.6 / (i + 1) },
  validation: { loss: 2 * 10 ** (-i / 20), accuracy: 0.9 - 0.5 / (i + 1) },
  learningRate: 0.1,
  rows: 100,
  milliseconds: 1,
}));

async function reportText(): Promise<string> {
  const program = compile(network);
  const parts = [
    dataset(network, {
      X: [
        [0, 0],
        [1, 0],
        [1, 1],
      ],
      y: [0, 1, 2],
    }),
    dataset(network, { X: [[0, 1]], y: [1] }),
  ];
  const samples = samplesOf(program, parts, "loss", 2) as NonNullable<ReturnType<typeof samplesOf>>;
  const names = { categories: { y: [hostile, "b".repeat(60), "c"] }, columns: { X: [hostile, "north"] } };
  const boundary = await boundaryChart(program, samples, names);
  return reportPage({
    title: hostile,
    result: "Done",
    charts: [
      { ...curvesChart("loss", history, "lower") },
      curvesChart("accuracy", history, "higher"),
      boundary as NonNullable<typeof boundary>,
    ],
    network: await svg(network, { level: "layers", theme: "auto" }),
    notices: [hostile],
    layers: { end: [{ id: "dense1", initializer: "0.01 · randn", units: 3, spread: 0.2, dead: 3 }] as never },
    settings: { module: hostile },
    graph: network,
  });
}

/** The smallest text that is seen, of pictures in the px that are seen; and of each text that is seen, the contrast of the faintest. */
const texts = `(() => {
  const luminance = (colour) => {
    const [r, g, b] = colour.match(/[\\d.]+/g).slice(0, 3).map((part) => part / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = luminance(getComputedStyle(document.body).backgroundColor);
  const contrast = (colour) => (Math.max(luminance(colour), ground) + 0.05) / (Math.min(luminance(colour), ground) + 0.05);
  const found = [];
  for (const one of document.querySelectorAll("main *")) {
    const own = [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== "");
    if (!own || one.closest("style") || one.getClientRects().length === 0) continue;
    const style = getComputedStyle(one);
    const scale = one instanceof SVGElement ? Math.hypot(one.getScreenCTM().c, one.getScreenCTM().d) : 1;
    const isText = !(one instanceof SVGElement) || one.closest(".drawings") !== null;
    found.push({ text: one.textContent.trim().slice(0, 40), size: parseFloat(style.fontSize) * scale, contrast: isText ? contrast(one instanceof SVGElement ? style.fill : style.color) : 21 });
  }
  return found;
})()`;

const path = chromiumPath(process.env);
if (path === undefined)
  console.warn("the report is not looked at: no Chromium; install it (apt-get install chromium) or set CHROMIUM_PATH");

describe.skipIf(path === undefined)("the report in Chromium", () => {
  let browser: Browser;
  let text: string;
  beforeAll(async () => {
    [browser, text] = await Promise.all([launchBrowser(path as string), reportText()]);
  }, 60_000);
  afterAll(() => browser?.close());

  async function open<T>(options: BrowserContextOptions, work: (page: Page) => Promise<T>): Promise<T> {
    const context = await browser.newContext(options);
    try {
      const page = await context.newPage();
      const unwanted: string[] = [];
      page.on("request", (request) => unwanted.push(request.url()));
      page.on("pageerror", (error) => unwanted.push(error.message));
      page.on("console", (message) => unwanted.push(message.text()));
      await page.setContent(text);
      const result = await work(page);
      expect(unwanted).toEqual([]);
      return result;
    } finally {
      await context.close();
    }
  }
  const widthOf = (page: Page) => page.evaluate<number>("document.documentElement.scrollWidth");
  const figures = (page: Page) =>
    page.evaluate<{ left: number; top: number; width: number }[]>(
      `[...document.querySelectorAll("figure")].map((one) => { const { left, top, width } = one.getBoundingClientRect(); return { left, top, width }; })`,
    );
  const small = { width: 390, height: 800 };
  const large = { width: 1280, height: 900 };

  test.each([1280, 1440])("has two columns at %i px, each at least 540 px, and nothing beyond the page", (width) =>
    open({ viewport: { width, height: 900 } }, async (page) => {
      const [loss, accuracy, boundary, drawn] = (await figures(page)) as [FigureBox, FigureBox, FigureBox, FigureBox];
      expect([accuracy.top, drawn.top]).toEqual([loss.top, boundary.top]);
      for (const { width } of [loss, accuracy, boundary, drawn]) expect(width).toBeGreaterThan(540);
      expect(accuracy.left).toBeGreaterThan(loss.left + loss.width);
      expect(boundary.left).toBe(loss.left);
      await expect.poll(() => widthOf(page)).toBe(width);
    }),
  );

  test.each([360, 390, 718, 1000])("has one column at %i px, and nothing beyond the page", (width) =>
    open({ viewport: { width, height: 800 } }, async (page) => {
      const all = await figures(page);
      expect(new Set(all.map(({ left }) => left)).size).toBe(1);
      await expect.poll(() => widthOf(page)).toBe(width);
    }),
  );

  test.each([
    ["light", small],
    ["dark", small],
    ["light", large],
    ["dark", large],
  ] as const)("every text is at least 11 px and stands out by 4.5 to 1: %s, %j", (colorScheme, viewport) =>
    open({ viewport, colorScheme }, async (page) => {
      const found = await page.evaluate<{ text: string; size: number; contrast: number }[]>(texts);
      expect(found.length).toBeGreaterThan(60);
      // Half a hundredth for what a browser rounds.
      expect(found.filter(({ size, contrast }) => size < 10.995 || contrast < 4.5)).toEqual([]);
    }),
  );

  test.each([
    ["light", large],
    ["dark", small],
  ] as const)("axe finds nothing, whatever is pointed at: %s, %j", (colorScheme, viewport) =>
    open({ viewport, colorScheme }, async (page) => {
      await page.getByRole("slider", { name: "loss by epoch" }).focus();
      await page.keyboard.press("Home");
      await expect.poll(() => values(page, "loss")).toBe(shownAt("loss", 1));
      expect(await axeViolations(page)).toEqual([]);
    }),
  );

  test("in forced colours lines are the system's, and curves keep their own", () =>
    open({ viewport: large, colorScheme: "dark", forcedColors: "active" }, async (page) => {
      const strokes = () =>
        page.evaluate(`[...document.querySelectorAll('[data-title="loss"] .log svg')].filter((one) => one.getClientRects().length > 0)
          .flatMap((one) => [...one.querySelectorAll("path")].map((path) => getComputedStyle(path).stroke))`);
      // Ticks in CanvasText; the curve of the training in the blue of dark pages.
      await expect.poll(strokes).toContain("rgb(255, 255, 255)");
      await expect.poll(strokes).toContain("rgb(86, 180, 233)");
    }));

  test("on paper it is light and wide, whatever the screen is", () =>
    open({ viewport: small, colorScheme: "dark" }, async (page) => {
      await page.emulateMedia({ media: "print", colorScheme: "dark" });
      await expect.poll(() => page.evaluate("getComputedStyle(document.body).backgroundColor")).toBe("rgb(255, 255, 255)");
      await expect.poll(() => page.evaluate(`getComputedStyle(document.querySelector(".wide rect")).fill`)).toBe("rgb(255, 255, 255)");
      await expect.poll(() => page.locator(".narrow:visible").count()).toBe(0);
    }));

  const middle = async (of: { boundingBox(): Promise<Box | null> }) => {
    const { x, y, width, height } = (await of.boundingBox()) as Box;
    return { x: x + width / 2, y: y + height / 2 };
  };
  const tick = (page: Page, label: string, name = "loss") =>
    page.locator(`[data-title="${name}"] svg[data-plot]:visible >> text="${label}"`).first();

  /** Where an epoch is in the chart of a name, on the screen, by the names of two others below it. */
  const placeOf = async (page: Page, name: string, epoch: number) => {
    const [ten, forty] = [await middle(tick(page, "10", name)), await middle(tick(page, "40", name))];
    return { x: ten.x + ((forty.x - ten.x) * (epoch - 10)) / 30, y: ten.y - 60 };
  };
  const values = (page: Page, name: string) => page.locator(`[data-title="${name}"] .cursor-values`).textContent();
  const shownAt = (name: "loss" | "accuracy", epoch: number) => {
    const { metrics, validation } = history[epoch - 1] as (typeof history)[number];
    return `epoch ${epoch}\ntraining ${Number(metrics[name].toPrecision(6))}\nvalidation ${Number(validation[name].toPrecision(6))}`;
  };

  test.each([large, small])("pointing at an epoch shows its values in both charts, %j", (viewport) =>
    open({ viewport }, async (page) => {
      for (const epoch of [1, 2, 17, 40, 41]) {
        const { x, y } = await placeOf(page, "loss", epoch);
        await page.mouse.move(x, y);
        await expect.poll(() => values(page, "loss")).toBe(shownAt("loss", epoch));
        await expect.poll(() => values(page, "accuracy")).toBe(shownAt("accuracy", epoch));
        await expect.poll(() => widthOf(page)).toBe(viewport.width);
      }
      await page.mouse.move(1, 1);
      await expect.poll(() => page.locator(".cursor:visible").count()).toBe(0);
    }),
  );

  test("a finger and the arrow keys do, too, and what is read aloud says the same", () =>
    open({ viewport: small, hasTouch: true, isMobile: true }, async (page) => {
      const { x, y } = await placeOf(page, "loss", 17);
      await page.touchscreen.tap(x, y);
      await expect.poll(() => values(page, "loss")).toBe(shownAt("loss", 17));
      const chart = page.getByRole("slider", { name: "accuracy by epoch" });
      await chart.focus();
      await page.keyboard.press("End");
      await page.keyboard.press("ArrowLeft");
      await expect.poll(() => values(page, "accuracy")).toBe(shownAt("accuracy", 40));
      await expect.poll(() => chart.getAttribute("aria-valuetext")).toBe(shownAt("accuracy", 40).replaceAll("\n", ", "));
      await expect.poll(() => chart.getAttribute("aria-valuenow")).toBe("40");
      // A mouse that lies where the page has moved: the keys' place stays, until it moves itself.
      const mouse = (type: string, clientX: number) =>
        chart.dispatchEvent(type, { pointerType: "mouse", clientX, clientY: 100, bubbles: true });
      await mouse("pointermove", 150);
      await mouse("pointerleave", 150);
      await page.keyboard.press("ArrowLeft");
      expect(await chart.getAttribute("aria-valuenow")).toBe("39");
      await mouse("pointermove", 150);
      await mouse("pointermove", 120);
      await expect.poll(async () => Number(await chart.getAttribute("aria-valuenow"))).toBeLessThan(39);
    }));

  test("the box changes the axis between logarithmic and linear, and the cursor follows", () =>
    open({ viewport: large }, async (page) => {
      const box = page.getByRole("checkbox", { name: "logarithmic axis" });
      // A loss that falls by a factor of 100 and more begins with it.
      await expect.poll(() => box.isChecked()).toBe(true);
      const { x, y } = await placeOf(page, "loss", 21);
      await page.mouse.move(x, y);
      const dot = page.locator('[data-title="loss"] .cursor-dot').first();
      // The loss of that epoch is 0.1, where both axes have a tick or lie between 0 and 0.5.
      expect(Math.abs((await middle(dot)).y - (await middle(tick(page, "0.1"))).y)).toBeLessThan(3);
      // By its key, so that the mouse stays where it is.
      await box.focus();
      await page.keyboard.press("Space");
      await expect.poll(() => box.isChecked()).toBe(false);
      const [zero, one] = [(await middle(tick(page, "0.0"))).y, (await middle(tick(page, "1.0"))).y];
      expect(Math.abs((await middle(dot)).y - (zero + 0.1 * (one - zero)))).toBeLessThan(3);
    }));

  test("without scripts it is all there, and the box works", () =>
    open({ viewport: small, javaScriptEnabled: false }, async (page) => {
      const box = page.getByRole("checkbox", { name: "logarithmic axis" });
      expect([await page.locator(".log:visible").count(), await page.locator('[data-title="loss"] .even:visible').count()]).toEqual([1, 0]);
      await box.uncheck();
      expect([await page.locator(".log:visible").count(), await page.locator('[data-title="loss"] .even:visible').count()]).toEqual([0, 1]);
      await expect.poll(() => page.locator('[data-title="loss"] svg:visible >> text="validation: 0.02"').count()).toBe(1);
    }));

  test("names are text, whatever they are, and tables have headers", () =>
    open({ viewport: small }, async (page) => {
      await expect
        .poll(() => page.evaluate("[globalThis.harmed, document.scripts.length, document.images.length, document.title]"))
        .toEqual([undefined, 1, 0, hostile]);
      await expect.poll(() => page.getByRole("heading", { level: 1 }).textContent()).toBe(hostile);
      await expect.poll(() => page.getByRole("columnheader", { name: "Initialiser" }).count()).toBe(1);
      await expect.poll(() => page.getByRole("rowheader", { name: "softmax1" }).count()).toBe(1);
      await expect.poll(() => page.getByRole("img", { name: "Decision boundary" }).count()).toBe(1);
    }));
});

interface FigureBox {
  readonly left: number;
  readonly top: number;
  readonly width: number;
}
interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
