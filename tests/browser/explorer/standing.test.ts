import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ExplorerElement } from "../../../src/explorer/element.ts";
import { launchBrowser } from "../browser.ts";
import { chromiumPath } from "../chromium.ts";
import { chapter5 } from "./chapter-5.ts";
import { openFromDisk } from "./open-page.ts";

const path = chromiumPath(process.env);
if (path === undefined)
  console.warn("tests of standing explorers skipped: no Chromium; install it (apt-get install chromium) or set CHROMIUM_PATH");

describe.skipIf(path === undefined)("an explorer in a page that moves it and takes it out, as frameworks do", () => {
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    browser = await launchBrowser(path as string);
    ({ page } = await openFromDisk(browser, chapter5(), { ops: "book" }));
    await page.evaluate(() => document.body.append(document.createElement("main")));
  }, 60_000);
  afterAll(() => browser?.close());

  const boxes = () => page.evaluate(() => document.querySelector("dagrad-explorer")?.shadowRoot?.querySelectorAll(".node").length ?? -1);
  const view = () => page.evaluate(() => (document.querySelector("dagrad-explorer") as ExplorerElement).state?.view.value);

  test("one that is moved, or put in again later, shows what it showed", async () => {
    await expect.poll(boxes).toBeGreaterThan(5);
    const whole = await boxes();
    await page.evaluate(() => {
      const { state } = document.querySelector("dagrad-explorer") as ExplorerElement;
      if (state) state.view.value = "layers";
      document.querySelector("main")?.append(document.querySelector("dagrad-explorer") as Element);
    });
    await expect.poll(boxes).not.toBe(whole);
    await expect.poll(boxes).toBeGreaterThan(3);
    const shown = await boxes();
    const inside = await page.evaluate(async () => {
      const explorer = document.querySelector("dagrad-explorer") as ExplorerElement;
      explorer.remove();
      await Promise.resolve();
      const left = explorer.shadowRoot?.childElementCount;
      document.body.prepend(explorer);
      return left;
    });
    expect(inside).toBe(0);
    await expect.poll(boxes).toBe(shown);
    expect(await view()).toBe("layers");
  });

  test("of those that are gone nothing is left: after ten there are as many nodes and listeners as before", async () => {
    const session = await page.context().newCDPSession(page);
    await session.send("Performance.enable");
    const counted = async () => {
      await session.send("HeapProfiler.collectGarbage");
      const { metrics } = await session.send("Performance.getMetrics");
      const of = (name: string): number => metrics.find((metric) => metric.name === name)?.value ?? Number.NaN;
      return { nodes: of("Nodes"), listeners: of("JSEventListeners") };
    };
    const openAndGo = (count: number) =>
      page.evaluate(async (times) => {
        const { subject } = document.querySelector("dagrad-explorer") as ExplorerElement;
        for (let i = 0; i < times; i++) {
          const explorer = document.createElement("dagrad-explorer") as ExplorerElement;
          explorer.subject = subject;
          document.querySelector("main")?.append(explorer);
          await new Promise(requestAnimationFrame);
          document.querySelector("main")?.replaceChildren();
        }
      }, count);
    await openAndGo(2);
    const before = await counted();
    await openAndGo(10);
    // One explorer has over 500 nodes and 40 listeners.
    await expect.poll(async () => (await counted()).nodes - before.nodes).toBeLessThan(400);
    expect((await counted()).listeners - before.listeners).toBeLessThan(40);
  });
});
