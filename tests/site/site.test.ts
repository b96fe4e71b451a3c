/** The built site in Chromium: one build, one browser. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { reasons } from "../../docs/site/markdown/needs.ts";
import { sitePages } from "../../docs/site/pages/write-pages.ts";
import type { ExplorerElement } from "../../src/explorer/element.ts";
import { launchBrowser } from "../browser/browser.ts";
import { chromiumPath } from "../browser/chromium.ts";
import { readText, root } from "../repository/pages.ts";
import { programsOf } from "../repository/programs.ts";
import { buildSite, canBuild } from "./built-site.ts";
import { type SiteServer, serveFiles } from "./site-server.ts";

const chromium = chromiumPath(process.env);
const pages = sitePages(root);

/** Pages with cells: those that have a program that a page can run from its beginning. */
const withCells = pages.filter(({ origin, above, text }) => {
  if (!origin.endsWith(".md")) return false;
  const last = above + text.split("\n").length;
  return programsOf(readText(origin)).some((program) => {
    const line = program[0]?.block.line as number;
    return line > above && line <= last && reasons(program)[0] === undefined;
  });
});

/** One of each kind of page. */
const kinds = [
  "index",
  "getting-started",
  "the-book",
  "book/chapter-5",
  "ops",
  "ops/softmax",
  "decisions/",
  "source/src/passes/",
  "cli",
  "explorer",
  "playground/",
];

/** What a cell of a page prints, as the page's script has it. */
interface Printed {
  readonly program: number;
  readonly listing: number;
  readonly text: string;
  readonly error: string | undefined;
}

