import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { printArray } from "../../graph/print/print-array.ts";
import { formulasOf } from "../../src/explorer/formulas/formulas.ts";
import { katexModule } from "../../src/explorer/page-scripts.ts";
import { launchBrowser } from "./browser.ts";
import { chromiumPath } from "./chromium.ts";
import { chapter5 } from "./explorer/chapter-5.ts";
import { openFromDisk } from "./explorer/open-page.ts";
import { openFile } from "./from-disk.ts";
import { looksFonts } from "./looks-fonts.ts";
import { type PrintedPage, pdfPages } from "./pdf-pages.ts";
import { openPlayground } from "./playground/open-playground.ts";
import { trainedReport } from "./trained-report.ts";

const path = chromiumPath(process.env);
if (path === undefined) console.warn("pages are not printed: no Chromium; install it (apt-get install chromium) or set CHROMIUM_PATH");

const formats = ["A4", "Letter"] as const;
/** What a screen in the dark has on it is printed in light colours. */
const dark = { colorScheme: "dark" } as const;

describe.skipIf(path === undefined)("pages that Chromium prints", () => {
  const folder = mkdtempSync(join(tmpdir(), "dagrad-print-"));
  let browser: Browser;
  let report: Promise<string>;
  beforeAll(async () => {
    report = trainedReport(folder);
    const fonts = looksFonts(folder);
    browser = await launchBrowser(path as string, fonts && { FONTCONFIG_FILE: fonts.file });
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test("an explorer of chapter 5: the picture, the texts, the numbers, each on a page of its own", async () => {
    const { graph, parameters = {}, ...subject } = chapter5();
    const whole = { ...subject, graph, parameters, formulas: formulasOf(graph, await katexModule()) };
    const { page } = await openFromDisk(browser, whole, { ...dark, hash: "#view=layers&node=relu1*" });
    await page.locator(".picture .node").first().waitFor();
    for (const format of formats) {
      const [picture, texts, numbers, ...more] = await printed(page, format);
      expect(more.map(({ said }) => said)).toEqual([]);
      for (const title of ["Chapter5", "Dense1", "ReLU", "Dense2", "Softmax", "Cross-entropy", "Accuracy", "probabilities"])
        expect(picture?.said).toContain(title);
      // A formula's signs are painted symbol by symbol; a list of the graph and of NumPy line by line.
      for (const part of [
        "FORMULA",
        "loss=",
        "∑",
        "max0,Xw+b",
        "GRAPH",
        "relu1=relu(dense1):float32[batch,3]",
        "NUMPY",
        "a=np.maximum(0,np.dot(X,w1)+b1)",
      ])
        expect(texts?.said).toContain(part);
      for (const part of ["VALUErelu1", "zeros50.7%", "PARAMETERS"]) expect(numbers?.said).toContain(part);
      for (const value of Object.values(parameters)) expect(numbers?.said).toContain(printArray(value).replace(/\s/g, ""));
      // Rows 0 … 39 of two tables with three columns.
      expect(numbers?.texts.filter(({ text }) => /^-?\d\.\d+e[-+]\d\d$/.test(text.trim()))).toHaveLength(240);
    }
    await page.context().close();
  });

  test("the playground: network, plane and curves on one page, the program on the other", async () => {
    const { page } = await openPlayground(browser, "#test=0.2", dark);
    await page.locator(".card.curves svg").first().waitFor();
    for (const format of formats) {
      const [network, program, ...more] = await printed(page, format);
      expect(more.map(({ said }) => said)).toEqual([]);
      for (const part of ["dagradplayground", "Network", "Decisionboundary", "Lossandaccuracy"]) expect(network?.said).toContain(part);
      for (const part of [
        "exportdefaultnetwork;",
        'constprobabilities=dense(hidden2,{units:3,init:"glorotUniform",activation:softmax});',
        "fit(network,training)",
      ])
        expect(program?.said).toContain(part);
    }
    await page.context().close();
  });

  test("the report of a training: curves, plane and network, tables", async () => {
    const { page } = await openFile(browser, await report, "", dark);
    for (const format of formats) {
      const [curves, pictures, tables, ...more] = await printed(page, format);
      expect(more.map(({ said }) => said)).toEqual([]);
      for (const part of ["Trainingofspiral", "Loss", "Accuracy", "learningrate"]) expect(curves?.said).toContain(part);
      for (const part of ["Decisionboundary", "Dense1", "Softmax"]) expect(pictures?.said).toContain(part);
      expect(`${pictures?.said}${tables?.said}`).toContain("Layers");
      for (const part of ["Nodes", "argmaxAccuracy1", "Settings", "bestweights"]) expect(tables?.said).toContain(part);
    }
    await page.context().close();
  });
});

/** The pages, none of whose texts stands in a margin or is cut. */
async function printed(page: Page, format: "A4" | "Letter"): Promise<PrintedPage[]> {
  const pages = pdfPages(await page.pdf({ format, printBackground: true }));
  for (const { width, height, texts } of pages) {
    expect([width, height].map(Math.round)).toEqual(format === "A4" ? [596, 843] : [612, 792]);
    // Margins of 12 and 14 mm, in pt.
    const outside = texts.filter(({ left, right, y, isWhole }) => !isWhole || left < 33 || right > width - 33 || y < 39 || y > height - 39);
    expect(outside).toEqual([]);
  }
  return pages;
}
