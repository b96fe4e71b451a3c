import { readFileSync } from "node:fs";
import { join } from "node:path";
import { compile, crossentropy, dense, f32, graph, NdArray, reference, softmax, u8 } from "dagrad";
import { explorerHtml } from "dagrad/explorer";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { root } from "../../own-process.ts";
import { launchBrowser } from "../browser.ts";
import { chromiumPath } from "../chromium.ts";
import { chapter5 } from "./chapter-5.ts";
import { marksOf } from "./marks.ts";
import { openHtml } from "./open-page.ts";

const path = chromiumPath(process.env);
if (path === undefined)
  console.warn("tests of the explorer's panes skipped: no Chromium; install it (apt-get install chromium) or set CHROMIUM_PATH");

const { graph: network, feeds, parameters } = chapter5();
const file = "chapter-5.ts";
const code = `import { argmaxAccuracy, crossentropy, dense, f32, graph, relu, softmax, u8 } from "dagrad";

export default graph({ X: f32("batch", 2), y: u8("batch") }, ({ X, y }) => {
  const hidden = relu(dense(X, { units: 3 }));
  const probabilities = softmax(dense(hidden, { units: 3 }));
  return { probabilities, loss: crossentropy(probabilities, y), accuracy: argmaxAccuracy(probabilities, y) };
});
`;
const at = (line: number, column: number) => ({ file, line, column });
const sources = {
  files: { [file]: code },
  places: {
    X: at(3, 25),
    y: at(3, 45),
    "dense1.weights": at(4, 23),
    "dense1.biases": at(4, 23),
    dense1: at(4, 23),
    relu1: at(4, 18),
    "dense2.weights": at(5, 33),
    "dense2.biases": at(5, 33),
    dense2: at(5, 33),
    softmax1: at(5, 25),
    crossentropy1: at(6, 33),
    argmaxAccuracy1: at(6, 75),
  },
};

/** The number by which a page calls a node. */
const numberOf = (page: Page, id: string): Promise<number> =>
  page.evaluate((name) => {
    const element = document.querySelector("dagrad-explorer") as unknown as {
      state: { numbering: { value: { numberOf(id: string): number } } };
    };
    return element.state.numbering.value.numberOf(name);
  }, id);