describe.skipIf(!canBuild() || chromium === undefined)("the built site", () => {
  let folder: string;
  let server: SiteServer;
  let browser: Browser;
  /** Requests to anywhere but the site itself. */
  const foreign: string[] = [];
  const errors: string[] = [];

  beforeAll(async () => {
    folder = buildSite();
    server = await serveFiles(folder);
    browser = await launchBrowser(chromium as string);
  }, 900_000);
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  const open = async (path: string, options: Parameters<Browser["newPage"]>[0] = {}): Promise<Page> => {
    const page = await browser.newPage(options);
    page.on("request", (request) => {
      if (!request.url().startsWith(server.origin) && !/^(blob|data):/.test(request.url())) foreign.push(request.url());
    });
    page.on("pageerror", ({ message }) => errors.push(`${path}: ${message}`));
    await page.goto(`${server.origin}/${path === "index" ? "" : path.endsWith("/") ? path : path.replace(/(?=#|$)/, ".html")}`, {
      waitUntil: "load",
    });
    return page;
  };

  test.each(withCells)("each cell of $path prints at its first run what the page says, byte for byte", async ({ path, origin }) => {
    const page = await open(path.replace(/\.md$/, ""));
    await page.waitForSelector("dagrad-cell .cell-bar");
    const printed = await page.evaluate(async () => {
      type Cell = HTMLElement & { run(): Promise<void> };
      const cells = [...document.querySelectorAll<Cell>("dagrad-cell")];
      const number = (cell: HTMLElement, name: string): number => Number(cell.getAttribute(name));
      for (const [i, cell] of cells.entries()) {
        // The last of a program runs those above it.
        if (cells[i + 1]?.getAttribute("program") !== cell.getAttribute("program")) await cell.run();
      }
      return cells.map((cell) => ({
        program: number(cell, "program"),
        listing: number(cell, "listing"),
        text: cell.querySelector(".language-text code")?.textContent ?? "",
        error: cell.querySelector(".cell-error")?.textContent ?? undefined,
      }));
    });
    await page.close();
    const programs = programsOf(readText(origin));
    expect(printed).toEqual(
      printed.map(
        ({ program, listing }): Printed => ({
          program,
          listing,
          text: programs[program]?.[listing]?.output?.code ?? "",
          error: undefined,
        }),
      ),
    );
    expect(printed.length).toBeGreaterThan(0);
  });

  test("links and pictures of all pages lead to files of the site, and to places in them", () => {
    const files = new Set(readdirSync(folder, { recursive: true, encoding: "utf8" }).map((file) => `/${file.replaceAll("\\", "/")}`));
    const html = [...files].filter((file) => file.endsWith(".html") && !file.startsWith("/api/"));
    const ids = new Map(
      html.map((file) => [file, new Set(Array.from(readFileSync(join(folder, file), "utf8").matchAll(/\sid="([^"]+)"/g), ([, id]) => id))]),
    );
    const wrong = html.flatMap((file) =>
      Array.from(readFileSync(join(folder, file), "utf8").matchAll(/\s(?:href|src)="([^"]+)"/g), ([, link]) => link as string).filter(
        (link) => {
          if (/^(https?|data|mailto):/.test(link)) return false;
          const url = new URL(link.replaceAll("&amp;", "&"), `http://site${file}`);
          const path = decodeURIComponent(url.pathname).replace(/\/$/, "/index.html");
          // The reference is TypeDoc's, which stops at a link that leads nowhere.
          if (path.startsWith("/api/")) return false;
          const anchor = decodeURIComponent(url.hash.slice(1));
          return !files.has(path) || (anchor !== "" && path.endsWith(".html") && ids.get(path)?.has(anchor) === false);
        },
      ),
    );
    expect([...new Set(wrong)]).toEqual([]);
  });

  const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  test.each(kinds)("axe finds nothing on %s, in light and dark, 390 and 1,400 pixels wide", async (path) => {
    const found: string[] = [];
    for (const colorScheme of ["light", "dark"] as const) {
      const page = await open(path, { colorScheme, viewport: { width: 1400, height: 900 } });
      await page.addScriptTag({ content: axe });
      for (const width of [1400, 390]) {
        await page.setViewportSize({ width, height: 844 });
        const violations = await page.evaluate(async () => {
          const { violations } = await (window as unknown as { axe: typeof import("axe-core") }).axe.run();
          return violations.map(
            ({ id, nodes }) => `${id}: ${nodes.map(({ target, failureSummary }) => `${target} ${failureSummary}`).slice(0, 2)}`,
          );
        });
        found.push(...violations.map((text) => `${colorScheme} ${width}: ${text}`));
      }
      await page.close();
    }
    expect(found).toEqual([]);
  });

  test("the explorer beside chapter 5 opens the graph of the listing that is read, and goes to the step that the text is about", async () => {
    const page = await open("book/chapter-5", { viewport: { width: 1400, height: 900 } });
    const at = (heading: string, node: string): Promise<unknown> =>
      page
        .evaluate((id) => scrollTo(0, (document.getElementById(id)?.getBoundingClientRect().top ?? 0) + scrollY - 100), heading)
        .then(() =>
          page.waitForFunction(
            (node) => (document.querySelector("dagrad-explorer") as ExplorerElement | null)?.state?.selected.value?.id === node,
            node,
          ),
        );
    await at("categorical-crossentropy-by-hand", "log1");
    await at("the-whole-network", "softmax1.exp1");
    const foot = page.locator("dagrad-explorer").locator("footer");
    // exp of z − max z, of the first sample: its outputs are all 0 there.
    await expect.poll(() => foot.innerText()).toContain("softmax1.exp1");
    await page.close();
    // Of chapter 22, whose images the site carries a few of: the weights of the eye over a drawn T-shirt.
    const last = await open("book/chapter-22#a-picture-of-ones-own", { viewport: { width: 1400, height: 900 } });
    await expect.poll(() => last.locator("dagrad-explorer footer").innerText()).toContain("255·0.299 + 255·0.587 + 255·0.114");
    await last.close();
  });

  test("a name's type is shown under the pointer, by a tap and by the keyboard, until Escape", async () => {
    const page = await open("getting-started", { viewport: { width: 1400, height: 900 } });
    await page.waitForSelector("dagrad-cell .cell-bar");
    const card = page.getByRole("tooltip");
    const name = (text: string) => page.locator("dagrad-cell pre [data-t]", { hasText: new RegExp(`^${text}$`) }).first();
    await name("network").hover();
    await expect.poll(() => card.innerText()).toContain('const network: Graph<{\n    readonly X: InputSpec<["batch", 2], "float32">;');
    await page.addScriptTag({ content: axe });
    const violations = await page.evaluate(async () => {
      const { violations } = await (window as unknown as { axe: typeof import("axe-core") }).axe.run();
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target)}`);
    });
    expect(violations).toEqual([]);
    await page.keyboard.press("Escape");
    await expect.poll(() => card.isVisible()).toBe(false);
    await page.locator("dagrad-cell pre[data-types]").first().focus();
    await page.keyboard.press("Enter");
    await expect.poll(() => card.innerText()).toContain("function argmaxAccuracy<");
    await page.keyboard.press("ArrowRight");
    await expect.poll(() => card.innerText()).toContain("function compile<");
    await page.keyboard.press("Escape");
    await expect.poll(() => card.isVisible()).toBe(false);
    await page.close();
    const touched = await open("getting-started", { viewport: { width: 390, height: 844 }, hasTouch: true });
    await touched.waitForSelector("dagrad-cell .cell-bar");
    await touched
      .locator("dagrad-cell pre [data-t]", { hasText: /^network$/ })
      .first()
      .tap();
    await expect.poll(() => touched.getByRole("tooltip").innerText()).toContain("const network: Graph<{");
    const box = await touched.getByRole("tooltip").boundingBox();
    expect([(box?.x ?? -1) >= 0, (box?.x ?? 0) + (box?.width ?? 391) <= 390]).toEqual([true, true]);
    await touched.close();
  });

  test("links, the address of a heading and Back lead where they say, and a search for an op finds its page first", async () => {
    const page = await open("ops/softmax", { viewport: { width: 1400, height: 900 } });
    await page.locator(".VPDocAsideOutline a", { hasText: "Source" }).click();
    await expect.poll(() => page.url()).toContain("#source");
    await page.goBack();
    await expect.poll(() => page.url()).not.toContain("#source");
    await expect.poll(() => page.locator("main").innerText()).toContain("All of the op is one file");
    await page.locator(".side-menu a", { hasText: /^relu$/ }).click();
    await expect.poll(() => page.locator("main").innerText()).toContain("relu(x) = max(0, x)");
    await page.goBack();
    await expect.poll(() => page.locator("main").innerText()).toContain("softmax(x) = exp(x)");
    for (const op of ["dense", "relu", "conv2d"]) {
      await page.locator("#local-search button").click();
      await page.locator("#localsearch-input").fill(op);
      await expect.poll(() => page.locator("a.result").first().getAttribute("href")).toMatch(new RegExp(`/ops/${op}\\.html`));
      await page.keyboard.press("Escape");
    }
    await page.close();
  });

  test("the site is less than 25 MB, and no page writes the colours of its code into its HTML", () => {
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    // The reference of all functions is TypeDoc's.
    const own = files.map((entry) => join(entry.parentPath, entry.name)).filter((file) => !file.startsWith(join(folder, "api")));
    expect(own.reduce((sum, file) => sum + statSync(file).size, 0)).toBeLessThan(25 * 2 ** 20);
    const html = own.filter((file) => file.endsWith(".html") && !file.includes("playground"));
    expect(html.filter((file) => readFileSync(file, "utf8").includes("--shiki-"))).toEqual([]);
  });

  test("a page reads without JavaScript: text, listings, what they print, formulas and pictures", async () => {
    const page = await open("the-book", { javaScriptEnabled: false });
    await expect.poll(() => page.locator("h1").innerText()).toContain("The book, as graphs");
    await page.goto(`${server.origin}/how-it-works.html`);
    await expect.poll(() => page.locator("main img").first().isVisible()).toBe(true);
    await page.goto(`${server.origin}/ops/softmax.html`);
    await expect.poll(() => page.locator(".katex-html").first().isVisible()).toBe(true);
    await page.goto(`${server.origin}/book/chapter-5.html`);
    const cell = page.locator("dagrad-cell").first();
    await expect.poll(() => cell.locator(".language-ts").innerText()).toContain("neg(sum(mul(targetOutput, log(softmaxOutput))))");
    await expect.poll(() => cell.locator(".language-text").innerText()).toContain("0.35667494393873245");
    await expect.poll(() => page.locator("button:visible", { hasText: "Run" }).count()).toBe(0);
    await page.close();
  });

  test("no page asks another host for anything, and no script of one fails", () => {
    expect(foreign).toEqual([]);
    expect(errors).toEqual([]);
  });
});
