import { adam, compile, fit, type NdArray, reference } from "dagrad";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { printNumber } from "../../../graph/print/print-number.ts";
import { axeViolations } from "../axe-violations.ts";
import { chromiumPath } from "../chromium.ts";
import { chapter5 } from "./chapter-5.ts";
import { openFromDisk } from "./open-page.ts";

const path = chromiumPath(process.env);
if (path === undefined) console.warn("tests of editing skipped: no Chromium; install it (apt-get install chromium) or set CHROMIUM_PATH");

/** What the page's program gives for its feeds, as text that says every bit. */
const lossIn = (page: Page): Promise<number> =>
  page.evaluate(() => {
    const { state } = document.querySelector("dagrad-explorer") as any;
    const { run, of } = state.exploration.value;
    return state.look.value.value(run.outputs[of]).data[0];
  });
const parametersIn = (page: Page): Promise<Record<string, number[]>> =>
  page.evaluate(() => {
    const { state } = document.querySelector("dagrad-explorer") as any;
    const { parameters } = state.exploration.value.program;
    return Object.fromEntries(Object.entries(parameters).map(([id, value]) => [id, [...(value as { data: number[] }).data]]));
  });
const printed = (page: Page): Promise<string | null> => page.locator(".printed").first().textContent();
const plain = (parameters: Readonly<Record<string, NdArray>>): Record<string, number[]> =>
  Object.fromEntries(Object.entries(parameters).map(([id, { data }]) => [id, [...(data as Float32Array)]]));
const box = (page: Page, text: string) => page.locator(".picture .node", { hasText: text }).first();

