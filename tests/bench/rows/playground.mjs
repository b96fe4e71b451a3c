import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { playgroundHtml } from "../../../dist/src/playground/playground-page.js";

const script = (name) => readFileSync(new URL(`../../../dist/playground/${name}.js`, import.meta.url), "utf8");
const kilobytes = (text) => gzipSync(text, { level: 9 }).length / 1000;

/** The playground: what is loaded before it can be used, and how it trains and paints in Chromium, where there is one. */
export async function playgroundRows() {
  const scripts = { playground: script("playground"), later: script("later"), explorer: script("explorer") };
  const first = kilobytes(playgroundHtml({ ...scripts, later: "", explorer: "" }));
  const whole = kilobytes(playgroundHtml(scripts));
  return [
    { work: "playground to its first interaction, gzipped", unit: "kB", best: first, median: first, bound: 110 },
    { work: "playground as one file, with all that is loaded later, gzipped", unit: "kB", best: whole, median: whole },
    ...(await inChromium(playgroundHtml(scripts))),
  ];
}

async function inChromium(html) {
  const { chromium } = await import("playwright-core").catch(() => ({}));
  const executablePath = process.env.CHROMIUM_PATH ?? "/usr/bin/chromium";
  const browser = await chromium?.launch({ executablePath, args: ["--disable-gpu"] }).catch(() => undefined);
  if (browser === undefined) return [];
  const address = pathToFileURL(join(mkdtempSync(join(tmpdir(), "dagrad-bench-")), "play.html"));
  writeFileSync(address, html);
  try {
    const [opened, epochs, painted] = [[], [], []];
    for (let round = 0; round < 5; round++) {
      const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
      await page.goto(`${address}#test=0`);
      opened.push(
        await page
          .waitForFunction(() => document.querySelector("dagrad-playground").playground.state.value && performance.now())
          .then((time) => time.jsonValue()),
      );
      await page.getByRole("button", { name: "Train" }).click();
      await page.waitForTimeout(1500);
      const [before, start] = await page.evaluate(() => [
        document.querySelector("dagrad-playground").playground.state.value.epoch,
        performance.now(),
      ]);
      await page.waitForTimeout(2000);
      const [after, end, times] = await page.evaluate(() => {
        const element = document.querySelector("dagrad-playground");
        return [element.playground.state.value.epoch, performance.now(), element.painters.times];
      });
      epochs.push((end - start) / ((after - before) / 1000));
      painted.push(times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)]);
      await page.close();
    }
    const row = (work, times, bound) => {
      const sorted = times.toSorted((a, b) => a - b);
      return { work, unit: "ms", best: sorted[0], median: sorted[2], bound };
    };
    return [
      row("playground from disk to its first state", opened, 500),
      row("1,000 epochs of 2-8-6-3 on 300 points, while it paints", epochs, 1000 / 30),
      row("a frame of it to paint", painted, 8),
    ];
  } finally {
    await browser.close();
  }
}
