import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  adam,
  argmaxAccuracy,
  array,
  compile,
  crossentropy,
  dense,
  dropout,
  f32,
  fit,
  fromModel,
  type Graph,
  gelu,
  graph,
  type NdArray,
  random,
  relu,
  softmax,
  spiralData,
  u8,
} from "../../../src/index.ts";
import { givenOf } from "../../../src/playground/given.ts";
import { launchBrowser } from "../browser.ts";
import { chromiumPath } from "../chromium.ts";
import { epochIs, openPlayground, type Shown, shownBy } from "./open-playground.ts";

const path = chromiumPath(process.env);
if (path === undefined) console.warn("browser tests skipped: no Chromium; install it (apt-get install chromium) or set CHROMIUM_PATH");
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

describe.skipIf(path === undefined)("the playground in Chromium", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser(path as string);
  }, 60_000);
  afterAll(() => browser?.close());

  test("500 seeded epochs have the loss of Node's engine, to the last bit, with the network off", async () => {
    const { page, requests, problems } = await openPlayground(browser, "#test=0&until=500");
    await page.getByRole("button", { name: "Train" }).click();
    await epochIs(page, 500);
    const generator = random(0);
    const network = graph({ X: f32("batch", 2), y: u8("batch") }, ({ X, y }) => {
      const first = dense(X, { units: 8, activation: relu, init: "heUniform" });
      const second = dense(first, { units: 6, activation: relu, init: "heUniform" });
      const probabilities = dense(second, { units: 3, activation: softmax, init: "glorotUniform" });
      return { probabilities, loss: crossentropy(probabilities, y), accuracy: argmaxAccuracy(probabilities, y) };
    });
    const data = { ...spiralData(100, 3, { random: generator }) };
    const options = {
      minimize: "loss",
      optimizer: adam({ learningRate: 0.02 }),
      data,
      random: generator,
      epochs: 500,
      batchSize: 300,
      shuffle: false,
    } as const;
    const { epochs } = await fit(network, options);
    const { epoch, loss, accuracy } = await shownBy(page);
    expect([epoch, loss, accuracy]).toEqual([500, epochs.at(-1)?.metrics.loss, epochs.at(-1)?.metrics.accuracy]);
    // The last values of the curves are those, in words.
    for (const [name, value] of [
      ["loss", loss],
      ["share that is right", accuracy],
    ] as const) {
      const curve = page.getByRole("slider", { name: `${name} by epoch` });
      await curve.focus();
      await page.keyboard.press("End");
      await expect.poll(() => curve.getAttribute("aria-valuetext")).toBe(`epoch 500, training ${Number(value?.toPrecision(6))}`);
    }
    // Where training is to pause, it does.
    await page.waitForTimeout(100);
    expect((await shownBy(page)).epoch).toBe(500);
    expect(requests).toEqual([]);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test("a program's own network learns in the page as the program does, to the last bit, with ops that no control offers", async () => {
    const network = graph({ points: f32("batch", 2), kind: u8("batch") }, ({ points, kind }) => {
      const hidden = dense(points, { units: 8, activation: gelu, init: "heNormal" });
      const probabilities = dense(dropout(hidden, { rate: 0.1 }), { units: 3, activation: softmax });
      return { probabilities, loss: crossentropy(probabilities, kind) };
    });
    const training = () => {
      const generator = random(1);
      const { X, y } = spiralData(30, 3, { random: generator });
      return {
        minimize: "loss",
        optimizer: adam(),
        data: { points: X, kind: y },
        random: generator,
        epochs: 40,
        batchSize: 90,
        shuffle: false,
      } as const;
    };
    const { page } = await openPlayground(browser, "#until=40", {}, givenOf(network, training(), "mine.ts"));
    await expect.poll(() => page.getByRole("status").first().textContent()).toContain("mine.ts");
    await page.getByRole("button", { name: "Train" }).click();
    await epochIs(page, 40);
    const { epochs } = await fit(network, training());
    expect((await shownBy(page)).loss).toBe(epochs.at(-1)?.metrics.loss);
    await page.getByRole("button", { name: "Use the controls" }).click();
    await expect.poll(async () => (await shownBy(page)).task?.rows).toBe(300);
    await page.context().close();
  });

  test("what controls say is in the address, which opens the same network; undo goes back", async () => {
    const { page } = await openPlayground(browser);
    await page.getByRole("radio", { name: "Circles" }).check();
    await page.getByRole("button", { name: "Layer 1: one unit more" }).click();
    await page.getByLabel("Optimiser").selectOption("sgd");
    await expect.poll(() => page.url()).toContain("optimizer=sgd&rate=1&layers=9.relu-6.relu");
    const { settings, loss } = await shownBy(page);
    const other = await openPlayground(browser, new URL(page.url()).hash);
    await expect.poll(() => shownBy(other.page)).toMatchObject({ settings, loss });
    for (let i = 0; i < 3; i++) await page.keyboard.press("Control+z");
    await expect.poll(async () => (await shownBy(page)).settings.data).toBe("spiral");
    await page.keyboard.press("Control+Shift+z");
    await expect.poll(async () => (await shownBy(page)).settings.data).toBe("circles");
    await other.page.context().close();
    await page.context().close();
  });

  test("a weight that is drawn is undone at once, and the point that is followed and the open pane are in the address", async () => {
    const { page } = await openPlayground(browser, "#test=0&follow=0.5,0.25&pane=layers&data=spiral");
    await expect.poll(() => page.getByRole("tab", { name: "Layers" }).getAttribute("aria-selected")).toBe("true");
    const weight = () => page.evaluate(firstWeights);
    const before = await weight();
    const [x = 0, y = 0] = await page.evaluate(lineAtUnit);
    await page.mouse.move(x, y);
    await page.mouse.down();
    for (let i = 1; i <= 5; i++) await page.mouse.move(x, y - 20 * i);
    await page.mouse.up();
    await expect.poll(async () => differing(before, await weight())).toEqual([2]);
    await page.keyboard.press("Control+z");
    await expect.poll(weight).toEqual(before);
    await page.keyboard.press("Control+Shift+z");
    await expect.poll(async () => differing(before, await weight())).toEqual([2]);
    await page.keyboard.press("Control+z");
    await expect.poll(weight).toEqual(before);
    await expect.poll(() => page.evaluate(undoable)).toBe(0);
    await page.getByRole("tab", { name: "Formula" }).click();
    await page.locator(".plane canvas").focus();
    await page.keyboard.press("ArrowRight");
    await expect.poll(() => page.url()).toMatch(/#test=0&follow=0\.5\d+,0\.25&pane=formula$/);
    await page.evaluate(() => {
      location.hash = "#test=0&follow=zero,one&pane=%3Cscript%3E";
    });
    await expect.poll(() => page.getByRole("tab", { name: "TypeScript" }).getAttribute("aria-selected")).toBe("true");
    await expect.poll(() => page.getByText("Click a point to follow it").count()).toBe(1);
    await page.context().close();
  });

  test("a table that is dropped is learned, points are drawn by class, and a file that is none is told of", async () => {
    const { page, problems } = await openPlayground(browser);
    const rows = Array.from({ length: 60 }, (_, i) => [Math.sin(i), i % 7, (i * i) % 5, i / 10, ["a", "b", "c"][i % 3]].join(","));
    await drop(page, "flowers.csv", `width,length,depth,height,species\n${rows.join("\n")}\n`);
    await expect.poll(async () => (await shownBy(page)).task).toEqual({ kind: "classes", classes: 3, features: 4, rows: 60 });
    await page.getByRole("button", { name: "+1 epoch" }).click();
    await epochIs(page, 1);
    await drop(page, "flowers.csv", "a,b\n1,2\n3,");
    await expect.poll(async () => String((await shownBy(page)).failure)).toContain("flowers.csv");
    await page.getByRole("button", { name: "Undo the last change" }).click();
    await expect.poll(async () => (await shownBy(page)).task?.rows).toBe(300);
    await page.locator(".plane canvas").focus();
    await page.keyboard.press("1");
    await page.locator(".plane canvas").click({ position: { x: 60, y: 60 } });
    await expect.poll(async () => (await shownBy(page)).task?.rows).toBe(301);
    const { lastTarget, settings } = await shownBy(page);
    expect([lastTarget, settings.data]).toEqual([1, "own"]);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test("a table that is pasted is learned, a playground that was saved opens as it was, and weights go by file to dagrad and back", async () => {
    const { page, problems } = await openPlayground(browser, "#test=0&seed=3");
    await page.evaluate(() => {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text/plain", "x1,x2,y\n0,0,0\n0,1,1\n1,0,1\n1,1,0\n");
      document.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
    });
    await expect.poll(async () => (await shownBy(page)).task).toEqual({ kind: "two classes", classes: 2, features: 2, rows: 4 });
    await page.getByRole("button", { name: "+1 epoch" }).click();
    await epochIs(page, 1);
    await page.getByLabel("Files and link").click();
    const saved = await savedBy(page, "Save all as .dagrad.json");
    const model = await savedBy(page, "Save network as .safetensors");
    const { loss } = await lookedAt(page);
    const { graph: network, parameters } = fromModel(new Uint8Array(model));
    const feeds = {
      X: array(
        [
          [0, 0],
          [0, 1],
          [1, 0],
          [1, 1],
        ],
        "float32",
      ),
      y: array([[0], [1], [1], [0]], "uint8"),
    };
    const outputs = compile(network as Graph<any, any>, { parameters }).run(feeds as never) as Record<string, NdArray>;
    expect(outputs.loss?.data[0]).toBe(loss);
    const other = await openPlayground(browser);
    await drop(other.page, "playground.dagrad.json", saved.toString());
    await expect.poll(() => lookedAt(other.page)).toMatchObject({ loss, rows: 4, seed: 3 });
    await other.page.getByRole("button", { name: "Reset" }).click();
    await expect.poll(async () => (await lookedAt(other.page)).loss === loss).toBe(false);
    await dropBytes(other.page, "network.safetensors", [...model]);
    await expect.poll(() => lookedAt(other.page)).toMatchObject({ loss });
    expect(problems).toEqual([]);
    await other.page.context().close();
    await page.context().close();
  });

  test("a loss that is not finite stops at the epoch before, names the op, and a smaller rate goes on", async () => {
    const { page } = await openPlayground(browser, "#data=plane&noise=0.05&optimizer=sgd&rate=900&layers=8.linear");
    await page.getByRole("button", { name: "Train" }).click();
    const alarm = page.getByRole("alert");
    await alarm.waitFor();
    const { stopped, epoch, loss } = await shownBy(page);
    await expect.poll(() => alarm.textContent()).toContain(`Stopped at epoch ${epoch}`);
    await expect.poll(() => alarm.textContent()).toContain(`(node "${stopped?.node}")`);
    expect(Number.isFinite(loss)).toBe(true);
    await page.getByRole("button", { name: "A tenth of the learning rate" }).click();
    await expect.poll(async () => (await shownBy(page)).settings.rate).toBe(90);
    expect((await shownBy(page)).epoch).toBe(epoch);
    await page.context().close();
  });

  test("what the first script has not, the larger one goes on with, from what was learned", async () => {
    const { page, problems } = await openPlayground(browser, "#test=0&until=40");
    await page.getByRole("button", { name: "Train" }).click();
    await epochIs(page, 40);
    const learned = () =>
      page.evaluate(() => {
        const { parameters = {} } = (document.querySelector("dagrad-playground") as Shown).playground.state.value ?? {};
        return Object.entries(parameters).map(([id, data]) => [id, [...data]]);
      });
    const before = await learned();
    await page.locator(".chip summary").first().click();
    await page.getByRole("slider", { name: "Dropout" }).fill("0.1");
    await expect.poll(() => shownBy(page)).toMatchObject({ epoch: 40, settings: { layers: [{ dropout: 0.1 }, {}] } });
    await expect.poll(learned).toEqual(before);
    await page.getByRole("button", { name: "+1 epoch" }).click();
    await epochIs(page, 41);
    await page.getByRole("radio", { name: "Moons" }).check();
    await expect.poll(async () => (await shownBy(page)).task?.kind).toBe("two classes");
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test("works by keyboard alone: train, follow a point, and read a unit's formula with its numbers", async () => {
    const { page } = await openPlayground(browser, "#test=0");
    for (let i = 0; i < 20 && !(await focusedText(page)).includes("Train"); i++) await page.keyboard.press("Tab");
    await page.keyboard.press("Space");
    await epochIs(page, 2);
    await page.keyboard.press("Space");
    const rest = await shownBy(page);
    await page.locator('[data-unit="0 0"]').focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowRight");
    const formula = await page.locator(".inspector .formula").first().textContent();
    expect(formula).toMatch(/^h₂,₂ = max\(0, −?\d/);
    await page.locator(".plane canvas").focus();
    await page.keyboard.press("ArrowLeft");
    await page.locator('[data-unit="1 1"]').focus();
    await expect.poll(() => page.locator(".inspector").textContent()).toContain("here = max(0,");
    expect(rest.epoch).toBeGreaterThan(1);
    await page.getByRole("button", { name: "Open in explorer" }).press("Enter");
    await page.locator("dagrad-explorer").getByText("From the playground").first().waitFor();
    await page.keyboard.press("Escape");
    await page.locator("dagrad-explorer").waitFor({ state: "detached" });
    await page.context().close();
  });

  test.each(["light", "dark"] as const)("has no violation of accessibility and nothing that runs over: %s", async (colorScheme) => {
    const { page, problems } = await openPlayground(browser, "#init=book", { colorScheme, bypassCSP: true, reducedMotion: "reduce" });
    await page.evaluate(axe);
    for (const width of [1400, 390]) {
      await page.setViewportSize({ width, height: 900 });
      // Panes look alike at all widths and in both themes: one of each has all of them.
      const panes = ["Layers", "TypeScript", "Step by step", "Formula", "Picture"];
      for (const name of (colorScheme === "light") === (width === 1400) ? panes : panes.slice(0, 2)) {
        await page.getByRole("tab", { name }).click();
        expect([width, name, await violations(page)]).toEqual([width, name, []]);
      }
      await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    }
    await page.emulateMedia({ forcedColors: "active" });
    expect(await violations(page)).toEqual([]);
    // 200 % of a page that is 1400 wide.
    await page.setViewportSize({ width: 700, height: 450 });
    await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBe(700);
    expect(problems).toEqual([]);
    await page.context().close();
  });
});

const firstWeights = (): number[] => {
  const { playground } = document.querySelector("dagrad-playground") as Shown;
  return [...(playground.state.value?.parameters[playground.built.value?.layers?.[0]?.weights ?? ""] ?? [])];
};

const undoable = (): number => (document.querySelector("dagrad-playground") as Shown).playground.controls.value.past.length;

/** The difference of each number that differs, rounded. */
const differing = (before: readonly number[], after: readonly number[]): number[] =>
  after.map((w, i) => Math.round(100 * (w - (before[i] as number))) / 100).filter((step) => step !== 0);

/** Where a line ends at the first unit. */
const lineAtUnit = (): number[] => {
  const unit = document.querySelector("dagrad-playground")?.shadowRoot?.querySelector('[data-unit="0 0"]');
  const { left, top, height } = (unit as Element).getBoundingClientRect();
  return [left - 12, top + height / 2];
};

const focusedText = (page: Page) =>
  page.evaluate(() => document.querySelector("dagrad-playground")?.shadowRoot?.activeElement?.textContent ?? "");

/** The loss of the network as it is, which is looked at anew: of a step, the loss is that before it. */
const lookedAt = (page: Page) =>
  page.evaluate(async () => {
    const { playground } = document.querySelector("dagrad-playground") as Shown;
    const before = playground.state.value;
    playground.follow([0, 0]);
    while (playground.state.value === before) await new Promise(requestAnimationFrame);
    return { loss: playground.state.value?.loss, rows: playground.built.value?.task.rows, seed: playground.settings.value.seed };
  });

async function savedBy(page: Page, name: string): Promise<Buffer> {
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name }).click()]);
  return readFileSync(await download.path());
}

const drop = (page: Page, name: string, text: string) => dropBytes(page, name, [...new TextEncoder().encode(text)]);

const dropBytes = (page: Page, name: string, bytes: readonly number[]) =>
  page.evaluate(
    ([file, content]) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([new Uint8Array(content as number[])], file as string));
      document.querySelector("dagrad-playground")?.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
    },
    [name, bytes] as const,
  );

const violations = (page: Page) =>
  page.evaluate(async () => {
    const { axe: checker } = globalThis as unknown as {
      axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
    };
    return (await checker.run()).violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
  });