describe.skipIf(path === undefined)("the panes of an explorer in Chromium", () => {
  let browser: Browser;
  let html: string;
  let page: Page;
  let requests: readonly string[];
  let problems: readonly string[];
  beforeAll(async () => {
    browser = await launchBrowser(path as string);
    html = await explorerHtml(network, { title: "Chapter 5", feeds: feeds ?? {}, parameters: parameters ?? {}, sources });
    ({ page, requests, problems } = await openHtml(browser, html));
    // Boxes are in the page where its window shows them.
    await page.keyboard.press("f");
  }, 60_000);
  afterAll(() => browser?.close());

  test("pointing at e^z in the formula marks the exponential everywhere, and nothing else", async () => {
    const exponential = await numberOf(page, "softmax1.exp1");
    await page.locator(`.formulas .katex-html [data-node="${exponential}"]`).getByText("e", { exact: true }).first().hover();
    await expect
      .poll(() => marksOf(page))
      .toEqual({
        picture: ["softmax1.exp1"],
        formula: ["ezi,l", "ezi,yi"],
        code: ["softmax: const probabilities = softmax(dense(hidden, { units: 3 }));"],
        graph: ["softmax1 = softmax(dense2) {axis: 1} : float32[batch, 3]", "output probabilities = softmax1"],
        numpy: ["exp1 = np.exp(z)"],
      });
  });

  test("pointing at dense in the code marks both of its ops, its parameters and its lines", async () => {
    await page.locator(".program .maker", { hasText: "dense" }).first().hover();
    await expect
      .poll(() => marksOf(page))
      .toEqual({
        picture: ["dense1", "dense1.biases", "dense1.matmul1", "dense1.weights"],
        formula: ["Xw1+b1"],
        code: ["dense: const hidden = relu(dense(X, { units: 3 }));"],
        graph: [
          "dense1.weights = parameter randn(0.01) : float32[2, 3]",
          "dense1.biases = parameter zeros : float32[3]",
          "dense1 = dense(X, dense1.weights, dense1.biases) : float32[batch, 3]",
        ],
        numpy: ["a = np.maximum(0, np.dot(X, w1) + b1)"],
      });
  });

  test("a line of the graph, a statement of NumPy and a box mark the same parts of each other", async () => {
    await page.locator(".printed .line", { hasText: /^relu1/ }).hover();
    await expect
      .poll(() => marksOf(page))
      .toEqual({
        picture: ["relu1"],
        formula: ["max(0,Xw1+b1)"],
        code: ["relu: const hidden = relu(dense(X, { units: 3 }));"],
        graph: ["relu1 = relu(dense1) : float32[batch, 3]"],
        numpy: ["a = np.maximum(0, np.dot(X, w1) + b1)"],
      });
    await page.locator(".pane.numpy .line", { hasText: /^z =/ }).hover();
    await expect
      .poll(() => marksOf(page))
      .toEqual({
        picture: ["dense2", "dense2.biases", "dense2.matmul1", "dense2.weights"],
        formula: ["max(0,Xw1+b1)w2+b2", "z", "zi,l", "zi,yi"],
        code: ["dense: const probabilities = softmax(dense(hidden, { units: 3 }));"],
        graph: [
          "dense2.weights = parameter randn(0.01) : float32[3, 3]",
          "dense2.biases = parameter zeros : float32[3]",
          "dense2 = dense(relu1, dense2.weights, dense2.biases) : float32[batch, 3]",
        ],
        numpy: ["z = np.dot(a, w2) + b2"],
      });
    await page.mouse.move(2, 2);
    await expect.poll(() => marksOf(page)).toEqual({ picture: [], formula: [], code: [], graph: [], numpy: [] });
  });

  test("sample 170 is what program.run gives of that row alone", async () => {
    const program = compile(network, { backend: reference, ...(parameters && { parameters }) });
    const row = { X: feeds?.X?.take([170]), y: feeds?.y?.take([170]) };
    const { probabilities } = program.run(row as never, ["probabilities"] as never) as unknown as Record<string, NdArray>;
    await page.locator(".sample input").fill("171");
    await expect.poll(() => page.locator(".sample output").textContent()).toBe("#170 · y 1");
    await page.locator(".printed .line", { hasText: /^softmax1/ }).click();
    const shown = await page.locator(".elements").first().locator("tbody td").allTextContents();
    expect(shown.map((text) => text.trim())).toEqual(String(probabilities).match(/[\d.]+/g));
    await expect.poll(() => page.locator(".selected-node").textContent()).toContain("float32[1, 3]");
  });

  test("a weight that is written over changes the loss, and undo gives the old one back", async () => {
    await page.locator(".sample input").fill("0");
    await page.locator(".printed .line", { hasText: /^dense2.weights/ }).click();
    const first = page.getByLabel("dense2.weights at 0, 0");
    await first.fill("nothing");
    await first.press("Enter");
    await expect.poll(() => page.locator(".pane.value [role=alert]").textContent()).toBe("that is no number");
    await first.fill("3.5");
    await first.press("Enter");
    const weights = parameters?.["dense2.weights"] as NdArray;
    const changed = new NdArray(
      Float32Array.from(weights.data, (x, i) => (i === 0 ? 3.5 : x)),
      weights.shape,
      "float32",
    );
    const program = compile(network, { backend: reference, parameters: { ...parameters, "dense2.weights": changed } });
    const { loss } = program.run(feeds as never, ["loss"] as never) as unknown as Record<string, NdArray>;
    const output = page.locator(".foot .output", { hasText: "loss" });
    await expect.poll(() => output.textContent()).toBe(`loss = ${loss}`);
    await page.keyboard.press("Control+z");
    await expect.poll(() => output.textContent()).toBe("loss = 1.0986104");
  });

  test("the address holds what is looked at, and another page opens there", async () => {
    await page.getByRole("radio", { name: "Layers" }).check({ force: true });
    await page.locator(".sample input").fill("171");
    await page.locator(".printed .line", { hasText: /^softmax1/ }).click();
    await page.getByRole("radio", { name: "steps" }).check({ force: true });
    await page.getByLabel("Output whose formula").selectOption("accuracy");
    await page.waitForFunction(() => location.hash.includes("output=accuracy"));
    const hash = await page.evaluate(() => location.hash);
    expect(hash).toBe("#view=layers&sample=170&node=softmax1*&output=accuracy&form=steps");
    const other = await openHtml(browser, html, { hash });
    await expect.poll(() => other.page.locator(".sample output").textContent()).toBe("#170 · y 1");
    await expect.poll(() => other.page.locator(".selected-node strong").textContent()).toBe("softmax1");
    await expect.poll(() => other.page.getByRole("radio", { name: "Layers" }).isChecked()).toBe(true);
    await expect.poll(() => other.page.evaluate(() => location.hash)).toBe(hash);
    await other.page.context().close();
    // What nobody wrote changes nothing.
    const strange = await openHtml(browser, html, { hash: "#view=all&sample=-1&node=nothing&open=%25zz&step=x&form=" });
    expect(strange.problems).toEqual([]);
    await expect.poll(() => strange.page.getByRole("radio", { name: "Run" }).isChecked()).toBe(true);
    await strange.page.context().close();
  });

  test("a page is saved with the values that it has now, and opens from disk without a network", async () => {
    const own = await openHtml(browser, html);
    await own.page.locator(".printed .line", { hasText: /^dense1.biases/ }).click();
    const bias = own.page.getByLabel("dense1.biases at 1");
    await bias.fill("-0.25");
    await bias.press("Enter");
    const loss = await own.page.locator(".foot .output", { hasText: "loss" }).textContent();
    expect(loss).not.toBe("loss = 1.0986104");
    await own.page.getByLabel("Save or print").click();
    const [saved] = await Promise.all([own.page.waitForEvent("download"), own.page.getByText("Page with these values").click()]);
    expect(saved.suggestedFilename()).toBe("Chapter 5.html");
    const text = readFileSync((await saved.path()) as string, "utf8");
    const again = await openHtml(browser, text);
    await expect.poll(() => again.page.locator(".foot .output", { hasText: "loss" }).textContent()).toBe(loss);
    await expect.poll(() => again.page.locator(".formulas .katex").count()).toBeGreaterThan(0);
    expect([...again.requests, ...again.problems, ...own.problems]).toEqual([]);
    await own.page.context().close();
    await again.page.context().close();
  });

  test("a node is found, chosen, looked at and left by the keyboard alone", async () => {
    const { page, problems } = await openHtml(browser, html);
    await page.keyboard.press("/");
    await page.keyboard.type("[batch, 3]");
    const found = page.getByRole("listbox", { name: "Nodes that were found" }).getByRole("option");
    await expect.poll(() => found.filter({ hasText: "float32[batch, 3]" }).count()).toBeGreaterThan(5);
    await page.keyboard.press("Control+a");
    await page.keyboard.type("exp");
    await page.keyboard.press("Enter");
    await expect.poll(() => page.locator(".selected-node strong").textContent()).toBe("softmax1.exp1");
    await page.keyboard.press("Escape");
    await page.keyboard.press("]");
    await expect.poll(() => page.locator(".sample output").textContent()).toBe("#0 · y 0");
    await page.keyboard.press("2");
    await expect.poll(() => page.getByRole("radio", { name: "Formula" }).isChecked()).toBe(true);
    await page.keyboard.press("t");
    await expect.poll(() => page.locator("dagrad-explorer").getAttribute("data-theme")).toBe("dark");
    await page.keyboard.press("?");
    await expect.poll(() => page.getByRole("dialog").isVisible()).toBe(true);
    await expect
      .poll(() => page.locator("dialog kbd").allTextContents())
      .toEqual(expect.arrayContaining(["←", "→", "Home", "End", "Enter", "Esc", "/", "f", "1", "2", "3", "g", "t", "[", "]", "?"]));
    await page.keyboard.press("Escape");
    await expect.poll(() => page.getByRole("dialog").isVisible()).toBe(false);
    // The list of nodes is one stop; arrow keys go through it, from the line of softmax1.
    await page.getByRole("listbox", { name: "Nodes, in the order" }).focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await expect.poll(() => page.locator(".selected-node strong").textContent()).toBe("argmaxAccuracy1");
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test("keys are heard as soon as an explorer is shown, before it is painted", async () => {
    const { page } = await openHtml(browser, html);
    const at = await page.evaluate(() => {
      const element = document.querySelector("dagrad-explorer") as HTMLElement & { subject: unknown };
      const root = element.shadowRoot as ShadowRoot;
      const press = (key: string) => document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, composed: true }));
      // Shown anew, and the keys in the same task.
      const { subject } = element;
      element.subject = undefined;
      element.subject = subject;
      root.querySelector<HTMLElement>(".printed .line")?.click();
      press("?");
      const help = root.querySelector("dialog")?.open;
      root.querySelector("dialog")?.close();
      press("/");
      return { help, focused: root.activeElement?.getAttribute("type") };
    });
    expect(at).toEqual({ help: true, focused: "search" });
    await page.context().close();
  });

  test("axe finds nothing, in light and dark, wide, narrow, enlarged, in forced colours and with motion reduced", async () => {
    const { page } = await openHtml(browser, html);
    await page.evaluate(readFileSync(join(root, "node_modules/axe-core/axe.min.js"), "utf8"));
    await page.locator(".printed .line", { hasText: /^dense1 / }).click();
    const looks = [
      ...(["light", "dark"] as const).flatMap((colorScheme) => [1400, 390].map((width) => ({ colorScheme, width, height: 900 }))),
      // 200 % of 1400 by 900.
      { width: 700, height: 450 },
      { width: 1400, height: 900, forcedColors: "active" as const },
      { width: 1400, height: 900, reducedMotion: "reduce" as const },
    ];
    for (const { width, height, ...media } of looks) {
      await page.emulateMedia({ colorScheme: "light", forcedColors: "none", reducedMotion: "no-preference", ...media });
      await page.setViewportSize({ width, height });
      for (const pane of width <= 760 ? ["Formula", "Value"] : ["Formula"]) {
        await page.getByRole("navigation", { name: "Panes" }).getByText(pane, { exact: true }).click();
        const violations = await page.evaluate(async () => {
          const { violations } = await (globalThis as unknown as { axe: { run(options: object): Promise<{ violations: any[] }> } }).axe.run(
            {
              resultTypes: ["violations"],
            },
          );
          return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html, any }: any) => html + any[0]?.message).join(" ")}`);
        });
        expect({ width, media, pane, violations }).toEqual({ width, media, pane, violations: [] });
      }
    }
    await page.context().close();
  });

  test("names, titles and code that are anything put no element into the page, and ask for nothing", async () => {
    const hostile = `</script><script>globalThis.bad = 1</script><img src=x onerror="globalThis.bad = 1">\\href{javascript:bad=1}{x}`;
    const strange = graph({ X: f32("batch", 2), y: u8("batch") }, ({ X, y }, g) =>
      g.scope(hostile.slice(0, 100), () => ({ loss: crossentropy(softmax(dense(X, { units: 2, name: "prototype_" })), y) })),
    );
    const text = await explorerHtml(strange, {
      title: hostile,
      sources: { files: { [hostile]: hostile }, places: { prototype_: { file: hostile, line: 1, column: 1 } } },
    });
    const { page, requests, problems } = await openHtml(browser, text);
    await expect.poll(() => page.getByRole("heading", { level: 1 }).textContent()).toBe(hostile);
    await expect.poll(() => page.title()).toBe(hostile);
    const inside = page.locator("dagrad-explorer");
    await expect.poll(() => inside.locator("img, script, iframe, a, object, embed").count()).toBe(0);
    await expect.poll(() => page.locator(".pane.code .program").textContent()).toContain(hostile);
    await expect.poll(() => page.evaluate(() => (globalThis as { bad?: number }).bad)).toBeUndefined();
    expect([...requests, ...problems]).toEqual([]);
    await page.context().close();
  });

  test("nothing was asked of the network, and nothing went wrong", () => {
    expect([...requests, ...problems]).toEqual([]);
  });
});
