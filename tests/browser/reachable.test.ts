import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launchBrowser } from "./browser.ts";
import { chromiumPath } from "./chromium.ts";
import { chapter5 } from "./explorer/chapter-5.ts";
import { openFromDisk } from "./explorer/open-page.ts";
import { openPlayground } from "./playground/open-playground.ts";
import { type Focused, focusedIn, smallTargets } from "./targets.ts";

/* What a checker such as axe does not see: where the keyboard goes and whether that is seen, how large what is hit is, what is left at 200 %. */

const path = chromiumPath(process.env);
if (path === undefined) console.warn("pages are not gone through: no Chromium; install it (apt-get install chromium) or set CHROMIUM_PATH");

const wide = { width: 1400, height: 820 };
/** The same window at 200 %. */
const magnified = { width: 700, height: 410 };
const phone = { width: 390, height: 800 };
const calm = { reducedMotion: "reduce" } as const;

describe.skipIf(path === undefined)("a page in Chromium", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser(path as string);
  }, 60_000);
  afterAll(() => browser?.close());

  const explorer = async (viewport: typeof wide): Promise<Page> => {
    const { page } = await openFromDisk(browser, chapter5(), { ...calm, viewport, hash: "#view=layers&step=3&node=dense2.weights" });
    await page.locator(".picture .node").first().waitFor();
    return page;
  };
  const playground = async (viewport: typeof wide): Promise<Page> => {
    const { page } = await openPlayground(browser, "#test=0.2", { ...calm, viewport });
    await page.locator(".card.curves svg").first().waitFor();
    return page;
  };

  test.each([
    ["an explorer", explorer],
    ["the playground", playground],
  ])(
    "%s: what the keyboard is on is seen, on a wide window and at 200 %; what a finger hits is 24 px or apart, on a telephone, too",
    async (_, open) => {
      for (const viewport of [wide, magnified, phone]) {
        const page = await open(viewport);
        expect(await smallTargets(page)).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(viewport.width);
        if (viewport !== phone) {
          const stops = await walked(page);
          expect(stops.length).toBeGreaterThan(30);
          expect(stops.filter(({ isSeen, isFree }) => !isSeen || !isFree)).toEqual([]);
        }
        await page.context().close();
      }
    },
  );

  test("an explorer: the keyboard goes through the head, to the selected box, through its buttons and the panes, to the foot", async () => {
    const page = await explorer(wide);
    const stops = await walked(page);
    expect(
      stops.map(({ name }) => name.replace(/ at \d+, \d+$/, " at …")).filter((name, i, all) => name !== all[i - 1]),
    ).toMatchInlineSnapshot(`
      [
        "select Output whose formula is shown",
        "input Layers",
        "input sample",
        "button gradients",
        "button costs",
        "button First step",
        "button Step back",
        "button Play",
        "button Step forward",
        "button Last step",
        "button forward",
        "button backward",
        "button Show the whole run",
        "input Find nodes: a name, an op, a shape such as [batch, 3], or na",
        "button Theme: as the system asks for",
        "button Share: copy a link to this view",
        "summary Save or print",
        "button Help",
        "g dense2, dense of relu1, dense2.weights and dense2.biases, fl",
        "button Zoom in",
        "button Zoom out",
        "button Gradients beside their boxes",
        "button Fit the picture",
        "button Formula",
        "button Graph",
        "button NumPy",
        "button Value",
        "button Training",
        "input compact",
        "div loss as a formula",
        "div Nodes, in the order in which they run",
        "input statements",
        "pre The program in NumPy",
        "select minimizelossaccuracy",
        "select optimizersgdadagradrmspropadam",
        "input rate",
        "input epochs",
        "input batch",
        "button Train",
        "input rows, of 3000–39",
        "div elements of dense2",
        "button NumPy",
        "button JSON",
        "button CSV",
        "button .npy",
        "input rows, of 3000–39",
        "div elements of ∂loss/∂dense2",
        "button NumPy",
        "button JSON",
        "button CSV",
        "button .npy",
        "button dense2[1, 2]",
        "button relu1",
        "button dense2.weights",
        "button dense2.biases",
        "button dense2[1, 2]",
        "button dense2.matmul1[1, 2]",
        "button dense2.biases[2]",
        "button dense2.biases",
        "button dense2.matmul1[1, 2]",
        "button relu1[1, :]",
        "button dense2.weights[:, 2]",
      ]
    `);
    await page.context().close();
  });

  test("an explorer at 200 %: each part has room", async () => {
    const page = await explorer(magnified);
    for (const [part, least] of [
      [".stage", 180],
      [".panes", 120],
      [".foot", 40],
    ] as const)
      expect(await page.locator(part).evaluate((one) => one.clientHeight)).toBeGreaterThanOrEqual(least);
    await page.context().close();
  });

  test("what is read aloud of a picture: each box with its op, its operands, its type and its values", async () => {
    const page = await explorer(wide);
    await page.getByRole("button", { name: "Fit the picture" }).click();
    const names = () => page.locator(".picture [role=group]").evaluateAll((boxes) => boxes.map((box) => box.getAttribute("aria-label")));
    await expect.poll(async () => (await names()).length).toBe(11);
    expect((await names()).join("\n")).toMatchInlineSnapshot(`
      "X, input, float32 300 by 2, minimum −0.98, maximum 0.97, gradient minimum −4.5e−7, gradient maximum 6.0e−7
      dense1, dense of X, dense1.weights and dense1.biases, float32 300 by 3, minimum −0.02, maximum 0.02, gradient minimum −4.5e−5, gradient maximum 2.3e−5, closed
      relu1, relu of dense1, float32 300 by 3, minimum 0, maximum 0.02, gradient minimum −4.5e−5, gradient maximum 2.3e−5, closed
      dense2, dense of relu1, dense2.weights and dense2.biases, float32 300 by 3, minimum −2.3e−4, maximum 1.9e−4, gradient minimum −0.002, gradient maximum 0.001, closed
      softmax1, softmax of dense2, float32 300 by 3, minimum 0.33, maximum 0.33, gradient minimum −0.01, gradient maximum 0, closed
      crossentropy1, crossentropy of softmax1 and y, float32 scalar, 1.10, closed
      argmaxAccuracy1, argmaxAccuracy of softmax1 and y, float64 scalar, 0.34, closed
      y, input, uint8 300, minimum 0, maximum 2
      probabilities, output, from softmax1, float32 300 by 3, minimum 0.33, maximum 0.33
      loss, output, from crossentropy1, float32 scalar, 1.10
      accuracy, output, from argmaxAccuracy1, float64 scalar, 0.34"
    `);
    await page.context().close();
  });
});

/** Where Tab goes, from the beginning of a page to its end. */
async function walked(page: Page): Promise<Focused[]> {
  const stops: Focused[] = [];
  for (let i = 0; i < 150; i++) {
    await page.keyboard.press("Tab");
    // What comes into view is in the next frame.
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn))));
    const now = await focusedIn(page);
    if (now === undefined) return stops;
    stops.push(now);
  }
  throw new Error("Tab must come to the end of a page");
}
