import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { docsPictures } from "../../docs/generate-pictures.ts";
import { layout } from "../../src/render/index.ts";
import { root } from "../repository/pages.ts";
import { ownPictures } from "../src/export/svg/own-pictures.ts";
import { launchBrowser } from "./browser.ts";
import { chromiumPath } from "./chromium.ts";
import { fontsFile } from "./fonts.ts";

/** A text that is not where it should be, and why; see faults-of-picture.js. */
interface Fault {
  readonly text: string;
  readonly fault: string;
}

const script = readFileSync(new URL("faults-of-picture.js", import.meta.url), "utf8").replace("export ", "");

async function faultsOf(page: Page, svg: string): Promise<Fault[]> {
  await page.setContent(`<body style="margin:0">${svg}</body>`);
  return page.evaluate<Fault[]>(`${script}\nfaultsOfPicture()`);
}

const svgText = (content: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="200" height="100" font-family="DejaVu Sans" font-size="10">${content}</svg>`;

/** As converters draw it that know no textLength, such as rsvg-convert. */
const withoutLengths = (svg: string): string => svg.replace(/ textLength="[^"]*" lengthAdjust="[^"]*"/g, "");

async function goldenPictures(): Promise<Record<string, string>> {
  const folder = join(root, "tests/output");
  const drawn = readdirSync(folder)
    .filter((file) => file.endsWith(".dot"))
    .map(async (file) => {
      const dot = readFileSync(join(folder, file), "utf8");
      return [file, await layout(dot, { labels: /label=</.test(dot) ? "html" : "plain" })] as const;
    });
  return { ...Object.fromEntries(await Promise.all(drawn)), ...(await docsPictures(root)), ...ownPictures() };
}

const path = chromiumPath(process.env);
const folder = mkdtempSync(join(tmpdir(), "dagrad-fonts-"));
const fonts = (["DejaVu Sans", "Liberation Sans"] as const).map((family) => ({ family, file: fontsFile(folder, family) }));
if (path === undefined) console.warn("pictures are not measured: no Chromium; install it (apt-get install chromium) or set CHROMIUM_PATH");
for (const { family, file } of fonts) {
  if (file === undefined) console.warn(`pictures are not measured with ${family}: it is not installed, or there is no fc-list`);
}

describe.skipIf(path === undefined)("in Chromium", () => {
  let pictures: Record<string, string>;
  beforeAll(async () => {
    pictures = await goldenPictures();
  }, 120_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  // With whatever fonts there are, and with each of the two alone: the one that boxes are measured for, and one much wider.
  describe.each([{ family: "the fonts of this machine", file: "" }, ...fonts.filter(({ file }) => file !== undefined)])(
    "with $family",
    ({ file }) => {
      let browser: Browser;
      let page: Page;
      beforeAll(async () => {
        browser = await launchBrowser(path as string, file === "" ? {} : { FONTCONFIG_FILE: file as string });
        page = await browser.newPage();
      }, 60_000);
      afterAll(() => browser?.close());

      test("a text outside its box, on a line or on another text is noticed", async () => {
        const node = (text: string): string => `<g class="node"><polygon points="10,10 60,10 60,30 10,30"/>${text}</g>`;
        const line = '<g class="edge"><path fill="none" stroke="black" d="M0,80C20,80 60,80 90,80"/></g>';
        const seen = async (content: string): Promise<string[]> => (await faultsOf(page, svgText(content))).map(({ fault }) => fault);
        expect(await seen(node('<text x="12" y="24">box</text>'))).toEqual([]);
        expect(await seen(node('<text x="12" y="24">far too long</text>'))).toEqual(["leaves its box"]);
        expect(await seen('<g class="graph"><text x="190" y="24">title</text></g>')).toEqual(["leaves the picture"]);
        expect(await seen(line.replace("</g>", '<text x="12" y="83">label</text></g>'))).toEqual(["stands on its own line"]);
        expect(await seen(`${line}<g class="edge"><text x="12" y="83">label</text></g>`)).toEqual(["stands on another line"]);
        expect(await seen('<g class="graph"><text x="9" y="50">one</text><text x="12" y="51">two</text></g>')).toEqual([
          "covers another text",
        ]);
      });

      test.each([
        ["drawn by a browser", (svg: string) => svg],
        ["drawn by what knows no textLength", withoutLengths],
      ])("no text of a golden picture leaves its box or stands on a line, %s", async (_, change) => {
        const found: Record<string, Fault[]> = {};
        for (const [name, svg] of Object.entries(pictures)) {
          const faults = await faultsOf(page, change(svg));
          if (faults.length > 0) found[name] = faults;
        }
        expect(Object.keys(pictures).length).toBeGreaterThan(50);
        expect(found).toEqual({});
      });
    },
  );
});
