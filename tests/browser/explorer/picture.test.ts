import { type Browser, chromium, type Locator, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ExplorerElement } from "../../../src/explorer/element.ts";
import { showCell } from "../../../src/explorer/picture/show-cell.ts";
import { samplesOf, samplingOf } from "../../../src/explorer/samples.ts";
import { compile, dense, f32, gradients, graph, lower, type NdArray, relu } from "../../../src/index.ts";
import { chromiumPath } from "../chromium.ts";
import { chapter5 } from "./chapter-5.ts";
import { openFromDisk } from "./open-page.ts";

const path = chromiumPath(process.env);
if (path === undefined) console.warn("picture tests skipped: no Chromium; install it (apt-get install chromium) or set CHROMIUM_PATH");

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Sets what the explorer of a page remembers; the page follows. */
const setState = (page: Page, change: string): Promise<void> =>
  page.evaluate((code) => {
    const { state } = document.querySelector("dagrad-explorer") as ExplorerElement;
    new Function("state", code)(state);
  }, change);
const settled = (page: Page): Promise<void> => page.evaluate(() => new Promise((done) => setTimeout(done, 250)));
const labelled = (page: Page, label: string) => page.locator(`.picture .node[aria-label^="${label}"]`);
const frame = (page: Page, title: string) => page.locator(".picture .group", { hasText: title }).first();
/** Where a shape stands in the window, whatever the width of its line. */
const boxOf = (of: Locator): Promise<Box> =>
  of.evaluate((element) => {
    const { x, y, width, height } = (element as SVGGraphicsElement).getBBox();
    const { a, d, e, f } = (element as SVGGraphicsElement).getScreenCTM() as DOMMatrix;
    return { x: a * x + e, y: d * y + f, width: a * width, height: d * height };
  });

