import { array } from "dagrad";
import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chromiumPath } from "../chromium.ts";
import { chapter5 } from "./chapter-5.ts";
import { openFromDisk } from "./open-page.ts";

const path = chromiumPath(process.env);
if (path === undefined) console.warn("explorer tests skipped: no Chromium; install it (apt-get install chromium) or set CHROMIUM_PATH");

describe.skipIf(path === undefined)("an explorer in Chromium", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: path as string, args: ["--disable-gpu"] });
  }, 60_000);
  afterAll(() => browser?.close());

  test("a page of one file opens from disk with the network off, and asks for nothing", async () => {
    const { page, requests, problems } = await openFromDisk(browser, chapter5(), { ops: "book" });
    await expect.poll(() => page.getByRole("heading", { level: 1 }).textContent()).toBe("Chapter 5");
    expect(requests).toEqual([]);
    expect(problems).toEqual([]);
  });

  test("pointing at a box marks it, and its line of the printed graph, and nothing else", async () => {
    const { page } = await openFromDisk(browser, chapter5());
    await page.getByRole("button", { name: "Fit the picture" }).click();
    await page.locator(".node", { hasText: "exp" }).first().hover();
    await expect
      .poll(() => page.locator(".printed .hot").allTextContents())
      .toEqual(["softmax1 = softmax(dense2) {axis: 1} : float32[batch, 3]", "output probabilities = softmax1"]);
    await expect.poll(() => page.locator(".node.hot").count()).toBe(1);
  });

  test("a run that is refused says why at the foot", async () => {
    const { page, problems } = await openFromDisk(browser, {
      ...chapter5(),
      feeds: { X: array([[1, 2, 3]], "float32"), y: array([0], "uint8") },
    });
    await page.getByText('run: feed "X" must be float32[batch, 2], got [1, 3] (node "X"); reshape it').waitFor();
    expect(problems).toEqual([]);
  });
});
