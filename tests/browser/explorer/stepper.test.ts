import { array, dense, f32, graph, relu, sqrt, sum, variance } from "dagrad";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sentenceText } from "../../../src/explain/sentence.ts";
import { stateOf } from "../../../src/explorer/state.ts";
import type { Subject } from "../../../src/explorer/subject.ts";
import { chromiumPath } from "../chromium.ts";
import { chapter5 } from "./chapter-5.ts";
import { openFromDisk } from "./open-page.ts";

const path = chromiumPath(process.env);
if (path === undefined) console.warn("explorer tests skipped: no Chromium; install it (apt-get install chromium) or set CHROMIUM_PATH");

const step = (page: Page, name: string) => page.getByRole("button", { name, exact: true });
/** Marks follow in the frame after a click. */
const counts = (page: Page, selector: string) => expect.poll(() => page.locator(selector).count());
const told = async (page: Page): Promise<string[]> => page.locator(".told p").allTextContents();

describe.skipIf(path === undefined)("the stepper in Chromium", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: path as string, args: ["--disable-gpu"] });
  }, 60_000);
  afterAll(() => browser?.close());

  test("goes through all of chapter 5, forward and backward, and says what Node says", async () => {
    const subject = chapter5();
    const { page, problems } = await openFromDisk(browser, subject);
    // A state without a page says the same: its sentences are those of tests/output/explain, but for the row.
    const { stepper } = stateOf(subject);
    const steps = stepper.steps.value;
    expect(steps.map(({ phase }) => phase)).toEqual([...Array(23).fill("forward"), ...Array(19).fill("backward")]);
    const said = await page.locator(".stepper").evaluate(async (controls, count) => {
      const root = controls.getRootNode() as ShadowRoot;
      const all: string[][] = [];
      for (let i = 0; i < count; i++) {
        controls.querySelector<HTMLElement>('[aria-label="Step forward"]')?.click();
        await new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)));
        all.push([...root.querySelectorAll(".told p")].map(({ textContent }) => textContent ?? ""));
      }
      return all;
    }, steps.length);
    const expected = steps.map((_, i) => {
      stepper.go(i + 1);
      return stepper.told.value.map(sentenceText);
    });
    expect(said).toEqual(expected);
    await expect.poll(() => page.locator(".foot .phase").textContent()).toBe(`${steps.length} of ${steps.length} backward`);
    expect(problems).toEqual([]);
  });

  test("marks what is yet to come and what is now, by the controls", async () => {
    const { page } = await openFromDisk(browser, chapter5());
    // What is in the page is what the window shows.
    await step(page, "Fit the picture").click();
    await step(page, "First step").click();
    await counts(page, ".node.later").toBeGreaterThan(15);
    const first = await page.locator(".node.later").count();
    await counts(page, ".node.now").toBe(1);
    await step(page, "Step forward").click();
    await counts(page, ".node.later").toBe(first - 1);
    await step(page, "Step back").click();
    await counts(page, ".node.later").toBe(first);
    await step(page, "backward").click();
    await counts(page, ".node.later").toBe(0);
    await expect.poll(() => page.locator(".foot .phase").textContent()).toBe("24 of 42 backward");
    await step(page, "Show the whole run").click();
    await counts(page, ".node.now").toBe(0);
    await counts(page, ".node.later").toBe(0);
    await expect.poll(() => page.locator(".told").textContent()).toContain("loss = 1.0986104");
  });

  test("a name in a sentence selects its node, a number says how it was made", async () => {
    const { page } = await openFromDisk(browser, chapter5());
    for (let i = 0; i < 3; i++) await step(page, "Step forward").click();
    await expect.poll(() => told(page)).toEqual(["relu1[1, 1] = max(0, dense1[1, 1]) = max(0, 0.0001140) = 0.00011395361"]);
    await page.locator(".told .number", { hasText: "0.0001140" }).click();
    await expect
      .poll(() => told(page))
      .toEqual([
        "dense1[1, 1] = dense1.matmul1[1, 1] + dense1.biases[1] = 0.0001140 + 0 = 0.00011395361, the same dense1.biases for every row",
      ]);
    await page.locator(".told .name", { hasText: "dense1.biases[1]" }).click();
    await expect.poll(() => page.locator(".selected-node strong").textContent()).toContain("dense1.biases");
  });

  test("an element that is clicked says how it came about, and what it was made of lights up", async () => {
    const { page } = await openFromDisk(browser, chapter5());
    await page.locator(".line", { hasText: "relu1 = relu(dense1)" }).click();
    await page.locator(".elements .element").nth(4).click();
    await expect.poll(() => told(page)).toEqual(["relu1[1, 1] = max(0, dense1[1, 1]) = max(0, 0.0001140) = 0.00011395361"]);
    await page.locator(".elements .table").first().focus();
    for (const key of ["Enter", "ArrowRight", "ArrowDown", "Enter"]) await page.keyboard.press(key);
    await expect.poll(() => told(page)).toEqual([expect.stringMatching(/^relu1\[1, 1\] = /)]);
    await page.keyboard.press("1");
    await page.locator(".line", { hasText: "dense1 = dense(" }).click();
    await page.locator(".elements .element").nth(4).click();
    await page.locator(".line", { hasText: "X = input" }).click();
    // Row 1 of X, through the product and the sum that a dense layer is.
    await expect
      .poll(() =>
        page.locator(".elements tbody tr").evaluateAll((rows) => rows.map((row) => row.querySelectorAll(".lit").length).indexOf(2)),
      )
      .toBe(1);
  });

  test("a run that is not finite shows where that began, and the way to the loss", async () => {
    const network = graph({ x: f32(3) }, ({ x }) => ({ loss: sum(sqrt(x)) }));
    const subject: Subject = { title: "NaN", graph: network, feeds: { x: array([-1, 0, 1], "float32") } };
    const { page } = await openFromDisk(browser, subject);
    await expect.poll(() => told(page)).toEqual(["sqrt1[0] = √(x[0]) = √(−1) = NaN, as −1 is below 0"]);
    await counts(page, ".node.cause").toBe(1);
    await counts(page, ".edge.broken").toBeGreaterThanOrEqual(2);
    // The root and what it was added up in, which is the loss.
    await counts(page, ".node.broken").toBeGreaterThanOrEqual(2);
    await step(page, "Step forward").click();
    await page.getByRole("button", { name: "Jump to cause" }).click();
    await counts(page, ".node.selected").toBe(1);
    await expect.poll(() => page.locator(".selected-node strong").textContent()).toContain("sqrt1");
  });

  test("a cause inside of a closed box is that box", async () => {
    const network = graph({ x: f32(2) }, ({ x }) => ({ loss: variance(x) }));
    const { page } = await openFromDisk(browser, { title: "∞", graph: network, feeds: { x: array([1e30, -1e30], "float32") } });
    await page.keyboard.press("1");
    await expect.poll(() => told(page)).toEqual([expect.stringMatching(/^variance1\.\w+\[0\] = .* = ∞, as 1e30\^2 is beyond 3.4e38/)]);
    await expect.poll(() => page.locator(".node.cause").allTextContents()).toEqual([expect.stringContaining("variance")]);
    await counts(page, ".node.broken").toBeGreaterThanOrEqual(1);
    await expect.poll(() => page.locator(".badge.alarm").count()).toBeGreaterThan(0);
  });

  test("dead units are counted over all samples, whichever is shown", async () => {
    const network = graph({ X: f32("batch", 2) }, ({ X }) => ({ loss: sum(relu(dense(X, { units: 3, name: "hidden" }))) }));
    const weights = [
      [1, -1, 1],
      [1, -1, 1],
    ];
    const X = [
      [1, 2],
      [3, 4],
    ];
    const state = stateOf({
      title: "dead",
      graph: network,
      parameters: { "hidden.weights": array(weights, "float32"), "hidden.biases": array([0, -1, 0], "float32") },
      feeds: { X: array(X, "float32") },
    });
    state.sample.value = 1;
    expect(Object.fromEntries(state.stepper.silent.value)).toEqual({ relu1: { count: 3, dead: [1], saturated: [] } });
    const { page } = await openFromDisk(browser, state.exploration.value.subject);
    await expect.poll(() => page.locator(".badge.dead").allTextContents()).toEqual(["1/3 dead"]);
    await page.locator(".line", { hasText: "relu1 = relu" }).click();
    await expect.poll(() => told(page)).toEqual(["relu1: unit 1 of 3 is dead, 0 for every sample, so no gradient comes through it"]);
  });
});
