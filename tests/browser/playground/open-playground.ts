import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import type { Given } from "../../../src/playground/given.ts";
import type { Playground } from "../../../src/playground/playground.ts";
import { playgroundHtml } from "../../../src/playground/playground-page.ts";
import type { Settings } from "../../../src/playground/settings.ts";
import { root } from "../../own-process.ts";
import { type OpenedPage, openFile } from "../from-disk.ts";

/** The built scripts; the tests' command builds them first. */
const script = (name: string): string => readFileSync(join(root, `dist/playground/${name}.js`), "utf8");

const files = new Map<Given | undefined, string>();

/** Opens the playground from disk, with the network off; of a program's network where one is given. */
export async function openPlayground(browser: Browser, hash = "", options: BrowserContextOptions = {}, given?: Given): Promise<OpenedPage> {
  const file = files.get(given) ?? join(mkdtempSync(join(tmpdir(), "dagrad-playground-")), "play.html");
  if (!files.has(given)) {
    const scripts = { playground: script("playground"), later: script("later"), explorer: script("explorer") };
    writeFileSync(file, playgroundHtml(scripts, given));
    files.set(given, file);
  }
  const opened = await openFile(browser, file, hash, options);
  await opened.page.waitForFunction(() => (document.querySelector("dagrad-playground") as Shown).playground.state.value !== undefined);
  return opened;
}

export type Shown = Element & { readonly playground: Playground };

/** What the page shows, as plain data. */
export const shownBy = (page: Page) =>
  page.evaluate(() => {
    const { state, built, settings, failure } = (document.querySelector("dagrad-playground") as Shown).playground;
    const { epoch = -1, loss = Number.NaN, accuracy, stopped } = state.value ?? {};
    return {
      epoch,
      loss,
      accuracy,
      stopped,
      task: built.value?.task,
      lastTarget: built.value?.y.at(-1),
      settings: settings.value as Settings,
      failure: failure.value,
      dead: state.value?.health.map(({ dead }) => dead.reduce((sum, unit) => sum + unit, 0)),
    };
  });

export const epochIs = (page: Page, epoch: number) =>
  page.waitForFunction(
    (wanted) => ((document.querySelector("dagrad-playground") as Shown).playground.state.value?.epoch ?? -1) >= wanted,
    epoch,
  );
