import type { CDPSession, Page } from "playwright-core";
import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ExplorerElement } from "../../../src/explorer/element.ts";
import { add, compile, crossentropy, dense, f32, graph, random, reference, relu, softmax, spiralData, u8 } from "../../../src/index.ts";
import { chromiumPath } from "../chromium.ts";
import { chapter5 } from "./chapter-5.ts";
import { openFromDisk } from "./open-page.ts";

const path = chromiumPath(process.env);
if (path === undefined)
  console.warn("tests of large graphs skipped: no Chromium; install it (apt-get install chromium) or set CHROMIUM_PATH");

/** Blocks with a shortcut around two layers each: 2 inputs, 302 layers of 3 nodes, 150 activations, 150 sums, 2 at the end: 1,210 nodes. */
function blocks() {
  const network = graph({ X: f32("batch", 2), y: u8("batch") }, ({ X, y }) => {
    let h = dense(X, { units: 4 });
    for (let i = 0; i < 150; i++) h = add(h, dense(relu(dense(h, { units: 4 })), { units: 4 }));
    const probabilities = softmax(dense(h, { units: 3 }));
    return { probabilities, loss: crossentropy(probabilities, y) };
  });
  return { title: "Blocks", graph: network, feeds: spiralData(4, 3, { random: random(0) }) };
}

describe.skipIf(path === undefined)("a large graph in an explorer", () => {
  let browser: Browser;
  let page: Page;
  const subject = blocks();
  const count = (selector: string) => page.locator(selector).count();
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: path as string, args: ["--disable-gpu"] });
    ({ page } = await openFromDisk(browser, subject));
  }, 60_000);
  afterAll(() => browser?.close());

  test("shows its folded picture before it is run, and then the values of program.run", async () => {
    const first = await page.evaluate(async (text) => {
      const explorer = document.querySelector("dagrad-explorer") as ExplorerElement;
      const root = explorer.shadowRoot as ShadowRoot;
      const frame = () => new Promise((done) => requestAnimationFrame(done));
      const { subject: again } = explorer;
      explorer.subject = undefined;
      explorer.subject = again;
      const seen: string[] = [];
      for (let frames = 0; frames < 600 && !seen.includes(text); frames++) {
        const now = [
          ...(root.querySelector(".picture .node") ? ["boxes"] : []),
          ...(root.querySelector(".picture .strip") ? ["values"] : []),
          ...(root.querySelector(".foot .output") ? [text] : []),
        ];
        for (const one of now) if (!seen.includes(one)) seen.push(one);
        await frame();
      }
      return seen;
    }, "loss");
    expect(first[0]).toBe("boxes");
    expect(first).toContain("loss");
    const { loss } = compile(subject.graph, { backend: reference, random: random(0) }).run(subject.feeds as never, ["loss"]) as unknown as {
      loss: { data: Float32Array };
    };
    const shown = await page.evaluate(() => {
      const { state } = document.querySelector("dagrad-explorer") as ExplorerElement;
      return state?.look.value.value(state.exploration.value.run.outputs.loss as string)?.data[0];
    });
    expect(shown).toBe(loss.data[0]);
    await expect.poll(() => count(".picture .strip.gradient")).toBeGreaterThan(0);
    // Boxes have grown by their values, and the beginning is still what is seen.
    const top = async (selector: string): Promise<number> => (await page.locator(selector).first().boundingBox())?.y ?? Number.NaN;
    await expect.poll(async () => (await top('.picture .node[aria-label^="X,"]')) - (await top(".picture"))).toBeGreaterThanOrEqual(0);
  });

  test("has few elements in its page; texts come when they are looked at, asked for or printed", async () => {
    expect(await count("dagrad-explorer *")).toBeLessThan(4000);
    expect(await count(".pane.numpy .line")).toBe(0);
    expect(await count(".on-paper tr")).toBe(0);
    expect(await page.locator(".pane.formula .rest").textContent()).toBe(
      "1,210 nodes make a formula that nobody can read. Show how it begins",
    );
    await page.getByRole("button", { name: "Show how it begins" }).click();
    await expect.poll(() => page.locator(".formulas .plain").textContent()).toContain("characters more");
    await page.locator(".tabs button", { hasText: "NumPy" }).click();
    await expect.poll(() => count(".pane.numpy .line")).toBeGreaterThan(250);
    await page.locator(".pane.graph .rest button").click();
    await expect.poll(() => count(".printed .line")).toBeGreaterThan(1200);
    await page.evaluate(() => void dispatchEvent(new Event("beforeprint")));
    expect(await count(".on-paper tr")).toBe(604);
    await page.evaluate(() => void dispatchEvent(new Event("afterprint")));
  });

  test("what is pointed at is marked in the picture and beside it, also in what runs and in the textbook", async () => {
    await page.locator(".printed .line", { hasText: "relu150 = " }).first().scrollIntoViewIfNeeded();
    await page.locator(".printed .line", { hasText: "relu150 = " }).first().hover();
    await expect.poll(() => page.locator(".printed .line.hot").count()).toBe(1);
    const parts = await page.evaluate(() => {
      const { state } = document.querySelector("dagrad-explorer") as ExplorerElement;
      return [...(state?.marked.value ?? [])];
    });
    expect(parts[0]).toBe("relu150");
    await expect.poll(() => page.locator(".picture .hot").count()).toBeGreaterThan(0);
  });
});

describe.skipIf(path === undefined)("explorers that come and go", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: path as string, args: ["--disable-gpu"] });
  }, 60_000);
  afterAll(() => browser?.close());

  const counted = async (session: CDPSession): Promise<{ readonly nodes: number; readonly jsEventListeners: number }> => {
    for (let i = 0; i < 2; i++) await session.send("HeapProfiler.collectGarbage");
    return session.send("Memory.getDOMCounters");
  };

  test("leave nothing behind: neither states nor elements nor listeners", async () => {
    const { page } = await openFromDisk(browser, chapter5());
    await page.waitForSelector(".picture .strip.gradient");
    const session = await page.context().newCDPSession(page);
    const openAndClose = (times: number): Promise<void> =>
      page.evaluate(async (rounds) => {
        const { subject: shown } = document.querySelector("dagrad-explorer") as ExplorerElement;
        const here = window as unknown as { states: WeakRef<object>[] };
        here.states ??= [];
        for (let round = 0; round < rounds; round++) {
          const element = document.createElement("dagrad-explorer") as ExplorerElement;
          element.subject = shown;
          document.body.append(element);
          const { state } = element;
          if (state === undefined) throw new Error("an explorer that is open has a state");
          here.states.push(new WeakRef(state));
          state.editing.edit({ kind: "bypass", node: "relu1" });
          state.hot.value = { id: "dense1", whole: true };
          await new Promise((done) => setTimeout(done, 60));
          state.editing.undo();
          element.remove();
          await new Promise((done) => setTimeout(done, 20));
        }
      }, times);
    await openAndClose(3);
    const before = await counted(session);
    await openAndClose(10);
    await page.waitForTimeout(400);
    const after = await counted(session);
    const alive = await page.evaluate(
      () => (window as unknown as { states: WeakRef<object>[] }).states.filter((state) => state.deref() !== undefined).length,
    );
    // What was closed last may be held by what the page did last.
    expect(alive).toBeLessThanOrEqual(2);
    expect(after.nodes - before.nodes).toBeLessThan(500);
    expect(after.jsEventListeners - before.jsEventListeners).toBeLessThan(50);
  }, 60_000);
});
