import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chromiumPath } from "../chromium.ts";
import { chapter5 } from "./chapter-5.ts";
import { openFromDisk } from "./open-page.ts";

const path = chromiumPath(process.env);
if (path === undefined) console.warn("tests of editing skipped: no Chromium; install it (apt-get install chromium) or set CHROMIUM_PATH");

describe.skipIf(path === undefined)("editing in Chromium", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: path as string, args: ["--disable-gpu"] });
  }, 60_000);
  afterAll(() => browser?.close());

  test("a right click on a box opens its menu; an edit changes the graph, and undo brings it back", async () => {
    const { page, problems } = await openFromDisk(browser, chapter5());
    const text = () => page.locator(".lines").first().textContent();
    const before = await text();
    await page.locator(".picture .node", { hasText: "max" }).first().click({ button: "right" });
    const menu = page.getByRole("dialog", { name: "Edit relu1" });
    await menu.getByLabel("Replace by", { exact: true }).selectOption("tanh");
    await menu.getByRole("button", { name: "Replace" }).click();
    expect(await text()).toBe(before?.replace("relu1 = relu(", "relu1 = tanh("));
    await page.keyboard.press("Escape");
    expect(await menu.count()).toBe(0);
    await page.keyboard.press("Control+z");
    expect(await text()).toBe(before);
    await page.screenshot({ path: "/tmp/h/edit.png" });
    expect(problems).toEqual([]);
  });
});