describe.skipIf(path === undefined)("the picture of an explorer", () => {
  let browser: Browser;
  let page: Page;
  const subject = chapter5();
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: path as string, args: ["--disable-gpu"] });
    const opened = await openFromDisk(browser, subject);
    page = opened.page;
  }, 60_000);
  afterAll(() => browser?.close());

  test("a box that opens or closes stays where it is, within a pixel", async () => {
    for (const title of ["Dense 2", "Dense 1"]) {
      const before = await boxOf(frame(page, title).locator(".frame"));
      await frame(page, title).locator(".fold").click();
      await settled(page);
      const id = `dense${title.at(-1)}`;
      const closed = await boxOf(labelled(page, `${id}, dense of`).locator(".shape"));
      expect(Math.abs(closed.x + closed.width / 2 - before.x - before.width / 2)).toBeLessThan(1);
      expect(Math.abs(closed.y - before.y)).toBeLessThan(1);
      await labelled(page, `${id}, dense of`).locator(".fold").click();
      await settled(page);
      const again = await boxOf(frame(page, title).locator(".frame"));
      for (const side of ["x", "y", "width", "height"] as const) expect(Math.abs(again[side] - before[side])).toBeLessThan(1);
    }
  });

  test("with Shift, all composites of that op close", async () => {
    await frame(page, "Dense 1")
      .locator(".fold")
      .click({ modifiers: ["Shift"] });
    await settled(page);
    await expect.poll(() => page.locator('.picture .node[aria-label*="dense of"]').count()).toBe(2);
    await labelled(page, "dense1, dense of")
      .locator(".fold")
      .click({ modifiers: ["Shift"] });
    await settled(page);
    await expect.poll(() => page.locator('.picture .node[aria-label*="dense of"]').count()).toBe(0);
  });

  test("the numbers in cells are those of a run, of one sample and its gradients", async () => {
    await setState(page, "state.sample.value = 170");
    await settled(page);
    const sampling = samplingOf(subject.graph, subject.feeds ?? {});
    const feeds = samplesOf(subject.feeds ?? {}, sampling as NonNullable<typeof sampling>, 170);
    const weights = ["dense1.weights", "dense1.biases", "dense2.weights", "dense2.biases"];
    const differentiated = gradients(lower(subject.graph), { of: "loss", with: weights } as never) as unknown as typeof subject.graph;
    const program = compile(differentiated, { parameters: subject.parameters ?? {} } as never);
    const result = (program as unknown as { run(feeds: unknown): Record<string, NdArray> }).run(feeds);
    const cells = (label: string, of: string): Promise<string[]> =>
      labelled(page, label).locator(`.strip.${of} .cell + text`).allTextContents();
    const written = (array: NdArray | undefined): string[] => Array.from(array?.data ?? [], (x) => showCell(x, array?.dtype ?? "float32"));
    await page.getByRole("button", { name: "Fit the picture" }).click();
    for (const id of weights) {
      await expect.poll(() => cells(`${id}, parameter`, "value")).toEqual(written(subject.parameters?.[id]));
      await expect.poll(() => cells(`${id}, parameter`, "gradient")).toEqual(written(result[`d.${id}`]));
    }
    await expect.poll(() => cells("softmax1, div of", "value")).toEqual(written(result.probabilities));
    await expect.poll(() => cells("loss, output", "value")).toEqual(written(result.loss));
    await setState(page, "state.sample.value = undefined");
  });

  test("a box says in words what it is", async () => {
    await settled(page);
    await expect
      .poll(() => labelled(page, "relu1").getAttribute("aria-label"))
      .toMatch(/^relu1, maximum of (dense1 and 0|0 and dense1), float32 300 by 3, minimum 0, maximum 0\.0\d, gradient minimum −/);
  });

  test("the keyboard alone walks along the edges, reads all boxes, opens and closes", async () => {
    // Nothing is selected: the keyboard enters at the first box.
    await page.evaluate(() => history.replaceState(null, "", location.pathname));
    await page.reload();
    await page.locator(".picture .node").first().waitFor();
    await page.locator('.picture .node[tabindex="0"]').focus();
    const here = (): Promise<string | undefined> =>
      page.evaluate(
        () =>
          (document.querySelector("dagrad-explorer") as ExplorerElement).shadowRoot?.activeElement
            ?.getAttribute("aria-label")
            ?.split(",")[0],
      );
    await expect.poll(here).toBe("X");
    await expect.poll(() => page.locator('.picture .node[tabindex="0"]').count()).toBe(1);
    for (const id of ["dense1.matmul1", "dense1", "relu1", "dense2.matmul1", "dense2"]) {
      await page.keyboard.press("ArrowDown");
      await expect.poll(here).toBe(id);
    }
    await page.keyboard.press("ArrowUp");
    await expect.poll(here).toBe("dense2.matmul1");
    await page.keyboard.press("Enter");
    await expect.poll(() => labelled(page, "dense2, dense of").count()).toBe(1);
    await expect.poll(here).toBe("dense2");
    await page.keyboard.press("Enter");
    await expect.poll(() => labelled(page, "dense2.matmul1").count()).toBe(1);
    const seen = new Set<string>();
    for (let i = 0; i < 40; i++) await page.keyboard.press("PageUp");
    await expect.poll(here).toBe("X");
    for (let i = 0; i < 40; i++) {
      seen.add((await here()) ?? "");
      await page.keyboard.press("PageDown");
      await settledFrame(page);
    }
    for (const id of ["X", "y", "dense1.weights", "dense2.biases", "softmax1.max1", "crossentropy1", "accuracy"])
      expect([...seen]).toContain(id);
  });

  test("what is in the page is what the window shows, and a little more", async () => {
    const inWindow = await page.evaluate(() => {
      const root = (document.querySelector("dagrad-explorer") as ExplorerElement).shadowRoot as ShadowRoot;
      const { left, top, right, bottom } = (root.querySelector(".picture") as Element).getBoundingClientRect();
      const boxes = [...root.querySelectorAll(".picture .node")].map((one) => one.getBoundingClientRect());
      return {
        all: boxes.length,
        seen: boxes.filter((one) => one.right > left && one.left < right && one.bottom > top && one.top < bottom).length,
      };
    });
    expect(inWindow.seen).toBeGreaterThan(3);
    expect(inWindow.all).toBeLessThan(32);
    await page.keyboard.press("f");
    await settled(page);
    // As it runs, chapter 5 is 29 nodes and three outputs; all are in view then.
    await expect.poll(() => page.locator(".picture .node").count()).toBe(32);
    await expect.poll(() => page.locator(".picture .small").first().isVisible()).toBe(false);
  });

  test("pointing at a box marks it and its edges, and draws nothing anew", async () => {
    await page.evaluate(() => {
      const root = (document.querySelector("dagrad-explorer") as ExplorerElement).shadowRoot as ShadowRoot;
      const changes = { count: 0 };
      new MutationObserver((records) => {
        changes.count += records.filter(({ type }) => type === "childList").length;
      }).observe(root.querySelector(".picture") as Element, { childList: true, subtree: true });
      Object.assign(globalThis, { changes });
    });
    await labelled(page, "relu1").hover();
    await expect.poll(() => page.locator(".picture .node.hot").count()).toBe(1);
    await expect.poll(() => page.locator(".picture .edge.along").count()).toBe(2);
    await expect.poll(() => page.evaluate("changes.count")).toBe(0);
  });

  test("a drag and the wheel move the picture, the wheel with Control and two fingers magnify it where they are", async () => {
    const { page } = await openFromDisk(browser, subject);
    await page.locator(".picture .node").first().waitFor();
    const X = labelled(page, "X, input").locator(".shape");
    const before = await boxOf(X);
    const stage = (await page.locator(".picture-stage").boundingBox()) as Box;
    const empty = { x: stage.x + 30, y: stage.y + stage.height - 30 };
    await page.mouse.move(empty.x, empty.y);
    await page.mouse.down();
    await page.mouse.move(empty.x + 40, empty.y - 50, { steps: 4 });
    await page.mouse.up();
    const dragged = await boxOf(X);
    expect([dragged.x - before.x, dragged.y - before.y].map(Math.round)).toEqual([40, -50]);
    // What was dragged from is not selected.
    await expect.poll(() => page.locator(".picture .selected").count()).toBe(0);
    await page.mouse.wheel(-10, -20);
    await settled(page);
    const rolled = await boxOf(X);
    expect([rolled.x - dragged.x, rolled.y - dragged.y].map(Math.round)).toEqual([10, 20]);
    // The middle of X stays under the pointer.
    const middle = ({ x, y, width, height }: Box) => [x + width / 2, y + height / 2] as const;
    const [x, y] = middle(rolled);
    await page.mouse.move(x, y);
    await page.keyboard.down("Control");
    await page.mouse.wheel(0, -40);
    await page.keyboard.up("Control");
    await settled(page);
    const larger = await boxOf(X);
    expect(larger.width / rolled.width).toBeCloseTo(Math.exp(0.32), 2);
    for (const [i, at] of middle(larger).entries()) expect(Math.abs(at - ([x, y][i] as number))).toBeLessThan(1);
    const session = await page.context().newCDPSession(page);
    const touch = (type: string, distance: number) =>
      session.send("Input.dispatchTouchEvent", {
        type: type as "touchStart",
        touchPoints:
          type === "touchEnd"
            ? []
            : [
                { x: x - distance, y, id: 1 },
                { x: x + distance, y, id: 2 },
              ],
      });
    await touch("touchStart", 40);
    for (const distance of [45, 50, 55, 60]) await touch("touchMove", distance);
    await touch("touchEnd", 60);
    await settled(page);
    const pinched = await boxOf(X);
    expect(pinched.width / larger.width).toBeGreaterThan(1.2);
    for (const [i, at] of middle(pinched).entries()) expect(Math.abs(at - ([x, y][i] as number))).toBeLessThan(8);
    await page.close();
  });

  test("is saved whole, whatever its window shows, and looks there again then", async () => {
    const before = await page.locator(".picture .node").count();
    const where = await page.locator(".picture .world").getAttribute("transform");
    const saved = await page.evaluate(() => (document.querySelector("dagrad-explorer") as ExplorerElement).state?.drawn.value?.() ?? "");
    for (const text of ["X · w₁", "argmax", "accuracy"]) expect(saved).toContain(text);
    expect(saved).not.toMatch(/<script|\shref="(?!data:image\/png)/);
    await settled(page);
    await expect.poll(() => page.locator(".picture .node").count()).toBe(before);
    await expect.poll(() => page.locator(".picture .world").getAttribute("transform")).toBe(where);
  });

  test("gradients stand beside their boxes where that is asked for, and nothing moves for those who ask for that", async () => {
    const { page: still, problems } = await openFromDisk(browser, subject, { reducedMotion: "reduce" });
    await still.locator(".picture .node").first().waitFor();
    await still.getByRole("button", { name: "Fit the picture" }).click();
    await settled(still);
    await still.getByRole("button", { name: "Gradients beside their boxes" }).click();
    await expect.poll(() => still.locator(".picture .node.of-gradient").count()).toBeGreaterThan(5);
    await expect.poll(() => still.evaluate(() => document.getAnimations().length)).toBe(0);
    // As many as the backward pass has steps: of all that the loss depends on but itself, and but the labels.
    await still.getByRole("button", { name: "Fit the picture" }).click();
    await expect.poll(() => still.locator(".picture .node.of-gradient").count()).toBe(19);
    expect(problems).toEqual([]);
    await still.close();
  });

  test("many boxes are plain shapes, and what is pointed at is raised from them", async () => {
    const chain = graph({ X: f32("batch", 8) }, ({ X }) => {
      let h: unknown = X;
      for (let i = 0; i < 150; i++) h = relu(dense(h as typeof X, { units: 8 - (i % 5) }) as typeof X);
      return { h: h as typeof X };
    });
    const { page: wide, problems } = await openFromDisk(browser, { title: "Chain", graph: chain });
    await wide.locator(".picture .node").first().waitFor();
    const run = await wide.evaluate(() => {
      const { state } = document.querySelector("dagrad-explorer") as ExplorerElement;
      return state?.exploration.value.run.inputs.length;
    });
    expect(run).toBe(1);
    await wide.locator(".picture .group.repeat .fold").first().click();
    await wide.getByRole("button", { name: "Fit the picture" }).click();
    await settled(wide);
    await expect.poll(() => wide.locator(".picture .far-boxes path").count()).toBeGreaterThan(2);
    await expect.poll(() => wide.locator(".picture *").count()).toBeLessThan(1200);
    expect(problems).toEqual([]);
    await wide.close();
  });
});

const settledFrame = (page: Page): Promise<void> =>
  page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))));