describe.skipIf(path === undefined)("editing in Chromium", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: path as string, args: ["--disable-gpu"] });
  }, 60_000);
  afterAll(() => browser?.close());

  test("a right click opens the menu of a box; an edit changes the graph, a wrong one says why at its node and changes nothing, undo brings all back", async () => {
    const { page, problems } = await openFromDisk(browser, chapter5());
    const [before, loss, parameters] = [await printed(page), await lossIn(page), await parametersIn(page)];
    await box(page, "max(0").click({ button: "right" });
    const menu = page.getByRole("dialog", { name: "Edit relu1" });
    await menu.getByLabel("Replace by", { exact: true }).selectOption("tanh");
    await menu.getByRole("button", { name: "Replace" }).click();
    await expect.poll(() => printed(page)).toBe(before?.replace("relu1 = relu(", "relu1 = tanh("));
    await expect.poll(() => lossIn(page)).not.toBe(loss);
    await expect.poll(() => page.locator(".diff").textContent()).toBe("~ relu1 op: relu → tanh\n");
    await page.keyboard.press("Escape");
    await expect.poll(() => menu.count()).toBe(0);
    await page.keyboard.press("Control+z");
    await expect.poll(() => printed(page)).toBe(before);
    await expect.poll(() => lossIn(page)).toBe(loss);

    // Two units for three classes: a run alone can tell, and tells at the loss.
    await page.locator(".printed .line", { hasText: "dense2 = dense" }).click({ button: "right" });
    const layer = page.getByRole("dialog", { name: "Edit dense2" });
    await layer.getByLabel("Units", { exact: true }).fill("2");
    await page.keyboard.press("Enter");
    await expect.poll(() => layer.getByRole("alert").textContent()).toContain("indices must be in 0 … 1, got 2");
    await expect.poll(() => page.locator(".refused").count()).toBe(1);
    expect([await printed(page), await lossIn(page), await parametersIn(page)]).toEqual([before, loss, parameters]);
    await layer.getByLabel("Units", { exact: true }).fill("4");
    await page.keyboard.press("Enter");
    await expect.poll(() => layer.getByRole("alert").count()).toBe(0);
    await expect.poll(() => printed(page)).toContain("dense2 = dense(relu1, dense2.weights, dense2.biases) : float32[batch, 4]");
    expect((await parametersIn(page))["dense1.weights"]).toEqual(parameters["dense1.weights"]);

    // What was before the edits beside it, in one picture.
    await page.keyboard.press("Escape");
    await page.getByLabel("This graph with").selectOption("before");
    const changed = await page
      .locator(".union .node.changed")
      .evaluateAll((nodes) => nodes.map((node) => node.querySelector("text")?.textContent));
    expect(changed).toEqual(["~ dense2.weights", "~ dense2.biases", "~ dense2", "~ softmax1"]);
    await expect
      .poll(() => page.locator(".compare li .name").allTextContents())
      .toEqual(["dense2.weights", "dense2.biases", "dense2", "softmax1", "crossentropy1", "argmaxAccuracy1"]);
    await page.getByRole("button", { name: "Undo: give dense2 4 units" }).click();
    await expect
      .poll(() => page.locator(".compare").textContent())
      .toContain("No difference: the same graph, and the same numbers at every node.");
    expect(problems).toEqual([]);
  });

  test("by keys alone: a weight is changed, which gives the loss of program.run with it, and undone", async () => {
    const subject = chapter5();
    const { page, problems } = await openFromDisk(browser, subject);
    const loss = await lossIn(page);
    await page.evaluate(() => {
      const { state } = document.querySelector("dagrad-explorer") as any;
      state.selected.value = { id: "dense2.weights", whole: true };
    });
    await page.locator(".time .go").focus();
    await page.keyboard.press("e");
    const menu = page.getByRole("dialog", { name: "Edit dense2.weights" });
    expect(
      await menu.getByLabel("Name", { exact: true }).evaluate((field) => field === (field.getRootNode() as ShadowRoot).activeElement),
    ).toBe(true);
    for (let i = 0; i < 40; i++) {
      await page.keyboard.press("Tab");
      if (await menu.getByLabel("dense2.weights[1, 1]").evaluate((field) => field === (field.getRootNode() as ShadowRoot).activeElement))
        break;
    }
    await page.keyboard.press("Control+a");
    await page.keyboard.type("2.5");
    await page.keyboard.press("Enter");
    const { parameters = {}, feeds = {} } = subject;
    const weights = Float32Array.from(parameters["dense2.weights"]?.data ?? []);
    weights[4] = 2.5;
    const program = compile(subject.graph, { backend: reference, parameters: { ...parameters, "dense2.weights": weights as never } });
    const expected = (program.run(feeds as never, ["loss"] as never) as Record<string, NdArray>).loss?.data[0];
    await expect.poll(() => lossIn(page)).toBe(expected);
    await page.keyboard.press("Escape");
    await expect
      .poll(() => page.evaluate(() => document.querySelector("dagrad-explorer")?.shadowRoot?.activeElement?.textContent))
      .toBe("Train");
    await page.keyboard.press("Control+z");
    await expect.poll(() => lossIn(page)).toBe(loss);
    await page.keyboard.press("Control+Shift+z");
    await expect.poll(() => lossIn(page)).toBe(expected);
    expect(problems).toEqual([]);
  });

  test("a teacher's path: a box is clicked, one of its weights written over, the loss at the foot is another, and undo brings it back", async () => {
    const { page, problems } = await openFromDisk(browser, chapter5(), { ops: "book" });
    const loss = () => page.locator(".foot").textContent();
    await expect.poll(() => loss()).toContain("loss = 1.0986104");
    await box(page, "w₂").click();
    const weight = page.locator(".pane.value").getByLabel("dense2.weights at 1, 1", { exact: true });
    const text = await weight.inputValue();
    await weight.fill("2.5");
    await page.keyboard.press("Enter");
    await expect.poll(() => loss()).toContain(`loss = ${printNumber(await lossIn(page), "float32")}`);
    await expect.poll(() => loss()).not.toContain("1.0986104");
    await page.locator(".foot").click();
    await page.keyboard.press("Control+z");
    await expect.poll(() => loss()).toContain("loss = 1.0986104");
    await expect.poll(() => weight.inputValue()).toBe(text);
    expect(problems).toEqual([]);
  });

  test("a training that was recorded and scrubbed gives the parameters of Node's fit after that epoch, bit for bit; undo takes it back", async () => {
    const subject = chapter5();
    const { page, problems } = await openFromDisk(browser, subject);
    const before = await parametersIn(page);
    await page.getByLabel("rate").fill("0.05");
    await page.getByLabel("epochs").fill("40");
    await page.locator(".time .go").click();
    await page.getByRole("button", { name: /^Undo: train 40 epochs/ }).waitFor();
    const scrubber = page.getByLabel("Epoch", { exact: true });
    await expect.poll(() => scrubber.getAttribute("max")).toBe("40");
    const { parameters = {}, feeds = {} } = subject;
    const training = fit(subject.graph, {
      minimize: "loss" as never,
      optimizer: adam({ learningRate: 0.05 }),
      data: feeds as never,
      epochs: 40,
      batchSize: 300,
      shuffle: false,
      initial: parameters,
      notices: false,
    });
    const losses: number[] = [];
    for await (const { epoch, metrics } of training) {
      losses.push((metrics as Record<string, number>).loss as number);
      if (![1, 17, 40].includes(epoch)) continue;
      await scrubber.fill(String(epoch));
      expect(await parametersIn(page), `epoch ${epoch}`).toEqual(plain(training.network.parameters));
      await expect
        .poll(() => scrubber.getAttribute("aria-valuetext"))
        .toBe(`epoch ${epoch}, loss ${(metrics as Record<string, number>).loss?.toPrecision(4)}`);
    }
    // The curve above it reads the loss of each epoch.
    const curve = page.getByRole("slider", { name: "loss by epoch" });
    await curve.focus();
    for (const [key, epoch] of [
      ["Home", 1],
      ["PageUp", 11],
      ["ArrowRight", 12],
      ["End", 40],
    ] as const) {
      await page.keyboard.press(key);
      await expect
        .poll(() => curve.getAttribute("aria-valuetext"))
        .toBe(`epoch ${epoch}, loss ${Number(losses[epoch - 1]?.toPrecision(6))}`);
    }
    await scrubber.focus();
    await page.keyboard.press("Home");
    expect(await parametersIn(page)).toEqual(before);
    await page.keyboard.press("Control+z");
    await expect.poll(() => scrubber.getAttribute("aria-valuetext")).toBe("other parameters are shown");
    expect(problems).toEqual([]);
  });

  const own = [".time", ".compare", ".changes", ".edit-layer", ".history"];
  test.each([
    ["light", 1400],
    ["dark", 390],
  ] as const)("axe finds nothing in the menu, the training and the comparison, %s, %i wide", async (colorScheme, width) => {
    const { page, problems } = await openFromDisk(browser, chapter5(), { colorScheme, viewport: { width, height: 844 } });
    const pane = (name: string) => page.getByRole("navigation", { name: "Panes" }).getByRole("button", { name }).click();
    await pane("Training");
    await page.getByLabel("epochs").fill("20");
    await page.locator(".time .go").click();
    await page.getByRole("button", { name: /^Undo: train/ }).waitFor();
    expect(await axeViolations(page, ...own)).toEqual([]);
    await pane("Graph");
    await page.locator(".printed .line", { hasText: "dense1.weights = parameter" }).click({ button: "right" });
    expect(await axeViolations(page, ...own)).toEqual([]);
    await page.keyboard.press("Escape");
    await pane("Compare");
    await page.getByLabel("This graph with").selectOption("before");
    expect(await axeViolations(page, ...own)).toEqual([]);
    expect(problems).toEqual([]);
  });
});
